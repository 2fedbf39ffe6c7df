import { temporaryFolder } from '@sluice/testkit';
import { expect, test } from 'vitest';
import { putFile, readFiles } from './test-files.ts';

async function* generated(
  ...parts: (string | { readonly letter: string; readonly bytes: number })[]
): AsyncGenerator<Uint8Array> {
  for (const part of parts) {
    if (typeof part === 'string') yield Buffer.from(part);
    else {
      const chunk = Buffer.alloc(1 << 20, part.letter);
      for (let left = part.bytes; left > 0; left -= chunk.length) yield chunk.subarray(0, Math.min(left, chunk.length));
    }
  }
}

function input(...parts: Parameters<typeof generated>): { context: { input: () => AsyncIterable<Uint8Array> } } {
  return { context: { input: () => generated(...parts) } };
}

const column = [{ index: 0 }, { index: 1 }];

test('a field of 40 MB is read when records may be that large', async () => {
  const { rows, rejected } = await readFiles(
    { path: '-', column },
    input('a,', { letter: 'x', bytes: 40e6 }, '\nb,"', { letter: '\n', bytes: 20e6 }, '"\nc,d\n'),
  );
  expect(rejected).toEqual([]);
  expect(rows.map((row) => String(row[1]).length)).toEqual([40e6, 20e6, 1]);
});

test('a quoted field of 100 MB is rejected beyond maxRecordBytes, and reading goes on behind it', async () => {
  const { rows, rejected } = await readFiles(
    { path: '-', column, maxRecordBytes: 1e6 },
    input('a,b\nc,"', { letter: '\n', bytes: 100e6 }, '"\nd,e\nf\n'),
  );
  expect(rows).toEqual([
    ['a', 'b'],
    ['d', 'e'],
  ]);
  expect(rejected).toMatchObject([
    { ordinal: 1, code: 'RECORD_TOO_LARGE', reason: 'Line 2: the record is larger than 1000000 bytes.' },
    { ordinal: 3, code: 'MISSING_FIELDS', reason: 'Line 100000004: fewer than 2 fields.' },
  ]);
  expect(rejected[0]?.raw?.length).toBe(1024);
});

test('a line of 300 MB takes no memory', async () => {
  const before = process.memoryUsage().rss;
  const { rows, rejected } = await readFiles(
    { path: '-', column, maxRecordBytes: 4e6 },
    input('a,b\nc,', { letter: 'x', bytes: 300e6 }, '\nd,e'),
  );
  expect(rows).toEqual([
    ['a', 'b'],
    ['d', 'e'],
  ]);
  expect(rejected).toMatchObject([{ code: 'RECORD_TOO_LARGE' }]);
  expect(process.memoryUsage().rss - before).toBeLessThan(150e6);
});

test('a quote that is open for longer than a record may be is reported as such', async () => {
  const { rows, rejected } = await readFiles(
    { path: '-', column, maxRecordBytes: 1e6 },
    input('a,b\nc,"', { letter: 'x', bytes: 5e6 }, '\nd,e\n'),
  );
  expect(rows).toEqual([['a', 'b']]);
  expect(rejected[0]?.reason).toBe(
    'Line 2: the record is larger than 1000000 bytes. A quote or bracket in it is never closed; nothing after it could be read.',
  );
});

test('a record that fits into a piece is measured all the same', async () => {
  const path = putFile(temporaryFolder(), 'a.csv', `a,b\nc,${'x'.repeat(5000)}\nd,e\n`);
  const { rows, rejected } = await readFiles({ path, maxRecordBytes: 1000 });
  expect(rows).toEqual([
    ['a', 'b'],
    ['d', 'e'],
  ]);
  expect(rejected).toMatchObject([{ ordinal: 1, code: 'RECORD_TOO_LARGE', raw: `c,${'x'.repeat(1022)}` }]);
});

test('JSON records too large are passed over, in lines and over lines', async () => {
  const object = (letter: string) => ['{"a":"', { letter, bytes: 3e6 }, '"}'] as const;
  const json = { path: '-', column: [{ name: 'a' }], maxRecordBytes: 1e6 };
  const lines = await readFiles({ ...json, fileFormat: 'jsonl' }, input('{"a":1}\n', ...object('x'), '\n{"a":2}\n'));
  expect(lines.rows).toEqual([['1'], ['2']]);
  expect(lines.rejected).toMatchObject([{ ordinal: 1, code: 'RECORD_TOO_LARGE' }]);
  const array = await readFiles({ ...json, fileFormat: 'json' }, input('[{"a":1},', ...object('}'), ',{"a":2}]'));
  expect(array.rows).toEqual([['1'], ['2']]);
  expect(array.rejected).toMatchObject([{ ordinal: 1, code: 'RECORD_TOO_LARGE' }]);
});

test('batches are bounded in bytes while rows differ in size', async () => {
  const rows = Array.from({ length: 400 }, (_, i) => `${i},${'x'.repeat((i * 37) % 900)}`);
  const path = putFile(temporaryFolder(), 'a.csv', rows.join('\n'));
  const { batches } = await readFiles({ path }, { batchBytes: 10_000 });
  expect(batches).toBeGreaterThan(17);
});
