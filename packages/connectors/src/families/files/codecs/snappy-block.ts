/**
 * Raw Snappy: the length of the text as a varint, then literals and copies. No frame, no checksum; frames and files
 * around it are the business of others.
 */
import { matchEnd, moveLiteral, moveMatch, putLiteral, runViews } from './byte-runs.ts';

/** Text is compressed in pieces of this size, so that copies never reach back further. */
const pieceBytes = 65_536;
const tableBits = 14;
/** A piece ends with literals: the search may read beyond the place it looks at. */
const searchMargin = 15;

const table = new Uint16Array(1 << tableBits);

/** Most bytes that `length` bytes of text become. */
export function snappyMaxLength(length: number): number {
  return 32 + length + Math.ceil(length / 6);
}

/** Compresses `src[start, end)` into `dst` from `at` on, which needs room for `snappyMaxLength`. Returns the position after it. */
export function snappyCompress(src: Uint8Array, start: number, end: number, dst: Uint8Array, at: number): number {
  let position = writeVarint(end - start, dst, at);
  const view = new DataView(src.buffer, src.byteOffset, src.length);
  for (let piece = start; piece < end; piece += pieceBytes) {
    position = compressPiece(src, view, piece, Math.min(piece + pieceBytes, end), dst, position);
  }
  return position;
}

/** Bytes of text that a block holds, as it says itself. Throws an Error when it does not begin like one. */
export function snappyLength(src: Uint8Array, start: number): number {
  let length = 0;
  for (let at = start, factor = 1; at < start + 5 && at < src.length; at++, factor *= 128) {
    const byte = src[at] as number;
    length += (byte & 127) * factor;
    if (byte < 128 && length <= 0xffffffff) return length;
  }
  throw new Error('a Snappy block does not begin with its length');
}

/**
 * Expands the block `src[start, end)` into `dst` from `at` on, which needs room for `snappyLength`. Returns the
 * position after the text. Throws an Error that says what is wrong with a damaged block; writes nothing outside of
 * its text.
 */
export function snappyDecompress(src: Uint8Array, start: number, end: number, dst: Uint8Array, at: number): number {
  const limit = at + snappyLength(src, start);
  if (limit > dst.length) throw new Error('a Snappy block is larger than expected');
  const views = runViews(src, dst, limit);
  let p = start;
  while ((src[p] as number) >= 128) p++;
  p++;
  let d = at;
  while (p < end) {
    const tag = src[p++] as number;
    let length = (tag >> 2) + 1;
    if ((tag & 3) === 0) {
      if (length > 60) {
        const extra = length - 60;
        length = 1 + lowBytes(src, p, extra);
        p += extra;
      }
      // Also false when a byte was missing: NaN is not within.
      if (!(p + length <= end && d + length <= limit)) throw damaged();
      moveLiteral(views, p, d, length);
      p += length;
      d += length;
      continue;
    }
    let offset: number;
    if ((tag & 3) === 1) {
      length = ((tag >> 2) & 7) + 4;
      offset = ((tag & 0xe0) << 3) | (src[p++] as number);
    } else {
      const size = (tag & 3) === 2 ? 2 : 4;
      offset = size === 2 ? (src[p] as number) | ((src[p + 1] as number) << 8) : lowBytes(src, p, 4);
      p += size;
    }
    if (!(p <= end && offset !== 0 && offset <= d - at && d + length <= limit)) throw damaged();
    moveMatch(views, d, offset, length);
    d += length;
  }
  if (d !== limit) throw damaged();
  return d;
}

function damaged(): Error {
  return new Error('a Snappy block is damaged');
}

/** A number of up to four bytes; NaN when they are not there. */
export function lowBytes(src: Uint8Array, at: number, size: number): number {
  let value = 0;
  for (let i = size - 1; i >= 0; i--) value = value * 256 + (src[at + i] as number);
  return value;
}

function compressPiece(
  src: Uint8Array,
  view: DataView,
  start: number,
  end: number,
  dst: Uint8Array,
  at: number,
): number {
  const limit = end - searchMargin;
  if (limit <= start) return writeLiteral(src, start, end, dst, at);
  const shift = clearTable(end - start);
  let d = at;
  let literal = start;
  for (let p = start + 1, skip = 32; p <= limit;) {
    const word = view.getInt32(p, true);
    const hash = Math.imul(word, 0x1e35a7bd) >>> shift;
    const candidate = start + (table[hash] as number);
    table[hash] = p - start;
    if (view.getInt32(candidate, true) !== word) {
      p += skip++ >> 5;
      continue;
    }
    if (literal < p) d = writeLiteral(src, literal, p, dst, d);
    literal = matchEnd(src, view, p + 4, candidate + 4, end);
    d = writeCopy(p - candidate, literal - p, dst, d);
    p = literal;
    if (p > limit) break;
    table[Math.imul(view.getInt32(p - 1, true), 0x1e35a7bd) >>> shift] = p - 1 - start;
    skip = 32;
  }
  return literal < end ? writeLiteral(src, literal, end, dst, d) : d;
}

/** Small pieces use a part of the table only: clearing it costs more than finding in it. Returns the shift of hashes. */
function clearTable(pieceLength: number): number {
  let bits = 8;
  while (bits < tableBits && 1 << bits < pieceLength) bits++;
  table.fill(0, 0, 1 << bits);
  return 32 - bits;
}

function writeLiteral(src: Uint8Array, start: number, end: number, dst: Uint8Array, at: number): number {
  const length = end - start;
  let d = at;
  if (length <= 60) dst[d++] = (length - 1) << 2;
  else if (length <= 256) {
    dst[d++] = 60 << 2;
    dst[d++] = length - 1;
  } else {
    dst[d++] = 61 << 2;
    dst[d++] = (length - 1) & 255;
    dst[d++] = (length - 1) >> 8;
  }
  return putLiteral(src, start, end, dst, d);
}

function writeCopy(offset: number, length: number, dst: Uint8Array, at: number): number {
  let d = at;
  let left = length;
  // What is left after pieces of 64 must be at least 4, which the short form needs.
  for (; left >= 68; left -= 64) d = writeLongCopy(offset, 64, dst, d);
  if (left > 64) {
    d = writeLongCopy(offset, 60, dst, d);
    left -= 60;
  }
  if (left >= 12 || offset >= 2048) return writeLongCopy(offset, left, dst, d);
  dst[d] = ((offset >> 8) << 5) | ((left - 4) << 2) | 1;
  dst[d + 1] = offset & 255;
  return d + 2;
}

function writeLongCopy(offset: number, length: number, dst: Uint8Array, at: number): number {
  dst[at] = ((length - 1) << 2) | 2;
  dst[at + 1] = offset & 255;
  dst[at + 2] = offset >> 8;
  return at + 3;
}

function writeVarint(value: number, dst: Uint8Array, at: number): number {
  let d = at;
  let left = value;
  for (; left >= 128; left = Math.floor(left / 128)) dst[d++] = (left & 127) | 128;
  dst[d++] = left;
  return d;
}
