/** Values that Parquet has no place for, though Sluice's types have. */
import type { Column, DecimalType, Type } from '@sluice/core';
import { wordsToBigInt } from '@sluice/core';
import type { Reject } from '../../column-groups.ts';
import { decimalForm } from './schema.ts';

/** Looks at rows [from, to). */
export type Check = (column: Column, from: number, to: number, reject: Reject) => void;

/** Undefined when every value of the type fits. */
export function valueCheck(type: Type): Check | undefined {
  switch (type.kind) {
    case 'date':
      return checkDates;
    case 'time':
      return checkTimes;
    case 'timestamp':
      return checkTimestamps;
    case 'decimal': {
      const { as } = decimalForm(type);
      return as === 'word' || as === 'words' ? decimalCheck(type) : undefined;
    }
    default:
      return undefined;
  }
}

export const checkNulls: Check = (column, from, to, reject) => {
  if (column.nullCount === 0) return;
  for (let row = from; row < to; row++) {
    if (column.isNull(row)) reject(row, 'NULL_NOT_ALLOWED', 'The column is required in the file, the value is null.');
  }
};

const checkDates: Check = (column, from, to, reject) => {
  const days = column.values as Int32Array;
  for (let row = from; row < to; row++) {
    const day = days[row] as number;
    if ((day === 0x7fff_ffff || day === -0x8000_0000) && !column.isNull(row))
      reject(row, 'OUT_OF_RANGE', 'Parquet has no infinite date.');
  }
};

const checkTimestamps: Check = (column, from, to, reject) => {
  const words = column.values as Int32Array;
  for (let row = from; row < to; row++) {
    const hi = words[row * 2 + 1] as number;
    if (hi !== 0x7fff_ffff && hi !== -0x8000_0000) continue;
    if (words[row * 2] === (hi < 0 ? 0 : -1) && !column.isNull(row))
      reject(row, 'OUT_OF_RANGE', 'Parquet has no infinite timestamp.');
  }
};

/** 24 h in microseconds, as two words. */
const dayHigh = 20;
const dayLow = 500_654_080;

const checkTimes: Check = (column, from, to, reject) => {
  const words = column.values as Int32Array;
  for (let row = from; row < to; row++) {
    const hi = words[row * 2 + 1] as number;
    if (hi >= 0 && hi < dayHigh) continue;
    if (hi === dayHigh && (words[row * 2] as number) >>> 0 < dayLow) continue;
    if (!column.isNull(row)) reject(row, 'OUT_OF_RANGE', 'A time in Parquet is between 00:00 and before 24:00.');
  }
};

/** Scaled integers below 10^precision. What stands for NaN and infinity lies beyond. */
function decimalCheck({ precision = 0, scale = 0 }: DecimalType): Check {
  const limit = 10n ** BigInt(precision);
  // High words and doubles that surely are of a smaller value; what is beyond is looked at again.
  const surelyHigh = Number(limit / 2n ** 32n) - 1;
  const surely = Number(limit) * 0.999_999;
  const reasonOf = (value: bigint): string => {
    if (value === -(2n ** 63n)) return 'A decimal in Parquet cannot be NaN.';
    if (value === -(2n ** 63n) + 1n || value === 2n ** 63n - 1n) return 'A decimal in Parquet cannot be infinite.';
    return `The value has more digits than decimal(${precision},${scale}).`;
  };
  return (column, from, to, reject) => {
    const words = column.values as Int32Array;
    for (let row = from; row < to; row++) {
      const hi = words[row * 2 + 1] as number;
      if (hi < surelyHigh && hi > -surelyHigh) continue;
      const lo = words[row * 2] as number;
      if (Math.abs(hi * 4_294_967_296 + (lo >>> 0)) < surely || column.isNull(row)) continue;
      const value = wordsToBigInt(lo, hi);
      if (value >= limit || value <= -limit) reject(row, 'OUT_OF_RANGE', reasonOf(value));
    }
  };
}
