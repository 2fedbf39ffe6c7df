import { expect, test } from 'vitest';
import { formatAmount, formatBytes, formatCount, formatMegabytes, formatMoment, formatSeconds } from './numbers.ts';

test('groups thousands', () => {
  expect([0, 999, 1000, 182331, 12345678].map(formatCount)).toEqual(['0', '999', '1,000', '182,331', '12,345,678']);
});

test('uses the singular for exactly one', () => {
  expect([0, 1, 1200].map((value) => formatAmount(value, 'row'))).toEqual(['0 rows', '1 row', '1,200 rows']);
  expect(formatAmount(2, 'entry', 'entries')).toBe('2 entries');
});

test('prints bytes in decimal units and never 1000 of a smaller one', () => {
  expect([0, 999, 1500, 999_960, 123_456_789, 5e12].map(formatBytes)).toEqual([
    '0 B',
    '999 B',
    '1.5 kB',
    '1.0 MB',
    '123 MB',
    '5.0 TB',
  ]);
});

test('prints megabytes without a unit for progress lines', () => {
  expect([0, 12_345_678, 1_234_000_000].map(formatMegabytes)).toEqual(['0.0', '12.3', '1,234']);
});

test('prints durations in two units at most', () => {
  expect([0.0042, 0.9996, 4.21, 59.96, 65, 3599.6, 7380, 273_600].map(formatSeconds)).toEqual([
    '4 ms',
    '1.0 s',
    '4.2 s',
    '1 min 00 s',
    '1 min 05 s',
    '1 h 00 min',
    '2 h 03 min',
    '3 d 04 h',
  ]);
});

test('prints a moment with its zone', () => {
  expect(formatMoment('2026-11-21T03:59:59Z')).toMatch(/^2026-11-2\d \d\d:\d\d:59 [+-]\d\d:\d\d$/);
});
