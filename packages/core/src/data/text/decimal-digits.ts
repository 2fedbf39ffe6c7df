/** The slow, complete reading of decimal numbers. The fast paths fall back to it for everything unusual. */
import { readAscii } from './digits.ts';
import { inexact, malformed, outOfRange } from './status.ts';

/** A number as `±digits × 10^exponent`. */
export interface DecimalDigits {
  readonly isNegative: boolean;
  /** Without leading zeros; empty for zero. */
  readonly digits: string;
  readonly exponent: number;
  /** Digits after the point as they were written, at least 0. */
  readonly fractionDigits: number;
}

export type DecimalWord = 'NaN' | 'Infinity' | '-Infinity';

/** More digits than any store keeps before or after the point. */
const maxDigits = 200_000;

const grammar = /^[ \t]*([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,9}))?[ \t]*$/;
const wordGrammar = /^[ \t]*(?:(nan)|([+-]?)(?:infinity|inf))[ \t]*$/i;

/**
 * Blanks around it, a sign, digits with at most one point, an exponent; or NaN, Infinity, Inf with a sign, in any case.
 * Undefined when the text is no number.
 */
export function readDecimal(text: string): DecimalDigits | DecimalWord | undefined {
  const match = grammar.exec(text);
  if (match === null) return readWord(text);
  const whole = match[2] as string;
  const fraction = match[3] ?? '';
  if (whole.length + fraction.length === 0) return undefined;
  const exponent = Number(match[4] ?? 0) - fraction.length;
  return {
    isNegative: match[1] === '-',
    digits: (whole + fraction).replace(/^0+/, ''),
    exponent,
    fractionDigits: Math.max(0, -exponent),
  };
}

function readWord(text: string): DecimalWord | undefined {
  const match = wordGrammar.exec(text);
  if (match === null) return undefined;
  if (match[1] !== undefined) return 'NaN';
  return match[2] === '-' ? '-Infinity' : 'Infinity';
}

/** The digits of `number × 10^scale`, or why there are none. Trailing zeros may be lost, other digits not. */
export function scaleDigits(
  number: DecimalDigits,
  scale: number,
  precision: number,
): string | typeof outOfRange | typeof inexact {
  if (number.digits === '') return '';
  const shift = number.exponent + scale;
  if (number.digits.length + shift > precision) return outOfRange;
  if (shift >= 0) return number.digits + '0'.repeat(shift);
  const kept = Math.max(0, number.digits.length + shift);
  return /[1-9]/.test(number.digits.slice(kept)) ? inexact : number.digits.slice(0, kept);
}

/** The scaled integer, a word such as NaN, or a status. */
export function parseDecimalSlowly(
  bytes: Uint8Array,
  start: number,
  end: number,
  scale: number,
  precision: number,
): bigint | DecimalWord | typeof malformed | typeof outOfRange | typeof inexact {
  const number = readDecimal(readAscii(bytes, start, end));
  if (number === undefined) return malformed;
  if (typeof number === 'string') return number;
  const digits = scaleDigits(number, scale, precision);
  if (typeof digits !== 'string') return digits;
  return number.isNegative ? -BigInt(digits) : BigInt(digits);
}

/**
 * Plain text of a number: no exponent, no leading zeros, `0.5` instead of `.5`, fraction digits kept.
 *
 * @param scale exactly so many digits after the point; undefined keeps what was written.
 * @param precision digits in all that are allowed; undefined allows up to 200,000 on either side of the point.
 */
export function decimalText(
  number: DecimalDigits,
  scale: number | undefined,
  precision: number | undefined,
): string | typeof outOfRange | typeof inexact {
  const places = scale ?? number.fractionDigits;
  const limit = precision ?? maxDigits + places;
  if (places > maxDigits) return outOfRange;
  const scaled = scaleDigits(number, places, limit);
  if (typeof scaled !== 'string') return scaled;
  const sign = number.isNegative && scaled !== '' ? '-' : '';
  if (places <= 0) return scaled === '' ? '0' : sign + scaled + '0'.repeat(-places);
  const padded = scaled.padStart(places + 1, '0');
  return `${sign}${padded.slice(0, -places)}.${padded.slice(-places)}`;
}
