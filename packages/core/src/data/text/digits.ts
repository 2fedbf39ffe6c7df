/** Writing decimal digits. Divisions by constants become multiplications; no table is needed, so no cache is spent. */

/** Two digits of 0 to 99. */
export function writePair(into: Uint8Array, position: number, value: number): number {
  const tens = (value * 103) >> 10;
  into[position] = 48 + tens;
  into[position + 1] = 48 + value - tens * 10;
  return position + 2;
}

/** Four digits of 0 to 9999. */
export function writeFour(into: Uint8Array, position: number, value: number): number {
  const upper = (value * 5243) >> 19;
  writePair(into, position, upper);
  return writePair(into, position + 2, value - upper * 100);
}

/** Eight digits of 0 to 99,999,999. */
export function writeEight(into: Uint8Array, position: number, value: number): number {
  const upper = (value / 10_000) | 0;
  writeFour(into, position, upper);
  return writeFour(into, position + 4, value - upper * 10_000);
}

/** One to four digits of 0 to 9999. */
function writeShort(into: Uint8Array, position: number, value: number): number {
  if (value >= 1000) return writeFour(into, position, value);
  if (value >= 100) {
    const hundreds = (value * 5243) >> 19;
    into[position] = 48 + hundreds;
    return writePair(into, position + 1, value - hundreds * 100);
  }
  if (value >= 10) return writePair(into, position, value);
  into[position] = 48 + value;
  return position + 1;
}

/** A whole number from 0 to 2^53, without leading zeros. */
export function writeNumber(into: Uint8Array, position: number, value: number): number {
  if (value < 10_000) return writeShort(into, position, value | 0);
  if (value < 100_000_000) {
    const small = value | 0;
    const upper = (small / 10_000) | 0;
    return writeFour(into, writeShort(into, position, upper), small - upper * 10_000);
  }
  const upper = Math.floor(value / 100_000_000);
  return writeEight(into, writeNumber(into, position, upper), (value - upper * 100_000_000) | 0);
}

/** Exactly `count` digits (at most 9) of a number that has no more. */
export function writeFixed(into: Uint8Array, position: number, value: number, count: number): number {
  let rest = value | 0;
  for (let at = position + count - 1; at >= position; at--) {
    const next = (rest / 10) | 0;
    into[at] = 48 + rest - next * 10;
    rest = next;
  }
  return position + count;
}

/** A dot and the digits of a fraction without trailing zeros; nothing for zero. */
export function writeFraction(into: Uint8Array, position: number, fraction: number, digits: number): number {
  if (fraction === 0) return position;
  into[position] = 46;
  let end = writeFixed(into, position + 1, fraction, digits);
  while (into[end - 1] === 48) end--;
  return end;
}

/** ASCII text. */
export function writeAscii(into: Uint8Array, position: number, text: string): number {
  for (let i = 0; i < text.length; i++) into[position + i] = text.charCodeAt(i);
  return position + text.length;
}

/** Bytes as ASCII text: for slow paths and words such as `Infinity`. */
export function readAscii(bytes: Uint8Array, start: number, end: number): string {
  let text = '';
  for (let at = start; at < end; at++) text += String.fromCharCode(bytes[at] as number);
  return text;
}

/** The number made of two digits, or -1000. */
export function twoDigits(bytes: Uint8Array, at: number): number {
  const tens = (bytes[at] as number) - 48;
  const ones = (bytes[at + 1] as number) - 48;
  return tens >>> 0 <= 9 && ones >>> 0 <= 9 ? tens * 10 + ones : -1000;
}

/** First position at or after `start` that is no blank (space or tab). */
export function skipBlanks(bytes: Uint8Array, start: number, end: number): number {
  let at = start;
  while (at < end && (bytes[at] === 32 || bytes[at] === 9)) at++;
  return at;
}

/** End without trailing blanks. */
export function trimEnd(bytes: Uint8Array, start: number, end: number): number {
  let at = end;
  while (at > start && (bytes[at - 1] === 32 || bytes[at - 1] === 9)) at--;
  return at;
}
