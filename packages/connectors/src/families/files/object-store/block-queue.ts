import type { StoredObject } from './client.ts';
import type { ObjectSource } from './read-object.ts';
import { BufferSink } from './sinks.ts';

/** Blocks on their way at a time. */
const mostAhead = 4;
const firstBlockBytes = 4 << 20;
/** So much is handed on at once: what takes it needs no larger memory. */
const chunkBytes = 256 * 1024;

/** A range of an object on its way into memory. */
class Block {
  readonly buffer: Uint8Array;
  readonly #sink: BufferSink;
  readonly #abort = new AbortController();
  readonly #done: Promise<void>;
  #isDone = false;
  #failure: { readonly error: unknown } | undefined;
  #wake: (() => void) | undefined;

  constructor({ client }: ObjectSource, object: StoredObject, start: number, buffer: Uint8Array) {
    this.buffer = buffer;
    this.#sink = new BufferSink(buffer, () => this.#wake?.());
    const range = { object, start, end: start + buffer.length };
    this.#done = client
      .fetch({ ...range, sink: this.#sink, signal: this.#abort.signal })
      .catch((error: unknown) => void (this.#failure = { error }))
      .finally(() => {
        this.#isDone = true;
        this.#wake?.();
      });
  }

  /** Waits until so many bytes are there. */
  async until(count: number): Promise<void> {
    while (!this.#isDone && this.#sink.length < count) {
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
    this.#throwFailure();
  }

  abort(reason?: unknown): void {
    if (!this.#isDone) this.#abort.abort(reason);
  }

  /** Resolves when nothing is written into the buffer any more. */
  async settled(): Promise<void> {
    await this.#done;
  }

  /** All bytes have been used. Throws also what was noticed behind the last one. */
  async end(): Promise<void> {
    await this.#done;
    this.#throwFailure();
  }

  #throwFailure(): void {
    if (this.#failure !== undefined) throw this.#failure.error;
  }
}

/** A range of an object in blocks: the first one is handed on, others are on their way, as far as the budget allows. */
export class BlockQueue {
  readonly #source: ObjectSource;
  readonly #object: StoredObject;
  readonly #signal: AbortSignal;
  readonly #blocks: Block[] = [];
  readonly #end: number;
  #next: number;
  #started = 0;

  constructor(
    source: ObjectSource,
    object: StoredObject,
    { start, end }: { readonly start: number; readonly end: number },
    signal: AbortSignal,
  ) {
    this.#source = source;
    this.#object = object;
    this.#next = start;
    this.#end = end;
    this.#signal = signal;
    signal.addEventListener('abort', this.#stop, { once: true });
  }

  fetchAhead(): void {
    while (this.#blocks.length < mostAhead && this.#next < this.#end) {
      const buffer = this.#source.budget.tryTake(this.#nextSize());
      if (buffer === undefined) return;
      this.#fetch(buffer);
    }
  }

  async *chunks(): AsyncGenerator<Uint8Array, void, undefined> {
    for (let block = this.#first(); block !== undefined; block = this.#first()) {
      for (let taken = 0; taken < block.buffer.length;) {
        const end = Math.min(taken + chunkBytes, block.buffer.length);
        await block.until(end);
        this.#signal.throwIfAborted();
        yield block.buffer.subarray(taken, end);
        taken = end;
      }
      await block.end();
      await this.#give();
      this.fetchAhead();
    }
  }

  async close(): Promise<void> {
    this.#signal.removeEventListener('abort', this.#stop);
    this.#stop();
    while (this.#blocks.length > 0) await this.#give();
  }

  /** Undefined at the end of the range. */
  #first(): Block | undefined {
    if (this.#blocks.length === 0 && this.#next < this.#end) this.#fetch(this.#source.budget.take(this.#nextSize()));
    return this.#blocks[0];
  }

  async #give(): Promise<void> {
    const block = this.#blocks.shift();
    await block?.settled();
    if (block !== undefined) this.#source.budget.give(block.buffer);
  }

  #fetch(buffer: Uint8Array): void {
    this.#blocks.push(new Block(this.#source, this.#object, this.#next, buffer));
    this.#next += buffer.length;
    this.#started++;
  }

  /**
   * The first block is smaller. Blocks of one size that start together also end together, and then nothing is on its
   * way until the next ones have started.
   */
  #nextSize(): number {
    const { blockBytes } = this.#source.budget;
    return Math.min(this.#end - this.#next, this.#started === 0 ? firstBlockBytes : blockBytes, blockBytes);
  }

  readonly #stop = (): void => {
    for (const block of this.#blocks) block.abort(this.#signal.reason);
  };
}
