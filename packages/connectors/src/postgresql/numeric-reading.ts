/** Reads numeric as binary COPY has it: int16 digit count, weight, sign, scale, then digits to base 10000. */
import type { Column } from '@sluice/core';
import { storeBigInt, storeNumber, storeWords } from '@sluice/core';

const negative = 0x4000;
const nan = 0xc000;
const infinity = 0xd000;
const negativeInfinity = 0xf000;

const powers = [1, 10, 100, 1_000, 10_000] as const;

/**
 * Stores the value times 10^scale in two words. Digits beyond the scale are zero, as the column has that scale.
 *
 * Doubles hold it exactly up to 2^53, which is 15 digits; what is larger takes the slow way.
 */
export function readNumericWords(view: DataView, start: number, words: Int32Array, index: number, scale: number): void {
  const weight = view.getInt16(start + 2);
  const sign = view.getUint16(start + 4);
  if (sign >= nan) return storeSpecial(words, index, sign);
  let at = start + 8;
  const end = at + view.getInt16(start) * 2;
  let value = 0;
  for (let group = weight; group >= 0; group--) {
    value *= 10_000;
    if (at < end) {
      value += view.getInt16(at);
      at += 2;
    }
  }
  // Groups between the point and the first digit: 0.00000001 has weight -2.
  let skipped = weight < -1 ? -1 - weight : 0;
  for (let left = scale; left > 0; left -= 4) {
    let digit = 0;
    if (skipped > 0) skipped--;
    else if (at < end) {
      digit = view.getInt16(at);
      at += 2;
    }
    if (left >= 4) value = value * 10_000 + digit;
    else value = value * (powers[left] as number) + digit / (powers[4 - left] as number);
  }
  if (value <= Number.MAX_SAFE_INTEGER) storeNumber(words, index, sign === negative ? -value : value);
  else storeBigInt(words, index, exactValue(view, start, scale));
}

function storeSpecial(words: Int32Array, index: number, sign: number): void {
  if (sign === nan) storeWords(words, index, 0, -0x8000_0000);
  else if (sign === negativeInfinity) storeWords(words, index, 1, -0x8000_0000);
  else storeWords(words, index, -1, 0x7fff_ffff);
}

function exactValue(view: DataView, start: number, scale: number): bigint {
  const count = view.getInt16(start);
  let value = 0n;
  for (let i = 0; i < count; i++) value = value * 10_000n + BigInt(view.getInt16(start + 8 + i * 2));
  const exponent = (view.getInt16(start + 2) - count + 1) * 4 + scale;
  const scaled = exponent >= 0 ? value * 10n ** BigInt(exponent) : value / 10n ** BigInt(-exponent);
  return view.getUint16(start + 4) === negative ? -scaled : scaled;
}

/** Appends the value as text at `position` of the column's bytes, and returns the position after it. */
export function readNumericText(view: DataView, start: number, column: Column, position: number): number {
  const sign = view.getUint16(start + 4);
  if (sign >= nan) return specialText(column, position, sign);
  const weight = view.getInt16(start + 2);
  const scale = view.getInt16(start + 6);
  column.reserveBytes(position + Math.max(weight + 1, 1) * 4 + scale + 8);
  const into = column.bytes;
  let at = position;
  if (sign === negative) into[at++] = 0x2d;
  const first = at;
  for (let group = 0; group <= weight; group++) at = writeGroup(into, at, groupAt(view, start, group));
  let zeros = first;
  while (zeros < at - 1 && into[zeros] === 0x30) zeros++;
  if (at === first) into[at++] = 0x30;
  else if (zeros > first) {
    into.copyWithin(first, zeros, at);
    at -= zeros - first;
  }
  if (scale === 0) return at;
  into[at++] = 0x2e;
  const end = at + scale;
  for (let group = weight + 1; at < end; group++) at = writeGroup(into, at, groupAt(view, start, group));
  return end;
}

/** Group `index`, counted from the first one stored; zero outside. */
function groupAt(view: DataView, start: number, index: number): number {
  if (index < 0 || index >= view.getInt16(start)) return 0;
  return view.getInt16(start + 8 + index * 2);
}

function writeGroup(into: Uint8Array, at: number, group: number): number {
  const hundreds = (group / 100) | 0;
  const rest = group - hundreds * 100;
  into[at] = 0x30 + ((hundreds / 10) | 0);
  into[at + 1] = 0x30 + (hundreds % 10);
  into[at + 2] = 0x30 + ((rest / 10) | 0);
  into[at + 3] = 0x30 + (rest % 10);
  return at + 4;
}

const nanText = new TextEncoder().encode('NaN');
const infinityText = new TextEncoder().encode('Infinity');
const negativeInfinityText = new TextEncoder().encode('-Infinity');

function specialText(column: Column, position: number, sign: number): number {
  const text = sign === nan ? nanText : sign === infinity ? infinityText : negativeInfinityText;
  column.reserveBytes(position + text.length);
  column.bytes.set(text, position);
  return position + text.length;
}
