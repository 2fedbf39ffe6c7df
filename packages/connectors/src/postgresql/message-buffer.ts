const nothing = Buffer.alloc(0);

/** Size of the code and the length in front of a message. */
const headSize = 5;

/**
 * Messages as they arrive in chunks. They are read in place; only a message that straddles chunks is put together in a
 * buffer of its own, once, however many chunks it takes.
 */
export class MessageBuffer {
  /** Where messages lie now: from `position` to `end`. */
  bytes: Buffer = nothing;
  position = 0;
  #queue: Buffer[] = [];
  /** Parts of a message that has not arrived whole. */
  #parts: Buffer[] = [];
  #partBytes = 0;

  get end(): number {
    return this.bytes.length;
  }

  push(chunk: Buffer): void {
    this.#queue.push(chunk);
    if (this.position >= this.bytes.length) this.next();
  }

  /** Code of the message at `position`. */
  get code(): number {
    return this.bytes[this.position] as number;
  }

  /** True when the message at `position` has arrived whole. */
  hasWhole(): boolean {
    const { bytes, position } = this;
    return position + headSize <= bytes.length && position + 1 + bytes.readUInt32BE(position + 1) <= bytes.length;
  }

  /** Moves on to what arrived later. Call it when no whole message is left; false when nothing is to be had. */
  next(): boolean {
    this.#keepRest();
    for (;;) {
      const chunk = this.#queue.shift();
      if (chunk === undefined) return false;
      if (this.#partBytes === 0) {
        this.bytes = chunk;
        this.position = 0;
        if (this.hasWhole()) return true;
        this.#keepRest();
      } else if (this.#complete(chunk)) return true;
    }
  }

  #keepRest(): void {
    if (this.position < this.bytes.length) this.#addPart(this.bytes.subarray(this.position));
    this.bytes = nothing;
    this.position = 0;
  }

  /** Copies, as the chunk may lie in a buffer that is read into again. */
  #addPart(part: Buffer): void {
    this.#parts.push(Buffer.from(part));
    this.#partBytes += part.length;
  }

  /** Adds what is missing from the chunk; true when the message is whole now. The rest of the chunk comes after it. */
  #complete(chunk: Buffer): boolean {
    if (this.#partBytes < headSize) {
      const missing = Math.min(headSize - this.#partBytes, chunk.length);
      this.#addPart(chunk.subarray(0, missing));
      this.#parts = [Buffer.concat(this.#parts)];
      return this.#partBytes < headSize ? false : this.#complete(chunk.subarray(missing));
    }
    const first = this.#parts[0] as Buffer;
    const missing = 1 + headOf(first, this.#parts).readUInt32BE(1) - this.#partBytes;
    if (chunk.length < missing) {
      if (chunk.length > 0) this.#addPart(chunk);
      return false;
    }
    this.#addPart(chunk.subarray(0, missing));
    if (chunk.length > missing) this.#queue.unshift(chunk.subarray(missing));
    this.bytes = Buffer.concat(this.#parts);
    this.position = 0;
    this.#parts = [];
    this.#partBytes = 0;
    return true;
  }

  skip(): void {
    this.position += 1 + this.bytes.readUInt32BE(this.position + 1);
  }

  /** A copy of the message at `position`, with its head. */
  take(): Buffer {
    const start = this.position;
    this.skip();
    return Buffer.from(this.bytes.subarray(start, this.position));
  }

  /** Everything that has not been read, also incomplete messages. */
  takeRest(): Buffer {
    this.#keepRest();
    const rest = Buffer.concat([...this.#parts, ...this.#queue]);
    this.#parts = [];
    this.#partBytes = 0;
    this.#queue = [];
    return rest;
  }

  /** True for the end of a binary COPY: a field count of -1. */
  get isTrailer(): boolean {
    return this.bytes.readInt16BE(this.position + headSize) === -1;
  }

  /** Cuts the header of a binary COPY off the message, which then begins with the first row. False without header. */
  dropHeader(signature: Buffer): boolean {
    const { bytes, position } = this;
    const body = position + headSize;
    const length = bytes.readUInt32BE(position + 1);
    if (
      length < 4 + signature.length ||
      bytes.compare(signature, 0, signature.length, body, body + signature.length) !== 0
    ) {
      return false;
    }
    const cut = signature.length + 8 + bytes.readUInt32BE(body + signature.length + 4);
    this.position += cut;
    bytes[this.position] = bytes[position] as number;
    bytes.writeUInt32BE(length - cut, this.position + 1);
    // Without rows the header may be a message of its own.
    if (length - cut === 4) this.skip();
    return true;
  }
}

function headOf(first: Buffer, parts: readonly Buffer[]): Buffer {
  return first.length >= headSize ? first : Buffer.concat(parts);
}
