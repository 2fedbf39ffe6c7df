/** Collects the parts of a small packet. */
export class PacketBuilder {
  readonly #parts: Uint8Array[] = [];

  uint8(value: number): this {
    return this.bytes(Uint8Array.of(value));
  }

  uint16(value: number): this {
    return this.bytes(Uint8Array.of(value, value >>> 8));
  }

  uint32(value: number): this {
    return this.bytes(Uint8Array.of(value, value >>> 8, value >>> 16, value >>> 24));
  }

  /** A length-encoded integer below 2^32. */
  length(value: number): this {
    if (value < 0xfb) return this.uint8(value);
    if (value < 0x1_0000) return this.uint8(0xfc).uint16(value);
    return this.uint8(0xfe).uint32(value).uint32(0);
  }

  bytes(value: Uint8Array): this {
    this.#parts.push(value);
    return this;
  }

  zeros(count: number): this {
    return this.bytes(new Uint8Array(count));
  }

  text(value: string): this {
    return this.bytes(Buffer.from(value, 'utf8'));
  }

  zeroText(value: string): this {
    return this.text(value).uint8(0);
  }

  lengthBytes(value: Uint8Array): this {
    return this.length(value.length).bytes(value);
  }

  lengthText(value: string): this {
    return this.lengthBytes(Buffer.from(value, 'utf8'));
  }

  build(): Uint8Array {
    return Buffer.concat(this.#parts);
  }
}
