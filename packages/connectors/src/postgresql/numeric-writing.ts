/** Writes numeric as binary COPY has it, with its length before it. See numeric-reading.ts for the layout. */
import { isMaxWords, isMinWords, wordsToBigInt, wordsToNumber } from '@sluice/core';

const negative = 0x4000;
const nan = 0xc000;
const infinity = 0xd000;
const negativeInfinity = 0xf000;

/** Room that `writeNumericWords` may need. */
export const numericWordsRoom = 4 + 8 + 7 * 2;

const powers = [1, 10, 100, 1_000, 10_000, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15] as const;

/** Writes a scaled 64-bit integer; returns the position after it. */
export function writeNumericWords(view: DataView, start: number, lo: number, hi: number, scale: number): number {
  if (scale <= 4 && ((hi === 0 && lo >= 0) || (hi === -1 && lo < 0))) return writeSmall(view, start, lo, scale);
  if (hi >= 0x20_0000 || hi < -0x20_0000 || scale > 15) return writeLarge(view, start, lo, hi, scale);
  const signed = wordsToNumber(lo, hi);
  const value = signed < 0 ? -signed : signed;
  const power = powers[scale] as number;
  // Exact: the quotient of two doubles below 2^53 is never rounded up to the next integer.
  const whole = Math.floor(value / power);
  let at = start + 12;
  let groups = 0;
  if (whole > 0) {
    groups = whole < 1e4 ? 1 : whole < 1e8 ? 2 : whole < 1e12 ? 3 : 4;
    let rest = whole;
    for (let divisor = groups - 1; divisor > 0; divisor--) {
      const unit = powers[divisor * 4] as number;
      const group = Math.floor(rest / unit);
      view.setInt16(at, group);
      rest -= group * unit;
      at += 2;
    }
    view.setInt16(at, rest);
    at += 2;
  }
  let fraction = value - whole * power;
  for (let left = scale; fraction > 0; left -= 4) {
    const unit = powers[left > 4 ? left - 4 : 0] as number;
    const group = left > 4 ? Math.floor(fraction / unit) : fraction;
    view.setInt16(at, left >= 4 ? group : group * (powers[4 - left] as number));
    fraction -= group * unit;
    at += 2;
  }
  return finish(view, start, at, { weight: groups - 1, sign: signed < 0 ? negative : 0, scale });
}

/** The same for up to 32 bits and 4 decimals, which most amounts have, in integers alone. */
function writeSmall(view: DataView, start: number, signed: number, scale: number): number {
  const value = signed < 0 ? -signed : signed;
  const power = powers[scale] as number;
  const whole = Math.trunc(value / power);
  let weight = -1;
  let at = start + 12;
  if (whole > 0) {
    const high = (whole / 10_000) | 0;
    const top = (high / 10_000) | 0;
    weight = 0;
    if (high > 0) {
      weight = 1;
      if (top > 0) {
        weight = 2;
        view.setInt16(at, top);
        at += 2;
      }
      view.setInt16(at, high - top * 10_000);
      at += 2;
    }
    view.setInt16(at, whole - high * 10_000);
    at += 2;
  }
  const fraction = value - whole * power;
  if (fraction > 0) {
    view.setInt16(at, fraction * (powers[4 - scale] as number));
    at += 2;
  }
  view.setInt32(start, at - start - 4);
  view.setInt16(start + 4, (at - start - 12) >> 1);
  view.setInt16(start + 6, weight);
  view.setInt16(start + 8, signed < 0 ? negative : 0);
  view.setInt16(start + 10, scale);
  return at;
}

interface Head {
  readonly weight: number;
  readonly sign: number;
  readonly scale: number;
}

function finish(view: DataView, start: number, end: number, head: Head): number {
  view.setInt32(start, end - start - 4);
  view.setInt16(start + 4, (end - start - 12) >> 1);
  view.setInt16(start + 6, head.weight);
  view.setInt16(start + 8, head.sign);
  view.setInt16(start + 10, head.scale);
  return end;
}

const encoder = new TextEncoder();

function writeLarge(view: DataView, start: number, lo: number, hi: number, scale: number): number {
  if (isMinWords(lo, hi)) return finish(view, start, start + 12, { weight: 0, sign: nan, scale: 0 });
  if (isMaxWords(lo, hi)) return finish(view, start, start + 12, { weight: 0, sign: infinity, scale: 0 });
  if (isMinWords(lo - 1, hi)) return finish(view, start, start + 12, { weight: 0, sign: negativeInfinity, scale: 0 });
  const value = wordsToBigInt(lo, hi);
  const digits = String(value < 0n ? -value : value).padStart(scale + 1, '0');
  const point = digits.length - scale;
  const text = `${value < 0n ? '-' : ''}${digits.slice(0, point)}${scale === 0 ? '' : `.${digits.slice(point)}`}`;
  const bytes = encoder.encode(text);
  return writeNumericText(view, start, bytes, 0, bytes.length);
}

/** Room that `writeNumericText` may need for a text of so many bytes. */
export function numericTextRoom(length: number): number {
  return 20 + (length >> 1);
}

const letterN = 0x4e;
const letterI = 0x49;
const minus = 0x2d;
const point = 0x2e;
const zero = 0x30;

/** Writes decimal text: digits with at most one point and a sign, `NaN`, `Infinity` or `-Infinity`. */
export function writeNumericText(view: DataView, start: number, bytes: Uint8Array, from: number, to: number): number {
  const isNegative = bytes[from] === minus;
  let first = isNegative ? from + 1 : from;
  if (bytes[first] === letterN) return finish(view, start, start + 12, { weight: 0, sign: nan, scale: 0 });
  if (bytes[first] === letterI) {
    const sign = isNegative ? negativeInfinity : infinity;
    return finish(view, start, start + 12, { weight: 0, sign, scale: 0 });
  }
  while (first < to && bytes[first] === zero) first++;
  let dot = first;
  while (dot < to && bytes[dot] !== point) dot++;
  const scale = dot < to ? to - dot - 1 : 0;
  const wholeGroups = (dot - first + 3) >> 2;
  let at = start + 12;
  for (let group = wholeGroups; group > 0; group--, at += 2) {
    const end = dot - (group - 1) * 4;
    view.setInt16(at, digitsOf(bytes, Math.max(first, end - 4), end));
  }
  for (let digit = dot + 1; digit < to; digit += 4, at += 2) {
    const end = Math.min(digit + 4, to);
    view.setInt16(at, digitsOf(bytes, digit, end) * (powers[4 - (end - digit)] as number));
  }
  return finish(view, start, at, { weight: wholeGroups - 1, sign: isNegative ? negative : 0, scale });
}

function digitsOf(bytes: Uint8Array, from: number, to: number): number {
  let value = 0;
  for (let at = from; at < to; at++) value = value * 10 + (bytes[at] as number) - zero;
  return value;
}
