/** Blocks of equal size that are used again and again: what is finished of a row group waits in them. */
export class BlockPool {
  readonly blockBytes: number;
  readonly #maxFree: number;
  readonly #free: Uint8Array[] = [];

  /** @param maxFree blocks that are kept for later use. */
  constructor(blockBytes: number, maxFree: number) {
    this.blockBytes = blockBytes;
    this.#maxFree = maxFree;
  }

  take(): Uint8Array {
    return this.#free.pop() ?? new Uint8Array(this.blockBytes);
  }

  give(block: Uint8Array): void {
    if (this.#free.length < this.#maxFree) this.#free.push(block);
  }
}

/** Bytes in the order they came, in blocks of a pool. */
export class BlockQueue {
  /** Bytes that are in it. */
  length = 0;
  readonly #pool: BlockPool;
  #blocks: Uint8Array[] = [];
  /** Places in the first and in the last block. */
  #start = 0;
  #end = 0;

  constructor(pool: BlockPool) {
    this.#pool = pool;
  }

  add(bytes: Uint8Array): void {
    const { blockBytes } = this.#pool;
    for (let from = 0; from < bytes.length;) {
      if (this.#blocks.length === 0 || this.#end === blockBytes) {
        this.#blocks.push(this.#pool.take());
        this.#end = 0;
      }
      const size = Math.min(bytes.length - from, blockBytes - this.#end);
      (this.#blocks.at(-1) as Uint8Array).set(bytes.subarray(from, from + size), this.#end);
      this.#end += size;
      from += size;
    }
    this.length += bytes.length;
  }

  /** Moves bytes from the front into `into[at, …)` until it is full or nothing is left. Returns the position after them. */
  moveTo(into: Uint8Array, at: number): number {
    let position = at;
    while (this.length > 0 && position < into.length) {
      const block = this.#blocks[0] as Uint8Array;
      const end = this.#blocks.length === 1 ? this.#end : block.length;
      const size = Math.min(end - this.#start, into.length - position);
      into.set(block.subarray(this.#start, this.#start + size), position);
      position += size;
      this.#start += size;
      this.length -= size;
      if (this.#start === end) this.#dropFirst();
    }
    return position;
  }

  #dropFirst(): void {
    this.#pool.give(this.#blocks.shift() as Uint8Array);
    this.#start = 0;
  }
}
