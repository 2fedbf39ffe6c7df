/** Decimals that are neither INT32 nor INT64 in the file: fixed bytes, or text. */
import { Column, type DecimalType, layoutOf, types } from '@sluice/core';
import type { Reject } from '../../column-groups.ts';
import { textOf } from '../../text-of.ts';
import { decimalForm, fixedLength } from './schema.ts';

/** Makes rows [from, to) of a column into another one, whose first row is `from`. Valid until the next call. */
export type Convert = (column: Column, from: number, to: number, reject: Reject) => Column;

/** Undefined when the cells are taken as they are. */
export function decimalConversion(type: DecimalType): Convert | undefined {
  const form = decimalForm(type);
  const isText = layoutOf(type) === 'bytes';
  if (form.as === 'text') return isText ? undefined : textOf(type);
  if (form.as !== 'fixed') return undefined;
  const toFixed = fixedConversion(form.precision, form.scale);
  if (isText) return toFixed;
  const toText = textOf(type);
  return (column, from, to, reject) =>
    toFixed(toText(column, from, to), 0, to - from, (row, code, reason) => reject(from + row, code, reason));
}

/** Decimal text as big-endian two's complement of `scale` digits after the point. */
function fixedConversion(precision: number, scale: number): Convert {
  const size = fixedLength(precision);
  const fixed = new Column(types.binary, 0);
  const digits = new ScaledDigits(scale);
  const reasons = {
    NOT_FINITE: ['OUT_OF_RANGE', 'A decimal in Parquet is neither NaN nor infinite.'],
    TOO_LARGE: ['OUT_OF_RANGE', `The value has more digits than decimal(${precision},${scale}).`],
    TOO_FINE: ['INEXACT', `The value has more than ${scale} digits after the point.`],
  } as const;
  return (column, from, to, reject) => {
    fixed.clear();
    fixed.reserveRows(to - from);
    fixed.reserveBytes((to - from) * size);
    for (let row = from; row < to; row++) {
      const at = fixed.offsets[row - from] as number;
      fixed.offsets[row - from + 1] = at;
      if (column.isNull(row)) {
        fixed.setNull(row - from);
        continue;
      }
      const problem = digits.read(column.bytes, column.offsets[row] as number, column.offsets[row + 1] as number);
      const found: keyof typeof reasons | undefined = problem ?? (digits.count > precision ? 'TOO_LARGE' : undefined);
      if (found !== undefined) {
        const [code, reason] = reasons[found];
        reject(row, code, reason);
        continue;
      }
      digits.write(fixed.bytes, at, size);
      fixed.offsets[row - from + 1] = at + size;
    }
    return fixed;
  };
}

/** A whole number of up to 38 digits, in limbs of 16 bits, lowest first. */
class ScaledDigits {
  /** Digits without leading zeros. */
  count = 0;
  readonly #scale: number;
  readonly #limbs = new Int32Array(8);
  #isNegative = false;

  constructor(scale: number) {
    this.#scale = scale;
  }

  /** Reads `-12.340`; missing digits of the fraction are zeros. */
  read(bytes: Uint8Array, start: number, end: number): 'NOT_FINITE' | 'TOO_LARGE' | 'TOO_FINE' | undefined {
    this.#limbs.fill(0);
    this.count = 0;
    this.#isNegative = bytes[start] === 45;
    let places = -1;
    for (let at = this.#isNegative ? start + 1 : start; at < end; at++) {
      const byte = bytes[at] as number;
      if (byte === 46) {
        places = 0;
        continue;
      }
      const digit = byte - 48;
      if (digit >>> 0 > 9) return 'NOT_FINITE';
      if (places >= 0) places++;
      if (places > this.#scale) {
        if (digit !== 0) return 'TOO_FINE';
        places--;
      } else if (!this.#append(digit)) return 'TOO_LARGE';
    }
    for (places = Math.max(places, 0); places < this.#scale; places++) if (!this.#append(0)) return 'TOO_LARGE';
    return undefined;
  }

  /** As two's complement in `size` bytes, highest first. */
  write(into: Uint8Array, at: number, size: number): void {
    let carry = this.#isNegative ? 1 : 0;
    for (let i = 0; i < size; i++) {
      const byte = ((this.#limbs[i >> 1] as number) >> ((i & 1) * 8)) & 255;
      const sum = this.#isNegative ? (~byte & 255) + carry : byte;
      into[at + size - 1 - i] = sum;
      carry = sum >> 8;
    }
  }

  #append(digit: number): boolean {
    if (digit === 0 && this.count === 0) return true;
    if (++this.count > 38) return false;
    const limbs = this.#limbs;
    let carry = digit;
    for (let i = 0; i < 8; i++) {
      const product = (limbs[i] as number) * 10 + carry;
      limbs[i] = product & 0xffff;
      carry = product >> 16;
    }
    return true;
  }
}
