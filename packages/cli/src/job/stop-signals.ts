import type { StopSignal } from '../command/exit-codes.ts';
import { cliErrors } from '../errors.ts';

/** The part of `process` that is used. */
export interface SignalSource {
  on(signal: StopSignal, listener: () => void): unknown;
  off(signal: StopSignal, listener: () => void): unknown;
}

export interface StopOptions {
  readonly timeoutSeconds?: number | undefined;
  readonly drainTimeoutSeconds?: number | undefined;
  /** Tells people what a signal did. */
  readonly say: (sentence: string) => void;
}

/**
 * How a run is stopped from outside: the first SIGINT or SIGTERM drains (running splits are finished, no new ones
 * begin), the second stops at once; so do the end of the drain time and of the time limit.
 */
export class StopSignals {
  readonly #drain = new AbortController();
  readonly #kill = new AbortController();
  readonly #source: SignalSource;
  readonly #options: StopOptions;
  readonly #timers: NodeJS.Timeout[] = [];
  /** The first signal that came. */
  received: StopSignal | undefined;

  constructor(source: SignalSource, options: StopOptions) {
    this.#source = source;
    this.#options = options;
    source.on('SIGINT', this.#onInterrupt);
    source.on('SIGTERM', this.#onTerminate);
    const { timeoutSeconds } = options;
    if (timeoutSeconds !== undefined)
      this.#after(timeoutSeconds, () => this.#kill.abort(cliErrors.timedOut({ seconds: timeoutSeconds })));
  }

  get drain(): AbortSignal {
    return this.#drain.signal;
  }

  get kill(): AbortSignal {
    return this.#kill.signal;
  }

  /** Stops at once, with this as the reason. */
  killFor(reason: unknown): void {
    this.#kill.abort(reason);
  }

  /** From now on signals do what they do by default. */
  close(): void {
    this.#source.off('SIGINT', this.#onInterrupt);
    this.#source.off('SIGTERM', this.#onTerminate);
    for (const timer of this.#timers) clearTimeout(timer);
  }

  readonly #onInterrupt = (): void => this.#take('SIGINT');
  readonly #onTerminate = (): void => this.#take('SIGTERM');

  #take(signal: StopSignal): void {
    if (this.received !== undefined) {
      this.#options.say('Stopping at once.');
      this.#kill.abort();
      return;
    }
    this.received = signal;
    const { drainTimeoutSeconds, say } = this.#options;
    const limit = drainTimeoutSeconds === undefined ? '' : `, for at most ${drainTimeoutSeconds} seconds`;
    say(`Draining: splits that have begun are finished${limit}. A second signal stops at once.`);
    this.#drain.abort();
    if (drainTimeoutSeconds !== undefined) {
      this.#after(drainTimeoutSeconds, () => {
        say('The drain time is over. Stopping at once.');
        this.#kill.abort();
      });
    }
  }

  #after(seconds: number, work: () => void): void {
    const timer = setTimeout(work, Math.min(seconds * 1000, 2 ** 31 - 1));
    timer.unref();
    this.#timers.push(timer);
  }
}
