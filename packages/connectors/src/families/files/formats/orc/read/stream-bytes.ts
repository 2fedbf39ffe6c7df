import { chunkHeaderBytes, type ExpandChunk, readChunkHeader } from './compression.ts';
import { Damage, endsEarly } from '../../damage.ts';

/** The bytes of a stream as they lie in the file, piece by piece; undefined at the end. */
export type NextPiece = () => Promise<Uint8Array | undefined>;

/**
 * The text of one stream of a stripe. Only a window of it is in memory: what is asked for, or a chunk.
 *
 * `bytes`, `at` and `end` are public because decoders work on them directly; `at` is theirs to move.
 */
export class StreamBytes {
  bytes: Uint8Array = new Uint8Array(0);
  /** Bytes from `at` to before `end` are there. */
  at = 0;
  end = 0;
  /** Nothing follows after `end`. */
  isLast = false;
  readonly #next: NextPiece;
  readonly #expand: ExpandChunk | undefined;
  /** Compressed bytes that are not expanded yet. */
  #raw: Uint8Array = new Uint8Array(0);

  constructor(next: NextPiece, expand: ExpandChunk | undefined) {
    this.#next = next;
    this.#expand = expand;
  }

  /** True when `size` bytes are there, or all that will ever be. */
  has(size: number): boolean {
    return this.isLast || this.end - this.at >= size;
  }

  /** Returns when `has(size)`. */
  async fill(size: number): Promise<void> {
    while (!this.has(size)) {
      const text = this.#expand === undefined ? await this.#next() : await this.#chunk(this.#expand);
      if (text === undefined) this.isLast = true;
      else this.#append(text);
    }
  }

  /** Checks, after a decoder has moved on, that it read only what is there. */
  check(): void {
    if (this.at > this.end) throw endsEarly();
  }

  /** Moves `size` bytes to `into[position, …)`. */
  async copyTo(into: Uint8Array, position: number, size: number): Promise<void> {
    for (let done = 0; done < size;) {
      if (this.at === this.end) await this.fill(1);
      const count = Math.min(size - done, this.end - this.at);
      if (count === 0) throw endsEarly();
      into.set(this.bytes.subarray(this.at, this.at + count), position + done);
      this.at += count;
      done += count;
    }
  }

  #append(text: Uint8Array): void {
    const rest = this.end - this.at;
    if (rest === 0 && this.#expand === undefined) {
      this.bytes = text;
    } else {
      const needed = rest + text.length;
      const into = needed > this.bytes.length || this.#expand === undefined ? new Uint8Array(needed) : this.bytes;
      into.set(this.bytes.subarray(this.at, this.end), 0);
      into.set(text, rest);
      this.bytes = into;
    }
    this.at = 0;
    this.end = rest + text.length;
  }

  async #chunk(expand: ExpandChunk): Promise<Uint8Array | undefined> {
    if (!(await this.#fillRaw(chunkHeaderBytes))) {
      if (this.#raw.length > 0) throw new Damage('a chunk is cut off');
      return undefined;
    }
    const { length, isOriginal } = readChunkHeader(this.#raw, 0);
    if (!(await this.#fillRaw(chunkHeaderBytes + length))) throw new Damage('a chunk is cut off');
    const chunk = this.#raw.subarray(chunkHeaderBytes, chunkHeaderBytes + length);
    this.#raw = this.#raw.subarray(chunkHeaderBytes + length);
    return isOriginal ? chunk : expand(chunk);
  }

  async #fillRaw(size: number): Promise<boolean> {
    while (this.#raw.length < size) {
      const piece = await this.#next();
      if (piece === undefined) return false;
      this.#raw = this.#raw.length === 0 ? piece : Buffer.concat([this.#raw, piece]);
    }
    return true;
  }
}

/** A stream that a stripe does not have. */
export function noStream(): StreamBytes {
  return new StreamBytes(() => Promise.resolve(undefined), undefined);
}
