/** Bits packed from the lowest on, as 32-bit words at aligned places. */

let words = new Int32Array(4096);
let bytes = new Uint8Array(words.buffer);

/** The bytes [start, end) as little-endian words, followed by a zero word. Valid until the next call from anywhere. */
export function loadWords(source: Uint8Array, start: number, end: number): Int32Array {
  const length = end - start;
  if (length + 8 > bytes.length) {
    words = new Int32Array(((length + 8) >> 2) * 2);
    bytes = new Uint8Array(words.buffer);
  }
  bytes.set(source.subarray(start, end), 0);
  bytes.fill(0, length, length + 8);
  return words;
}

/** `count` values of `width` bits (1 to 32), the first one at `firstBit` (below 32). */
export function unpackInts(
  from: Int32Array,
  firstBit: number,
  width: number,
  into: Int32Array,
  at: number,
  count: number,
): void {
  const mask = width === 32 ? -1 : (1 << width) - 1;
  let i = 0;
  if (firstBit === 0 && count >= groupSize) {
    i = count & -groupSize;
    groupUnpacker(width)(from, into, at, i / groupSize);
  }
  for (let bit = firstBit + i * width; i < count; i++, bit += width) {
    const word = bit >>> 5;
    const shift = bit & 31;
    let value = (from[word] as number) >>> shift;
    if (shift + width > 32) value |= (from[word + 1] as number) << (32 - shift);
    into[at + i] = value & mask;
  }
}

/** So many values of n bits take n words. */
const groupSize = 32;

type GroupUnpacker = (from: Int32Array, into: Int32Array, at: number, groups: number) => void;

const groupUnpackers: GroupUnpacker[] = [];

/** Straight-line code for one width, twice as fast as a loop over bits. */
function groupUnpacker(width: number): GroupUnpacker {
  const known = groupUnpackers[width];
  if (known !== undefined) return known;
  const mask = width === 32 ? -1 : (1 << width) - 1;
  const words = Array.from({ length: width }, (_, word) => `const w${word} = from[p + ${word}];`);
  const values = Array.from({ length: groupSize }, (_, i) => {
    const word = (i * width) >> 5;
    const shift = (i * width) & 31;
    const upper = shift + width > 32 ? ` | (w${word + 1} << ${32 - shift})` : '';
    return `into[q + ${i}] = ((w${word} >>> ${shift})${upper}) & ${mask};`;
  });
  // Made of numbers only.
  const source = `for (let p = 0, q = at, end = at + groups * ${groupSize}; q < end; p += ${width}, q += ${groupSize}) {
    ${words.join(' ')}
    ${values.join('\n    ')}
  }`;
  const made = new Function('from', 'into', 'at', 'groups', source) as GroupUnpacker;
  groupUnpackers[width] = made;
  return made;
}

/** The same for values that fit into a byte: widths from 1 to 8. */
export function unpackBytes(
  from: Int32Array,
  firstBit: number,
  width: number,
  into: Uint8Array,
  at: number,
  count: number,
): void {
  const mask = (1 << width) - 1;
  for (let i = 0, bit = firstBit; i < count; i++, bit += width) {
    const word = bit >>> 5;
    const shift = bit & 31;
    let value = (from[word] as number) >>> shift;
    if (shift + width > 32) value |= (from[word + 1] as number) << (32 - shift);
    into[at + i] = value & mask;
  }
}
