import { joined, type BlockPieces, type ExpandedText } from './expanded-text.ts';
import { lowBytes, snappyLength } from './snappy-block.ts';

/** No head of a literal or copy is longer, nor is the length of the text. */
const maxHeadBytes = 5;

/** Expands one raw Snappy block, of which only the piece at hand is in memory. */
export class SnappyPieces implements BlockPieces {
  readonly #text: ExpandedText;
  #rest: Uint8Array = new Uint8Array(0);
  #isBegun = false;
  /** Bytes of the literal that have not come yet. */
  #literal = 0;

  /** @param text of the size that the block must say of itself. */
  constructor(text: ExpandedText) {
    this.#text = text;
  }

  push(piece: Uint8Array): void {
    const src = joined(this.#rest, piece);
    this.#text.from(src);
    let p = this.#isBegun ? 0 : this.#begin(src);
    for (let next = p; next >= 0; next = this.#element(src, p)) p = next;
    this.#rest = src.slice(p);
  }

  end(): void {
    if (this.#rest.length > 0 || !this.#isBegun || this.#literal > 0 || this.#text.missing > 0) throw damaged();
    this.#text.end();
  }

  /** Reads the length of the text; the position after it, 0 when it is not here as a whole. */
  #begin(src: Uint8Array): number {
    let at = 0;
    while (at < src.length && (src[at] as number) >= 128) at++;
    if (at === src.length && at < maxHeadBytes) return 0;
    if (snappyLength(src, 0) !== this.#text.missing) throw damaged();
    this.#isBegun = true;
    return at + 1;
  }

  /** Takes what is here of the literal or copy at `p`. The position after it, or -1 when more must come. */
  #element(src: Uint8Array, p: number): number {
    if (!this.#isBegun || p === src.length) return -1;
    const text = this.#text;
    if (this.#literal > 0) {
      const count = Math.min(this.#literal, src.length - p);
      text.literal(p, count);
      this.#literal -= count;
      return p + count;
    }
    const tag = src[p] as number;
    const kind = tag & 3;
    const low = tag >> 2;
    const extra = kind === 0 ? Math.max(low - 59, 0) : kind === 3 ? 4 : kind;
    if (p + extra >= src.length) return -1;
    const number = lowBytes(src, p + 1, extra);
    if (kind === 0) {
      this.#literal = (low < 60 ? low : number) + 1;
      if (this.#literal > text.missing) throw damaged();
      return p + 1 + extra;
    }
    const length = kind === 1 ? (low & 7) + 4 : low + 1;
    const offset = kind === 1 ? ((tag & 0xe0) << 3) | number : number;
    if (length > text.missing || !text.match(offset, length)) throw damaged();
    return p + 1 + extra;
  }
}

function damaged(): Error {
  return new Error('a Snappy block is damaged');
}
