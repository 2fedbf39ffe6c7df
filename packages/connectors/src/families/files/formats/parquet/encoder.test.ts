import { Batch, type CellValue, Column, type Schema, setCell, types } from '@sluice/core';
import { batchOf } from '@sluice/testkit';
import { expect, test } from 'vitest';
import { encodeBatches } from '../test-block-files.ts';
import { parquetEncoder } from './encoder.ts';
import { ask, schemaOf, writeBatches, writeColumn, writeRows } from './test-duckdb.ts';
import { parquetCodecs } from './write/compression.ts';

/** Batches of 8,192 rows, each cell made from the number of its row. */
function* numbered(schema: Schema, rowCount: number, cells: (row: number) => readonly CellValue[]): Generator<Batch> {
  for (let first = 0; first < rowCount; first += 8_192) {
    const batch = new Batch(
      schema,
      schema.columns.map(({ type }) => new Column(type, 8_192)),
    );
    batch.rowCount = Math.min(8_192, rowCount - first);
    for (let row = 0; row < batch.rowCount; row++) {
      cells(first + row).forEach((cell, index) => setCell(batch.columns[index] as Column, row, cell));
    }
    yield batch;
  }
}

test.each(parquetCodecs)('DuckDB reads a file compressed with %s', async (codec) => {
  const schema = schemaOf(types.int64, types.utf8, types.float64);
  const rows = numbered(schema, 40_000, (row) => [BigInt(row), `name ${row}`, row / 8]);
  const { path } = writeBatches(schema, rows, { codec });
  const wrong = "a is distinct from n or b is distinct from 'name ' || n or c is distinct from n / 8.0";
  const numberedRows = '(select row_number() over () - 1 as n, * from $file)';
  expect(await ask(`select count(*), count(*) filter (${wrong}) from ${numberedRows}`, path)).toEqual([['40000', '0']]);
  expect(await ask('select distinct compression from parquet_metadata($file)', path)).toEqual([
    [codec === 'none' ? 'UNCOMPRESSED' : codec.toUpperCase()],
  ]);
});

test('a file without rows has its columns', async () => {
  const { path } = writeRows(schemaOf(types.int64, types.utf8, types.list(types.int32)), []);
  expect(await ask('select * from $file', path)).toEqual([]);
  expect(await ask('select column_name, column_type from (describe select * from $file)', path)).toEqual([
    ['a', 'BIGINT'],
    ['b', 'VARCHAR'],
    ['c', 'INTEGER[]'],
  ]);
  const metadata = 'select created_by, num_rows, num_row_groups, format_version from parquet_file_metadata($file)';
  expect(await ask(metadata, path)).toEqual([['sluice', '0', '0', '1']]);
});

test('columns of nulls alone, of none and of some are told apart, for every kind of memory', async () => {
  const schema = schemaOf(types.int32, types.int64, types.utf8, types.bool, types.decimal(30, 0), types.int16);
  const present = [7, 7n, 'seven', true, '7', 7];
  const rows = numbered(schema, 30_000, (row) =>
    present.map((value, column) => (row < 10_000 || (row < 20_000 && (row + column) % 3 === 0) ? null : value)),
  );
  const { path } = writeBatches(schema, rows, { rowGroupRows: 10_000 });
  const nulls =
    "select row_group_id, path_in_schema, stats_null_count from parquet_metadata($file) where path_in_schema in ('a', 'f') order by all";
  expect(await ask(nulls, path)).toEqual([
    ['0', 'a', '10000'],
    ['0', 'f', '10000'],
    ['1', 'a', '3333'],
    ['1', 'f', '3334'],
    ['2', 'a', '0'],
    ['2', 'f', '0'],
  ]);
  expect(await ask('select count(a), count(b), count(c), count(d), count(e), count(f) from $file', path)).toEqual([
    ['16667', '16667', '16666', '16667', '16667', '16666'],
  ]);
  expect(await ask('select sum(a), sum(b), min(c), max(c), sum(d::int), sum(e), sum(f) from $file', path)).toEqual([
    ['116669', '116669', 'seven', 'seven', '16667', '116669', '116662'],
  ]);
});

test('row groups end after so many rows, whatever the batches', async () => {
  const schema = schemaOf(types.int64);
  const { path } = writeBatches(
    schema,
    numbered(schema, 20_001, (row) => [BigInt(row)]),
    { rowGroupRows: 5_000 },
  );
  expect(await ask('select row_group_num_rows from parquet_metadata($file) order by row_group_id', path)).toEqual([
    ['5000'],
    ['5000'],
    ['5000'],
    ['5000'],
    ['1'],
  ]);
  expect(await ask('select min(a), max(a), count(distinct a) from $file', path)).toEqual([['0', '20000', '20001']]);
});

test('row groups end after so many bytes', async () => {
  const schema = schemaOf(types.utf8);
  const rows = numbered(schema, 50_000, (row) => [`${Math.imul(row, 0x9e3779b1).toString(36)}`.repeat(4)]);
  const { path } = writeBatches(schema, rows, { rowGroupBytes: 256 * 1024, codec: 'none' });
  const [[groups, largest]] = (await ask(
    'select count(*), max(total_compressed_size) from parquet_metadata($file)',
    path,
  )) as [[string, string]];
  expect(Number(groups)).toBeGreaterThan(4);
  expect(Number(largest)).toBeLessThan(2 * 256 * 1024);
  expect(await ask('select count(*), count(distinct a) from $file', path)).toEqual([['50000', '50000']]);
});

const dictionaryCases = [
  { type: types.int64, cell: (row: number) => BigInt(row), sql: 'n', found: 'RLE, PLAIN' },
  { type: types.int64, cell: (row: number) => BigInt(row % 100), sql: 'n % 100', found: 'RLE, PLAIN_DICTIONARY' },
  { type: types.int64, cell: (row: number) => BigInt(row >> 2), sql: 'n // 4', found: 'RLE, PLAIN_DICTIONARY, PLAIN' },
  { type: types.int32, cell: (row: number) => row >> 1, sql: 'n // 2', found: 'RLE, PLAIN' },
  { type: types.int32, cell: (row: number) => row % 7, sql: 'n % 7', found: 'RLE, PLAIN_DICTIONARY' },
  { type: types.float64, cell: (row: number) => (row % 9) / 8, sql: '(n % 9) / 8', found: 'RLE, PLAIN_DICTIONARY' },
  { type: types.utf8, cell: (row: number) => `${row} once`, sql: "n || ' once'", found: 'RLE, PLAIN' },
  { type: types.utf8, cell: (row: number) => `key ${row % 9}`, sql: "'key ' || n % 9", found: 'RLE, PLAIN_DICTIONARY' },
  {
    type: types.utf8,
    cell: (row: number) => `comes eight times ${row >> 3}`,
    sql: "'comes eight times ' || n // 8",
    found: 'RLE, PLAIN_DICTIONARY, PLAIN',
  },
  {
    type: types.decimal(30, 0),
    cell: (row: number) => String(row % 100),
    sql: 'n % 100',
    found: 'RLE, PLAIN_DICTIONARY',
  },
] as const;

test.each(dictionaryCases)('$type.kind of $sql is encoded as $found', async ({ type, cell, sql, found }) => {
  const schema = schemaOf(type);
  const rows = numbered(schema, 50_000, (row) => [cell(row)]);
  const { path } = writeBatches(schema, rows, { rowGroupBytes: 80 * 1024, rowGroupRows: 50_000 });
  expect(await ask('select encodings from parquet_metadata($file) where row_group_id = 0', path)).toEqual([[found]]);
  const numberedRows = '(select row_number() over () - 1 as n, a from $file)';
  const wrong = `count(*) filter (a is distinct from ${sql})`;
  expect(await ask(`select count(*), ${wrong} from ${numberedRows}`, path)).toEqual([['50000', '0']]);
});

test('a range is that of all values, by places and plain', async () => {
  const schema = schemaOf(types.int64);
  const rows = numbered(schema, 50_000, (row) => [BigInt((row * 7) >> 3)]);
  const { path } = writeBatches(schema, rows, { rowGroupBytes: 256 * 1024, rowGroupRows: 50_000 });
  const range = 'select min(stats_min_value::int), max(stats_max_value::int) from parquet_metadata($file)';
  expect(await ask(range, path)).toEqual([[0, 43_749]]);
});

test('cells of megabytes and many short ones are one column', async () => {
  const long = 'x'.repeat(3_000_000);
  const { path } = writeColumn(types.utf8, ['a', long, null, 'b', long, '', long.slice(1)]);
  expect(await ask('select length(a), left(a, 1) from $file', path)).toEqual([
    ['1', 'a'],
    ['3000000', 'x'],
    [null, null],
    ['1', 'b'],
    ['3000000', 'x'],
    ['0', ''],
    ['2999999', 'x'],
  ]);
});

test('lists and vectors go over many pages', async () => {
  const schema = schemaOf(types.list(types.int32), types.vector(64), types.list(types.utf8));
  const rows = numbered(schema, 20_000, (row) => [
    row % 7 === 0 ? null : `[${Array.from({ length: row % 5 }, (_, i) => row + i).join()}]`,
    row % 11 === 0 ? null : Float32Array.from({ length: 64 }, (_, i) => row + i / 64),
    `["item ${row % 13}",null]`,
  ]);
  const { path } = writeBatches(schema, rows, { rowGroupRows: 15_000 });
  const numberedRows = '(select row_number() over () - 1 as n, * from $file)';
  const wrong = `a is distinct from case when n % 7 = 0 then null else list_transform(range(n % 5), lambda i: (n + i)::int) end
    or b is distinct from case when n % 11 = 0 then null else list_transform(range(64), lambda i: (n + i / 64)::float) end
    or c is distinct from ['item ' || n % 13, null]`;
  expect(await ask(`select count(*), count(*) filter (${wrong}) from ${numberedRows}`, path)).toEqual([['20000', '0']]);
});

test('a file may have five hundred columns', async () => {
  const schema: Schema = {
    columns: Array.from({ length: 500 }, (_, index) => ({ name: `c${index}`, type: types.utf8, isNullable: true })),
  };
  const rows = numbered(schema, 300, (row) => schema.columns.map((_, index) => `${row % 10} ${index}`));
  const { path } = writeBatches(schema, rows);
  expect(await ask('select count(*), min(c7), max(c499) from $file', path)).toEqual([['300', '0 7', '9 499']]);
});

test('a file is complete after end, and the next one begins afresh', async () => {
  const schema = schemaOf(types.int64);
  const encoder = parquetEncoder(schema);
  const first = encodeBatches(encoder, [batchOf(schema, [[1n], [2n]])]);
  const second = encodeBatches(encoder, [batchOf(schema, [[2n], [3n]])]);
  const alone = encodeBatches(parquetEncoder(schema), [batchOf(schema, [[2n], [3n]])]);
  expect(second.bytes.equals(alone.bytes)).toBe(true);
  expect(first.bytes.subarray(0, 4).toString()).toBe('PAR1');
  expect(first.bytes.subarray(-4).toString()).toBe('PAR1');
});

test('no row is encoded while a complete row group waits', () => {
  const schema = schemaOf(types.int64);
  const encoder = parquetEncoder(schema, { rowGroupRows: 2 });
  const batch = batchOf(schema, [[1n], [2n], [3n]]);
  encoder.start();
  expect(encoder.encode(batch, 0, 3, [])).toBe(2);
  const waiting = encoder.pendingBytes;
  expect(waiting).toBeGreaterThan(0);
  expect(encoder.encode(batch, 2, 3, [])).toBe(2);
  expect(encoder.take().length).toBe(waiting);
  expect(encoder.pendingBytes).toBe(0);
  expect(encoder.encode(batch, 2, 3, [])).toBe(3);
});

test('two columns of one name are refused', () => {
  const column = { name: 'a', type: types.int64, isNullable: true };
  expect(() => parquetEncoder({ columns: [column, column] })).toThrow(
    expect.objectContaining({ code: 'FILES_BAD_COLUMN' }),
  );
});
