/** Bounds what all files of a storage send at the same time, and keeps their buffers for the next part. */
export class UploadLanes {
  readonly partBytes: number;
  readonly #mostBytes: number;
  readonly #waiting: (() => void)[] = [];
  readonly #free: Uint8Array[] = [];
  #bytes = 0;

  /** @param mostBytes sent at a time; a larger part goes alone. */
  constructor(partBytes: number, mostBytes: number) {
    this.partBytes = partBytes;
    this.#mostBytes = mostBytes;
  }

  /** Waits for room for a part. */
  async enter(bytes: number): Promise<void> {
    while (this.#bytes > 0 && this.#bytes + bytes > this.#mostBytes) {
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
    this.#bytes += bytes;
  }

  /** The part is sent, or has failed; nobody uses its buffer any more. */
  leave(bytes: number, buffer?: Uint8Array): void {
    this.#bytes -= bytes;
    if (buffer?.length === this.partBytes && this.#free.length < 2) this.#free.push(buffer);
    for (const wake of this.#waiting.splice(0)) wake();
  }

  buffer(size: number): Uint8Array {
    return (size === this.partBytes ? this.#free.pop() : undefined) ?? Buffer.allocUnsafeSlow(size);
  }
}
