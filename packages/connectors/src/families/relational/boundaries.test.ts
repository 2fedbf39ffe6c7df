import { expect, test } from 'vitest';
import { evenBoundaries, quantiles } from './boundaries.ts';

test('cuts a span of integers evenly', () => {
  expect(evenBoundaries(0n, 99n, 4)).toEqual(['25', '50', '75']);
});

test('cuts negative and huge integers exactly', () => {
  expect(evenBoundaries(-9_223_372_036_854_775_808n, 9_223_372_036_854_775_807n, 2)).toEqual(['0']);
});

test('makes fewer pieces when there are fewer integers', () => {
  expect(evenBoundaries(1n, 2n, 5)).toEqual(['2']);
  expect(evenBoundaries(7n, 7n, 5)).toEqual([]);
});

test('takes evenly spread keys as boundaries', () => {
  expect(quantiles(['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'], 4)).toEqual(['c', 'e', 'g']);
});

test('takes no boundary twice and never the first key', () => {
  expect(quantiles(['a', 'a', 'a', 'b'], 4)).toEqual(['b']);
  expect(quantiles(['a', 'a'], 3)).toEqual([]);
  expect(quantiles([], 3)).toEqual([]);
});
