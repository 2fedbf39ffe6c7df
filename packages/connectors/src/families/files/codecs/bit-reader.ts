/** Reads bits, highest first, from chunks of bytes. */
export class BitReader {
  readonly #chunks: AsyncIterator<Uint8Array>;
  readonly #endsEarly: () => Error;
  #bytes = new Uint8Array(0);
  #end = 0;
  #position = 0; // in bytes
  #held = 0; // bits read from bytes and not yet handed out, in the low `#count` bits
  #count = 0;
  #isDone = false;

  /** @param endsEarly makes the error for a read beyond the end. */
  constructor(chunks: AsyncIterable<Uint8Array>, endsEarly: () => Error) {
    this.#chunks = chunks[Symbol.asyncIterator]();
    this.#endsEarly = endsEarly;
  }

  /** Makes `size` bytes available, or all there are. False when there is nothing more to read. */
  async fill(size: number): Promise<boolean> {
    while (!this.#isDone && this.#end - this.#position < size) {
      const next = await this.#chunks.next();
      if (next.done) this.#isDone = true;
      else this.#append(next.value);
    }
    return this.#end > this.#position || this.#count >= 8;
  }

  /** Up to 24 bits. */
  read(size: number): number {
    while (this.#count < size) {
      if (this.#position >= this.#end) throw this.#endsEarly();
      this.#held = (this.#held << 8) | (this.#bytes[this.#position++] as number);
      this.#count += 8;
    }
    this.#count -= size;
    const value = (this.#held >>> this.#count) & ((1 << size) - 1);
    this.#held &= (1 << this.#count) - 1;
    return value;
  }

  /** Length of the code read last. */
  codeLength = 0;

  /**
   * Reads a code of 1 to 20 bits. `limit` has the largest code of each length, `shortest` the least length with any.
   * -1 when the bits are no code.
   */
  readCode(limit: Int32Array, shortest: number): number {
    let held = this.#held;
    let count = this.#count;
    while (count < 20 && this.#position < this.#end) {
      held = (held << 8) | (this.#bytes[this.#position++] as number);
      count += 8;
    }
    for (let length = shortest; length <= 20 && length <= count; length++) {
      const code = held >>> (count - length);
      if (code > (limit[length] as number)) continue;
      this.#count = count - length;
      this.#held = held & ((1 << this.#count) - 1);
      this.codeLength = length;
      return code;
    }
    if (count < 20) throw this.#endsEarly();
    return -1;
  }

  /** 32 bits as a signed number. */
  read32(): number {
    return (this.read(16) << 16) | this.read(16);
  }

  /** Drops bits up to the next byte. */
  align(): void {
    this.read(this.#count & 7);
  }

  #append(chunk: Uint8Array): void {
    const left = this.#end - this.#position;
    if (left + chunk.length > this.#bytes.length) {
      const bytes = new Uint8Array((left + chunk.length) * 2);
      bytes.set(this.#bytes.subarray(this.#position, this.#end));
      this.#bytes = bytes;
    } else {
      this.#bytes.copyWithin(0, this.#position, this.#end);
    }
    this.#bytes.set(chunk, left);
    this.#position = 0;
    this.#end = left + chunk.length;
  }
}
