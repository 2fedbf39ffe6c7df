import { expect, test } from 'vitest';
import { formatDecimal64, parseDecimal64 } from './decimals.ts';
import { formatDate, formatTime, parseDate, parseTime } from './dates.ts';
import { formatFloat32, formatFloat64, parseFloat32, parseFloat64 } from './floats.ts';
import { formatInt64, formatUint64, parseInt64, parseUint64 } from './integers.ts';
import { formatTimestamp, parseTimestamp } from './timestamps.ts';
import { floorQuotient, floorRemainder, storeBigInt, storeProduct, wordsToBigInt } from './words.ts';

/** xorshift32 from a fixed seed, so that a failure repeats. */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state >>> 0;
  };
}

/** 64-bit integers of all magnitudes. */
function randomWords(next: () => number, words: Int32Array): bigint {
  const value = BigInt.asIntN(64, ((BigInt(next()) << 32n) | BigInt(next())) >> BigInt(next() % 64));
  storeBigInt(words, 0, value);
  return value;
}

const into = new Uint8Array(64);
const words = new Int32Array(2);
const back = new Int32Array(2);
const text = (end: number): string => new TextDecoder().decode(into.subarray(0, end));
const rounds = 20_000;

/** As `expect(actual).toBe(wanted)`, which would take most of the time of so many rounds. */
function same(actual: unknown, wanted: unknown): void {
  if (!Object.is(actual, wanted)) expect(actual).toBe(wanted);
}

function sameWords(): void {
  same(back[0], words[0]);
  same(back[1], words[1]);
}

test('prints and reads int64 as BigInt does', () => {
  const next = randomNumbers(1);
  for (let round = 0; round < rounds; round++) {
    const value = randomWords(next, words);
    const end = formatInt64(into, 0, words[0] as number, words[1] as number);
    same(text(end), String(value));
    same(parseInt64(into, 0, end, back, 0), 0);
    same(wordsToBigInt(back[0] as number, back[1] as number), value);
  }
});

test('prints and reads uint64 as BigInt does', () => {
  const next = randomNumbers(2);
  for (let round = 0; round < rounds; round++) {
    const value = BigInt.asUintN(64, randomWords(next, words));
    const end = formatUint64(into, 0, words[0] as number, words[1] as number);
    same(text(end), String(value));
    same(parseUint64(into, 0, end, back, 0), 0);
    sameWords();
  }
});

test('multiplies and divides words as BigInt does', () => {
  const next = randomNumbers(3);
  for (let round = 0; round < rounds; round++) {
    const high = (next() % 2 === 0 ? 1 : -1) * (next() * 2 + (next() & 1));
    const low = next() % 1_000_000_000;
    storeProduct(words, 0, high, 1e9, low);
    const expected = BigInt(high) * 1_000_000_000n + BigInt(low);
    same(wordsToBigInt(words[0] as number, words[1] as number), expected);
    const quotient = floorQuotient(words[0] as number, words[1] as number, 1e9);
    same(quotient, high);
    same(floorRemainder(words[0] as number, quotient, 1e9), low);
  }
});

test('reads back every decimal it prints, at every scale', () => {
  const next = randomNumbers(4);
  for (let round = 0; round < rounds; round++) {
    const value = randomWords(next, words) % 10n ** 18n;
    storeBigInt(words, 0, value);
    const scale = next() % 19;
    const end = formatDecimal64(into, 0, words[0] as number, words[1] as number, scale);
    const digits = String(value < 0n ? -value : value).padStart(scale + 1, '0');
    const whole = digits.slice(0, digits.length - scale);
    const fraction = scale === 0 ? '' : `.${digits.slice(digits.length - scale)}`;
    same(text(end), `${value < 0n ? '-' : ''}${whole}${fraction}`);
    same(parseDecimal64(into, 0, end, 18, scale, back, 0), 0);
    sameWords();
  }
});

test('prints floats as JavaScript does and reads them back', () => {
  const next = randomNumbers(5);
  const bits = new Uint32Array(2);
  const double = new Float64Array(bits.buffer);
  const out = new Float64Array(1);
  for (let round = 0; round < rounds; round++) {
    bits[0] = next();
    bits[1] = next();
    let value = double[0] as number;
    if (round % 2 === 0) value = (next() - 2 ** 31) / 10 ** (next() % 8);
    const end = formatFloat64(into, 0, value);
    same(text(end), Object.is(value, -0) ? '-0' : String(value));
    same(parseFloat64(into, 0, end, out, 0), 0);
    same(out[0], value);
  }
});

test('reads back every float32 it prints, in nine digits at most', () => {
  const next = randomNumbers(6);
  const bits = new Uint32Array(1);
  const single = new Float32Array(bits.buffer);
  const out = new Float32Array(1);
  for (let round = 0; round < rounds; round++) {
    bits[0] = next();
    const value = single[0] as number;
    const end = formatFloat32(into, 0, value);
    same(parseFloat32(into, 0, end, out, 0), 0);
    same(out[0], value);
    expect(
      text(end)
        .replace(/e.*|\D/g, '')
        .replace(/^0+|0+$/g, '').length,
    ).toBeLessThanOrEqual(9);
  }
});

test('prints dates as the calendar of JavaScript does and reads them back', () => {
  const next = randomNumbers(7);
  const out = new Int32Array(1);
  for (let round = 0; round < rounds; round++) {
    const days = (next() % 7_000_000) - 3_000_000;
    const end = formatDate(into, 0, days);
    const iso = new Date(days * 86_400_000).toISOString();
    const year = iso.slice(0, -20);
    const rest = iso.slice(-20, -14);
    const plain = Math.abs(Number(year)).toString().padStart(4, '0');
    same(text(end), `${year.startsWith('-') ? '-' : ''}${plain}${rest}`);
    same(parseDate(into, 0, end, out, 0), 0);
    same(out[0], days);
  }
});

test('prints the last days an int32 can count', () => {
  expect(text(formatDate(into, 0, 2_147_483_646))).toBe('5881580-07-10');
  expect(text(formatDate(into, 0, -2_147_483_647))).toBe('-5877641-06-24');
});

test.each(['us', 'ns'] as const)('reads back every timestamp in %s it prints', (unit) => {
  const next = randomNumbers(8);
  for (let round = 0; round < rounds; round++) {
    randomWords(next, words);
    const end = formatTimestamp(into, 0, words[0] as number, words[1] as number, unit);
    same(parseTimestamp(into, 0, end, unit, back, 0), 0);
    sameWords();
  }
});

test('reads back every time it prints', () => {
  const next = randomNumbers(9);
  for (let round = 0; round < rounds; round++) {
    randomWords(next, words);
    const end = formatTime(into, 0, words[0] as number, words[1] as number);
    same(parseTime(into, 0, end, back, 0), 0);
    sameWords();
  }
});
