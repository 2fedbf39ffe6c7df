/** Statistics of a file from those of its stripes. */
import type { Statistics } from './node.ts';

type Range<T> = { readonly minimum?: T | undefined; readonly maximum?: T | undefined };

/** Of both together. `left` undefined: there was nothing before. */
export function mergeStatistics(left: Statistics | undefined, right: Statistics): Statistics {
  if (left === undefined) return right;
  const { numberOfValues: leftCount = 0 } = left;
  const { numberOfValues: rightCount = 0 } = right;
  const counts = { numberOfValues: leftCount + rightCount, hasNull: left.hasNull === true || right.hasNull === true };
  // Where one has no values, all that can be said comes from the other.
  if (leftCount === 0) return { ...right, ...counts };
  if (rightCount === 0) return { ...left, ...counts };
  return {
    ...counts,
    integers: both(left.integers, right.integers, (a, b) => ({
      ...widest(a, b, compare),
      sum: a.sum === undefined || b.sum === undefined ? undefined : asLong(a.sum + b.sum),
    })),
    doubles: both(left.doubles, right.doubles, (a, b) => ({
      ...widest(a, b, compare),
      sum: (a.sum ?? 0) + (b.sum ?? 0),
    })),
    strings: both(left.strings, right.strings, (a, b) => ({
      ...widest(a, b, Buffer.compare),
      sum: (a.sum ?? 0) + (b.sum ?? 0),
    })),
    buckets: both(left.buckets, right.buckets, (a, b) => ({ count: [(a.count?.[0] ?? 0) + (b.count?.[0] ?? 0)] })),
    decimals: both(left.decimals, right.decimals, (a, b) => widest(a, b, compareDecimals)),
    dates: both(left.dates, right.dates, (a, b) => widest(a, b, compare)),
    binaries: both(left.binaries, right.binaries, (a, b) => ({ sum: (a.sum ?? 0) + (b.sum ?? 0) })),
    timestamps: both(left.timestamps, right.timestamps, (a, b) => ({
      minimumUtc: Math.min(a.minimumUtc ?? -Infinity, b.minimumUtc ?? -Infinity),
      maximumUtc: Math.max(a.maximumUtc ?? Infinity, b.maximumUtc ?? Infinity),
    })),
  };
}

/** The sum when it has 64 bits. */
export function asLong(sum: bigint): bigint | undefined {
  return BigInt.asIntN(64, sum) === sum ? sum : undefined;
}

function both<T>(left: T | undefined, right: T | undefined, merge: (left: T, right: T) => T): T | undefined {
  return left === undefined || right === undefined ? undefined : merge(left, right);
}

/** Undefined where one of both is not known. */
function widest<T>(left: Range<T>, right: Range<T>, order: (left: T, right: T) => number): Range<T> {
  const pick = (a: T | undefined, b: T | undefined, sign: number): T | undefined => {
    if (a === undefined || b === undefined) return undefined;
    return order(a, b) * sign <= 0 ? a : b;
  };
  return {
    minimum: pick(left.minimum, right.minimum, 1),
    maximum: pick(left.maximum, right.maximum, -1),
  };
}

/** Of the same scale. */
function compareDecimals(left: string, right: string): number {
  return compare(BigInt(left.replace('.', '')), BigInt(right.replace('.', '')));
}

function compare<T extends number | bigint>(left: T, right: T): number {
  if (left === right) return 0;
  return left < right ? -1 : 1;
}
