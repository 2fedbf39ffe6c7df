/** Checks JSON text where it lies, without parsing it into values. */
import { isUtf8 } from './utf8.ts';

/** Deeper nesting counts as malformed. */
const maxDepth = 1000;

/** True when bytes[start, end) are one JSON value (RFC 8259) in valid UTF-8, with white space around it allowed. */
export function isJson(bytes: Uint8Array, start: number, end: number): boolean {
  const after = skipJsonValue(bytes, start, end, 0);
  return after >= 0 && skipWhite(bytes, after, end) === end && isUtf8(bytes, start, end);
}

/** True when bytes[start, end) are one JSON array. */
export function isJsonArray(bytes: Uint8Array, start: number, end: number): boolean {
  return bytes[skipWhite(bytes, start, end)] === 91 && isJson(bytes, start, end);
}

/** First position at or after `start` that is no white space of JSON. */
export function skipWhite(bytes: Uint8Array, start: number, end: number): number {
  let at = start;
  while (at < end && (bytes[at] === 32 || bytes[at] === 10 || bytes[at] === 13 || bytes[at] === 9)) at++;
  return at;
}

/** Position behind the value that begins at or after `start`, -1 when there is none. */
export function skipJsonValue(bytes: Uint8Array, start: number, end: number, depth: number): number {
  const at = skipWhite(bytes, start, end);
  if (at >= end || depth > maxDepth) return -1;
  switch (bytes[at]) {
    case 34:
      return skipString(bytes, at, end);
    case 91:
      return skipItems(bytes, at, end, depth, 93);
    case 123:
      return skipItems(bytes, at, end, depth, 125);
    case 110:
      return skipWord(bytes, at, end, 'null');
    case 116:
      return skipWord(bytes, at, end, 'true');
    case 102:
      return skipWord(bytes, at, end, 'false');
    default:
      return skipNumber(bytes, at, end);
  }
}

/** The inside of an array (closed by 93) or an object (closed by 125). */
function skipItems(bytes: Uint8Array, open: number, end: number, depth: number, close: number): number {
  let at = skipWhite(bytes, open + 1, end);
  if (at < end && bytes[at] === close) return at + 1;
  for (;;) {
    if (close === 125) {
      at = skipWhite(bytes, at, end);
      if (at >= end || bytes[at] !== 34) return -1;
      at = skipString(bytes, at, end);
      if (at < 0) return -1;
      at = skipWhite(bytes, at, end);
      if (at >= end || bytes[at++] !== 58) return -1;
    }
    at = skipJsonValue(bytes, at, end, depth + 1);
    if (at < 0) return -1;
    at = skipWhite(bytes, at, end);
    if (at >= end) return -1;
    if (bytes[at] === close) return at + 1;
    if (bytes[at++] !== 44) return -1;
  }
}

const simpleEscapes = new Set([34, 92, 47, 98, 102, 110, 114, 116]);

function skipString(bytes: Uint8Array, open: number, end: number): number {
  let at = open + 1;
  while (at < end) {
    const byte = bytes[at] as number;
    if (byte === 34) return at + 1;
    if (byte < 32) return -1;
    if (byte !== 92) at++;
    else if (at + 1 < end && simpleEscapes.has(bytes[at + 1] as number)) at += 2;
    else if (isUnicodeEscape(bytes, at, end)) at += 6;
    else return -1;
  }
  return -1;
}

function isUnicodeEscape(bytes: Uint8Array, at: number, end: number): boolean {
  if (at + 6 > end || bytes[at + 1] !== 117) return false;
  for (let i = at + 2; i < at + 6; i++) {
    const byte = (bytes[i] as number) | 32;
    if (!((byte >= 48 && byte <= 57) || (byte >= 97 && byte <= 102))) return false;
  }
  return true;
}

function skipWord(bytes: Uint8Array, start: number, end: number, word: string): number {
  if (start + word.length > end) return -1;
  for (let i = 0; i < word.length; i++) if (bytes[start + i] !== word.charCodeAt(i)) return -1;
  return start + word.length;
}

function skipDigits(bytes: Uint8Array, start: number, end: number): number {
  let at = start;
  while (at < end && ((bytes[at] as number) - 48) >>> 0 <= 9) at++;
  return at;
}

function skipNumber(bytes: Uint8Array, start: number, end: number): number {
  const whole = bytes[start] === 45 ? start + 1 : start;
  let at = skipDigits(bytes, whole, end);
  if (at === whole || (bytes[whole] === 48 && at > whole + 1)) return -1;
  if (at < end && bytes[at] === 46) {
    const fraction = at + 1;
    at = skipDigits(bytes, fraction, end);
    if (at === fraction) return -1;
  }
  if (at < end && ((bytes[at] as number) | 32) === 101) {
    const sign = bytes[at + 1];
    const exponent = at + (sign === 43 || sign === 45 ? 2 : 1);
    at = skipDigits(bytes, exponent, end);
    if (at === exponent) return -1;
  }
  return at;
}
