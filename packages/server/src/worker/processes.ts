import { fork, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { FromWorker, ToWorker } from './messages.ts';
import { workerErrors } from './errors.ts';
import { limitsVariable, type Limits } from './limits.ts';
import { describeSettings } from '../settings.ts';
import type { WorkResult, Workers } from './work.ts';

const main = fileURLToPath(new URL(import.meta.url.endsWith('.ts') ? './main.ts' : './main.js', import.meta.url));
/** A process that does not stop on its own is killed after this. */
const killAfterMs = 6_000;
const lastMessageMs = 2_000;

export interface ProcessOptions {
  /** Environment of the processes. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** What the work may reach; absent: everything, for tests. */
  readonly limits?: Limits;
  /** Lines that a process writes outside the protocol. */
  onOutput(text: string): void;
}

/**
 * Worker processes on this machine: one for each piece of work, so that a crash, a leak or a kill of one touches nobody
 * else. The next one is started ahead of time, so that work begins without waiting for a process.
 */
export class WorkerProcesses implements Workers {
  readonly #options: ProcessOptions;
  readonly #busy = new Set<ChildProcess>();
  #spare: ChildProcess | undefined;
  #isClosed = false;

  constructor(options: ProcessOptions) {
    this.#options = options;
  }

  /** Starts the spare process. */
  warmUp(): void {
    if (!this.#isClosed && this.#spare === undefined) this.#spare = this.#start();
  }

  perform: Workers['perform'] = (work, { onEvent, drain, kill }) => {
    const child = this.#take();
    return new Promise<WorkResult>((resolve, reject) => {
      const listeners = new AbortController();
      const tell = (message: ToWorker): void => void (child.connected && child.send(message));
      const onAbort = (kind: 'drain' | 'kill') => (): void => {
        tell({ kind });
        if (kind === 'kill') setTimeout(() => child.kill('SIGKILL'), killAfterMs).unref();
      };
      let result: WorkResult | undefined;
      const end = (signal: string): void => {
        listeners.abort();
        this.#busy.delete(child);
        if (result === undefined) reject(workerErrors.lost({ signal }));
        else resolve(result);
      };
      child.on('message', (message: FromWorker) => {
        if (message.kind === 'event') onEvent?.(message.event);
        if (message.kind === 'result') result = message.result;
      });
      // A process that could not be started has no exit.
      child.once('error', (error) => child.pid === undefined && end(error.message));
      child.once('exit', (code, signal) => {
        const reason = signal ?? `exit code ${code}`;
        if (!child.connected) return end(reason);
        // Its last message may lie in the channel still.
        child.once('disconnect', () => end(reason));
        setTimeout(() => end(reason), lastMessageMs).unref();
      });
      for (const [kind, signal] of [
        ['drain', drain],
        ['kill', kill],
      ] as const) {
        if (signal?.aborted === true) onAbort(kind)();
        signal?.addEventListener('abort', onAbort(kind), { signal: listeners.signal });
      }
      tell({ kind: 'work', work });
    });
  };

  /** Kills what still works. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#spare?.kill('SIGKILL');
    const ended = [...this.#busy].map((child) => new Promise((resolve) => child.once('exit', resolve)));
    for (const child of this.#busy) {
      if (child.connected) child.send({ kind: 'kill' } satisfies ToWorker);
      setTimeout(() => child.kill('SIGKILL'), killAfterMs).unref();
    }
    await Promise.all(ended);
  }

  #take(): ChildProcess {
    const child = this.#spare !== undefined && isReady(this.#spare) ? this.#spare : this.#start();
    this.#spare = undefined;
    this.#busy.add(child);
    // After this one is under way.
    setTimeout(() => this.warmUp(), 200).unref();
    return child;
  }

  #start(): ChildProcess {
    const { environment, limits, onOutput } = this.#options;
    const child = fork(main, {
      env: { ...environment, ...(limits === undefined ? {} : limitsVariable(limits)) } as NodeJS.ProcessEnv,
      // Where relative paths begin.
      ...(limits?.fileRoots[0] === undefined ? {} : { cwd: limits.fileRoots[0] }),
      execArgv: [...process.execArgv, '--disable-warning=ExperimentalWarning'],
      // The protocol alone; not the server's terminal.
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      serialization: 'json',
      detached: true,
    });
    child.stdout?.on('data', (bytes: Buffer) => onOutput(bytes.toString()));
    child.stderr?.on('data', (bytes: Buffer) => onOutput(bytes.toString()));
    child.on('error', (error) => onOutput(error.message));
    return child;
  }
}

/** Of one that has died, the end may be told before the connection closes. */
function isReady({ connected, exitCode, signalCode }: ChildProcess): boolean {
  return connected && exitCode === null && signalCode === null;
}

/** The server's environment without its own secrets. */
export function workerEnvironment(
  environment: Readonly<Record<string, string | undefined>>,
): Readonly<Record<string, string | undefined>> {
  const secrets = describeSettings().filter(({ isSecret, name }) => isSecret || name === 'keyFile');
  const hidden = secrets.map(({ variable }) => variable);
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !hidden.includes(name)));
}
