import type { ByteRange, StoredFile } from '../storage.ts';
import type { BlockBudget } from './block-budget.ts';
import type { ObjectClient, StoredObject } from './client.ts';

/** Downloads of one reader at a time. */
const mostAhead = 4;
/** Who reads from the start of a large object often wants only its header. */
const firstBlockBytes = 1 << 20;
/** So much is handed on at once, while more is on its way. */
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

  /** Waits until so many bytes are there, or all; answers how many. */
  async until(count: number): Promise<number> {
    while (!this.#isDone && this.#filled < count) {
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
    if (this.#failure !== undefined) throw this.#failure.error;
    return this.#filled;
  }

  abort(reason?: unknown): void {
    if (!this.#isDone) this.#abort.abort(reason);
  }

  /** Resolves when nothing is written into the buffer any more. */
  async settled(): Promise<void> {
    await this.#done;
  }
}

/**
 * Bytes of an object in order. Large ones come in several requests at a time, the more the longer the reader goes on,
 * as far as the budget allows.
 */
export async function* readObject(
  { client, budget }: { readonly client: ObjectClient; readonly budget: BlockBudget },
  file: StoredFile,
  { start, end = Infinity }: ByteRange,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array, void, undefined> {
  const stop = Math.min(end, file.size ?? 0);
  const object = { key: file.path, size: file.size ?? 0, version: file.version };
  const blocks: Block[] = [];
  let next = start;
  let ahead = 0;
  const fetchNext = (buffer: Uint8Array | undefined): void => {
    if (buffer === undefined) return;
    blocks.push(new Block(client, object, next, buffer));
    next += buffer.length;
  };
  const sizeOfNext = (): number => Math.min(budget.blockBytes, stop - next);
  const fetchAhead = (): void => {
    while (blocks.length <= ahead && next < stop) {
      const before = next;
      fetchNext(budget.tryTake(sizeOfNext()));
      if (next === before) return;
    }
  };
  const abort = (): void => blocks.forEach((block) => block.abort(signal.reason));
  signal.addEventListener('abort', abort, { once: true });
  try {
    signal.throwIfAborted();
    while (blocks.length > 0 || next < stop) {
      if (blocks.length === 0) fetchNext(budget.take(ahead === 0 ? firstSize(stop - next, budget) : sizeOfNext()));
      const block = blocks[0] as Block;
      for (let taken = 0; taken < block.buffer.length;) {
        const filled = await block.until(Math.min(taken + chunkBytes, block.buffer.length));
        signal.throwIfAborted();
        const chunk = block.buffer.subarray(taken, filled);
        taken = filled;
        yield chunk;
        ahead = Math.max(ahead, 1);
        fetchAhead();
      }
      await block.settled();
      blocks.shift();
      budget.give(block.buffer);
      ahead = Math.min(mostAhead - 1, ahead * 2);
    }
  } finally {
    signal.removeEventListener('abort', abort);
    for (const block of blocks) block.abort();
    for (const block of blocks) await block.settled().then(() => budget.give(block.buffer));
  }
}

function firstSize(left: number, { blockBytes }: BlockBudget): number {
  return left <= Math.min(blockBytes, 4 * firstBlockBytes) ? left : Math.min(left, firstBlockBytes);
}
