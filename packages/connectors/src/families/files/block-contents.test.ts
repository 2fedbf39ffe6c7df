import { types, type Batch, type RejectedRow, type Schema, type Type } from '@sluice/core';
import { rowsOf } from '@sluice/testkit';
import { expect, test } from 'vitest';
import { BlockContents } from './block-contents.ts';
import { parseColumns, refineSchema, type FileColumn } from './columns.ts';
import type { FilePart } from './contents.ts';
import { planSplits } from './plan.ts';
import type { ColumnPolicies } from './placement.ts';
import { testBlockFormat, testFiles, zeros, type TestTable } from './test-blocks.ts';

const { signal } = new AbortController();
const context = { timeZone: 'UTC', lenientDates: false, signal };

function schemaOf(columns: Readonly<Record<string, Type>>): Schema {
  return { columns: Object.entries(columns).map(([name, type]) => ({ name, type, isNullable: true })) };
}

interface Settings {
  readonly column?: unknown;
  readonly policies?: ColumnPolicies;
  readonly parts?: readonly FilePart[];
  readonly batchRows?: number;
}

/** Reads the files as a task with all of them would. */
async function read(tables: Readonly<Record<string, TestTable>>, settings: Settings = {}) {
  const asked: string[][] = [];
  const contents = new BlockContents(
    zeros,
    testBlockFormat(tables, asked),
    { policies: settings.policies ?? {} },
    context,
  );
  const files = testFiles(Object.keys(tables));
  const listed = parseColumns(settings.column);
  const columns = (await contents.columns(listed, files)) as readonly FileColumn[];
  const schema = refineSchema(columns, { columns: [] }, false);
  const task = {
    schema,
    shared: null,
    split: { label: '', json: null },
    batchRows: settings.batchRows ?? 100,
    batchBytes: 1 << 20,
    signal,
  };
  const textOptions = columns.map(({ format }) => ({
    timeZone: 'UTC',
    lenientDates: false,
    ...(format === undefined ? {} : { dateFormat: format }),
  }));
  const request = { task, columns, textOptions, reads: zeros, firstPath: files[0]?.path ?? '' };
  const parts = settings.parts ?? files.map((file) => ({ file }));
  const rows: unknown[][] = [];
  const ordinals: number[] = [];
  const rejected: RejectedRow[] = [];
  const origins: string[] = [];
  for await (const batch of contents.read({ ...request, parts, isDiscovered: listed === undefined })) {
    rows.push(...rowsOf(batch));
    ordinals.push(...ordinalsOf(batch));
    rejected.push(...batch.rejected);
    origins.push(batch.origin);
  }
  return { schema, rows, ordinals, rejected, origins, asked };
}

function ordinalsOf(batch: Batch): number[] {
  return Array.from({ length: batch.rowCount }, (_, row) => batch.ordinalOf(row));
}

const pair = schemaOf({ id: types.int32, name: types.utf8 });

test('only the columns that are listed are asked for, by name or place, with constants between', async () => {
  const table = { schema: schemaOf({ id: types.int32, a: types.utf8, b: types.utf8 }), blocks: [[[1, 'x', 'y']]] };
  const column = [{ name: 'b' }, { value: 'k', type: 'string' }, { index: 0 }, { value: null, type: 'long' }];
  const { rows, asked, schema } = await read({ f: table }, { column });
  expect(rows).toEqual([['y', 'k', 1, null]]);
  expect(asked).toEqual([['b', 'id']]);
  expect(schema.columns.map(({ name, type }) => [name, type.kind])).toEqual([
    ['b', 'utf8'],
    ['constant1', 'utf8'],
    ['id', 'int32'],
    ['constant3', 'int64'],
  ]);
});

test('the type of the file stands against words of published jobs, and gives way to types of ours', async () => {
  const schema = schemaOf({ a: types.decimal(10, 2), b: types.utf8, c: types.date });
  const table = { schema, blocks: [[['1.50', '7', '2026-11-20']]] };
  const loose = [
    { name: 'a', type: 'double' },
    { name: 'b', type: 'long' },
    { name: 'c', type: 'string' },
  ];
  expect((await read({ f: table }, { column: loose })).rows).toEqual([['1.50', '7', '2026-11-20']]);
  const exact = [
    { name: 'a', type: 'float64' },
    { name: 'b', type: 'int32' },
    { name: 'c', type: 'utf8' },
  ];
  expect((await read({ f: table }, { column: exact })).rows).toEqual([[1.5, 7, '2026-11-20']]);
});

test('a date format reads texts as dates, each column with its own', async () => {
  const table = { schema: schemaOf({ a: types.utf8, b: types.utf8 }), blocks: [[['20.11.2026', '20261121']]] };
  const column = [
    { name: 'a', type: 'date', format: 'dd.MM.yyyy' },
    { name: 'b', type: 'date', format: 'yyyyMMdd' },
  ];
  const { rows } = await read({ f: table }, { column });
  expect(rows).toEqual([['2026-11-20 00:00:00', '2026-11-21 00:00:00']]);
});

test('a declared type that the file cannot become stops the job', async () => {
  const table = { schema: schemaOf({ a: types.date }), blocks: [[['2026-11-20']]] };
  await expect(read({ f: table }, { column: [{ name: 'a', type: 'vector(3)' }] })).rejects.toMatchObject({
    code: 'FILES_SCHEMA_DIFFERS',
    message: 'Column "a" of "f" is date, which cannot become vector(3).',
  });
});

test('files of other types are converted, and values that do not fit are dirty', async () => {
  const wide = {
    schema: schemaOf({ name: types.utf8, id: types.int64 }),
    blocks: [
      [
        ['b', 2n],
        ['c', 5_000_000_000n],
      ],
    ],
  };
  const text = { schema: schemaOf({ id: types.utf8, name: types.utf8 }), blocks: [[['4', 'd']]] };
  const { rows, rejected, ordinals, origins } = await read({
    first: { schema: pair, blocks: [[[1, 'a']]] },
    wide,
    text,
  });
  expect(rows).toEqual([
    [1, 'a'],
    [2, 'b'],
    [4, 'd'],
  ]);
  expect(ordinals).toEqual([0, 1, 3]);
  expect(rejected).toEqual([
    {
      ordinal: 2,
      column: 0,
      code: 'OUT_OF_RANGE',
      reason: 'Column "id": it does not fit int32.',
      values: ['5000000000', 'c'],
    },
  ]);
  expect(origins).toEqual(['first', 'wide', 'text']);
});

test('parts of a file are read in order, whatever the size of batches', async () => {
  const blocks = Array.from({ length: 5 }, (_, block) => Array.from({ length: 7 }, (_row, i) => [block * 7 + i, 'x']));
  const [file] = testFiles(['f']) as [FilePart['file']];
  const parts = [
    { file, blocks: { start: 1, end: 3, bytes: 200, of: 5 } },
    { file, blocks: { start: 4, end: 5, bytes: 100, of: 5 } },
  ];
  const { rows, ordinals } = await read({ f: { schema: pair, blocks } }, { parts, batchRows: 4 });
  expect(rows.map(([id]) => id)).toEqual([
    7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 28, 29, 30, 31, 32, 33, 34,
  ]);
  expect(ordinals).toEqual(Array.from({ length: 21 }, (_, i) => i));
});

test('of two columns of the same name the second is found by its place', async () => {
  const schema = { columns: [...schemaOf({ a: types.int32 }).columns, ...schemaOf({ a: types.utf8 }).columns] };
  expect((await read({ f: { schema, blocks: [[[1, 'x']]] } })).rows).toEqual([[1, 'x']]);
});

test('large files are cut between blocks into parts of about equal size', async () => {
  const blocks = Array.from({ length: 10 }, () => [[1, 'x']]);
  const contents = new BlockContents(
    zeros,
    testBlockFormat({ f: { schema: pair, blocks } }),
    { policies: {} },
    context,
  );
  const plan = async (channels: number, minSplitBytes: number): Promise<readonly string[]> => {
    const files = testFiles(['f']);
    const { splits } = await planSplits({ files, contents, channels, minSplitBytes, keepsWhole: false, signal });
    return splits.map(({ label }) => label);
  };
  expect(await plan(1, 1)).toEqual(['f']);
  expect(await plan(2, 1000)).toEqual(['f']);
  expect(await plan(2, 400)).toEqual(['f: blocks 1 to 5 of 10', 'f: blocks 6 to 10 of 10']);
  expect((await plan(4, 1)).length).toBe(10);
});
