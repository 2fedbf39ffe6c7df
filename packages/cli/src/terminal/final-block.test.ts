import type { RunReport } from '@sluice/engine';
import { expect, test } from 'vitest';
import { finalBlock, rowsSentence } from './final-block.ts';

const look = { color: false, unicode: true };

const report: RunReport = {
  runId: '20261121T035959-3f9a1c',
  state: 'succeeded',
  reader: 'mysql',
  writer: 'postgresql',
  startedAt: '2026-11-21T03:59:59.000Z',
  finishedAt: '2026-11-21T04:00:05.000Z',
  seconds: 6.02,
  rowsRead: 1_000_000,
  rowsWritten: 999_990,
  rowsSkipped: 0,
  rowsDirty: 10,
  rowsFiltered: 0,
  bytes: 123_456_789,
  rowsPerSecond: 166_112,
  bytesPerSecond: 20_507_773,
  cpuSeconds: 4.1,
  peakRssBytes: 130_000_000,
  channels: 2,
  bottleneck: 'The target: channels waited 60 % of the time for the writer, 10 % for the reader.',
  reconciliation: { ok: true, acknowledged: 999_990, sentence: 'The target acknowledged 999,990 rows.' },
  dirtyFolder: '/state/runs/20261121T035959-3f9a1c/dirty',
  retries: 0,
  notes: [],
  tasks: [],
};

test('says what moved, how fast, what it waited for and where the dirty records are', () => {
  const lines = finalBlock(report, look);
  expect(lines[0]).toBe('✓ succeeded in 6.0 s: mysql → postgresql');
  expect(lines.slice(3)).toEqual([
    '  rows           1,000,000 read = 999,990 written + 10 dirty',
    '  volume         123 MB, 166,112 rows/s, 20.5 MB/s',
    '  work           4.10 CPU seconds, peak memory 130 MB, 2 channels',
    '  bottleneck     The target: channels waited 60 % of the time for the writer, 10 % for the reader.',
    '  target         The target acknowledged 999,990 rows.',
    '  dirty records  /state/runs/20261121T035959-3f9a1c/dirty',
    '                 list them: sluice dirty list 20261121T035959-3f9a1c',
    '  run            20261121T035959-3f9a1c',
  ]);
});

test('names skipped and filtered rows when there are any', () => {
  expect(rowsSentence({ ...report, rowsWritten: 900_000, rowsSkipped: 50_000, rowsFiltered: 49_990 })).toBe(
    '1,000,000 read = 900,000 written + 50,000 skipped + 10 dirty + 49,990 filtered',
  );
});

test('does not claim an equation for a run that broke off', () => {
  expect(rowsSentence({ ...report, rowsRead: 500, rowsWritten: 500, rowsDirty: 3 })).toBe(
    'of the finished splits: 500 read, 500 written, 3 dirty',
  );
});

test('omits what was never known when a run failed before its first row', () => {
  const failed = {
    ...report,
    state: 'failed' as const,
    bytes: 0,
    channels: 0,
    rowsRead: 0,
    rowsWritten: 0,
    rowsDirty: 0,
  };
  const text = finalBlock({ ...failed, dirtyFolder: undefined }, look).join('\n');
  expect(text).toContain('✗ failed');
  expect(text).not.toMatch(/volume|channel|bottleneck|target|dirty records/);
});

test('gives an example of what was refused', () => {
  const lines = finalBlock(report, look, { dirtyExample: 'MALFORMED in column "price" (orders.csv)' });
  expect(lines.at(-3)).toBe('                 such as: MALFORMED in column "price" (orders.csv)');
});

test('repeats the state folder in the command that lists dirty records', () => {
  expect(finalBlock(report, look, { stateFlag: ' --state-dir /var/lib/sluice' }).join('\n')).toContain(
    'sluice dirty list 20261121T035959-3f9a1c --state-dir /var/lib/sluice',
  );
});
