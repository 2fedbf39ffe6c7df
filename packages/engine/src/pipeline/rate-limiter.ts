import type { Clock } from '@sluice/core';

/**
 * Token bucket shared by all channels of one run.
 *
 * Holds at most one second of budget, so a writer that stalls and wakes up cannot exceed the limit for longer than a
 * second. Starts empty: the mean rate holds from the first batch on.
 */
export class RateLimiter {
  readonly #perSecond: number;
  readonly #clock: Clock;
  #budget = 0; // units; negative means later callers wait
  #refilledAt: number;
  #queue: Promise<void> = Promise.resolve();

  /** @param perSecond mean rate in units (bytes of uncompressed batches, or rows). */
  constructor(perSecond: number, clock: Clock) {
    this.#perSecond = perSecond;
    this.#clock = clock;
    this.#refilledAt = clock.monotonic();
  }

  /**
   * Waits until `units` are allowed; callers are served in order. More than a second of budget at once passes as
   * soon as the bucket is full and leaves a debt. Rejects when the signal is aborted.
   */
  take(units: number, signal?: AbortSignal): Promise<void> {
    const turn = this.#queue.then(() => this.#wait(units, signal));
    this.#queue = turn.catch(() => undefined);
    return turn;
  }

  async #wait(units: number, signal?: AbortSignal): Promise<void> {
    const needed = Math.min(units, this.#perSecond);
    this.#refill();
    while (this.#budget < needed) {
      await this.#clock.sleep(Math.ceil(((needed - this.#budget) / this.#perSecond) * 1000), signal);
      this.#refill();
    }
    this.#budget -= units;
  }

  #refill(): void {
    const now = this.#clock.monotonic();
    this.#budget = Math.min(this.#perSecond, this.#budget + ((now - this.#refilledAt) / 1000) * this.#perSecond);
    this.#refilledAt = now;
  }
}
