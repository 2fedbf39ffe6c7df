const usualBytes = 512 * 1024;

/** A sliding view of a stream of bytes: `bytes[start, end)` is what has arrived and is not used up. */
export class ByteWindow {
  bytes: Uint8Array<ArrayBuffer>;
  /** The same memory with `indexOf` for several bytes. */
  view: Buffer<ArrayBuffer>;
  start = 0;
  end = 0;
  /** Nothing follows `end`. */
  isLast = false;
  readonly #source: AsyncIterator<Uint8Array>;

  /** @param memory of a window that is no longer used, to be used again. */
  constructor(source: AsyncIterable<Uint8Array>, memory: Uint8Array<ArrayBuffer> = new Uint8Array(usualBytes)) {
    this.#source = source[Symbol.asyncIterator]();
    this.bytes = memory;
    this.view = Buffer.from(memory.buffer);
  }

  /** Memory to be used again once this window is closed; undefined when it has grown large. */
  get memory(): Uint8Array<ArrayBuffer> | undefined {
    return this.#isLarge ? undefined : this.bytes;
  }

  get #isLarge(): boolean {
    return this.bytes.length > 4 * usualBytes;
  }

  get length(): number {
    return this.end - this.start;
  }

  /** Reads on until at least `size` bytes are there, or all. */
  async fill(size: number): Promise<void> {
    while (!this.isLast && this.length < size) {
      const next = await this.#source.next();
      if (next.done) this.isLast = true;
      else this.append(next.value);
    }
  }

  /** Makes room for `size` bytes; where memory has to grow for them, for `capacity`. What is not filled costs nothing. */
  reserve(size: number, capacity: number): void {
    if (size > this.bytes.length) this.#moveTo(Math.max(size, capacity));
  }

  /** Gives memory back that has grown large for what is used up. */
  shrink(): void {
    if (this.#isLarge && this.length <= usualBytes) this.#moveTo(usualBytes);
  }

  append(chunk: Uint8Array): void {
    this.#reserve(chunk.length);
    this.bytes.set(chunk, this.end);
    this.end += chunk.length;
  }

  async close(): Promise<void> {
    await this.#source.return?.();
  }

  #reserve(size: number): void {
    if (this.end + size <= this.bytes.length) return;
    if (this.length + size <= this.bytes.length) {
      this.bytes.copyWithin(0, this.start, this.end);
      this.end -= this.start;
      this.start = 0;
    } else this.#moveTo(Math.max(this.length + size, this.bytes.length * 2));
  }

  /** Goes on in new memory of so many bytes. */
  #moveTo(capacity: number): void {
    const bytes = new Uint8Array(capacity);
    bytes.set(this.bytes.subarray(this.start, this.end));
    this.bytes = bytes;
    this.view = Buffer.from(bytes.buffer);
    this.end -= this.start;
    this.start = 0;
  }
}
