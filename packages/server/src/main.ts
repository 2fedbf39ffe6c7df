/** `npm start`: a server with the settings of the environment. */
import { keepHeapSmall } from './small-heap.ts';

keepHeapSmall();
const { startServer } = await import('./server.ts');
const { readSettings } = await import('./settings.ts');

const server = await startServer(readSettings(process.env));
console.log(`Sluice listens on ${server.url}; stop it with Ctrl+C.`);

let isStopping = false;
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    if (isStopping) process.exit(1);
    isStopping = true;
    void server.close().then(() => process.exit(0));
  });
}
