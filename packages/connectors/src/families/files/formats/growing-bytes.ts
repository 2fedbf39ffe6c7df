/** Bytes of a message that is put together piece by piece. */
export class GrowingBytes {
  #bytes = Buffer.alloc(256);
  #at = 0;

  /** All so far; valid until more is added. */
  taken(): Uint8Array {
    return this.#bytes.subarray(0, this.#at);
  }

  byte(value: number): void {
    this.#reserve(1);
    this.#bytes[this.#at++] = value;
  }

  /** Of a whole number from 0 to below 2^53. */
  varint(value: number): void {
    let left = value;
    for (; left >= 128; left = Math.floor(left / 128)) this.byte((left % 128) | 128);
    this.byte(left);
  }

  double(value: number): void {
    this.#reserve(8);
    this.#at = this.#bytes.writeDoubleLE(value, this.#at);
  }

  put(bytes: Uint8Array): void {
    this.#reserve(bytes.length);
    this.#bytes.set(bytes, this.#at);
    this.#at += bytes.length;
  }

  /** The length of the bytes and they themselves. */
  lengthAndBytes(bytes: Uint8Array): void {
    this.varint(bytes.length);
    this.put(bytes);
  }

  #reserve(size: number): void {
    if (this.#at + size <= this.#bytes.length) return;
    const larger = Buffer.alloc(Math.max(this.#at + size, this.#bytes.length * 2));
    larger.set(this.#bytes);
    this.#bytes = larger;
  }
}
