/** Integers of fixed width, packed without gaps, highest bit first, into words. */

/** Widths by their code in the heads of runs: 1 to 24, then in larger steps. */
const wideWidths = [26, 28, 30, 32, 40, 48, 56, 64];

export function widthOf(code: number): number {
  return code < 24 ? code + 1 : (wideWidths[code - 24] as number);
}

/** The smallest width of the list that has at least so many bits. */
export function closestWidth(bits: number): number {
  return bits <= 24 ? Math.max(1, bits) : (wideWidths.find((width) => width >= bits) ?? 64);
}

/** Bytes that `count` values take. */
export function packedBytes(width: number, count: number): number {
  return (width * count + 7) >> 3;
}

/** Unpacks `count` values that begin at `bytes[start]` to value `index` and on. The width is one of the list. */
export function unpack(
  bytes: Uint8Array,
  start: number,
  width: number,
  count: number,
  words: Int32Array,
  index: number,
): void {
  if (width <= 24) unpackNarrow(bytes, start, width, count, words, index);
  else if (width < 32) unpackOdd(bytes, start, width, count, words, index);
  else unpackBytes(bytes, start, width >> 3, count, words, index);
}

function unpackNarrow(
  bytes: Uint8Array,
  start: number,
  width: number,
  count: number,
  words: Int32Array,
  index: number,
): void {
  const mask = (1 << width) - 1;
  let at = start;
  let held = 0;
  let bits = 0;
  for (let to = index * 2; to < (index + count) * 2; to += 2) {
    while (bits < width) {
      held = (held << 8) | (bytes[at++] as number);
      bits += 8;
    }
    bits -= width;
    words[to] = (held >>> bits) & mask;
    words[to + 1] = 0;
  }
}

/** 26, 28, 30 bits: a value lies within five bytes, which a double holds. */
function unpackOdd(
  bytes: Uint8Array,
  start: number,
  width: number,
  count: number,
  words: Int32Array,
  index: number,
): void {
  const modulus = 2 ** width;
  for (let i = 0; i < count; i++) {
    const bit = i * width;
    const at = start + (bit >> 3);
    const high = (bytes[at] as number) * 256 + (bytes[at + 1] as number);
    const low = ((bytes[at + 2] as number) * 256 + (bytes[at + 3] as number)) * 256 + ((bytes[at + 4] as number) || 0);
    const value = Math.floor((high * 16_777_216 + low) / 2 ** (40 - (bit & 7) - width));
    words[(index + i) * 2] = value % modulus;
    words[(index + i) * 2 + 1] = 0;
  }
}

function unpackBytes(
  bytes: Uint8Array,
  start: number,
  size: number,
  count: number,
  words: Int32Array,
  index: number,
): void {
  let at = start;
  for (let to = index * 2; to < (index + count) * 2; to += 2) {
    let hi = 0;
    for (let i = 4; i < size; i++) hi = (hi << 8) | (bytes[at++] as number);
    words[to + 1] = hi;
    words[to] =
      ((bytes[at] as number) << 24) |
      ((bytes[at + 1] as number) << 16) |
      ((bytes[at + 2] as number) << 8) |
      (bytes[at + 3] as number);
    at += 4;
  }
}
