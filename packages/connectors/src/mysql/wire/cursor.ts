/** Reads the parts of one packet, front to back. The bytes are valid until the next packet is asked for. */
export class Cursor {
  readonly bytes: Uint8Array;
  position: number;
  readonly end: number;

  constructor(bytes: Uint8Array, position: number, end: number) {
    this.bytes = bytes;
    this.position = position;
    this.end = end;
  }

  get remaining(): number {
    return this.end - this.position;
  }

  /** The first byte, without moving; -1 in an empty packet. */
  get head(): number {
    return this.position < this.end ? (this.bytes[this.position] as number) : -1;
  }

  uint8(): number {
    return this.position < this.end ? (this.bytes[this.position++] as number) : 0;
  }

  uint16(): number {
    return this.uint8() | (this.uint8() << 8);
  }

  uint24(): number {
    return this.uint16() | (this.uint8() << 16);
  }

  uint32(): number {
    return (this.uint24() | (this.uint8() << 24)) >>> 0;
  }

  /** A length-encoded integer. Beyond 2^53 it loses digits, which no length or row count reaches. */
  length(): number {
    const first = this.uint8();
    if (first < 0xfb) return first;
    if (first === 0xfc) return this.uint16();
    if (first === 0xfd) return this.uint24();
    return this.uint32() + this.uint32() * 4_294_967_296;
  }

  /** A copy of the next `size` bytes, fewer at the end. */
  take(size: number): Uint8Array {
    const start = this.position;
    this.position = Math.min(this.end, start + size);
    return this.bytes.slice(start, this.position);
  }

  skip(size: number): void {
    this.position = Math.min(this.end, this.position + size);
  }

  text(size: number): string {
    const start = this.position;
    this.position = Math.min(this.end, start + size);
    return Buffer.from(this.bytes.buffer, this.bytes.byteOffset + start, this.position - start).toString('utf8');
  }

  /** A text with its length before it. */
  lengthText(): string {
    return this.text(this.length());
  }

  /** A text up to a zero byte or the end. */
  zeroText(): string {
    let end = this.position;
    while (end < this.end && this.bytes[end] !== 0) end++;
    const text = this.text(end - this.position);
    this.skip(1);
    return text;
  }

  restText(): string {
    return this.text(this.remaining);
  }
}
