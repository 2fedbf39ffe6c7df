import { Worker } from 'node:worker_threads';
import type { SerializedError, ThreadMessage, ThreadRequest, ThreadSetup } from './thread-messages.ts';
import { reviveError } from './thread-messages.ts';
import type { Logger } from '@sluice/core';
import type { TaskOutcome } from '../run/checkpoint.ts';
import type { Task, TaskEnvironment } from '../run/task.ts';
import type { Backend } from './backend.ts';

/** What the threads share with this one. */
export interface ThreadHost {
  readonly setup: Omit<ThreadSetup, 'lane'>;
  readonly limit: TaskEnvironment['limit'];
  readonly log: Logger;
  readonly signal: AbortSignal;
}

const isSource = import.meta.url.endsWith('.ts');
const workerUrl = new URL(isSource ? './thread-worker.ts' : './thread-worker.js', import.meta.url);
/** After a kill a thread has this long to close its sessions. */
const graceMs = 5_000;

/**
 * One worker thread per channel, each with a reader and a writer of its own; a batch never crosses threads. Pays where
 * there are cores to spare: a single thread moves about 600 k wide rows per second.
 */
export function threadsBackend(host: ThreadHost): Backend {
  return {
    async run({ tasks, channels, onBusy, onDone, drain, kill }) {
      const queue = tasks.values();
      let busy = 0;
      let failure: { readonly error: unknown } | undefined;
      const lanes = Array.from({ length: Math.min(channels, tasks.length) }, (_, lane) => new Lane(host, lane));
      const stop = (): void => {
        for (const lane of lanes) lane.kill();
      };
      kill.addEventListener('abort', stop, { once: true });
      const work = async (lane: Lane): Promise<void> => {
        for (const task of queue) {
          if (drain.aborted || kill.aborted || failure !== undefined) return;
          onBusy(++busy);
          try {
            onDone(await lane.run(task));
          } catch (error) {
            failure ??= { error };
            stop();
            return;
          } finally {
            onBusy(--busy);
          }
        }
      };
      try {
        await Promise.all(lanes.map(work));
      } finally {
        kill.removeEventListener('abort', stop);
        await Promise.all(lanes.map((lane) => lane.close()));
      }
      if (failure !== undefined) throw failure.error;
    },
  };
}

/** One thread, seen from this side. Runs one task at a time. */
class Lane {
  readonly #worker: Worker;
  readonly #host: ThreadHost;
  readonly #ended: Promise<void>;
  #settle: { resolve(outcome: TaskOutcome): void; reject(error: unknown): void } | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(host: ThreadHost, lane: number) {
    this.#host = host;
    this.#worker = new Worker(workerUrl, {
      workerData: { ...host.setup, lane } satisfies ThreadSetup,
      ...(isSource ? { execArgv: ['--conditions=development'] } : {}),
    });
    this.#ended = new Promise((resolve) => {
      this.#worker.once('exit', () => {
        clearTimeout(this.#timer);
        this.#settle?.reject(new Error('The thread of a channel ended by itself'));
        resolve();
      });
    });
    this.#worker.on('error', (error) => this.#settle?.reject(error));
    this.#worker.on('message', (message: ThreadMessage) => void this.#receive(message));
  }

  run(task: Task): Promise<TaskOutcome> {
    return new Promise((resolve, reject) => {
      this.#settle = { resolve, reject };
      this.#post({ kind: 'task', task });
    }).finally(() => (this.#settle = undefined)) as Promise<TaskOutcome>;
  }

  /** Aborts what runs; ends the thread when it does not stop in time. */
  kill(): void {
    this.#post({ kind: 'kill' });
    this.#timer ??= setTimeout(() => void this.#worker.terminate(), graceMs).unref();
  }

  async close(): Promise<void> {
    this.#post({ kind: 'close' });
    await this.#ended;
  }

  async #receive(message: ThreadMessage): Promise<void> {
    switch (message.kind) {
      case 'done':
        return this.#settle?.resolve(message.outcome);
      case 'failed':
        return this.#settle?.reject(reviveError(message.error as SerializedError));
      case 'log':
        return this.#host.log[message.level](message.message, message.fields);
      case 'take':
        await this.#host.limit?.(message.bytes, message.rows, this.#host.signal).catch(() => undefined);
        this.#post({ kind: 'taken' });
    }
  }

  #post(request: ThreadRequest): void {
    this.#worker.postMessage(request);
  }
}
