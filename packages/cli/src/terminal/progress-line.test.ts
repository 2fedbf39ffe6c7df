import type { Progress } from '@sluice/engine';
import { expect, test } from 'vitest';
import { RateWindow, percentDone, progressLine, secondsLeft } from './progress-line.ts';

const start: Progress = {
  elapsedMs: 0,
  rowsRead: 0,
  bytesRead: 0,
  rowsSent: 0,
  bytesSent: 0,
  rowsWritten: 0,
  rowsSkipped: 0,
  rowsFiltered: 0,
  waitReaderMs: 0,
  waitWriterMs: 0,
  waitLimiterMs: 0,
  retries: 0,
  dirty: 0,
  tasksDone: 0,
  tasksTotal: 4,
  channelsBusy: 2,
  channels: 2,
};

const later: Progress = {
  ...start,
  elapsedMs: 4000,
  rowsRead: 400_000,
  bytesRead: 40_000_000,
  bytesSent: 36_000_000,
  waitReaderMs: 800,
  waitWriterMs: 4800,
  tasksDone: 1,
  dirty: 3,
  estimatedRows: 1_000_000,
};

test('prints the moment with rates, dirty records, time left, channels and waits', () => {
  const window = new RateWindow();
  window.add(start);
  expect(progressLine(later, window.add(later))).toBe(
    '4.0 s  40 %  400,000 rows  100,000 rows/s  read 10.0 MB/s  write 9.0 MB/s  dirty 3  left ~6.0 s  channels 2/2  wait reader 10 %, writer 60 %  splits 1/4',
  );
});

test('leaves out what is unknown instead of printing zero', () => {
  const { estimatedRows: _, ...unknown } = later;
  const line = progressLine({ ...unknown, tasksTotal: 1, tasksDone: 0, dirty: 0 }, undefined);
  expect(line).toBe('4.0 s  400,000 rows  channels 2/2');
});

test('drops the last parts when the terminal is narrow', () => {
  expect(progressLine(later, undefined, 30)).toBe('4.0 s  40 %  400,000 rows');
});

test('says 100 percent only when every split is committed', () => {
  expect(percentDone({ ...later, rowsRead: 1_200_000 })).toBe(99);
  expect(percentDone({ ...later, tasksDone: 4 })).toBe(100);
});

test('knows no time left once the estimate is exceeded, or in the first seconds', () => {
  expect(secondsLeft({ ...later, rowsRead: 1_200_000 })).toBeUndefined();
  expect(secondsLeft({ ...later, elapsedMs: 1000 })).toBeUndefined();
});

test('never shows a negative rate when a retried attempt takes its rows back', () => {
  const window = new RateWindow();
  window.add(later);
  expect(window.add({ ...later, elapsedMs: 5000, rowsRead: 100_000 })?.rowsPerSecond).toBe(0);
});

test('forgets moments older than five seconds', () => {
  const window = new RateWindow();
  window.add(start);
  window.add({ ...start, elapsedMs: 6000, rowsRead: 600 });
  expect(window.add({ ...start, elapsedMs: 7000, rowsRead: 1600 })?.rowsPerSecond).toBe(1000);
});
