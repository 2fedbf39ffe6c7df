/**
 * Notices that something waited for does not come. Time in which nobody waits, because the one who asked is busy with
 * what came before, does not count.
 */
export class SilenceWatch {
  readonly #timer: NodeJS.Timeout | undefined;
  #isWaiting = false;

  /** @param afterMs 0: never. */
  constructor(afterMs: number, onSilence: () => void) {
    if (afterMs === 0) return;
    this.#timer = setTimeout(() => {
      if (this.#isWaiting) onSilence();
    }, afterMs);
    this.#timer.unref();
  }

  /** Waits for a promise; `onSilence`, called meanwhile, has to settle it. */
  async over<T>(promise: Promise<T>): Promise<T> {
    this.#isWaiting = true;
    this.#timer?.refresh();
    try {
      return await promise;
    } finally {
      this.#isWaiting = false;
    }
  }

  end(): void {
    clearTimeout(this.#timer);
  }
}
