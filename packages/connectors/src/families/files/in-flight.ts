/** Work that runs at the same time, bounded by number and by bytes. A failure surfaces in the next `start` or `drain`. */
export class InFlight {
  readonly #mostJobs: number;
  readonly #mostBytes: number;
  readonly #running = new Set<Promise<void>>();
  #bytes = 0;
  #failure: { readonly error: unknown } | undefined;

  constructor(limits: { readonly jobs: number; readonly bytes: number }) {
    this.#mostJobs = limits.jobs;
    this.#mostBytes = limits.bytes;
  }

  /** Resolves when the job has begun, which waits for room. A job larger than the bytes runs alone. */
  async start(bytes: number, job: () => Promise<void>): Promise<void> {
    while (this.#running.size > 0 && (this.#running.size >= this.#mostJobs || this.#bytes + bytes > this.#mostBytes))
      await Promise.race(this.#running);
    this.#rethrow();
    this.#bytes += bytes;
    const running = job()
      .catch((error: unknown) => {
        this.#failure ??= { error };
      })
      .finally(() => {
        this.#bytes -= bytes;
        this.#running.delete(running);
      });
    this.#running.add(running);
  }

  /** Resolves when nothing runs any more. */
  async drain(): Promise<void> {
    await this.settle();
    this.#rethrow();
  }

  /** As `drain`, whatever failed. */
  async settle(): Promise<void> {
    while (this.#running.size > 0) await Promise.all(this.#running);
  }

  #rethrow(): void {
    if (this.#failure !== undefined) throw this.#failure.error;
  }
}
