import { expect, test } from 'vitest';
import { samplesWith } from './samples.ts';

test('rates are those between two moments', () => {
  const first = samplesWith([], {
    elapsedMs: 1_000,
    rowsRead: 100,
    rowsWritten: 50,
    bytesRead: 1_000,
    channels: 2,
    waitReaderMs: 1_000,
  });
  const both = samplesWith(first, {
    elapsedMs: 3_000,
    rowsRead: 500,
    rowsWritten: 450,
    bytesRead: 5_000,
    channels: 2,
    waitReaderMs: 2_000,
  });
  expect(
    both.map(({ rowsReadPerSecond, rowsWrittenPerSecond, bytesPerSecond, readerWait }) => [
      rowsReadPerSecond,
      rowsWrittenPerSecond,
      bytesPerSecond,
      readerWait,
    ]),
  ).toEqual([
    [100, 50, 1_000, 50],
    [200, 200, 2_000, 25],
  ]);
});

test('what is not known is not drawn as zero', () => {
  expect(samplesWith([], { elapsedMs: 1_000, rowsRead: 10 })[0]?.writerWait).toBeNull();
});

test('a resumed run begins its chart anew', () => {
  const first = samplesWith([], { elapsedMs: 9_000, rowsRead: 900 });
  expect(samplesWith(first, { elapsedMs: 500, rowsRead: 20 }).map(({ seconds }) => seconds)).toEqual([0.5]);
});
