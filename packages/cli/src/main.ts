import { runCli } from './cli.ts';

// Nobody reads any more, as with `| head`: nothing to tell, and nobody to tell it to.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);

await runCli(process.argv.slice(2));
// Drivers may keep sockets open after their work: what was written leaves, then the process ends.
await Promise.all(
  [process.stdout, process.stderr].map((stream) => new Promise((resolve) => stream.write('', resolve))),
);
process.exit();
