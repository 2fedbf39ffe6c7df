/** Floating point numbers as text: the shortest text that reads back to the same number, `NaN`, `Infinity`, `-0`. */
import { powersOfTen } from './decimals.ts';
import { readAscii, writeAscii, writeFraction, writeNumber } from './digits.ts';
import { formatInt32 } from './integers.ts';
import { type ParseStatus, malformed, outOfRange, parsed } from './status.ts';
import { readDecimal } from './decimal-digits.ts';

/** Longest text of a float64: `-2.2250738585072014e-308`. */
export const maxFloatBytes = 25;

/**
 * The nearest double. A text with up to 15 digits and an exponent within ±22 is one exact product or quotient; the rest
 * goes to the runtime. Finite texts beyond the largest double, and others that would become zero, are out of range.
 */
export function parseFloat64(
  bytes: Uint8Array,
  start: number,
  end: number,
  out: Float64Array | Float32Array,
  index: number,
): ParseStatus {
  const first = bytes[start];
  const isNegative = first === 45;
  let at = isNegative || first === 43 ? start + 1 : start;
  let value = 0;
  let digits = 0;
  let places = 0;
  for (; at < end; at++) {
    const digit = (bytes[at] as number) - 48;
    if (digit >>> 0 <= 9) {
      value = value * 10 + digit;
      digits++;
    } else if (digit === -2 && places === 0) places = digits + 1;
    else break;
  }
  const fraction = places === 0 ? 0 : digits - places + 1;
  if (at < end || digits === 0 || digits > 15 || fraction > 22) return parseFloatSlowly(bytes, start, end, out, index);
  value /= powersOfTen[fraction] as number;
  out[index] = isNegative ? -value : value;
  return parsed;
}

function parseFloatSlowly(
  bytes: Uint8Array,
  start: number,
  end: number,
  out: Float64Array | Float32Array,
  index: number,
): ParseStatus {
  const text = readAscii(bytes, start, end);
  const usual = startsLikeNumber(bytes, start, end) ? Number(text) : 0;
  if (usual !== 0 && Number.isFinite(usual)) {
    out[index] = usual;
    return parsed;
  }
  const number = readDecimal(text);
  if (number === undefined) return malformed;
  if (typeof number === 'string') {
    out[index] = Number(number);
    return parsed;
  }
  const value = Number(text);
  if (!Number.isFinite(value) || (value === 0 && number.digits !== '')) return outOfRange;
  out[index] = value;
  return parsed;
}

/** False for what `Number` reads otherwise than a decimal number: `0x1F`, `0b1`, and for blanks and words. */
function startsLikeNumber(bytes: Uint8Array, start: number, end: number): boolean {
  const sign = bytes[start];
  const from = sign === 45 || sign === 43 ? start + 1 : start;
  const second = (bytes[from + 1] ?? 0) | 32;
  const last = bytes[end - 1] as number;
  return ((bytes[from] as number) - 48) >>> 0 <= 9 && (second < 97 || second === 101) && last > 32 && last < 97;
}

/** Like `parseFloat64`, to the nearest float32. */
export function parseFloat32(
  bytes: Uint8Array,
  start: number,
  end: number,
  out: Float32Array,
  index: number,
): ParseStatus {
  const status = parseFloat64(bytes, start, end, wide, 0);
  if (status !== parsed) return status;
  const value = wide[0] as number;
  const narrow = Math.fround(value);
  if (Number.isFinite(value) && (!Number.isFinite(narrow) || (narrow === 0 && value !== 0))) return outOfRange;
  out[index] = narrow;
  return parsed;
}

const wide = new Float64Array(1);

/** At most `maxFloatBytes`. */
export function formatFloat64(into: Uint8Array, position: number, value: number): number {
  const scaled = value * 1e6;
  // Within 15 digits two different texts are two different doubles, so a quotient that gives `value` is its shortest text.
  if (scaled > -1e15 && scaled < 1e15 && value !== 0) {
    const rounded = Math.round(scaled);
    if (rounded / 1e6 === value) return formatMillionths(into, position, rounded);
  }
  if (value === 0 && !Object.is(value, -0)) {
    into[position] = 48;
    return position + 1;
  }
  return writeAscii(into, position, Object.is(value, -0) ? '-0' : String(value));
}

function formatMillionths(into: Uint8Array, position: number, millionths: number): number {
  let at = position;
  let rest = millionths;
  if (rest < 0) {
    into[at++] = 45;
    rest = -rest;
  }
  const whole = Math.floor(rest / 1e6);
  at = writeNumber(into, at, whole);
  return writeFraction(into, at, rest - whole * 1e6, 6);
}

/** The shortest text that reads back to the same float32: `0.1`, not `0.10000000149011612`. */
export function formatFloat32(into: Uint8Array, position: number, value: number): number {
  if (value === 0 || !Number.isFinite(value)) return formatFloat64(into, position, value);
  if (value === (value | 0)) return formatWhole32(into, position, value);
  const isSubnormal = Math.abs(value) < 1.1754943508222875e-38;
  for (let digits = isSubnormal ? 1 : 6; digits < 9; digits++) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === value) return formatFloat64(into, position, short);
  }
  return formatFloat64(into, position, Number(value.toPrecision(9)));
}

/** Up to 2^24 every digit counts; above, the shortest text may end in other digits than the value. */
function formatWhole32(into: Uint8Array, position: number, value: number): number {
  if (value >= -16_777_216 && value <= 16_777_216) return formatInt32(into, position, value);
  for (let digits = 6; digits < 9; digits++) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === value) return formatFloat64(into, position, short);
  }
  return formatFloat64(into, position, Number(value.toPrecision(9)));
}
