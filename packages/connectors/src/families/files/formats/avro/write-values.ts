/** Values into the bytes of a record. All return the position after them. */
import { type Column, type DecimalType, isMaxWords, isMinWords, wordsToBigInt } from '@sluice/core';
import { writtenDigits } from './written-schema.ts';

/** Most bytes of an integer. */
export const maxVarint = 10;

/** An int32 in zigzag form. */
export function writeInt(into: Uint8Array, position: number, value: number): number {
  let at = position;
  let left = ((value << 1) ^ (value >> 31)) >>> 0;
  for (; left > 127; left >>>= 7) into[at++] = (left & 127) | 128;
  into[at++] = left;
  return at;
}

/** An int64 in zigzag form. */
export function writeLong(into: Uint8Array, position: number, lo: number, hi: number): number {
  if (hi === lo >> 31) return writeInt(into, position, lo);
  const sign = hi >> 31;
  let low = (lo << 1) ^ sign;
  let high = ((hi << 1) | (lo >>> 31)) ^ sign;
  let at = position;
  while (high !== 0 || low >>> 0 > 127) {
    into[at++] = (low & 127) | 128;
    low = (low >>> 7) | (high << 25);
    high >>>= 7;
  }
  into[at++] = low;
  return at;
}

/** Length and the fewest bytes of two's complement, highest first. */
export function writeWords(into: Uint8Array, position: number, lo: number, hi: number): number {
  let size = 8;
  while (size > 1 && isSpare(byteOf(lo, hi, size - 1), byteOf(lo, hi, size - 2))) size--;
  let at = position;
  into[at++] = size << 1;
  for (let place = size - 1; place >= 0; place--) into[at++] = byteOf(lo, hi, place);
  return at;
}

function byteOf(lo: number, hi: number, place: number): number {
  return ((place < 4 ? lo >> (place * 8) : hi >> ((place - 4) * 8)) & 255) >>> 0;
}

/** True when the next byte tells the sign as well. */
function isSpare(first: number, next: number): boolean {
  return (first === 0 && next < 128) || (first === 255 && next > 127);
}

/** Like `writeWords`, for an integer of any size. */
export function writeBigInt(into: Uint8Array, position: number, value: bigint): number {
  const magnitude = (value < 0n ? ~value : value).toString(16);
  // One bit more than the magnitude has, for the sign.
  const size = Math.floor(bitLength(magnitude) / 8) + 1;
  const hex = BigInt.asUintN(size * 8, value)
    .toString(16)
    .padStart(size * 2, '0');
  const at = writeInt(into, position, size);
  for (let i = 0; i < size; i++) into[at + i] = Number.parseInt(hex.slice(i * 2, i * 2 + 2), 16);
  return at + size;
}

function bitLength(hex: string): number {
  return hex === '0' ? 0 : (hex.length - 1) * 4 + (32 - Math.clz32(Number.parseInt(hex[0] as string, 16)));
}

/** A uint64 as a decimal without fraction. */
export function writeUint64(into: Uint8Array, position: number, lo: number, hi: number): number {
  return hi >= 0
    ? writeWords(into, position, lo, hi)
    : writeBigInt(into, position, BigInt.asUintN(64, wordsToBigInt(lo, hi)));
}

/** Writes a decimal that is kept as text, or as words with a scale below zero; -1 when Avro cannot hold it. */
export function wideDecimalWriter(
  type: DecimalType,
): (column: Column, row: number, into: Uint8Array, position: number) => number {
  const { precision, scale } = writtenDigits(type) as { readonly precision: number; readonly scale: number };
  const limit = 10n ** BigInt(precision);
  const factor = 10n ** BigInt(Math.max(0, -(type.scale ?? 0)));
  return (column, row, into, position) => {
    const value = column.layout === 'words' ? wordsOf(column, row, factor) : textOf(column, row, scale);
    return value === undefined || value >= limit || value <= -limit ? -1 : writeBigInt(into, position, value);
  };
}

function wordsOf(column: Column, row: number, factor: bigint): bigint | undefined {
  const [lo, hi] = [column.values[row * 2] as number, column.values[row * 2 + 1] as number];
  if (isMaxWords(lo, hi) || (hi === -0x8000_0000 && (lo === 0 || lo === 1))) return undefined;
  return wordsToBigInt(lo, hi) * factor;
}

/** The integer of `-12.340` at a scale; undefined for words such as NaN and for more digits after the point. */
function textOf(column: Column, row: number, scale: number): bigint | undefined {
  const bytes = Buffer.from(column.bytes.buffer, column.bytes.byteOffset, column.bytes.length);
  const text = bytes.toString('latin1', column.offsets[row], column.offsets[row + 1]);
  const match = /^(-?\d+)(?:\.(\d+))?$/.exec(text);
  if (match === null) return undefined;
  const fraction = match[2] ?? '';
  if (fraction.length > scale && /[1-9]/.test(fraction.slice(scale))) return undefined;
  return BigInt(`${match[1]}${fraction.slice(0, scale).padEnd(scale, '0')}`);
}

/** True for the words of NaN and infinities of a decimal. */
export function isDecimalWord(lo: number, hi: number): boolean {
  return isMinWords(lo, hi) || isMaxWords(lo, hi) || (hi === -0x8000_0000 && lo === 1);
}
