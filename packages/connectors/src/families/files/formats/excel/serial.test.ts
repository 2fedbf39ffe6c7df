import { describe, expect, test } from 'vitest';
import { readSerial, splitSerial, writeSerial } from './serial.ts';

describe('dates as numbers', () => {
  test.each([
    [1, { days: -25_567, micros: 0 }], // 1900-01-01
    [59, { days: -25_509, micros: 0 }], // 1900-02-28
    [60, undefined],
    [61, { days: -25_508, micros: 0 }], // 1900-03-01
    [25_569.5, { days: 0, micros: 43_200_000_000 }],
    [2_958_465, { days: 2_932_896, micros: 0 }],
    [2_958_466, undefined],
    [-1, undefined],
    [Number.NaN, undefined],
  ])('%d counted from 1900', (serial, date) => {
    expect(readSerial(serial, false)).toEqual(date);
  });

  test('counted from 1904', () => {
    expect(readSerial(0, true)).toEqual({ days: -24_107, micros: 0 });
    expect(readSerial(60, true)).toEqual({ days: -24_047, micros: 0 });
    expect(readSerial(2_957_004, true)).toBeUndefined();
  });

  test('fifteen digits are enough for a millisecond', () => {
    expect(readSerial(45_351.551_570_347_2, false)).toEqual({ days: 19_782, micros: 47_655_678_000 });
    expect(readSerial(45_351.999_999_999_99, false)).toEqual({ days: 19_783, micros: 0 });
  });

  test('microseconds that are meant stay', () => {
    expect(readSerial(writeSerial(19_782, 47_655_678_123), false)).toEqual({ days: 19_782, micros: 47_655_678_123 });
    expect(splitSerial(0.000_000_000_011_574)).toEqual({ whole: 0, micros: 1 });
  });
});
