/** Whole numbers as text. Grammar: see `readDecimal`; a fraction of zeros is fine, any other is inexact. */
import { parseDecimalSlowly } from './decimal-digits.ts';
import { writeEight, writeNumber } from './digits.ts';
import { type ParseStatus, inexact, malformed, outOfRange, parsed } from './status.ts';
import {
  floorQuotient,
  floorRemainder,
  isInt64High,
  isSafeWords,
  storeBigInt,
  storeNumber,
  storeProduct,
  wordsToNumber,
} from './words.ts';

/** Writes any whole number within ±2^53; returns the new position. At most 11 bytes for an int32. */
export function formatInt32(into: Uint8Array, position: number, value: number): number {
  if (value >= 0) return writeNumber(into, position, value);
  into[position] = 45;
  return writeNumber(into, position + 1, -value);
}

/** At most 20 bytes. */
export function formatInt64(into: Uint8Array, position: number, lo: number, hi: number): number {
  if (isSafeWords(hi)) return formatInt32(into, position, wordsToNumber(lo, hi));
  if (hi >= 0) return formatUint64(into, position, lo, hi);
  into[position] = 45;
  return formatUint64(into, position + 1, -lo | 0, ~hi + (lo === 0 ? 1 : 0));
}

/** At most 20 bytes. */
export function formatUint64(into: Uint8Array, position: number, lo: number, hi: number): number {
  const high = hi >>> 0;
  if (high < 0x20_0000) return writeNumber(into, position, wordsToNumber(lo, high));
  const quotient = floorQuotient(lo, high, 100_000_000);
  const middle = writeNumber(into, position, quotient);
  return writeEight(into, middle, floorRemainder(lo, quotient, 100_000_000));
}

/** The number made of plain digits in bytes[start, end), at most 15 of them; -1 when there is anything else. */
function readDigits(bytes: Uint8Array, start: number, end: number): number {
  let value = 0;
  for (let at = start; at < end; at++) {
    const digit = (bytes[at] as number) - 48;
    if (digit >>> 0 > 9) return -1;
    value = value * 10 + digit;
  }
  return value;
}

/** Stores two words at `wordIndex`. */
export function parseInt64(
  bytes: Uint8Array,
  start: number,
  end: number,
  words: Int32Array,
  wordIndex: number,
): ParseStatus {
  const first = bytes[start];
  const isNegative = first === 45;
  const from = isNegative || first === 43 ? start + 1 : start;
  const count = end - from;
  if (count <= 0 || count > 19) return parseLong(bytes, start, end, words, wordIndex, true);
  if (count <= 15) {
    const value = readDigits(bytes, from, end);
    if (value < 0) return parseLong(bytes, start, end, words, wordIndex, true);
    storeNumber(words, wordIndex, isNegative ? -value : value);
    return parsed;
  }
  const high = readDigits(bytes, from, end - 9);
  const low = readDigits(bytes, end - 9, end);
  if (high < 0 || low < 0) return parseLong(bytes, start, end, words, wordIndex, true);
  const hi = storeProduct(words, wordIndex, isNegative ? -high : high, 1e9, isNegative ? -low : low);
  return isInt64High(hi) ? parsed : outOfRange;
}

/** Stores two words at `wordIndex`. A negative number is out of range. */
export function parseUint64(
  bytes: Uint8Array,
  start: number,
  end: number,
  words: Int32Array,
  wordIndex: number,
): ParseStatus {
  const count = end - start;
  if (count <= 0 || count > 20) return parseLong(bytes, start, end, words, wordIndex, false);
  const middle = count > 9 ? end - 9 : start;
  const high = readDigits(bytes, start, middle);
  const low = readDigits(bytes, middle, end);
  if (high < 0 || low < 0) return parseLong(bytes, start, end, words, wordIndex, false);
  return storeProduct(words, wordIndex, high, 1e9, low) <= 0xffff_ffff ? parsed : outOfRange;
}

/** Parses into any typed array of small integers; `min` and `max` are the limits of the type. */
export function parseSmallInt(
  bytes: Uint8Array,
  start: number,
  end: number,
  min: number,
  max: number,
  out: Int8Array | Int16Array | Int32Array,
  index: number,
): ParseStatus {
  const first = bytes[start];
  const isNegative = first === 45;
  const from = isNegative || first === 43 ? start + 1 : start;
  let value = from < end && end - from <= 15 ? readDigits(bytes, from, end) : -1;
  if (value < 0) {
    const status = parseLong(bytes, start, end, scratch, 0, true);
    if (status !== parsed) return status;
    value = wordsToNumber(scratch[0] as number, scratch[1] as number);
  } else if (isNegative) value = -value;
  if (value < min || value > max) return outOfRange;
  out[index] = value;
  return parsed;
}

const scratch = new Int32Array(2);

/** Blanks, exponents, fractions of zeros, many leading zeros. */
function parseLong(
  bytes: Uint8Array,
  start: number,
  end: number,
  words: Int32Array,
  wordIndex: number,
  isSigned: boolean,
): ParseStatus {
  const value = parseDecimalSlowly(bytes, start, end, 0, 20);
  if (value === malformed || value === outOfRange || value === inexact) return value;
  if (typeof value === 'string') return outOfRange;
  if (value !== (isSigned ? BigInt.asIntN(64, value) : BigInt.asUintN(64, value))) return outOfRange;
  storeBigInt(words, wordIndex, value);
  return parsed;
}
