import { type Schema, types } from '@sluice/core';
import { expect, test } from 'vitest';
import { readBlockFile, testFile } from '../test-block-files.ts';
import { orcFormat } from './format.ts';
import { cellsOf, fixture, readOrc } from './test-orc.ts';

const { signal } = new AbortController();

test('stripes are blocks, and can be read alone', async () => {
  const file = await orcFormat.open(testFile(fixture('stripes')), signal);
  expect(file.blocks).toEqual([
    { bytes: 600, rows: 100 },
    { bytes: 568, rows: 100 },
    { bytes: 724, rows: 100 },
  ]);
  const whole = await readOrc(fixture('stripes'));
  const split = await readOrc(fixture('stripes'), { isSplit: true });
  expect(split.rows).toEqual(whole.rows);
  expect(split.batchRows).toEqual([100, 100, 100]);
  expect(whole.batchRows).toEqual([300]);
  expect(whole.rows[150]).toEqual([150, 'same', '[[150,-150]]']);
});

test('only streams of wanted columns are read', async () => {
  const file = testFile(fixture('types-none'));
  const { rows } = await readBlockFile(orcFormat, file, { columns: ['number'] });
  expect(rows[0]).toEqual([70_000]);
  const [, ...afterTail] = file.reads;
  // The stripe footer and the streams of one column out of twenty.
  expect(afterTail).toEqual([885, 338]);
});

test('a column that is wanted twice is there twice', async () => {
  const { rows } = await readOrc(fixture('stripes'), { columns: ['word', 'id', 'word'] });
  expect(rows[7]).toEqual(['w7', 7, 'w7']);
});

test('columns without a source are left to the caller', async () => {
  const file = await orcFormat.open(testFile(fixture('bad-text')), signal);
  const schema: Schema = {
    columns: [
      { name: 'constant', type: types.utf8, isNullable: true },
      { name: 'direct', type: types.utf8, isNullable: true },
    ],
  };
  const request = { start: 0, end: 1, schema, sources: [undefined, 1], batchRows: 10, batchBytes: 1000, signal };
  for await (const batch of file.read(request)) {
    expect(batch.rowCount).toBe(3);
    expect(batch.rejected[0]?.values).toEqual([null, null]);
  }
});

test('batches keep to their rows and bytes', async () => {
  const byRows = await readOrc(fixture('stripes'), { batchRows: 64 });
  expect(byRows.batchRows).toEqual([64, 64, 64, 64, 44]);
  const byBytes = await readOrc(fixture('stripes'), { batchBytes: 500 });
  expect(Math.max(...byBytes.batchBytes)).toBeLessThanOrEqual(600);
  expect(byBytes.rows).toEqual(byRows.rows);
  expect(byBytes.ordinals).toEqual(Array.from({ length: 300 }, (_, row) => row));
});

test('a row that is larger than a batch has one of its own', async () => {
  const { batchRows } = await readOrc(fixture('bad-text'), { batchBytes: 1 });
  expect(batchRows.length).toBeGreaterThan(5);
});

test('texts that are no UTF-8 are rejected with the rest of their rows', async () => {
  const { rows, ordinals, rejected } = await readOrc(fixture('bad-text'));
  expect(rows).toEqual([
    [0, 'fine', 'x'],
    [5, 'end', 'x'],
  ]);
  expect(ordinals).toEqual([0, 5]);
  const reason = 'Column "direct" holds bytes that are no UTF-8.';
  expect(rejected).toEqual([
    { ordinal: 1, column: 1, code: 'INVALID_ENCODING', reason, values: [1, null, 'x'] },
    {
      ordinal: 2,
      column: 2,
      code: 'INVALID_ENCODING',
      reason: 'Column "few" holds bytes that are no UTF-8.',
      values: [2, 'good', null],
    },
    { ordinal: 3, column: 1, code: 'INVALID_ENCODING', reason, values: [3, null, 'x'] },
    { ordinal: 4, column: 1, code: 'INVALID_ENCODING', reason, values: [4, null, 'x'] },
  ]);
});

test('reading stops when it is told to', async () => {
  const stop = new AbortController();
  const file = await orcFormat.open(testFile(fixture('stripes')), signal);
  const request = { start: 0, end: 3, schema: file.schema, sources: [0, 1, 2], batchRows: 10, batchBytes: 10_000 };
  const batches = file.read({ ...request, signal: stop.signal });
  await batches.next();
  stop.abort(new Error('stopped'));
  await expect(batches.next()).rejects.toThrow('stopped');
});

test('nothing is being read any more when the reader is left early', async () => {
  const bytes = fixture('arrow');
  let running = 0;
  const slow = {
    ...testFile(bytes),
    async read(start: number, end: number) {
      running++;
      await new Promise((resolve) => setTimeout(resolve, 5));
      running--;
      return bytes.slice(start, end);
    },
  };
  const file = await orcFormat.open(slow, signal);
  const request = {
    start: 0,
    end: 3,
    schema: file.schema,
    sources: [0, 1, 2, 3, 4, 5],
    batchRows: 10,
    batchBytes: 9999,
  };
  for await (const batch of file.read({ ...request, signal })) {
    expect(batch.rowCount).toBe(10);
    break;
  }
  expect(running).toBe(0);
});

test('dictionaries and nested values read the same whatever the size of batches', async () => {
  const whole = await readOrc(fixture('arrow'));
  const small = await readOrc(fixture('arrow'), { batchRows: 7, batchBytes: 700 });
  expect(cellsOf(small, 'points')).toEqual(cellsOf(whole, 'points'));
  expect(small.rows).toEqual(whole.rows);
});
