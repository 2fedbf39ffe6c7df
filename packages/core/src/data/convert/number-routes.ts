/** Between booleans, whole numbers, floating point numbers and decimals. */
import type { Column } from '../column.ts';
import { inexact, outOfRange, parsed } from '../text/status.ts';
import { isSafeWords, storeNumber, wordsToNumber } from '../text/words.ts';
import type { DecimalType, Type } from '../types.ts';
import { layoutOf } from '../types.ts';
import { type CellCheck, type CellConverter, type Route, impossible } from './verdict.ts';
import { throughText } from './through-text.ts';

interface IntFacts {
  readonly min: number;
  readonly max: number;
  /** Decimal digits of the largest value. */
  readonly digits: number;
  readonly isWide: boolean;
}

/** For int64 and uint64 the limits are the nearest doubles and serve comparison of types only. */
const intFacts: Readonly<Record<string, IntFacts>> = {
  bool: { min: 0, max: 1, digits: 1, isWide: false },
  int8: { min: -128, max: 127, digits: 3, isWide: false },
  int16: { min: -32_768, max: 32_767, digits: 5, isWide: false },
  int32: { min: -2_147_483_648, max: 2_147_483_647, digits: 10, isWide: false },
  int64: { min: -(2 ** 63), max: 2 ** 63, digits: 19, isWide: true },
  uint64: { min: 0, max: 2 ** 64, digits: 20, isWide: true },
};

const exactFloatDigits = { float32: 6, float64: 15 };

export function numberRoute(from: Type, to: Type): Route {
  const source = intFacts[from.kind];
  const target = intFacts[to.kind];
  if (source !== undefined && target !== undefined) return intRoute(from, source, to, target);
  if (to.kind === 'bool') return impossible;
  if (from.kind === 'decimal' && to.kind === 'decimal') return rescaleRoute(from, to);
  if (to.kind === 'decimal') return toDecimalRoute(from, source, to);
  if (from.kind === 'decimal') return fromDecimalRoute(from, to);
  if (source !== undefined) return intToFloatRoute(source, from.kind === 'uint64', to);
  if (target !== undefined) return { verdict: 'checked', compile: () => floatToInt(target) };
  if (to.kind === 'float64') return { verdict: 'widened', compile: () => copyNumber };
  return { verdict: 'lossy', note: 'rounded to the nearest float32', compile: () => narrowFloat };
}

function intRoute(from: Type, source: IntFacts, to: Type, target: IntFacts): Route {
  if (source.isWide && target.isWide) return { verdict: 'checked', check: isNotNegative };
  const verdict = source.min >= target.min && source.max <= target.max ? 'widened' : 'checked';
  if (source.isWide) return { verdict, compile: () => (from.kind === 'int64' ? narrowInt64 : narrowUint64)(target) };
  if (target.isWide) return { verdict, compile: () => widenInt(to.kind === 'uint64') };
  return { verdict, compile: () => (verdict === 'widened' ? copyNumber : rangedInt(target)) };
}

const copyNumber: CellConverter = (source, target, row) => {
  target.values[row] = source.values[row] as number;
  return parsed;
};

/** Between int64 and uint64: the same words, as long as the highest bit is 0. */
const isNotNegative: CellCheck = (source, row) => ((source.values[row * 2 + 1] as number) < 0 ? outOfRange : parsed);

function rangedInt({ min, max }: IntFacts): CellConverter {
  return (source, target, row) => {
    const value = source.values[row] as number;
    if (value < min || value > max) return outOfRange;
    target.values[row] = value;
    return parsed;
  };
}

function widenInt(isUnsigned: boolean): CellConverter {
  return (source, target, row) => {
    const value = source.values[row] as number;
    if (isUnsigned && value < 0) return outOfRange;
    target.values[row * 2] = value;
    target.values[row * 2 + 1] = value >> 31;
    return parsed;
  };
}

function narrowInt64({ min, max }: IntFacts): CellConverter {
  return (source, target, row) => {
    const lo = source.values[row * 2] as number;
    if (source.values[row * 2 + 1] !== lo >> 31 || lo < min || lo > max) return outOfRange;
    target.values[row] = lo;
    return parsed;
  };
}

function narrowUint64({ max }: IntFacts): CellConverter {
  return (source, target, row) => {
    const lo = source.values[row * 2] as number;
    if (source.values[row * 2 + 1] !== 0 || lo < 0 || lo > max) return outOfRange;
    target.values[row] = lo;
    return parsed;
  };
}

function intToFloatRoute(source: IntFacts, isUnsigned: boolean, to: Type): Route {
  const isNarrow = to.kind === 'float32';
  const fits = source.max <= (isNarrow ? 2 ** 24 : 2 ** 53);
  if (fits) return { verdict: 'widened', compile: () => copyNumber };
  if (!source.isWide) return { verdict: 'checked', compile: () => intToFloat32 };
  return { verdict: 'checked', compile: () => wideToFloat(isUnsigned, isNarrow) };
}

const intToFloat32: CellConverter = (source, target, row) => {
  const value = source.values[row] as number;
  if (Math.fround(value) !== value) return inexact;
  target.values[row] = value;
  return parsed;
};

/** Only integers that the floating point type holds exactly. */
function wideToFloat(isUnsigned: boolean, isNarrow: boolean): CellConverter {
  return (source, target, row) => {
    const lo = source.values[row * 2] as number;
    const word = source.values[row * 2 + 1] as number;
    const hi = isUnsigned ? word >>> 0 : word;
    const value = wordsToNumber(lo, hi);
    const upper = Math.floor(value / 4_294_967_296);
    const isExact = upper === hi && value - upper * 4_294_967_296 === lo >>> 0;
    if (!isExact || (isNarrow && Math.fround(value) !== value)) return inexact;
    target.values[row] = value;
    return parsed;
  };
}

function floatToInt({ min, max, isWide }: IntFacts): CellConverter {
  return (source, target, row) => {
    const value = source.values[row] as number;
    if (!(value >= min && value <= max) || (isWide && value === max)) return outOfRange;
    if (value !== Math.floor(value)) return inexact;
    if (isWide) storeNumber(target.values as Int32Array, row * 2, value);
    else target.values[row] = value;
    return parsed;
  };
}

const narrowFloat: CellConverter = (source, target, row) => {
  const value = source.values[row] as number;
  const narrow = Math.fround(value);
  if (Number.isFinite(value) && (!Number.isFinite(narrow) || (narrow === 0 && value !== 0))) return outOfRange;
  target.values[row] = narrow;
  return parsed;
};

function wholeDigits(type: DecimalType): number {
  return type.precision === undefined ? Infinity : type.precision - (type.scale ?? 0);
}

function rescaleRoute(from: DecimalType, to: DecimalType): Route {
  const isScaleKept = to.scale === undefined ? to.precision === undefined : scaleOf(from) <= to.scale;
  const verdict = isScaleKept && wholeDigits(to) >= wholeDigits(from) ? 'widened' : 'checked';
  const layout = layoutOf(to);
  if (layout !== layoutOf(from)) return { verdict, compile: () => throughText(from, to) };
  if (layout === 'words' && scaleOf(from) === scaleOf(to)) {
    return { verdict, check: verdict === 'widened' ? 'none' : fitsPrecision(to.precision as number) };
  }
  if (layout === 'bytes' && to.precision === undefined && to.scale === undefined) return { verdict, check: 'none' };
  return { verdict, compile: () => throughText(from, to) };
}

function scaleOf(type: DecimalType): number {
  return type.precision === undefined ? (type.scale ?? Infinity) : (type.scale ?? 0);
}

/** Scaled integers of the same scale with fewer digits; NaN and infinities pass. */
function fitsPrecision(precision: number): CellCheck {
  const limit = 10n ** BigInt(precision);
  const limitHigh = Number(limit >> 32n);
  const limitLow = Number(limit & 0xffff_ffffn);
  return (source, row) => {
    const lo = source.values[row * 2] as number;
    const hi = source.values[row * 2 + 1] as number;
    if (isWord(lo, hi)) return parsed;
    const high = hi < 0 ? ~hi + (lo === 0 ? 1 : 0) : hi;
    const low = (hi < 0 ? -lo : lo) >>> 0;
    return high < limitHigh || (high === limitHigh && low < limitLow) ? parsed : outOfRange;
  };
}

function isWord(lo: number, hi: number): boolean {
  return (hi === -0x8000_0000 && (lo === 0 || lo === 1)) || (hi === 0x7fff_ffff && lo === -1);
}

function toDecimalRoute(from: Type, source: IntFacts | undefined, to: DecimalType): Route {
  const verdict = source !== undefined && wholeDigits(to) >= source.digits ? 'widened' : 'checked';
  const note = source === undefined ? 'by the shortest decimal text of the number' : undefined;
  if (from.kind === 'bool') return { verdict, compile: () => boolToDecimal(to) };
  if (source === undefined || layoutOf(to) !== 'words' || (to.scale ?? 0) < 0) {
    return { verdict, note, compile: () => throughText(from, to) };
  }
  return { verdict, compile: () => intToDecimal(from, to, source.isWide) };
}

function boolToDecimal(to: DecimalType): CellConverter {
  const convert = throughText({ kind: 'int8' }, to);
  // The cells of a boolean column are bytes 0 and 1, which read like those of int8.
  return (source, target, row) => convert(source, target, row);
}

/** A product below 2^53 is exact; the others go through text. */
function intToDecimal(from: Type, to: DecimalType, isWide: boolean): CellConverter {
  const slow = throughText(from, to);
  const factor = 10 ** (to.scale ?? 0);
  const limit = Math.min(10 ** (to.precision as number), 2 ** 53);
  return (source, target, row) => {
    const value = readInt(source, row, isWide);
    const scaled = value * factor;
    if (!(scaled < limit && scaled > -limit)) return slow(source, target, row);
    storeNumber(target.values as Int32Array, row * 2, scaled);
    return parsed;
  };
}

/** NaN when the words are beyond 2^53. */
function readInt(source: Column, row: number, isWide: boolean): number {
  if (!isWide) return source.values[row] as number;
  const hi = source.values[row * 2 + 1] as number;
  return isSafeWords(hi) && (hi >= 0 || source.type.kind === 'int64')
    ? wordsToNumber(source.values[row * 2] as number, hi)
    : NaN;
}

function fromDecimalRoute(from: DecimalType, to: Type): Route {
  if (to.kind !== 'float32' && to.kind !== 'float64') {
    return { verdict: 'checked', compile: () => throughText(from, to) };
  }
  const isExact = from.precision !== undefined && from.precision <= exactFloatDigits[to.kind];
  if (isExact) return { verdict: 'exact', compile: () => throughText(from, to) };
  return { verdict: 'lossy', note: `rounded to the nearest ${to.kind}`, compile: () => throughText(from, to) };
}
