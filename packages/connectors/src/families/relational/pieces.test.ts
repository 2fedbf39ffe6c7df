import { expect, test } from 'vitest';
import { pieceCount } from './pieces.ts';

const large = { tables: 1, splitFactor: undefined, rows: 100_000_000 };

test('cuts one table into five pieces per channel', () => {
  expect(pieceCount({ ...large, channels: 3 })).toBe(15);
});

test('takes the factor of the job', () => {
  expect(pieceCount({ ...large, channels: 3, splitFactor: 2 })).toBe(6);
});

test('reads in one piece with one channel', () => {
  expect(pieceCount({ ...large, channels: 1 })).toBe(1);
});

test('cuts for one channel when the job names a factor', () => {
  expect(pieceCount({ ...large, channels: 1, splitFactor: 8 })).toBe(8);
});

test('cuts several tables only as far as channels need it, without the factor', () => {
  expect(pieceCount({ ...large, channels: 4, tables: 8, splitFactor: 5 })).toBe(1);
  expect(pieceCount({ ...large, channels: 8, tables: 3 })).toBe(3);
});

test('never makes more than a thousand pieces', () => {
  expect(pieceCount({ ...large, channels: 32, splitFactor: 100 })).toBe(1_000);
});

test('reads a small table at once and cuts a middle one less', () => {
  expect(pieceCount({ ...large, channels: 4, rows: 49_999 })).toBe(1);
  expect(pieceCount({ ...large, channels: 4, rows: 100_000 })).toBe(4);
});

test('cuts a small table as often as the job says', () => {
  expect(pieceCount({ ...large, channels: 2, splitFactor: 3, rows: 10 })).toBe(6);
});
