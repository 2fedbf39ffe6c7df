/** Raw LZ4 blocks: sequences of literals and matches. No frame, no length, no checksum. */
import { matchEnd, moveLiteral, moveMatch, putLiteral, runViews } from './byte-runs.ts';

const tableBits = 14;
const shift = 32 - tableBits;
const table = new Int32Array(1 << tableBits);
/** The last match begins at least so far before the end, and the last bytes are literals. */
const matchMargin = 12;
const lastLiterals = 5;
const farthest = 65_535;

/** Most bytes that `length` bytes of text become. */
export function lz4MaxLength(length: number): number {
  return length + Math.ceil(length / 255) + 16;
}

/** Compresses `src[start, end)` into `dst` from `at` on, which needs room for `lz4MaxLength`. Returns the position after it. */
export function lz4Compress(src: Uint8Array, start: number, end: number, dst: Uint8Array, at: number): number {
  const view = new DataView(src.buffer, src.byteOffset, src.length);
  const limit = end - matchMargin;
  let d = at;
  let literal = start;
  // Positions are stored plus one, so that 0 means none.
  table.fill(0);
  for (let p = start, skip = 64; p <= limit;) {
    const word = view.getInt32(p, true);
    const hash = Math.imul(word, 0x9e3779b1) >>> shift;
    let candidate = start + (table[hash] as number) - 1;
    table[hash] = p - start + 1;
    if (candidate < start || p - candidate > farthest || view.getInt32(candidate, true) !== word) {
      p += skip++ >> 6;
      continue;
    }
    const stop = matchEnd(src, view, p + 4, candidate + 4, end - lastLiterals);
    for (; p > literal && candidate > start && src[p - 1] === src[candidate - 1]; p--) candidate--;
    d = writeSequence(src, literal, p, dst, d, stop - p - 4);
    dst[d++] = (p - candidate) & 255;
    dst[d++] = (p - candidate) >> 8;
    d = writeRest(stop - p - 4, dst, d);
    p = literal = stop;
    skip = 64;
    if (p <= limit) table[Math.imul(view.getInt32(p - 2, true), 0x9e3779b1) >>> shift] = p - 1 - start;
  }
  return writeSequence(src, literal, end, dst, d, 0);
}

export interface Lz4Bounds {
  /** Matches may reach back to here. Default: `at`. Earlier for blocks that continue a text. */
  readonly from?: number;
  /** The text ends here at the latest. Default: the end of `dst`. */
  readonly limit?: number;
}

/**
 * Expands the block `src[start, end)` into `dst` from `at` on and returns the position after the text, which callers
 * compare with the length they were told. Throws an Error that says what is wrong with a damaged block.
 */
export function lz4Decompress(
  src: Uint8Array,
  start: number,
  end: number,
  dst: Uint8Array,
  at: number,
  { from = at, limit = dst.length }: Lz4Bounds = {},
): number {
  const views = runViews(src, dst, limit);
  let p = start;
  let d = at;
  while (p < end) {
    const token = src[p++] as number;
    let length = token >> 4;
    if (length === 15) {
      for (let byte = 255; byte === 255 && p < end;) length += byte = src[p++] as number;
    }
    if (p + length > end || d + length > limit) throw damaged();
    moveLiteral(views, p, d, length);
    p += length;
    d += length;
    if (p === end) return d;
    const offset = (src[p] as number) | ((src[p + 1] as number) << 8);
    p += 2;
    length = (token & 15) + 4;
    if (length === 19) {
      for (let byte = 255; byte === 255 && p < end;) length += byte = src[p++] as number;
    }
    if (p >= end || offset === 0 || offset > d - from || d + length > limit) throw damaged();
    moveMatch(views, d, offset, length);
    d += length;
  }
  throw damaged();
}

function damaged(): Error {
  return new Error('an LZ4 block is damaged');
}

/** Token and literals. `matchCode` is the length of the match that follows, less four. */
function writeSequence(
  src: Uint8Array,
  start: number,
  end: number,
  dst: Uint8Array,
  at: number,
  matchCode: number,
): number {
  const length = end - start;
  dst[at] = (Math.min(length, 15) << 4) | Math.min(matchCode, 15);
  return putLiteral(src, start, end, dst, writeRest(length, dst, at + 1));
}

/** Bytes of a length beyond what its four bits in the token hold. */
function writeRest(length: number, dst: Uint8Array, at: number): number {
  if (length < 15) return at;
  let d = at;
  let left = length - 15;
  for (; left >= 255; left -= 255) dst[d++] = 255;
  dst[d++] = left;
  return d;
}
