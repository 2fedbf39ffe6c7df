/** Raw LZO1X blocks, reading only: literals and matches, which say where they end. No length, no checksum. */
import { moveLiteral, moveMatch, runViews, type RunViews } from './byte-runs.ts';

/**
 * Expands the block `src[start, end)` into `dst` from `at` on and returns the position after the text, which callers
 * compare with the length they were told. Throws an Error when it is damaged or does not fit.
 */
export function lzoDecompress(src: Uint8Array, start: number, end: number, dst: Uint8Array, at: number): number {
  return new LzoReader(src, start, end, runViews(src, dst, dst.length)).read(at);
}

/** What a short instruction means depends on how many literals came last: none, up to three, or so many and more. */
const afterLiterals = 4;

class LzoReader {
  readonly #src: Uint8Array;
  readonly #end: number;
  readonly #views: RunViews;
  #p: number;
  #d = 0;
  #from = 0;

  constructor(src: Uint8Array, start: number, end: number, views: RunViews) {
    this.#src = src;
    this.#end = end;
    this.#views = views;
    this.#p = start;
  }

  read(at: number): number {
    this.#d = at;
    this.#from = at;
    let state = this.#begin();
    for (;;) {
      const t = this.#byte();
      if (t >= 64) {
        const length = t >= 128 ? 5 + ((t >> 5) & 3) : 3 + ((t >> 5) & 1);
        this.#match((this.#byte() << 3) + ((t >> 2) & 7) + 1, length);
        state = this.#tail(t & 3);
      } else if (t >= 32) {
        const length = this.#length(t & 31, 31) + 2;
        const word = this.#word();
        this.#match((word >> 2) + 1, length);
        state = this.#tail(word & 3);
      } else if (t >= 16) {
        const length = this.#length(t & 7, 7) + 2;
        const word = this.#word();
        const distance = 16_384 + ((t & 8) << 11) + (word >> 2);
        if (distance === 16_384) return this.#finish(length);
        this.#match(distance, length);
        state = this.#tail(word & 3);
      } else if (state === 0) {
        this.#literal(this.#length(t, 15) + 3);
        state = afterLiterals;
      } else {
        const isLong = state === afterLiterals;
        this.#match((this.#byte() << 2) + (t >> 2) + (isLong ? 2049 : 1), isLong ? 3 : 2);
        state = this.#tail(t & 3);
      }
    }
  }

  /** The first byte may stand for literals, of which there were none before. */
  #begin(): number {
    const t = this.#src[this.#p] as number;
    if (this.#p >= this.#end) throw damaged();
    if (t <= 17) return 0;
    this.#p++;
    this.#literal(t - 17);
    return Math.min(t - 17, afterLiterals);
  }

  /** The mark of the end is a match that cannot be; nothing follows it. */
  #finish(length: number): number {
    if (length !== 3 || this.#p !== this.#end) throw damaged();
    return this.#d;
  }

  /** A length that goes on in further bytes when its bits are 0: each 0 counts for 255. */
  #length(bits: number, most: number): number {
    if (bits !== 0) return bits;
    let length = most;
    let byte = this.#byte();
    for (; byte === 0; byte = this.#byte()) length += 255;
    return length + byte;
  }

  /** Up to three literals that the instruction before has counted. */
  #tail(count: number): number {
    if (count > 0) this.#literal(count);
    return count;
  }

  #literal(length: number): void {
    if (this.#p + length > this.#end || this.#d + length > this.#views.limit) throw damaged();
    moveLiteral(this.#views, this.#p, this.#d, length);
    this.#p += length;
    this.#d += length;
  }

  #match(distance: number, length: number): void {
    if (distance > this.#d - this.#from || this.#d + length > this.#views.limit) throw damaged();
    moveMatch(this.#views, this.#d, distance, length);
    this.#d += length;
  }

  #byte(): number {
    if (this.#p >= this.#end) throw damaged();
    return this.#src[this.#p++] as number;
  }

  #word(): number {
    const low = this.#byte();
    return low | (this.#byte() << 8);
  }
}

function damaged(): Error {
  return new Error('an LZO block is damaged');
}
