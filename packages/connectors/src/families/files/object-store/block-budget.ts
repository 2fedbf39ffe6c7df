/** Memory for bytes on their way, shared by everything that one storage reads. Full blocks are used again. */
export class BlockBudget {
  readonly blockBytes: number;
  #left: number;
  readonly #free: Uint8Array[] = [];

  /** @param bytes what `tryTake` hands out at most; `take` goes beyond it. */
  constructor(blockBytes: number, bytes: number) {
    this.blockBytes = blockBytes;
    this.#left = bytes;
  }

  /** Undefined when the budget is used up. */
  tryTake(size: number): Uint8Array | undefined {
    return this.#left < size ? undefined : this.take(size);
  }

  take(size: number): Uint8Array {
    this.#left -= size;
    if (size === this.blockBytes) {
      const free = this.#free.pop();
      if (free !== undefined) return free;
    }
    return Buffer.allocUnsafeSlow(size);
  }

  /** Nobody writes into it any more. */
  give(buffer: Uint8Array): void {
    this.#left += buffer.length;
    if (buffer.length === this.blockBytes && this.#left > 0) this.#free.push(buffer);
  }
}
