/** Decimals as scaled 64-bit integers (precision up to 18) and as text (everything else). */
import type { Column } from '../column.ts';
import { type DecimalWord, decimalText, parseDecimalSlowly, readDecimal } from './decimal-digits.ts';
import { readAscii, writeAscii, writeFixed, writeNumber, writePair } from './digits.ts';
import { formatInt64, formatUint64 } from './integers.ts';
import { type ParseStatus, inexact, malformed, outOfRange, parsed } from './status.ts';
import {
  floorQuotient,
  floorRemainder,
  isMaxWords,
  isSafeWords,
  storeBigInt,
  storeNumber,
  storeProduct,
  storeWords,
  wordsToNumber,
} from './words.ts';

/** 10^0 to 10^22: those that a double holds exactly. */
export const powersOfTen = Float64Array.from({ length: 23 }, (_, exponent) => Number(`1e${exponent}`));

/**
 * Stores the scaled integer of a decimal with `precision` <= 18 as two words at `wordIndex`. Fraction digits beyond
 * `scale` must be zeros.
 */
export function parseDecimal64(
  bytes: Uint8Array,
  start: number,
  end: number,
  precision: number,
  scale: number,
  words: Int32Array,
  wordIndex: number,
): ParseStatus {
  const first = bytes[start];
  const isNegative = first === 45;
  const from = isNegative || first === 43 ? start + 1 : start;
  let at = from;
  let value = 0;
  for (; at < end; at++) {
    const digit = (bytes[at] as number) - 48;
    if (digit >>> 0 > 9) break;
    value = value * 10 + digit;
  }
  let places = scale;
  let digits = at - from;
  if (at < end && bytes[at] === 46 && scale >= 0) {
    for (at++; at < end && places > 0; at++, places--) {
      const digit = (bytes[at] as number) - 48;
      if (digit >>> 0 > 9) break;
      value = value * 10 + digit;
      digits++;
    }
    while (at < end && bytes[at] === 48) at++;
  }
  // Up to 15 digits the sum above is exact; more, or anything unusual, takes the other way.
  if (at < end || places < 0 || digits === 0 || digits + places > 15) {
    return parseDecimal64Wide(bytes, start, end, precision, scale, words, wordIndex);
  }
  value *= powersOfTen[places] as number;
  if (value >= (powersOfTen[precision] as number)) return outOfRange;
  storeNumber(words, wordIndex, isNegative ? 0 - value : value);
  return parsed;
}

/** 16 to 18 digits without any string; the rest by `parseDecimalSlowly`. */
function parseDecimal64Wide(
  bytes: Uint8Array,
  start: number,
  end: number,
  precision: number,
  scale: number,
  words: Int32Array,
  wordIndex: number,
): ParseStatus {
  const first = bytes[start];
  const isNegative = first === 45;
  let high = 0;
  let low = 0;
  let digits = 0;
  let fraction = -1;
  for (let at = isNegative || first === 43 ? start + 1 : start; at < end; at++) {
    const digit = (bytes[at] as number) - 48;
    if (digit >>> 0 <= 9) {
      if (digits < 9) high = high * 10 + digit;
      else low = low * 10 + digit;
      digits++;
      if (fraction >= 0) fraction++;
    } else if (digit === -2 && fraction < 0) fraction = 0;
    else digits = 99;
  }
  const missing = scale - Math.max(fraction, 0);
  if (missing < 0 || digits + missing > 18 || digits < 9) {
    return storeSlowly(parseDecimalSlowly(bytes, start, end, scale, precision), words, wordIndex);
  }
  low *= powersOfTen[missing] as number;
  const factor = powersOfTen[digits - 9 + missing] as number;
  if (precision < 18 && high * factor + low >= (powersOfTen[precision] as number)) {
    return storeSlowly(parseDecimalSlowly(bytes, start, end, scale, precision), words, wordIndex);
  }
  storeProduct(words, wordIndex, isNegative ? -high : high, factor, isNegative ? -low : low);
  return parsed;
}

function storeSlowly(value: bigint | DecimalWord | ParseStatus, words: Int32Array, wordIndex: number): ParseStatus {
  if (typeof value === 'number') return value;
  if (value === 'NaN') storeWords(words, wordIndex, 0, -0x8000_0000);
  else if (value === '-Infinity') storeWords(words, wordIndex, 1, -0x8000_0000);
  else if (value === 'Infinity') storeWords(words, wordIndex, -1, 0x7fff_ffff);
  else storeBigInt(words, wordIndex, value);
  return parsed;
}

/** `-12.340`, `NaN`, `Infinity`, `-Infinity`. At most 21 bytes, more only for a scale beyond 18 or below 0. */
export function formatDecimal64(into: Uint8Array, position: number, lo: number, hi: number, scale: number): number {
  if (hi === 0 && lo >= 0 && scale > 0 && scale <= 9) return formatSmallDecimal(into, position, lo, scale);
  if (hi === -0x8000_0000 && (lo === 0 || lo === 1)) return writeAscii(into, position, lo === 0 ? 'NaN' : '-Infinity');
  if (isMaxWords(lo, hi)) return writeAscii(into, position, 'Infinity');
  if (scale === 0) return formatInt64(into, position, lo, hi);
  if (scale > 0 && scale <= 9 && (scale >= 3 || isSafeWords(hi)))
    return formatShortDecimal(into, position, lo, hi, scale);
  return formatWideDecimal(into, position, lo, hi, scale);
}

/** 0 to 2^31 - 1 in 32-bit arithmetic: most amounts are. */
function formatSmallDecimal(into: Uint8Array, position: number, value: number, scale: number): number {
  if (scale === 2) {
    const whole = (value / 100) | 0;
    const at = writeNumber(into, position, whole);
    into[at] = 46;
    return writePair(into, at + 1, value - whole * 100);
  }
  const power = powersOfTen[scale] as number;
  const whole = (value / power) | 0;
  const at = writeNumber(into, position, whole);
  into[at] = 46;
  return writeFixed(into, at + 1, value - whole * power, scale);
}

/** The whole part is a safe integer: the value itself is, or at least three digits are after the point. */
function formatShortDecimal(into: Uint8Array, position: number, lo: number, hi: number, scale: number): number {
  let at = position;
  let low = lo;
  let high = hi;
  if (hi < 0) {
    into[at++] = 45;
    low = -lo | 0;
    high = ~hi + (lo === 0 ? 1 : 0);
  }
  const power = powersOfTen[scale] as number;
  const whole = floorQuotient(low, high, power);
  const rest = isSafeWords(high) ? wordsToNumber(low, high) - whole * power : floorRemainder(low, whole, power);
  at = writeNumber(into, at, whole);
  into[at++] = 46;
  return writeFixed(into, at, rest, scale);
}

function formatWideDecimal(into: Uint8Array, position: number, lo: number, hi: number, scale: number): number {
  let at = position;
  let low = lo;
  let high = hi;
  if (hi < 0) {
    into[at++] = 45;
    low = -lo | 0;
    high = ~hi + (lo === 0 ? 1 : 0);
  }
  const isZero = low === 0 && high === 0;
  if (scale <= 0) {
    at = formatUint64(into, at, low, high);
    for (let zeros = isZero ? 0 : -scale; zeros > 0; zeros--) into[at++] = 48;
    return at;
  }
  const end = formatUint64(scratch, 0, low, high);
  const whole = Math.max(end - scale, 0);
  if (whole === 0) into[at++] = 48;
  for (let i = 0; i < whole; i++) into[at++] = scratch[i] as number;
  into[at++] = 46;
  for (let i = end; i < scale; i++) into[at++] = 48;
  for (let i = whole; i < end; i++) into[at++] = scratch[i] as number;
  return at;
}

const scratch = new Uint8Array(24);

/**
 * Appends a decimal that is kept as text. `-12.340` stays as it is; signs, exponents and leading zeros are made plain,
 * and with `scale` the fraction gets exactly so many digits.
 */
export function parseDecimalText(
  bytes: Uint8Array,
  start: number,
  end: number,
  precision: number | undefined,
  scale: number | undefined,
  column: Column,
  row: number,
): ParseStatus {
  const from = bytes[start] === 45 ? start + 1 : start;
  let at = from;
  while (at < end && ((bytes[at] as number) - 48) >>> 0 <= 9) at++;
  const wholeDigits = at - from;
  let places = 0;
  if (at < end && bytes[at] === 46) {
    for (at++; at < end && ((bytes[at] as number) - 48) >>> 0 <= 9; at++) places++;
    if (places === 0) at = -1;
  }
  const isPlain = at === end && (wholeDigits === 1 || (wholeDigits > 1 && bytes[from] !== 48));
  const fits = scale === undefined || (places === scale && wholeDigits + places <= (precision ?? 0));
  if (!isPlain || !fits || (from > start && isAllZero(bytes, from, end))) {
    return parseOddDecimalText(bytes, start, end, precision, scale, column, row);
  }
  const position = column.offsets[row] as number;
  const length = end - start;
  column.reserveBytes(position + length);
  const into = column.bytes;
  for (let i = 0; i < length; i++) into[position + i] = bytes[start + i] as number;
  column.offsets[row + 1] = position + length;
  return parsed;
}

function isAllZero(bytes: Uint8Array, start: number, end: number): boolean {
  for (let at = start; at < end; at++) if (bytes[at] !== 48 && bytes[at] !== 46) return false;
  return true;
}

function parseOddDecimalText(
  bytes: Uint8Array,
  start: number,
  end: number,
  precision: number | undefined,
  scale: number | undefined,
  column: Column,
  row: number,
): ParseStatus {
  const number = readDecimal(readAscii(bytes, start, end));
  if (number === undefined) return malformed;
  const text = typeof number === 'string' ? number : decimalText(number, scale, precision);
  if (text === outOfRange || text === inexact) return text;
  const position = column.offsets[row] as number;
  column.reserveBytes(position + text.length);
  column.offsets[row + 1] = writeAscii(column.bytes, position, text);
  return parsed;
}
