import { Damage } from '../../damage.ts';
import { decodeRunV1, maxRunBytesV1 } from './int-runs-v1.ts';
import { decodeRunV2, maxRunBytesV2 } from './int-runs-v2.ts';
import type { StreamBytes } from './stream-bytes.ts';

/** Most values of a run. */
export const maxRunLength = 512;

/** Decodes the run at `stream.at` into `words`, low word first, and returns how many values it has. */
export type DecodeRun = (stream: StreamBytes, words: Int32Array, isSigned: boolean) => number;

/** Integers of a stream in run length encoding, as many as are asked for. */
export class IntRuns {
  readonly #stream: StreamBytes;
  readonly #isSigned: boolean;
  readonly #decode: DecodeRun;
  readonly #maxRunBytes: number;
  readonly #words = new Int32Array(maxRunLength * 2);
  #next = 0;
  #count = 0;

  constructor(stream: StreamBytes, version: 1 | 2, isSigned: boolean) {
    this.#stream = stream;
    this.#isSigned = isSigned;
    this.#decode = version === 1 ? decodeRunV1 : decodeRunV2;
    this.#maxRunBytes = version === 1 ? maxRunBytesV1 : maxRunBytesV2;
  }

  /** 64-bit integers as pairs of words, the first one at `into[at * 2]`. */
  async words(into: Int32Array, at: number, count: number): Promise<void> {
    for (let done = 0; done < count;) {
      if (this.#next === this.#count) await this.#decodeRun();
      const size = Math.min(count - done, this.#count - this.#next);
      into.set(this.#words.subarray(this.#next * 2, (this.#next + size) * 2), (at + done) * 2);
      this.#next += size;
      done += size;
    }
  }

  /** Integers that must lie from `min` to `max`, both of 32 bits. */
  async ints(into: Int32Array | Int16Array, at: number, count: number, min: number, max: number): Promise<void> {
    const words = this.#words;
    for (let done = 0; done < count;) {
      if (this.#next === this.#count) await this.#decodeRun();
      const size = Math.min(count - done, this.#count - this.#next);
      for (let i = this.#next, to = at + done; i < this.#next + size; i++, to++) {
        const value = words[i * 2] as number;
        if (words[i * 2 + 1] !== value >> 31 || value < min || value > max)
          throw new Damage('a number does not fit its type');
        into[to] = value;
      }
      this.#next += size;
      done += size;
    }
  }

  /** Lengths, indexes: from 0 to what an int32 holds. */
  sizes(into: Int32Array, at: number, count: number): Promise<void> {
    return this.ints(into, at, count, 0, 0x7fff_ffff);
  }

  async #decodeRun(): Promise<void> {
    const stream = this.#stream;
    if (!stream.has(this.#maxRunBytes)) await stream.fill(this.#maxRunBytes);
    this.#count = this.#decode(stream, this.#words, this.#isSigned);
    this.#next = 0;
    stream.check();
  }
}
