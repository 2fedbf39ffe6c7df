import { joined, type BlockPieces, type ExpandedText } from './expanded-text.ts';

/** Expands one raw LZ4 block, of which only the piece at hand is in memory. */
export class Lz4Pieces implements BlockPieces {
  readonly #text: ExpandedText;
  #rest: Uint8Array = new Uint8Array(0);
  /** Bytes of the literal that have not come yet. */
  #literal = 0;
  /** Low bits of the token whose match comes next; undefined: a token comes next. */
  #matchCode: number | undefined;

  /** @param text of the size that the block must have. */
  constructor(text: ExpandedText) {
    this.#text = text;
  }

  push(piece: Uint8Array): void {
    const src = joined(this.#rest, piece);
    this.#text.from(src);
    let p = 0;
    for (let next = p; next >= 0; next = this.#part(src, p)) p = next;
    this.#rest = src.slice(p);
  }

  /** The last sequence has no match. */
  end(): void {
    const isAtEnd = this.#rest.length === 0 && this.#literal === 0 && this.#matchCode !== undefined;
    if (!isAtEnd || this.#text.missing > 0) throw damaged();
    this.#text.end();
  }

  /** Takes a token, what is here of a literal, or a match, at `p`. The position after it, or -1 when more must come. */
  #part(src: Uint8Array, p: number): number {
    if (p === src.length) return -1;
    if (this.#literal > 0) {
      const count = Math.min(this.#literal, src.length - p);
      this.#text.literal(p, count);
      this.#literal -= count;
      return p + count;
    }
    return this.#matchCode === undefined ? this.#token(src, p) : this.#match(src, p, this.#matchCode);
  }

  #token(src: Uint8Array, p: number): number {
    const token = src[p] as number;
    const { length, end } = extended(src, p + 1, token >> 4);
    if (end < 0) return -1;
    if (length > this.#text.missing) throw damaged();
    this.#literal = length;
    this.#matchCode = token & 15;
    return end;
  }

  #match(src: Uint8Array, p: number, code: number): number {
    if (p + 2 > src.length) return -1;
    const offset = (src[p] as number) | ((src[p + 1] as number) << 8);
    const { length, end } = extended(src, p + 2, code);
    if (end < 0) return -1;
    if (length + 4 > this.#text.missing || !this.#text.match(offset, length + 4)) throw damaged();
    this.#matchCode = undefined;
    return end;
  }
}

/** A length of four bits that may go on in the bytes from `at` on; `end` is negative when they are not all here. */
function extended(src: Uint8Array, at: number, code: number): { readonly length: number; readonly end: number } {
  if (code < 15) return { length: code, end: at };
  let length = code;
  for (let p = at; p < src.length; p++) {
    const byte = src[p] as number;
    length += byte;
    if (byte < 255) return { length, end: p + 1 };
  }
  return { length, end: -1 };
}

function damaged(): Error {
  return new Error('an LZ4 block is damaged');
}
