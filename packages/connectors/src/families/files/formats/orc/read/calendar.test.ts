import { noDay, toDays } from '@sluice/core';
import { expect, test } from 'vitest';
import { firstGregorianDay, fromJulian } from './calendar.ts';

test('the day before the first Gregorian one is 4 October', () => {
  expect(toDays(1582, 10, 15)).toBe(firstGregorianDay);
  expect(fromJulian(firstGregorianDay - 1)).toBe(toDays(1582, 10, 4));
});

test('keeps year, month and day', () => {
  // 1 January of year 1 is two days earlier in the Julian calendar.
  expect(fromJulian(toDays(1, 1, 1) - 2)).toBe(toDays(1, 1, 1));
  expect(fromJulian(toDays(1200, 2, 28) + 7)).toBe(toDays(1200, 2, 28));
});

test('days that only the Julian calendar has are none', () => {
  expect(fromJulian(toDays(1500, 3, 1) + 9)).toBe(noDay);
});
