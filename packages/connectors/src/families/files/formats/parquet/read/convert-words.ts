/** From the numbers in a file to those of our types. A value that does not fit gives a problem. */
import type { Column, JsonValue } from '@sluice/core';
import { floorQuotient, floorRemainder, storeTicks, wordsToBigInt } from '@sluice/core';
import { DecimalText } from './decimal-text.ts';
import { type CellProblem, tooManyDigits } from './cell-problem.ts';

/** Converts `count` cells from the first one of `from` on to those from `row` on. */
export type Convert = (from: Column, count: number, into: Column, row: number, problems: CellProblem[]) => void;
/** Looks at `count` cells from `row` on, in place. */
export type Check = (column: Column, row: number, count: number, problems: CellProblem[]) => void;

/** int32 to a narrower integer. */
export function narrow(min: number, max: number): Convert {
  return (from, count, into, row, problems) => {
    const source = from.values as Int32Array;
    const { values } = into;
    for (let i = 0; i < count; i++) {
      const value = source[i] as number;
      values[row + i] = value;
      if (value < min || value > max) {
        const found = `${value}, which is not from ${min} to ${max}`;
        problems.push({ row: row + i, code: 'OUT_OF_RANGE', found, value: String(value) });
      }
    }
  };
}

/** An int32 without sign to int64. */
export const widenUnsigned: Convert = (from, count, into, row) => {
  const source = from.values as Int32Array;
  const words = into.values as Int32Array;
  for (let i = 0, at = row * 2; i < count; i++, at += 2) {
    words[at] = source[i] as number;
    words[at + 1] = 0;
  }
};

/** A scaled int32 to a scaled int64 of at most `precision` digits. */
export function widenDecimal(precision: number): Convert {
  const check = checkPrecision(precision);
  return (from, count, into, row, problems) => {
    const source = from.values as Int32Array;
    const words = into.values as Int32Array;
    for (let i = 0, at = row * 2; i < count; i++, at += 2) {
      const value = source[i] as number;
      words[at] = value;
      words[at + 1] = value >> 31;
    }
    if (precision < 10) check(into, row, count, problems);
  };
}

/** Scaled int64 values must have at most `precision` (up to 18) digits: some of those beyond mean NaN and infinity. */
export function checkPrecision(precision: number): Check {
  const limit = 10n ** BigInt(precision);
  const highLimit = Number(limit >> 32n);
  return (column, row, count, problems) => {
    const words = column.values as Int32Array;
    let highest = 0;
    for (let i = 0, at = row * 2 + 1; i < count; i++, at += 2) {
      const high = words[at] as number;
      const size = high ^ (high >> 31);
      if (size > highest) highest = size;
    }
    if (highest < highLimit) return;
    for (let i = row; i < row + count; i++) {
      if (fits(words[i * 2] as number, words[i * 2 + 1] as number)) continue;
      problems.push(
        tooManyDigits(
          i,
          precision,
          `${wordsToBigInt(words[i * 2] as number, words[i * 2 + 1] as number)} without its point`,
        ),
      );
    }
  };

  function fits(lo: number, hi: number): boolean {
    // Below 2^53 doubles are exact.
    if (hi >= -0x20_0000 && hi < 0x20_0000) return Math.abs(hi * 4_294_967_296 + (lo >>> 0)) < Number(limit);
    const value = wordsToBigInt(lo, hi);
    return value < limit && -value < limit;
  }
}

/** Scaled integers that are decimals of more than 18 digits. */
export function wordsToText(precision: number, scale: number): Convert {
  const text = new DecimalText(precision, scale);
  return (from, count, into, row, problems) => {
    const source = from.values as Int32Array;
    const { width } = from;
    for (let i = 0; i < count; i++) {
      const lo = source[i * width] as number;
      text.append(into, row + i, lo, width === 1 ? lo >> 31 : (source[i * 2 + 1] as number), problems);
    }
  };
}

/** Milliseconds of the day as int32 to microseconds. */
export const timeMillis: Convert = (from, count, into, row) => {
  const source = from.values as Int32Array;
  const words = into.values as Int32Array;
  for (let i = 0, at = row * 2; i < count; i++, at += 2) {
    const micros = (source[i] as number) * 1000;
    words[at] = micros;
    words[at + 1] = Math.floor(micros / 4_294_967_296);
  }
};

/** Nanoseconds of the day to microseconds. */
export const timeNanos: Convert = (from, count, into, row, problems) => {
  const source = from.values as Int32Array;
  const words = into.values as Int32Array;
  for (let i = 0; i < count; i++) {
    const hi = source[i * 2 + 1] as number;
    const nanos = hi * 4_294_967_296 + ((source[i * 2] as number) >>> 0);
    const micros = Math.floor(nanos / 1000);
    words[(row + i) * 2] = micros;
    words[(row + i) * 2 + 1] = Math.floor(micros / 4_294_967_296);
    if (!Number.isSafeInteger(nanos)) {
      problems.push({ row: row + i, code: 'OUT_OF_RANGE', found: 'a time far beyond a day', value: `${nanos} ns` });
    } else if (micros * 1000 !== nanos) problems.push(finerThanMicros(row + i, `${nanos} ns`));
  }
};

/** Milliseconds since 1970 to microseconds. */
export const timestampMillis: Convert = (from, count, into, row, problems) => {
  const source = from.values as Int32Array;
  const words = into.values as Int32Array;
  for (let i = 0; i < count; i++) {
    const lo = source[i * 2] as number;
    const hi = source[i * 2 + 1] as number;
    const at = (row + i) * 2;
    if (hi >= -2048 && hi < 2048) {
      const micros = (hi * 4_294_967_296 + (lo >>> 0)) * 1000;
      words[at] = micros;
      words[at + 1] = Math.floor(micros / 4_294_967_296);
      continue;
    }
    const thousands = floorQuotient(lo, hi, 1e6);
    const millis = floorRemainder(lo, thousands, 1e6);
    const seconds = thousands * 1000 + Math.floor(millis / 1000);
    if (storeTicks(words, at, seconds, (millis % 1000) * 1000, 'us') !== 0) {
      problems.push(tooFarAway(row + i, `${wordsToBigInt(lo, hi)} ms since 1970`));
    }
  }
};

export function tooFarAway(row: number, value: JsonValue): CellProblem {
  const found = 'a point in time that is too far away to be counted in microseconds';
  return { row, code: 'OUT_OF_RANGE', found, value };
}

export function finerThanMicros(row: number, value: JsonValue): CellProblem {
  return { row, code: 'INEXACT', found: 'a time that is finer than microseconds', value };
}
