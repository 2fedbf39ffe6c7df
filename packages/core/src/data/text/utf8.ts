/** Checks and counts on UTF-8 without making strings. */

/** True when bytes[start, end) are valid UTF-8: no overlong forms, no surrogates, nothing above U+10FFFF. */
export function isUtf8(bytes: Uint8Array, start: number, end: number): boolean {
  let at = start;
  while (at < end) {
    const first = bytes[at] as number;
    if (first < 0x80) {
      at++;
      continue;
    }
    const length = sequenceLength(bytes, at, end);
    if (length === 0) return false;
    at += length;
  }
  return true;
}

/** Length of the multi-byte sequence at `at`, 0 when it is not valid. */
function sequenceLength(bytes: Uint8Array, at: number, end: number): number {
  const first = bytes[at] as number;
  if (first < 0xc2 || first > 0xf4) return 0;
  const length = first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
  if (at + length > end) return 0;
  const second = bytes[at + 1] as number;
  const lowest = first === 0xe0 ? 0xa0 : first === 0xf0 ? 0x90 : 0x80;
  const highest = first === 0xed ? 0x9f : first === 0xf4 ? 0x8f : 0xbf;
  if (second < lowest || second > highest) return 0;
  for (let i = at + 2; i < at + length; i++) if (((bytes[i] as number) & 0xc0) !== 0x80) return 0;
  return length;
}

/** Characters (code points) in valid UTF-8. */
export function countCharacters(bytes: Uint8Array, start: number, end: number): number {
  let count = end - start;
  for (let at = start; at < end; at++) if (((bytes[at] as number) & 0xc0) === 0x80) count--;
  return count;
}

/** Copies bytes[start, end) to `position` of `into`; short pieces byte by byte, which is faster than a call. */
export function copyBytes(bytes: Uint8Array, start: number, end: number, into: Uint8Array, position: number): number {
  const length = end - start;
  if (length > 48) into.set(bytes.subarray(start, end), position);
  else for (let i = 0; i < length; i++) into[position + i] = bytes[start + i] as number;
  return position + length;
}
