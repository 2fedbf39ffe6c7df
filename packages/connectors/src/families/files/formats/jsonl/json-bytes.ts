/** Finding and decoding JSON values in bytes. */

const quote = 34;
const backslash = 92;

export function isJsonBlank(c: number | undefined): boolean {
  return c === 32 || c === 10 || c === 13 || c === 9;
}

export function skipJsonBlanks(bytes: Uint8Array, position: number, end: number): number {
  let at = position;
  while (at < end && isJsonBlank(bytes[at])) at++;
  return at;
}

/** What `stringEnd` learned about the last string. */
export const lastString = { isEscaped: false };

/** Position of the quote that closes the string whose text begins at `position`; -1 when there is none. */
export function stringEnd(bytes: Uint8Array, position: number, end: number): number {
  let isEscaped = false;
  for (let at = position; at < end; at++) {
    const c = bytes[at];
    if (c === quote) {
      lastString.isEscaped = isEscaped;
      return at;
    }
    if (c === backslash) {
      isEscaped = true;
      at++;
    }
  }
  return -1;
}

/** Position after the object or array that begins at `position`; -1 when it does not end. */
export function bracketEnd(bytes: Uint8Array, position: number, end: number): number {
  let depth = 0;
  for (let at = position; at < end; at++) {
    const c = bytes[at] as number;
    if (c === quote) {
      at = stringEnd(bytes, at + 1, end);
      if (at < 0) return -1;
    } else if (c === 123 || c === 91) depth++;
    else if ((c === 125 || c === 93) && --depth === 0) return at + 1;
  }
  return -1;
}

const simpleEscapes: Readonly<Record<number, number>> = {
  34: 34,
  92: 92,
  47: 47,
  98: 8,
  102: 12,
  110: 10,
  114: 13,
  116: 9,
};

/**
 * Decodes the escapes of a string into `into`, which has room for as many bytes. Returns the length, -1 for an escape
 * that means nothing; half a surrogate pair becomes 0xFF, which no text contains.
 */
export function decodeString(bytes: Uint8Array, start: number, end: number, into: Uint8Array): number {
  let to = 0;
  for (let at = start; at < end; at++) {
    const c = bytes[at] as number;
    if (c !== backslash) {
      into[to++] = c;
      continue;
    }
    const escape = bytes[++at] as number;
    const simple = simpleEscapes[escape];
    if (simple !== undefined) {
      into[to++] = simple;
      continue;
    }
    if (escape !== 117) return -1;
    let point = hex4(bytes, at + 1, end);
    if (point < 0) return -1;
    at += 4;
    if (point >= 0xd800 && point < 0xdc00 && bytes[at + 1] === backslash && bytes[at + 2] === 117) {
      const low = hex4(bytes, at + 3, end);
      if (low >= 0xdc00 && low < 0xe000) {
        point = 0x10000 + (point - 0xd800) * 0x400 + (low - 0xdc00);
        at += 6;
      }
    }
    to = putPoint(into, to, point);
  }
  return to;
}

function hex4(bytes: Uint8Array, position: number, end: number): number {
  if (position + 4 > end) return -1;
  let value = 0;
  for (let at = position; at < position + 4; at++) {
    const c = (bytes[at] as number) | 32;
    const digit = c >= 97 && c <= 102 ? c - 87 : (bytes[at] as number) - 48;
    if (digit < 0 || digit > 15 || (digit > 9 && c < 97)) return -1;
    value = value * 16 + digit;
  }
  return value;
}

function putPoint(into: Uint8Array, position: number, point: number): number {
  let at = position;
  if (point < 0x80) into[at++] = point;
  else if (point < 0x800) {
    into[at++] = 0xc0 | (point >> 6);
    into[at++] = 0x80 | (point & 63);
  } else if (point >= 0xd800 && point < 0xe000) {
    into[at++] = 0xff;
  } else if (point < 0x10000) {
    into[at++] = 0xe0 | (point >> 12);
    into[at++] = 0x80 | ((point >> 6) & 63);
    into[at++] = 0x80 | (point & 63);
  } else {
    into[at++] = 0xf0 | (point >> 18);
    into[at++] = 0x80 | ((point >> 12) & 63);
    into[at++] = 0x80 | ((point >> 6) & 63);
    into[at++] = 0x80 | (point & 63);
  }
  return at;
}

/** Position after the value at `start`, as far as its outer form is sound; -1 when it is not. */
export function valueEnd(bytes: Uint8Array, start: number, end: number): number {
  const c = bytes[start];
  if (c === 34) return stringEnd(bytes, start + 1, end) + 1 || -1;
  if (c === 123 || c === 91) return bracketEnd(bytes, start, end);
  let at = start;
  for (; at < end; at++) {
    const c = bytes[at] as number;
    // Digits, letters of true, false, null and exponents, sign and point.
    if (!((c >= 48 && c <= 57) || (c >= 97 && c <= 122) || c === 43 || c === 45 || c === 46 || c === 69)) break;
  }
  if (at === start) return -1;
  if (c === 110) return isWord(bytes, start, at, 'null') ? at : -1;
  if (c === 116) return isWord(bytes, start, at, 'true') ? at : -1;
  if (c === 102) return isWord(bytes, start, at, 'false') ? at : -1;
  return c === 45 || (c !== undefined && c >= 48 && c <= 57) ? at : -1;
}

function isWord(bytes: Uint8Array, start: number, end: number, word: string): boolean {
  if (end - start !== word.length) return false;
  for (let at = 0; at < word.length; at++) if (bytes[start + at] !== word.charCodeAt(at)) return false;
  return true;
}
