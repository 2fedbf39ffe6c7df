import { existsSync, mkdirSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { types, type CommitReport } from '@sluice/core';
import { batchOf, openWriter, temporaryFolder, type Rows } from '@sluice/testkit';
import { expect, test } from 'vitest';
import connector from './index.ts';
import { putFile, readFiles, writeFiles } from './test-files.ts';

const schema = {
  columns: [
    { name: 'id', type: types.int32, isNullable: true },
    { name: 'dt', type: types.date, isNullable: true },
    { name: 'region', type: types.utf8, isNullable: true },
  ],
};
const rowsOf = (...rows: Rows): ReturnType<typeof batchOf> => batchOf(schema, rows);
const partitioned = { partitionColumns: ['dt', 'region'], fileName: 'x' };
const filesIn = (folder: string): string[] =>
  (readdirSync(folder, { recursive: true, encoding: 'utf8' }) as string[]).filter((name) => name.includes('.')).sort();
const content = (folder: string, name: string): string => readFileSync(join(folder, name), 'utf8');

test('rows go into folders by their values, without the columns that these tell', async () => {
  const folder = temporaryFolder();
  const first = rowsOf([1, '2026-11-20', 'eu'], [2, '2026-11-21', 'eu'], [3, '2026-11-20', 'eu']);
  const second = rowsOf([4, '2026-11-20', 'eu'], [5, '2026-11-21', null]);
  const { reports } = await writeFiles({ path: folder, ...partitioned, header: ['id'] }, [[first, second]]);
  expect(filesIn(folder)).toEqual([
    'dt=2026-11-20/region=eu/x__test_0000_1.csv',
    'dt=2026-11-21/region=__HIVE_DEFAULT_PARTITION__/x__test_0000_2.csv',
    'dt=2026-11-21/region=eu/x__test_0000.csv',
  ]);
  expect(content(folder, 'dt=2026-11-20/region=eu/x__test_0000_1.csv')).toBe('id\n1\n3\n4\n');
  expect(content(folder, 'dt=2026-11-21/region=eu/x__test_0000.csv')).toBe('id\n2\n');
  expect(reports).toMatchObject([{ rowsWritten: 5, details: { files: [{ rows: 1 }, { rows: 3 }, { rows: 1 }] } }]);
});

test.each(['csv', 'parquet', 'json'])('%s files come back with their columns', async (fileFormat) => {
  const folder = temporaryFolder();
  const rows = [
    [1, '2026-11-20', 'a/b=c d'],
    [2, null, "100% 'ü' [x] {y} \\ : @ ? * \t世界"],
    [3, '2026-11-20', null],
    [4, '2026-11-20', '..'],
  ];
  await writeFiles({ path: folder, ...partitioned, fileFormat, header: true }, [[rowsOf(...rows)]]);
  const column = [
    { name: 'id', type: 'int32' },
    { name: 'dt', type: 'day' },
    { name: 'region', type: 'string' },
  ];
  const read = await readFiles({ path: folder, fileFormat, column, hivePartitions: true, skipHeader: true });
  expect(read.rejected).toEqual([]);
  expect(read.rows.toSorted((left, right) => Number(left[0]) - Number(right[0]))).toEqual(rows);
});

test('a value that no folder can be named for makes its row dirty', async () => {
  const folder = temporaryFolder();
  const batch = rowsOf(
    [1, '2026-11-20', ''],
    [2, '2026-11-20', 'eu'],
    [3, '2026-11-20', '__HIVE_DEFAULT_PARTITION__'],
    [4, '2026-11-20', 'ü'.repeat(200)],
  );
  const { rejections } = await writeFiles({ path: folder, ...partitioned }, [[batch]]);
  expect(rejections.map(({ row, column, code }) => [row, column, code])).toEqual([
    [0, 2, 'NO_PARTITION'],
    [2, 2, 'NO_PARTITION'],
    [3, 2, 'PARTITION_TOO_LONG'],
  ]);
  expect(filesIn(folder)).toEqual(['dt=2026-11-20/region=eu/x__test_0000.csv']);
});

test('a row that its file refuses is named by its place in the whole batch', async () => {
  const folder = temporaryFolder();
  const columns = [
    { name: 'dt', type: types.utf8, isNullable: true },
    { name: 'word', type: types.utf8, isNullable: true },
  ];
  const batch = batchOf({ columns }, [
    ['a', 'x'],
    ['b', 'y'],
    ['a', 'two\nlines'],
    ['b', 'z'],
  ]);
  const { rejections } = await writeFiles({ path: folder, partitionColumns: ['dt'], fileFormat: 'text' }, [[batch]]);
  expect(rejections).toMatchObject([{ row: 2, column: 1 }]);
});

test('truncate replaces files only in the folders that get rows', async () => {
  const folder = temporaryFolder();
  for (const day of ['2026-11-19', '2026-11-20']) {
    mkdirSync(join(folder, `dt=${day}/region=eu`), { recursive: true });
    putFile(join(folder, `dt=${day}/region=eu`), 'x-old.csv', 'old');
  }
  putFile(folder, 'x-outside.csv', 'old');
  await writeFiles({ path: folder, ...partitioned }, [[rowsOf([1, '2026-11-20', 'eu'])]]);
  expect(filesIn(folder)).toEqual([
    'dt=2026-11-19/region=eu/x-old.csv',
    'dt=2026-11-20/region=eu/x__test_0000.csv',
    'x-outside.csv',
  ]);
  const again = { path: folder, ...partitioned, writeMode: 'nonConflict' };
  await expect(writeFiles(again, [[rowsOf([1, '2026-11-25', 'eu'])]])).rejects.toMatchObject({
    code: 'FILES_NAME_TAKEN',
  });
});

test('more partitions than may be open give more files, and lose nothing', async () => {
  const folder = temporaryFolder();
  const rows = Array.from({ length: 60 }, (_, at): Rows[number] => [at, '2026-11-20', `r${at % 6}`]);
  const tasks = [rows.slice(0, 30), rows.slice(30)].map((half) => [rowsOf(...half)]);
  await writeFiles({ path: folder, ...partitioned, openPartitions: 2 }, [tasks.flat()]);
  const files = filesIn(folder);
  expect(files.length).toBe(12);
  const ids = files.flatMap((name) => content(folder, name).trim().split('\n')).map(Number);
  expect(ids.toSorted((left, right) => left - right)).toEqual(rows.map(([id]) => id));
});

test('nothing is visible before the end, and an aborted task leaves nothing', async () => {
  const folder = temporaryFolder();
  const parameter = { path: folder, ...partitioned, openPartitions: 1 };
  const writer = await openWriter(connector, parameter, { runId: 'r1' });
  const batch = rowsOf([1, '2026-11-20', 'eu'], [2, '2026-11-21', 'eu']);
  const { wanted, shared } = await writer.prepare(schema);
  const { signal } = new AbortController();
  const request = { attempt: 1, schema: wanted, shared, isolate: false, signal };
  const reports: CommitReport[] = [];
  for (const taskId of ['0000', '0001']) {
    const task = await writer.openTask({ taskId, ...request });
    await task.write(batch);
    if (taskId === '0001') await task.abort();
    else reports.push(await task.commit());
  }
  expect(existsSync(join(folder, 'dt=2026-11-20'))).toBe(false);
  expect(readdirSync(folder).length).toBe(2);
  await writer.finish(reports);
  expect(filesIn(folder)).toEqual([
    'dt=2026-11-20/region=eu/x__r1_0000.csv',
    'dt=2026-11-21/region=eu/x__r1_0000_1.csv',
  ]);
});

test('a run that is taken up publishes what its tasks have sealed', async () => {
  const folder = temporaryFolder();
  const parameter = { path: folder, ...partitioned, nameTemplate: '{fileName}-{task}-{n}' };
  const writer = await openWriter(connector, parameter, { runId: 'r1' });
  const { wanted, shared } = await writer.prepare(schema);
  const { signal } = new AbortController();
  const task = await writer.openTask({ taskId: '0000', attempt: 1, schema: wanted, shared, isolate: false, signal });
  await task.write(rowsOf([1, '2026-11-20', 'eu'], [2, null, 'eu']));
  const token = await task.commitToken?.();
  await task.commit();
  const next = await openWriter(connector, parameter, { runId: 'r1' });
  await next.prepare(schema, shared);
  expect(await next.committed?.(token ?? null)).toBe(true);
  await next.finish([{ rowsWritten: 2 }]);
  expect(filesIn(folder)).toEqual([
    'dt=2026-11-20/region=eu/x-0000-0.csv',
    'dt=__HIVE_DEFAULT_PARTITION__/region=eu/x-0000-1.csv',
  ]);
});

test.each([
  [{ partitionColumns: ['day'] }, 'FILES_BAD_PARTITION', 'there is no column "day" among id, dt, region'],
  [{ partitionColumns: ['dt', 'dt'] }, 'FILES_BAD_PARTITION', 'a column is named twice'],
  [{ partitionColumns: ['id', 'dt', 'region'] }, 'FILES_BAD_PARTITION', 'no column is left for the files'],
  [{ partitionColumns: ['dt'], singleFileOutput: true }, 'FILES_BAD_DIALECT', 'exclude each other'],
  [{ partitionColumns: ['dt'], nameTemplate: 'x-{task}' }, 'FILES_BAD_TEMPLATE', 'it needs {n}'],
])('%o is refused', async (options, code, problem) => {
  const writing = writeFiles({ path: temporaryFolder(), ...options }, [[rowsOf([1, null, null])]]);
  await expect(writing).rejects.toMatchObject({ code, message: expect.stringContaining(problem) as string });
});
