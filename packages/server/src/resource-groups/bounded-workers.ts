import type { Workers } from '../worker/work.ts';
import { groupErrors } from './errors.ts';

export interface Bounds {
  /** Pieces of work at a time. */
  readonly atOnce: number;
  /** Who has not begun by then is refused. */
  readonly waitMs: number;
}

/** More than this wait for a place only when something is wrong, or somebody means harm. */
const mostWaiting = 200;

/**
 * Tests, previews, plans and test runs: people wait for them, so they do not stand in the queue of runs, and take no
 * slot from them; they have places of their own. First come, first served.
 *
 * `perform` rejects with `RESOURCE_GROUP_BUSY` when no place was free in time.
 */
export class BoundedWorkers implements Workers {
  readonly #workers: Workers;
  readonly #bounds: Bounds;
  readonly #waiting: (() => void)[] = [];
  #busy = 0;

  constructor(workers: Workers, bounds: Bounds) {
    this.#workers = workers;
    this.#bounds = bounds;
  }

  perform: Workers['perform'] = async (work, options) => {
    await this.#enter(options.kill);
    try {
      return await this.#workers.perform(work, options);
    } finally {
      this.#busy--;
      this.#waiting.shift()?.();
    }
  };

  async #enter(gone: AbortSignal | undefined): Promise<void> {
    const { atOnce, waitMs } = this.#bounds;
    gone?.throwIfAborted();
    if (this.#busy < atOnce && this.#waiting.length === 0) {
      this.#busy++;
      return;
    }
    if (this.#waiting.length >= mostWaiting) throw groupErrors.busy({ atOnce });
    await new Promise<void>((resolve, reject) => {
      const leave = (error: unknown): void => {
        const place = this.#waiting.indexOf(enter);
        if (place >= 0) this.#waiting.splice(place, 1);
        stop();
        reject(error as Error);
      };
      const onGone = (): void => leave(gone?.reason);
      const timer = setTimeout(() => leave(groupErrors.busy({ atOnce })), waitMs);
      const stop = (): void => {
        clearTimeout(timer);
        gone?.removeEventListener('abort', onGone);
      };
      const enter = (): void => {
        stop();
        this.#busy++;
        resolve();
      };
      gone?.addEventListener('abort', onGone, { once: true });
      this.#waiting.push(enter);
    });
  }
}
