/** A worker process: performs one piece of work that the server hands it, tells what happens, and ends. */
import { ownLimits } from './limits.ts';
import { guardNetwork } from './network-guard.ts';
import { performWork } from './perform.ts';
import type { FromWorker, ToWorker } from './messages.ts';

const limits = ownLimits();
if (limits !== undefined) guardNetwork(limits);

const drain = new AbortController();
const kill = new AbortController();
/** So long a killed run may take to close its connections. */
const killGraceMs = 4_000;

function send(message: FromWorker): Promise<void> {
  return new Promise((resolve) => {
    if (process.connected) process.send?.(message, () => resolve());
    else resolve();
  });
}

process.on('message', (message: ToWorker) => {
  if (message.kind === 'drain') drain.abort();
  else if (message.kind === 'kill') stop();
  else void begin(message);
});
// The server is gone: nobody would hear of the result. Finished splits are kept; the run is resumed.
process.on('disconnect', stop);
// Signals to the process group are the server's business.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => undefined);

function stop(): void {
  kill.abort();
  setTimeout(() => process.exit(1), killGraceMs).unref();
}

async function begin({ work }: { readonly work: Parameters<typeof performWork>[0] }): Promise<void> {
  const result = await performWork(work, {
    drain: drain.signal,
    kill: kill.signal,
    onEvent: (event) => void send({ kind: 'event', event }),
  });
  await send({ kind: 'result', result });
  process.exit(0);
}

void send({ kind: 'ready' });
// Most of the work is runs, and somebody may wait for one: what it needs is loaded ahead. A run tells what is wrong.
import('./run.ts').catch(() => undefined);
