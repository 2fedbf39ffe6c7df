import type { ByteRange, StoredFile } from '../storage.ts';
import type { BlockBudget } from './block-budget.ts';
import type { ObjectClient, StoredObject } from './client.ts';

/** Downloads of one reader at a time. */
const mostAhead = 4;
/** Who reads from the start of a large object often wants only its header. */
const firstBlockBytes = 1 << 20;
/** So much is handed on at once: what takes it needs no larger memory, and more is on its way meanwhile. */
const chunkBytes = 256 * 1024;

/** A range of an object on its way into memory. */
class Block {
  readonly buffer: Uint8Array;
  readonly #abort = new AbortController();
  readonly #done: Promise<void>;
  #filled = 0;
  #isDone = false;
  #failure: { readonly error: unknown } | undefined;
  #wake: (() => void) | undefined;

  constructor(client: ObjectClient, object: StoredObject, start: number, buffer: Uint8Array) {
    this.buffer = buffer;
    const onBytes = (filled: number): void => {
      this.#filled = filled;
      this.#wake?.();
    };
    this.#done = client
      .fetch({ object, start, into: buffer, onBytes, signal: this.#abort.signal })
      .catch((error: unknown) => void (this.#failure = { error }))
      .finally(() => {
        this.#isDone = true;
        this.#wake?.();
      });
  }

  /** Waits until so many bytes are there. */
  async until(count: number): Promise<void> {
    while (!this.#isDone && this.#filled < count) {
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

/** The blocks of one reading, in order: the first one is handed on, the others are on their way. */
class BlockQueue {
  readonly #source: ObjectSource;
  readonly #object: StoredObject;
  readonly #blocks: Block[] = [];
  readonly #end: number;
  #next: number;
  #started = 0;
  /** How many may be on their way behind the first one. */
  #ahead = 0;

  constructor(source: ObjectSource, object: StoredObject, { start, end = Infinity }: ByteRange) {
    this.#source = source;
    this.#object = object;
    this.#next = start;
    this.#end = Math.min(end, object.size);
  }

  /** Undefined at the end of the range. */
  first(): Block | undefined {
    if (this.#blocks.length === 0 && this.#next < this.#end) this.#fetch(this.#source.budget.take(this.#nextSize()));
    return this.#blocks[0];
  }

  /** Somebody reads on: worth to have more under way, as far as the budget allows. */
  fetchAhead(): void {
    this.#ahead = Math.max(this.#ahead, 1);
    while (this.#blocks.length <= this.#ahead && this.#next < this.#end) {
      const buffer = this.#source.budget.tryTake(this.#nextSize());
      if (buffer === undefined) return;
      this.#fetch(buffer);
    }
  }

  /** The first block is used up. */
  async drop(): Promise<void> {
    await this.#blocks[0]?.end();
    await this.#give();
    this.#ahead = Math.min(mostAhead - 1, this.#ahead * 2);
  }

  abort(reason?: unknown): void {
    for (const block of this.#blocks) block.abort(reason);
  }

  async close(): Promise<void> {
    this.abort();
    while (this.#blocks.length > 0) await this.#give();
  }

  async #give(): Promise<void> {
    const block = this.#blocks.shift();
    await block?.settled();
    if (block !== undefined) this.#source.budget.give(block.buffer);
  }

  #fetch(buffer: Uint8Array): void {
    this.#blocks.push(new Block(this.#source.client, this.#object, this.#next, buffer));
    this.#next += buffer.length;
    this.#started++;
  }

  /**
   * Each block is twice as large as the one before, up to the full size. Blocks of one size that start together also
   * end together, and then nothing is on its way until the next ones have started.
   */
  #nextSize(): number {
    const { blockBytes } = this.#source.budget;
    const left = this.#end - this.#next;
    if (this.#started === 0 && left <= Math.min(blockBytes, 4 * firstBlockBytes)) return left;
    return Math.min(left, blockBytes, firstBlockBytes * 2 ** Math.min(this.#started, 10));
  }
}

export interface ObjectSource {
  readonly client: ObjectClient;
  readonly budget: BlockBudget;
}

/**
 * Bytes of an object in order. Large ones come in several requests at a time, the more the longer the reader goes on,
 * as far as the budget allows.
 */
export async function* readObject(
  source: ObjectSource,
  file: StoredFile,
  range: ByteRange,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array, void, undefined> {
  signal.throwIfAborted();
  const blocks = new BlockQueue(source, { key: file.path, size: file.size ?? 0, version: file.version }, range);
  const abort = (): void => blocks.abort(signal.reason);
  signal.addEventListener('abort', abort, { once: true });
  try {
    for (let block = blocks.first(); block !== undefined; block = blocks.first()) {
      for (let taken = 0; taken < block.buffer.length;) {
        const end = Math.min(taken + chunkBytes, block.buffer.length);
        await block.until(end);
        signal.throwIfAborted();
        yield block.buffer.subarray(taken, end);
        taken = end;
        blocks.fetchAhead();
      }
      await blocks.drop();
    }
  } finally {
    signal.removeEventListener('abort', abort);
    await blocks.close();
  }
}
