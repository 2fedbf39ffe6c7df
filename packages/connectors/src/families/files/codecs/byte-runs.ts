/** How block codecs move literals and matches: short ones in words of four bytes, long ones by the engine. */

/** From here on a call of the engine costs less than a loop. */
const longRun = 48;

/** Source and target of one block, for reading and writing words at any place. */
export interface RunViews {
  readonly src: Uint8Array;
  readonly from: DataView;
  readonly dst: Uint8Array;
  readonly to: DataView;
  /** Nothing is written from here on. */
  readonly limit: number;
}

export function runViews(src: Uint8Array, dst: Uint8Array, limit: number): RunViews {
  const from = new DataView(src.buffer, src.byteOffset, src.length);
  const to = new DataView(dst.buffer, dst.byteOffset, dst.length);
  return { src, from, dst, to, limit };
}

/** Copies `length` bytes from `p` of the source to `d`. Bytes after them, below the limit, may be spoilt. */
export function moveLiteral({ src, from, dst, to, limit }: RunViews, p: number, d: number, length: number): void {
  if (length >= longRun) dst.set(src.subarray(p, p + length), d);
  else if (p + length + 3 <= src.length && d + length + 3 <= limit) {
    for (let i = 0; i < length; i += 4) to.setInt32(d + i, from.getInt32(p + i, true), true);
  } else for (let i = 0; i < length; i++) dst[d + i] = src[p + i] as number;
}

/** Repeats `length` bytes that lie `offset` before `d`; they may overlap. Bytes after them, below the limit, may be spoilt. */
export function moveMatch({ dst, to, limit }: RunViews, d: number, offset: number, length: number): void {
  const stop = d + length;
  if (length >= longRun && offset >= length) dst.copyWithin(d, d - offset, stop - offset);
  else if (offset >= 4 && stop + 3 <= limit) {
    for (let i = d; i < stop; i += 4) to.setInt32(i, to.getInt32(i - offset, true), true);
  } else for (let i = d; i < stop; i++) dst[i] = dst[i - offset] as number;
}

/** Copies bytes of the source that a compressor leaves as they are. Returns the position after them. */
export function putLiteral(src: Uint8Array, start: number, end: number, dst: Uint8Array, at: number): number {
  const length = end - start;
  if (length >= longRun) dst.set(src.subarray(start, end), at);
  else for (let i = 0; i < length; i++) dst[at + i] = src[start + i] as number;
  return at + length;
}

/** First position from `p` on, up to `end`, at which the bytes differ from those from `candidate` on. */
export function matchEnd(src: Uint8Array, view: DataView, p: number, candidate: number, end: number): number {
  const step = candidate - p;
  let at = p;
  for (; at + 4 <= end; at += 4) {
    const difference = view.getInt32(at, true) ^ view.getInt32(at + step, true);
    // The lowest bit that differs tells how many bytes are equal.
    if (difference !== 0) return at + ((31 - Math.clz32(difference & -difference)) >> 3);
  }
  while (at < end && src[at] === src[at + step]) at++;
  return at;
}
