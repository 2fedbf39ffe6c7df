/** A server in a process of its own, which a test can kill as a crash would. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { temporaryFolder } from '@sluice/testkit';
import { buildWhenChanged } from '../build/build-when-changed.ts';

export interface ServerProcess {
  readonly url: string;
  readonly dataFolder: string;
  /** Behind `#` in the link that the server prints for the first administrator. */
  readonly setUpCode: string;
  kill(): Promise<void>;
  /** Again, with the same data on the same port. */
  start(): Promise<void>;
}

const main = join(import.meta.dirname, '../../server/src/main.ts');

export async function startServerProcess(): Promise<ServerProcess> {
  if (!buildWhenChanged()) throw new Error('The console could not be built');
  const port = await freePort();
  const dataFolder = temporaryFolder();
  let child: ChildProcess | undefined;
  const start = async (): Promise<string> => {
    const settings = { SLUICE_PORT: String(port), SLUICE_DATA_FOLDER: dataFolder, SLUICE_LOG_LEVEL: 'error' };
    const options = ['--conditions=development', '--disable-warning=ExperimentalWarning', main];
    const started = spawn(process.execPath, options, {
      env: { ...process.env, ...settings },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    child = started;
    const printed: string[] = [];
    for await (const line of createInterface({ input: started.stdout })) {
      printed.push(line);
      if (line.startsWith('Sluice listens')) return printed.join('\n');
    }
    throw new Error(`The server did not start: ${printed.join('\n')}`);
  };
  const setUpCode = /set-up#(\S+)/.exec(await start())?.[1] ?? '';
  return {
    url: `http://127.0.0.1:${port}`,
    dataFolder,
    setUpCode,
    start: async () => void (await start()),
    async kill() {
      if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
      const ended = once(child, 'exit');
      child.kill('SIGKILL');
      await ended;
    },
  };
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  probe.close();
  return port;
}
