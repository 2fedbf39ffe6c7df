import { gzipSync } from 'node:zlib';
import { join } from 'node:path';
import { types, type JsonValue } from '@sluice/core';
import { temporaryFolder } from '@sluice/testkit';
import { expect, test } from 'vitest';
import { batchOfTypes, putFile, readFiles, writeFiles } from './test-files.ts';

/** Two days of a table as Hive lays them out. */
function partitioned(): string {
  const folder = temporaryFolder();
  putFile(folder, 't/dt=2026-11-20/hr=01/a.csv', 'id,name\n1,one\n2,two\n');
  putFile(folder, 't/dt=2026-11-21/hr=__HIVE_DEFAULT_PARTITION__/b.csv', 'id,name\n3,three\n');
  return join(folder, 't');
}

test('folders named key=value are columns after the others', async () => {
  const { schema, rows } = await readFiles({ path: partitioned(), skipHeader: true, hivePartitions: true });
  expect(schema.columns.map(({ name }) => name)).toEqual(['id', 'name', 'dt', 'hr']);
  expect(rows).toEqual([
    ['1', 'one', '2026-11-20', '01'],
    ['2', 'two', '2026-11-20', '01'],
    ['3', 'three', '2026-11-21', null],
  ]);
});

test('listed partitions take their place, their type, and the type that the target wants', async () => {
  const column: JsonValue = [
    { name: 'hr', type: 'int32' },
    { name: 'id' },
    { name: 'dt', type: 'date', format: 'yyyy-MM-dd' },
  ];
  const parameter = { path: partitioned(), skipHeader: true, hivePartitions: true, column };
  const { rows } = await readFiles(parameter);
  expect(rows).toEqual([
    [1, '1', '2026-11-20 00:00:00'],
    [1, '2', '2026-11-20 00:00:00'],
    [null, '3', '2026-11-21 00:00:00'],
  ]);
  const wanted = await readFiles(
    { ...parameter, column: ['dt', 'id'] as JsonValue },
    { wanted: [types.date, types.int64] },
  );
  expect(wanted.rows[2]).toEqual(['2026-11-21', 3n]);
});

test('names of folders are percent-decoded, and what is no code stays', async () => {
  const folder = temporaryFolder();
  putFile(folder, 'a%3Db=1%2F2%20%E4%B8%AD 100%/x.csv', 'v\n');
  const { schema, rows } = await readFiles({ path: join(folder, '**/*.csv'), hivePartitions: true });
  expect(schema.columns[1]?.name).toBe('a=b');
  expect(rows).toEqual([['v', '1/2 中 100%']]);
});

test('a partition hides the column of its name in the file', async () => {
  const folder = temporaryFolder();
  putFile(folder, 'dt=2026/a.csv', 'id,dt\n1,9999\n');
  putFile(folder, 'dt=2027/a.csv', 'dt,id\n9999,2\n');
  const { schema, rows } = await readFiles({ path: folder, skipHeader: true, hivePartitions: true });
  expect(schema.columns.map(({ name }) => name)).toEqual(['id', 'dt']);
  expect(rows).toEqual([
    ['1', '2026'],
    ['2', '2027'],
  ]);
});

test('a path column hides the column of its name in the file', async () => {
  const path = putFile(temporaryFolder(), 'a.csv', 'id,from\n1,x\n');
  expect((await readFiles({ path, skipHeader: true, pathColumn: 'from' })).rows).toEqual([['1', path]]);
});

test('without a header listed names are the fields in order, facts left out', async () => {
  const folder = temporaryFolder();
  const path = putFile(folder, 'dt=1/a.csv', 'x,y\n');
  const parameter = { path: folder, hivePartitions: true, pathColumn: 'p', column: ['dt', 'a', 'p', 'b'] };
  expect((await readFiles(parameter)).rows).toEqual([['1', 'x', path, 'y']]);
});

test('a partition that is no value of its type, and a missing one, stop the job before its first row', async () => {
  const path = partitioned();
  const hive = { path, skipHeader: true, hivePartitions: true };
  await expect(readFiles({ ...hive, column: [{ name: 'dt', type: 'int32' }] })).rejects.toMatchObject({
    code: 'FILES_BAD_COLUMN',
    message: 'The column list is not usable: the constant of "dt" is no int32.',
  });
  putFile(path, 'loose.csv', 'id,name\n');
  await expect(readFiles(hive)).rejects.toMatchObject({
    code: 'FILES_NO_PARTITION',
    message: `No folder of "${path}/loose.csv" is named "dt=…".`,
  });
});

test('path and line of a record are columns when they are named', async () => {
  const folder = temporaryFolder();
  const csv = putFile(folder, 'a.csv', 'x\n\n"a\nb"\nc\n');
  const zipped = putFile(folder, 'b.csv.gz', gzipSync('x\nd\n'));
  const facts = { pathColumn: 'from', lineColumn: 'line' };
  const { schema, rows } = await readFiles({ path: folder, skipHeader: true, skipEmptyRecords: true, ...facts });
  expect(schema.columns.map(({ name, type }) => [name, type.kind])).toEqual([
    ['x', 'utf8'],
    ['from', 'utf8'],
    ['line', 'int64'],
  ]);
  expect(rows).toEqual([
    ['a\nb', csv, 3n],
    ['c', csv, 5n],
    ['d', zipped, 2n],
  ]);
});

test('a line column keeps files whole, so that lines are counted from their beginning', async () => {
  const path = putFile(temporaryFolder(), 'a.csv', 'a,b\n'.repeat(5000));
  const read = await readFiles({ path, lineColumn: 'n', minSplitBytes: 100 }, { channels: 4 });
  expect(read.splits).toEqual([path]);
  expect(read.rows.at(-1)).toEqual(['a', 'b', 5000n]);
  expect((await readFiles({ path, minSplitBytes: 100 }, { channels: 4 })).splits.length).toBeGreaterThan(4);
});

test('JSON has lines too', async () => {
  const folder = temporaryFolder();
  const lines = putFile(folder, 'a.jsonl', '\n{"x":1}\n\n{"x":2}\n');
  const column: JsonValue = [{ name: 'n' }, { name: 'x', type: 'int32' }, { value: 'k' }];
  const jsonl = await readFiles({ path: lines, fileFormat: 'jsonl', lineColumn: 'n', column });
  expect(jsonl.rows).toEqual([
    [2n, 1, 'k'],
    [4n, 2, 'k'],
  ]);
  const array = putFile(folder, 'a.json', '[\n{"x":1},\n\n{"x":\n2}]');
  const json = await readFiles({ path: array, fileFormat: 'json', lineColumn: 'n', pathColumn: 'p', column });
  expect(json.rows).toEqual([
    [2n, 1, 'k', array],
    [4n, 2, 'k', array],
  ]);
});

test('files that know their columns have records, numbered over all their parts', async () => {
  const folder = temporaryFolder();
  const rows = Array.from({ length: 2500 }, (_, i) => [i]);
  await writeFiles({ path: join(folder, 'k=7'), fileFormat: 'avro' }, [[batchOfTypes([types.int32], rows)]]);
  const read = await readFiles({
    path: folder,
    fileFormat: 'avro',
    hivePartitions: true,
    lineColumn: 'n',
    pathColumn: 'p',
  });
  const path = join(folder, 'k=7/data__test_0000.avro');
  expect(read.schema.columns.map(({ name }) => name)).toEqual(['a', 'k', 'p', 'n']);
  expect(read.rows[0]).toEqual([0, '7', path, 1n]);
  expect(read.rows[2499]).toEqual([2499, '7', path, 2500n]);
});
