import { Cursor } from './cursor.ts';
import { maxFrame } from './protocol.ts';

/** Where bytes come from: a socket, or a test. */
export interface ChunkSource {
  /** The next bytes, at least one. The chunk before may be overwritten from then on. Throws when the link is lost. */
  next(): Promise<Uint8Array>;
}

/** Memory kept for packets that straddle chunks. */
const keptBytes = 1024 * 1024;

/**
 * Cuts a stream of chunks into packets.
 *
 * `bytes`, `position` and `end` are the window over the current chunk; generated row decoders consume whole packets
 * right there, and leave to `next` what straddles two chunks, is longer than a frame, or is no row.
 */
export class PacketStream {
  bytes: Uint8Array = new Uint8Array(0);
  position = 0;
  end = 0;
  /** Sequence number of the last frame. */
  sequence = 0;
  readonly #source: ChunkSource;
  #carry = new Uint8Array(1024);

  constructor(source: ChunkSource) {
    this.#source = source;
  }

  /** The next packet, whole. It is valid until the next call of anything here. */
  async next(): Promise<Cursor> {
    let total = 0;
    for (;;) {
      const length = await this.#header();
      if (total === 0 && length < maxFrame && this.position + length <= this.end) {
        const start = this.position;
        this.position += length;
        return new Cursor(this.bytes, start, this.position);
      }
      this.#reserve(total, total + length);
      await this.#collect(total, length);
      total += length;
      if (length < maxFrame) return new Cursor(this.#carry, 0, total);
    }
  }

  async #header(): Promise<number> {
    if (this.position + 4 <= this.end) {
      const { bytes, position } = this;
      this.position += 4;
      this.sequence = bytes[position + 3] as number;
      return (
        (bytes[position] as number) | ((bytes[position + 1] as number) << 8) | ((bytes[position + 2] as number) << 16)
      );
    }
    const length = (await this.#byte()) | ((await this.#byte()) << 8) | ((await this.#byte()) << 16);
    this.sequence = await this.#byte();
    return length;
  }

  async #byte(): Promise<number> {
    if (this.position === this.end) await this.#fill();
    return this.bytes[this.position++] as number;
  }

  async #collect(offset: number, length: number): Promise<void> {
    for (let done = 0; done < length;) {
      if (this.position === this.end) await this.#fill();
      const size = Math.min(length - done, this.end - this.position);
      this.#carry.set(this.bytes.subarray(this.position, this.position + size), offset + done);
      this.position += size;
      done += size;
    }
  }

  async #fill(): Promise<void> {
    this.bytes = await this.#source.next();
    this.position = 0;
    this.end = this.bytes.length;
  }

  #reserve(used: number, size: number): void {
    const isEnough = size <= this.#carry.length;
    if (isEnough && (used > 0 || this.#carry.length <= keptBytes || size > keptBytes)) return;
    const grown = isEnough ? keptBytes : Math.max(size, used === 0 ? 0 : this.#carry.length * 2);
    const carry = new Uint8Array(grown);
    carry.set(this.#carry.subarray(0, used));
    this.#carry = carry;
  }
}
