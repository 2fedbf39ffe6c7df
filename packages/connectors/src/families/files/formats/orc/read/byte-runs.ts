import { endsEarly } from '../../damage.ts';
import type { StreamBytes } from './stream-bytes.ts';

const shortestRun = 3;

/** Bytes of a stream in run length encoding. */
export class ByteRuns {
  readonly #stream: StreamBytes;
  /** Of the current run. */
  #left = 0;
  #isRepeated = false;
  #value = 0;

  constructor(stream: StreamBytes) {
    this.#stream = stream;
  }

  async bytes(into: Uint8Array | Int8Array, at: number, count: number): Promise<void> {
    const stream = this.#stream;
    for (let done = 0; done < count;) {
      if (this.#left === 0) await this.#startRun();
      let size = Math.min(count - done, this.#left);
      if (this.#isRepeated) into.fill(this.#value, at + done, at + done + size);
      else {
        if (stream.at === stream.end) await stream.fill(1);
        size = Math.min(size, stream.end - stream.at);
        if (size === 0) throw endsEarly();
        into.set(stream.bytes.subarray(stream.at, stream.at + size), at + done);
        stream.at += size;
      }
      this.#left -= size;
      done += size;
    }
  }

  async #startRun(): Promise<void> {
    const stream = this.#stream;
    if (!stream.has(2)) await stream.fill(2);
    if (stream.end - stream.at < 2) throw endsEarly();
    const control = stream.bytes[stream.at++] as number;
    this.#isRepeated = control < 128;
    this.#left = this.#isRepeated ? control + shortestRun : 256 - control;
    if (this.#isRepeated) this.#value = stream.bytes[stream.at++] as number;
  }
}

/** Bits of a stream, highest first in bytes in run length encoding. */
export class BitRuns {
  readonly #runs: ByteRuns;
  #held = 0;
  #heldBits = 0;
  #bytes = new Uint8Array(0);

  constructor(stream: StreamBytes) {
    this.#runs = new ByteRuns(stream);
  }

  /** One byte of 0 or 1 for each bit. Returns how many are 1. */
  async flags(into: Uint8Array, at: number, count: number): Promise<number> {
    let ones = 0;
    let to = at;
    const end = at + count;
    for (; to < end && this.#heldBits > 0; to++) ones += into[to] = (this.#held >> --this.#heldBits) & 1;
    const size = (end - to + 7) >> 3;
    if (size > this.#bytes.length) this.#bytes = new Uint8Array(size);
    await this.#runs.bytes(this.#bytes, 0, size);
    for (let i = 0; i < size; i++) {
      const byte = this.#bytes[i] as number;
      const last = Math.max(0, 8 - (end - to));
      for (let bit = 7; bit >= last; bit--) ones += into[to++] = (byte >> bit) & 1;
      this.#held = byte;
      this.#heldBits = last;
    }
    return ones;
  }
}
