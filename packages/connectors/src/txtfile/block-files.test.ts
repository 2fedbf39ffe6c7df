import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { types, type JsonValue, type Parameter } from '@sluice/core';
import { openReader, openWriter, temporaryFolder } from '@sluice/testkit';
import { expect, test } from 'vitest';
import connector from './index.ts';
import { batchOfTypes, moveFiles, putFile, readFiles, writeFiles } from './test-files.ts';

const formats = ['parquet', 'orc', 'avro', 'excel'] as const;
const suffixes = { parquet: '.parquet', orc: '.orc', avro: '.avro', excel: '.xlsx' } as const;

const columnTypes = [types.int32, types.utf8, types.date, types.float64];
const rows = [
  [1, 'one', '2026-11-20', 1.5],
  [2, null, null, -0.25],
  [3, 'zwölf ✓', '1999-12-31', null],
];
const batch = batchOfTypes(columnTypes, rows);

test.each(formats)('%s files give back their columns, types and rows', async (fileFormat) => {
  const folder = temporaryFolder();
  const { reports } = await writeFiles({ path: folder, fileName: 'out', fileFormat }, [[batch], [batch]]);
  const names = [`out__test_0000${suffixes[fileFormat]}`, `out__test_0001${suffixes[fileFormat]}`];
  expect(readdirSync(folder)).toEqual(names);
  expect(reports.map(({ details }) => details)).toEqual(
    names.map((name) => {
      const path = join(folder, name);
      return { files: [{ path, rows: 3, bytes: readFileSync(path).length }] };
    }),
  );
  const read = await readFiles({ path: folder, fileFormat, column: ['*'] });
  expect(read.schema.columns.map(({ name }) => name)).toEqual(['a', 'b', 'c', 'd']);
  expect(read.rejected).toEqual([]);
  const wanted = await readFiles({
    path: folder,
    fileFormat,
    column: ['int32', 'utf8', 'day', 'float64'].map((type, index) => ({ index, type })),
  });
  expect(wanted.rows).toEqual([...rows, ...rows]);
});

test.each(formats)('%s files are not read as csv', async (fileFormat) => {
  const folder = temporaryFolder();
  await writeFiles({ path: folder, fileFormat }, [[batch]]);
  await expect(readFiles({ path: folder, column: ['0', '1'] })).rejects.toMatchObject({ code: 'FILES_OTHER_FORMAT' });
});

test.each(formats)('%s: columns by name and place, constants between, pruned and renamed', async (fileFormat) => {
  const folder = temporaryFolder();
  await writeFiles({ path: folder, fileFormat }, [[batch]]);
  const column: JsonValue = [{ name: 'b' }, { value: 'k', type: 'string' }, { index: 2, name: 'day', type: 'day' }];
  const read = await readFiles({ path: folder, fileFormat, column });
  expect(read.schema.columns.map(({ name }) => name)).toEqual(['b', 'constant1', 'day']);
  expect(read.rows).toEqual([
    ['one', 'k', '2026-11-20'],
    [null, 'k', null],
    ['zwölf ✓', 'k', '1999-12-31'],
  ]);
});

test.each(formats)('%s: a run without rows leaves a file with the columns', async (fileFormat) => {
  const folder = temporaryFolder();
  await writeFiles({ path: folder, fileFormat }, [[batchOfTypes(columnTypes, [])], []]);
  expect(readdirSync(folder)).toEqual([`data__test_0000${suffixes[fileFormat]}`]);
  const read = await readFiles({ path: folder, fileFormat, column: ['*'] });
  expect(read.schema.columns.map(({ name }) => name)).toEqual(['a', 'b', 'c', 'd']);
  expect(read.rows).toEqual([]);
  const none = temporaryFolder();
  await writeFiles({ path: none, fileFormat, generateEmptyFile: false }, [[batchOfTypes(columnTypes, [])]]);
  expect(readdirSync(none)).toEqual([]);
});

/** Rows of 10 kB that do not compress well; ids begin at `first`. */
const wideRows = (first: number, count = 30) =>
  batchOfTypes(
    [types.int32, types.utf8],
    Array.from({ length: count }, (_, i) => {
      const id = first + i;
      let text = '';
      for (let k = 0; text.length < 10_000; k++) text += `${(Math.imul(id, 7919) + k) ** 3 % 99_991},`;
      return [id, text];
    }),
  );
const wide = wideRows(0, 60);

test.each(['parquet', 'orc', 'avro'] as const)(
  '%s: a new file begins after maxFileSize, complete in itself',
  async (fileFormat) => {
    const folder = temporaryFolder();
    const small = { rowGroupBytes: 300_000 };
    const { reports } = await writeFiles({ path: folder, fileFormat, maxFileSize: 1, ...small }, [
      Array.from({ length: 20 }, (_, i) => wideRows(i * 30)),
    ]);
    const files = readdirSync(folder);
    expect(files.length).toBeGreaterThan(2);
    expect(files[1]).toBe(`data__test_0000_1${suffixes[fileFormat]}`);
    const manifest = reports.flatMap(({ details }) => (details as { files: { rows: number; bytes: number }[] }).files);
    expect(manifest.reduce((sum, file) => sum + file.rows, 0)).toBe(600);
    expect(Math.max(...manifest.map(({ bytes }) => bytes))).toBeLessThan(2_000_000);
    const ids = (await readFiles({ path: folder, fileFormat })).rows.map(([id]) => id);
    expect(ids.toSorted((left, right) => Number(left) - Number(right))).toEqual(
      Array.from({ length: 600 }, (_, i) => i),
    );
  },
);

test.each([
  ['parquet', ['snappy', 'GZIP', 'zstd', 'lz4', 'brotli', 'none', 'uncompressed']],
  ['orc', ['SNAPPY', 'zlib', 'zstd', 'lz4', 'NONE']],
  ['avro', ['deflate', 'snappy', 'zstandard', 'null']],
] as const)('%s: compress is the compression inside', async (fileFormat, codecs) => {
  const sizes = new Set<number>();
  for (const compress of codecs) {
    const folder = temporaryFolder();
    await writeFiles({ path: folder, fileFormat, compress }, [[wide]]);
    const [name] = readdirSync(folder) as [string];
    expect(name.endsWith(suffixes[fileFormat])).toBe(true);
    sizes.add(readFileSync(join(folder, name)).length);
    expect((await readFiles({ path: folder, fileFormat })).rows.length).toBe(60);
  }
  expect(sizes.size).toBeGreaterThan(3);
  await expect(openWriter(connector, { path: '/tmp', fileFormat, compress: 'bzip2' })).rejects.toMatchObject({
    code: 'FILES_UNKNOWN_CODEC',
    message: 'compress "bzip2" is not supported here.',
  });
});

test('a workbook has a header unless it is not wanted, and takes other names', async () => {
  const folder = temporaryFolder();
  const single = { path: folder, singleFileOutput: true, fileFormat: 'xlsx' };
  const pair = batchOfTypes([types.int32, types.utf8], [[1, 'x']]);
  await writeFiles({ ...single, fileName: 'a.xlsx' }, [[pair]]);
  await writeFiles({ ...single, fileName: 'b.xlsx', header: ['Nummer', 'Name'], sheet: 'Blatt' }, [[pair]]);
  await writeFiles({ ...single, fileName: 'c.xlsx', writeHeader: false }, [[pair]]);
  const read = async (name: string, parameter: Parameter = {}): Promise<unknown[]> => {
    const { schema, rows: found } = await readFiles({ path: join(folder, name), fileFormat: 'excel', ...parameter });
    return [schema.columns.map((column) => column.name), ...found];
  };
  expect(await read('a.xlsx')).toEqual([
    ['a', 'b'],
    ['1', 'x'],
  ]);
  expect(await read('b.xlsx', { excelSheetName: 'Blatt' })).toEqual([
    ['Nummer', 'Name'],
    ['1', 'x'],
  ]);
  expect((await read('c.xlsx', { skipHeader: false }))[1]).toEqual(['1', 'x']);
  await expect(read('b.xlsx', { sheet: 'Sheet1' })).rejects.toMatchObject({ code: 'EXCEL_SHEET_NOT_FOUND' });
});

test('declared names and types of the writer become those of the file', async () => {
  const folder = temporaryFolder();
  const typed = {
    path: folder,
    fileFormat: 'parquet',
    column: [
      { name: 'id', type: 'BIGINT' },
      { name: 'text', type: 'STRING' },
    ],
  };
  const writer = await openWriter(connector, typed);
  const { wanted } = await writer.prepare(batchOfTypes([types.int32, types.utf8], []).schema);
  expect(wanted.columns.map(({ name, type }) => [name, type.kind])).toEqual([
    ['id', 'int64'],
    ['text', 'utf8'],
  ]);
});

test('a file that is not what it is said to be, or half of it, is an error that names it', async () => {
  const folder = temporaryFolder();
  for (const fileFormat of formats) {
    const path = putFile(folder, `wrong${suffixes[fileFormat]}`, 'id,name\n1,one\n'.repeat(100));
    await expect(readFiles({ path, fileFormat }), fileFormat).rejects.toMatchObject({
      message: expect.stringContaining(path) as string,
      kind: 'data',
    });
    await writeFiles({ path: folder, fileName: 'good', fileFormat, singleFileOutput: true }, [[wide]]);
    const bytes = readFileSync(join(folder, 'good'));
    const half = putFile(folder, `half${suffixes[fileFormat]}`, bytes.subarray(0, bytes.length >> 1));
    await expect(readFiles({ path: half, fileFormat }), fileFormat).rejects.toMatchObject({
      code: 'FILES_CORRUPT',
      retryable: false,
    });
    const empty = putFile(folder, `empty${suffixes[fileFormat]}`, '');
    await expect(readFiles({ path: empty, fileFormat }), fileFormat).rejects.toMatchObject({ kind: 'data' });
  }
});

test('files of no bytes are damaged, or left out when that is wanted', async () => {
  const folder = temporaryFolder();
  putFile(folder, '0.orc', '');
  await writeFiles({ path: folder, fileName: '1.orc', fileFormat: 'orc', singleFileOutput: true }, [[batch]]);
  await expect(readFiles({ path: folder, fileFormat: 'orc' })).rejects.toMatchObject({ kind: 'data' });
  expect((await readFiles({ path: folder, fileFormat: 'orc', skipEmptyOrcFile: 'true' })).rows.length).toBe(3);
});

test('files of blocks are cut for several channels, each row once', async () => {
  const folder = temporaryFolder();
  const many = batchOfTypes(
    [types.int32, types.utf8],
    Array.from({ length: 20_000 }, (_, i) => [i, `text ${Math.imul(i, 2_654_435_761)}`]),
  );
  const small = { rowGroupRows: 1000 };
  for (const fileFormat of ['parquet', 'orc'] as const) {
    const name = `many.${fileFormat}`;
    await writeFiles({ path: folder, fileName: name, fileFormat, singleFileOutput: true, ...small }, [[many]]);
    const parameter = { path: join(folder, name), fileFormat, minSplitBytes: 1000 };
    const { rows: found, splits } = await readFiles(parameter, { channels: 3 });
    expect(splits.length).toBeGreaterThan(6);
    expect(splits[0]).toMatch(/^.*many\.\w+: blocks 1 to \d+ of 20$/);
    expect(found.map(([id]) => id)).toEqual(Array.from({ length: 20_000 }, (_, i) => i));
  }
});

test('standard input has no places to read at', async () => {
  const reader = await openReader(connector, { path: '-', fileFormat: 'parquet' });
  await expect(reader.describe()).rejects.toMatchObject({
    code: 'FILES_NO_PLACES',
    hint: expect.stringContaining('web servers without ranges') as string,
  });
});

test('every format turns into every other', async () => {
  const start = temporaryFolder();
  await writeFiles({ path: join(start, '0'), fileFormat: 'parquet' }, [
    [
      batchOfTypes(
        [types.int64, types.utf8],
        [
          [1n, 'ä'],
          [2n, null],
        ],
      ),
    ],
  ]);
  let from: JsonValue = { path: join(start, '0'), fileFormat: 'parquet' };
  for (const fileFormat of ['orc', 'avro', 'excel', 'csv', 'jsonl', 'text', 'parquet']) {
    const path = join(start, fileFormat);
    await moveFiles(from as Parameter, { path, fileFormat, header: true, nullFormat: 'NULL' });
    from = { path, fileFormat, skipHeader: true, nullFormat: 'NULL' };
  }
  expect(
    (await readFiles(from as Parameter, { wanted: [types.int64, types.utf8] })).rows.map((row) => row.map(String)),
  ).toEqual([
    ['1', 'ä'],
    ['2', 'null'],
  ]);
});

const hasPython = spawnSync('python3', ['-c', 'import zipfile']).status === 0;

test.skipIf(!hasPython)('a workbook is a sound archive for others (needs python3)', async () => {
  const folder = temporaryFolder();
  await writeFiles({ path: folder, fileName: 'a.xlsx', fileFormat: 'excel', singleFileOutput: true }, [[batch]]);
  const script = 'import sys,zipfile; assert zipfile.ZipFile(sys.argv[1]).testzip() is None';
  execFileSync('python3', ['-c', script, join(folder, 'a.xlsx')]);
});

test('_SUCCESS beside the files is not one of them, unless it is named', async () => {
  const folder = temporaryFolder();
  await writeFiles({ path: folder, fileFormat: 'orc', successFile: true }, [[batch]]);
  expect(readdirSync(folder)).toEqual(['_SUCCESS', 'data__test_0000.orc']);
  expect((await readFiles({ path: folder, fileFormat: 'orc' })).rows.length).toBe(3);
  writeFileSync(join(folder, '_SUCCESS'), 'x\n');
  expect((await readFiles({ path: join(folder, '_SUCCESS'), fileFormat: 'csv' })).rows).toEqual([['x']]);
});
