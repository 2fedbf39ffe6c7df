import { expect, test } from 'vitest';
import { finishedSplits } from './finished-splits.ts';
import type { LogLine } from './log-lines.ts';

const line = (second: number, message: string, rows?: number): LogLine => ({
  line: second,
  at: `2026-11-21T10:00:0${second}.000Z`,
  level: 'debug',
  message,
  fields: rows === undefined ? {} : { rows },
});

test('rows grow with each finished split', () => {
  const lines = [
    line(1, 'run planned'),
    line(2, 'task finished', 10),
    line(3, 'task finished', 5),
    line(5, 'task finished', 7),
  ];
  expect(finishedSplits(lines, '2026-11-21T10:00:00.000Z')).toEqual([
    { seconds: 0, rows: 0 },
    { seconds: 2, rows: 10 },
    { seconds: 3, rows: 15 },
    { seconds: 5, rows: 22 },
  ]);
});

test('two splits make no line', () => {
  const lines = [line(2, 'task finished', 10), line(3, 'task finished', 5)];
  expect(finishedSplits(lines, '2026-11-21T10:00:00.000Z')).toEqual([]);
  expect(finishedSplits(lines, undefined)).toEqual([]);
});
