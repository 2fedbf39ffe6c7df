import type { Clock } from '@sluice/core';

/** A clock that stands still until somebody sleeps on it or moves it. */
export interface FakeClock extends Clock {
  /** Total milliseconds slept. */
  readonly slept: number;
  /** Moves the time forward without a sleep. */
  advance(ms: number): void;
}

/** `sleep` returns at once and moves the time; it rejects when the signal is aborted already. */
export function fakeClock(startMs = Date.UTC(2026, 0, 1)): FakeClock {
  let elapsed = 0;
  let slept = 0;
  return {
    get slept() {
      return slept;
    },
    now: () => startMs + elapsed,
    monotonic: () => elapsed,
    advance: (ms) => {
      elapsed += ms;
    },
    sleep: async (ms, signal) => {
      signal?.throwIfAborted();
      elapsed += ms;
      slept += ms;
    },
  };
}
