/**
 * 64-bit integers as two int32 words, low word first: the memory of an int64 without BigInt.
 *
 * Inside ±2^53 everything goes through doubles; beyond, products and quotients are taken in 16-bit steps, which doubles
 * hold exactly.
 */

const wordSize = 4_294_967_296;

/** True when the value lies in ±2^53, so that `wordsToNumber` is exact. */
export function isSafeWords(hi: number): boolean {
  return hi >= -0x20_0000 && hi < 0x20_0000;
}

/** The value as a double; exact when `isSafeWords(hi)`. */
export function wordsToNumber(lo: number, hi: number): number {
  return hi * wordSize + (lo >>> 0);
}

/** Stores a safe integer. */
export function storeNumber(words: Int32Array, wordIndex: number, value: number): void {
  words[wordIndex] = value;
  words[wordIndex + 1] = Math.floor(value / wordSize);
}

/**
 * Stores `high * factor + low` and returns its high word before it was cut to 32 bits, for a range check by the caller.
 *
 * @param high a safe integer whose product with `factor` stays below 2^68.
 * @param factor at most 1e9.
 * @param low at most 1e9 away from zero.
 */
export function storeProduct(words: Int32Array, wordIndex: number, high: number, factor: number, low: number): number {
  const upper = Math.floor(high / 65_536);
  const product = upper * factor;
  const carry = Math.floor(product / 65_536);
  const sum = (product - carry * 65_536) * 65_536 + (high - upper * 65_536) * factor + low;
  const hi = carry + Math.floor(sum / wordSize);
  words[wordIndex] = sum;
  words[wordIndex + 1] = hi;
  return hi;
}

/** True when a high word returned by `storeProduct` is one of a signed 64-bit integer. */
export function isInt64High(hi: number): boolean {
  return hi >= -0x8000_0000 && hi <= 0x7fff_ffff;
}

/**
 * The quotient rounded down, exact as long as it is below 2^53.
 *
 * @param hi signed, or unsigned as a number up to 2^32 - 1.
 * @param divisor from 1024 to 1e9; smaller only for safe words.
 */
export function floorQuotient(lo: number, hi: number, divisor: number): number {
  if (isSafeWords(hi)) return Math.floor(wordsToNumber(lo, hi) / divisor);
  const upper = Math.floor(hi / divisor);
  const middleRest = (hi - upper * divisor) * 65_536 + (lo >>> 16);
  const middle = Math.floor(middleRest / divisor);
  const lowerRest = (middleRest - middle * divisor) * 65_536 + (lo & 0xffff);
  return upper * wordSize + middle * 65_536 + Math.floor(lowerRest / divisor);
}

/** What remains after `floorQuotient`: 0 to divisor - 1. */
export function floorRemainder(lo: number, quotient: number, divisor: number): number {
  return (lo - Math.imul(quotient, divisor)) >>> 0;
}

/** int64 min: NaN of a decimal, -infinity of a timestamp. */
export function isMinWords(lo: number, hi: number): boolean {
  return hi === -0x8000_0000 && lo === 0;
}

/** int64 max: infinity of a decimal and of a timestamp. */
export function isMaxWords(lo: number, hi: number): boolean {
  return hi === 0x7fff_ffff && lo === -1;
}

/** Stores two words as they are. */
export function storeWords(words: Int32Array, wordIndex: number, lo: number, hi: number): void {
  words[wordIndex] = lo;
  words[wordIndex + 1] = hi;
}

/** The slow way out, for cells and tests. */
export function wordsToBigInt(lo: number, hi: number): bigint {
  return (BigInt(hi) << 32n) | BigInt(lo >>> 0);
}

/** Stores the lowest 64 bits. */
export function storeBigInt(words: Int32Array, wordIndex: number, value: bigint): void {
  words[wordIndex] = Number(BigInt.asIntN(32, value));
  words[wordIndex + 1] = Number(BigInt.asIntN(32, value >> 32n));
}
