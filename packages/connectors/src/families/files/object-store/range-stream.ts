import type { StoredObject } from './client.ts';
import type { ObjectSource } from './read-object.ts';
import { RingSink } from './sinks.ts';

const bufferBytes = 512 * 1024;
const bufferCount = 4;
/** Judged only after so many bytes. */
const judgedBytes = 8 << 20;
/** One connection that brings more is not worth a second one. */
const fastBytesPerMs = 150_000;

/** A range of an object as one download, through a few buffers that stay in the processor's cache. */
export class RangeStream {
  readonly #source: ObjectSource;
  readonly #buffers: readonly Uint8Array[];
  readonly #ring: RingSink;
  readonly #abort = new AbortController();
  readonly #done: Promise<void>;
  readonly #signal: AbortSignal;
  /** When the first bytes were there. */
  #startedAt = 0;
  #position: number;
  #end: number;
  #bytes = 0;
  #waitedMs = 0;
  #isCut = false;

  constructor(
    source: ObjectSource,
    object: StoredObject,
    { start, end }: { readonly start: number; readonly end: number },
    signal: AbortSignal,
  ) {
    this.#source = source;
    this.#position = start;
    this.#end = end;
    this.#signal = signal;
    this.#buffers = Array.from({ length: bufferCount }, () => source.budget.take(bufferBytes));
    this.#ring = new RingSink(this.#buffers);
    signal.addEventListener('abort', this.#stop, { once: true });
    this.#done = source.client.fetch({ object, start, end, sink: this.#ring, signal: this.#abort.signal }).then(
      () => this.#ring.end(),
      (error: unknown) => this.#ring.end({ error }),
    );
  }

  /** More time is spent waiting for the network than with the bytes, and it does not bring many. */
  get isSlow(): boolean {
    const elapsedMs = performance.now() - this.#startedAt;
    return this.#bytes >= judgedBytes && this.#waitedMs > elapsedMs / 2 && this.#bytes < fastBytesPerMs * elapsedMs;
  }

  /** Delivers no more than up to here, or to where it has come already. Answers the place. */
  endAt(position: number): number {
    const end = Math.max(position, this.#position);
    this.#isCut ||= end < this.#end;
    this.#end = Math.min(this.#end, end);
    return this.#end;
  }

  async *chunks(): AsyncGenerator<Uint8Array, void, undefined> {
    while (this.#position < this.#end) {
      const before = performance.now();
      const piece = await this.#ring.take();
      const now = performance.now();
      if (this.#bytes === 0) this.#startedAt = now;
      else this.#waitedMs += now - before;
      this.#signal.throwIfAborted();
      if (piece === undefined) return;
      const chunk = piece.subarray(0, this.#end - this.#position);
      this.#position += chunk.length;
      this.#bytes += chunk.length;
      yield chunk;
    }
    // What was noticed behind the last byte.
    if (!this.#isCut) await this.#ring.take();
  }

  async close(): Promise<void> {
    this.#signal.removeEventListener('abort', this.#stop);
    this.#stop();
    await this.#done;
    for (const buffer of this.#buffers) this.#source.budget.give(buffer);
  }

  readonly #stop = (): void => this.#abort.abort(this.#signal.reason ?? new Error('no longer needed'));
}
