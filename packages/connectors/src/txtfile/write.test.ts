import { existsSync, readFileSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, inflateSync, zstdDecompressSync } from 'node:zlib';
import { types, type Parameter } from '@sluice/core';
import { batchOf, openWriter, temporaryFolder } from '@sluice/testkit';
import { expect, test } from 'vitest';
import connector from './index.ts';
import { LocalStagedFile } from './local-staging.ts';
import { batchOfTypes, putFile, writeFiles } from './test-files.ts';

const pair = [types.int32, types.utf8];
const batch = batchOfTypes(pair, [
  [1, 'one'],
  [2, null],
  [3, ''],
]);
const content = (path: string): string => readFileSync(path, 'utf8');

/** The one file that these options write for the batch. */
async function written(parameter: Parameter, rows = batch): Promise<string> {
  const folder = temporaryFolder();
  await writeFiles({ path: folder, fileName: 'out', singleFileOutput: true, ...parameter }, [[rows]]);
  return content(join(folder, 'out'));
}

async function openTask(parameter: Parameter, taskId = '0000', attempt = 1, runId = 'r1') {
  const writer = await openWriter(connector, parameter, { runId });
  const { wanted, shared } = await writer.prepare(batch.schema);
  const { signal } = new AbortController();
  const task = await writer.openTask({ taskId, attempt, schema: wanted, shared, isolate: false, signal });
  return { writer, task };
}

test('csv writes null as nothing and an empty text in quotes', async () => {
  expect(await written({})).toBe('1,one\n2,\n3,""\n');
  expect(await written({ nullFormat: '\\N' })).toBe('1,one\n2,\\N\n3,""\n');
});

test('csv quotes what would be misread and nothing else', async () => {
  const texts = ['plain', 'a,b', 'say "x"', 'line\nbreak', 'cr\r', ' lead', 'trail ', 'in side', 'NULL', "it's", '"'];
  const rows = batchOfTypes(
    [types.utf8],
    texts.map((text) => [text]),
  );
  expect(await written({ nullFormat: 'NULL' }, rows)).toBe(
    'plain\n"a,b"\n"say ""x"""\n"line\nbreak"\n"cr\r"\n" lead"\n"trail "\nin side\n"NULL"\nit\'s\n""""\n',
  );
});

test('delimiter, quote, escape and line end may be chosen', async () => {
  const rows = batchOfTypes(
    [types.utf8, types.utf8],
    [
      ['a|b', "it's"],
      ['c||d', 'x\\y'],
    ],
  );
  expect(await written({ fieldDelimiter: '||', quote: "'", escape: '\\', lineDelimiter: '\r\n' }, rows)).toBe(
    "'a|b'||'it\\'s'\r\n'c||d'||'x\\\\y'\r\n",
  );
});

test('numbers are quoted when the delimiter could be one of theirs', async () => {
  const rows = batchOfTypes([types.decimal(9, 2), types.int32], [['-1.50', 2]]);
  expect(await written({ fieldDelimiter: '.' }, rows)).toBe('"-1.50".2\n');
  expect(await written({ nullFormat: '2' }, rows)).toBe('-1.50,"2"\n');
});

test('a header has the names of the columns or the given ones', async () => {
  expect(await written({ header: true })).toBe('a,b\n1,one\n2,\n3,""\n');
  expect(await written({ header: ['id', 'full, name'] })).toBe('id,"full, name"\n1,one\n2,\n3,""\n');
  expect(await written({ writeHeader: 'true' })).toBe('a,b\n1,one\n2,\n3,""\n');
});

test('text never quotes; rows that would need it are refused alone', async () => {
  const rows = batchOfTypes(pair, [
    [1, 'one "1"'],
    [2, null],
    [3, 'a,b'],
    [4, 'x\ny'],
    [5, '\\N'],
    [6, ''],
  ]);
  const folder = temporaryFolder();
  const { rejections, reports } = await writeFiles(
    { path: folder, fileName: 'out', singleFileOutput: true, fileFormat: 'text' },
    [[rows]],
  );
  expect(content(join(folder, 'out'))).toBe('1,one "1"\n2,\\N\n6,\n');
  expect(rejections.map(({ row, column, code }) => [row, column, code])).toEqual([
    [2, 1, 'NEEDS_QUOTES'],
    [3, 1, 'NEEDS_QUOTES'],
    [4, 1, 'NEEDS_QUOTES'],
  ]);
  expect(reports[0]?.rowsWritten).toBe(3);
});

test('dates are ISO texts with all digits, or of the declared format', async () => {
  const rows = batchOfTypes([types.date, types.timestamp], [['2024-02-29', '2024-02-29 01:02:03.000004']]);
  expect(await written({}, rows)).toBe('2024-02-29,2024-02-29 01:02:03.000004\n');
  expect(await written({ dateFormat: 'yyyy/MM/dd, HH:mm' }, rows)).toBe('"2024/02/29, 00:00","2024/02/29, 01:02"\n');
});

test('JSON Lines hold a line per row', async () => {
  const rows = batchOfTypes(
    [types.int64, types.utf8, types.json, types.bool, types.float64, types.date],
    [
      [9007199254740993n, 'a"\\\n\u0001ü', '{"x":\n[1]}', true, 1.5, '2024-02-29'],
      [null, '', null, false, Number.NaN, null],
    ],
  );
  const text = await written({ fileFormat: 'jsonl' }, rows);
  expect(text).toBe(
    String.raw`{"a":9007199254740993,"b":"a\"\\\n\u0001ü","c":{"x": [1]},"d":true,"e":1.5,"f":"2024-02-29"}` +
      '\n{"a":null,"b":"","c":null,"d":false,"e":"NaN","f":null}\n',
  );
});

test('files are named by run and task, with suffixes', async () => {
  const folder = temporaryFolder();
  await writeFiles({ path: folder, fileName: 'out', compress: 'gzip' }, [[batch], [batch]], { runId: 'r 7' });
  expect(readdirSync(folder)).toEqual(['out__r-7_0000.csv.gz', 'out__r-7_0001.csv.gz']);
  expect(gunzipSync(readFileSync(join(folder, 'out__r-7_0001.csv.gz'))).toString()).toBe('1,one\n2,\n3,""\n');
  await writeFiles({ path: folder, fileName: 'x', suffix: '.dat', compress: 'none' }, [[batch]], { runId: 'r' });
  expect(existsSync(join(folder, 'x__r_0000.dat'))).toBe(true);
});

test('zstd and deflate are written, lzo is refused with the choices', async () => {
  const folder = temporaryFolder();
  await writeFiles({ path: folder, fileName: 'z', compress: 'zstd' }, [[batch]]);
  await writeFiles({ path: folder, fileName: 'd', compress: 'deflate' }, [[batch]]);
  expect(zstdDecompressSync(readFileSync(join(folder, 'z__test_0000.csv.zst'))).toString()).toBe('1,one\n2,\n3,""\n');
  expect(inflateSync(readFileSync(join(folder, 'd__test_0000.csv.deflate'))).toString()).toBe('1,one\n2,\n3,""\n');
  await expect(openWriter(connector, { path: folder, compress: 'lzo' })).rejects.toMatchObject({
    code: 'FILES_UNKNOWN_CODEC',
    hint: expect.stringContaining('Supported: gzip, zip, bzip2, zstd, deflate, snappy') as string,
  });
});

test('a single file joins the parts in the order of the tasks under one header', async () => {
  const folder = temporaryFolder();
  const parts = ['a', 'b', 'c'].map((text) => [batchOfTypes([types.utf8], [[text]])]);
  await writeFiles({ path: folder, fileName: 'all.csv', singleFileOutput: true, header: ['t'] }, parts);
  expect(readdirSync(folder)).toEqual(['all.csv']);
  expect(content(join(folder, 'all.csv'))).toBe('t\na\nb\nc\n');
  await writeFiles(
    { path: folder, fileName: 'all.csv.gz', singleFileOutput: true, header: ['t'], compress: 'gzip' },
    parts,
  );
  expect(gunzipSync(readFileSync(join(folder, 'all.csv.gz'))).toString()).toBe('t\na\nb\nc\n');
});

test('a single file has its header also when the first task had no rows', async () => {
  const folder = temporaryFolder();
  const empty = batchOfTypes([types.utf8], []);
  const parameter = { path: folder, fileName: 'all.csv', singleFileOutput: true, header: ['t'] };
  await writeFiles(parameter, [[empty], [batchOfTypes([types.utf8], [['b']])]]);
  expect(content(join(folder, 'all.csv'))).toBe('t\nb\n');
});

test('no rows at all still leave a file', async () => {
  const folder = temporaryFolder();
  await writeFiles({ path: folder, fileName: 'out', header: true }, [[batchOfTypes([types.utf8], [])], []]);
  expect(readdirSync(folder)).toEqual(['out__test_0000.csv']);
  expect(content(join(folder, 'out__test_0000.csv'))).toBe('a\n');
});

test('a new file begins after maxFileSize megabytes, between rows', async () => {
  const folder = temporaryFolder();
  const wide = batchOfTypes(
    [types.utf8],
    Array.from({ length: 100 }, () => ['x'.repeat(9_999)]),
  );
  await writeFiles({ path: folder, fileName: 'out', maxFileSize: 1, header: ['h'] }, [[wide, wide, wide]]);
  const files = readdirSync(folder);
  expect(files).toEqual(['out__test_0000.csv', 'out__test_0000_1.csv', 'out__test_0000_2.csv']);
  const lines = files.map((file) => content(join(folder, file)).split('\n').length - 2);
  expect(lines.reduce((sum, count) => sum + count, 0)).toBe(300);
});

test('a row larger than any buffer is written', async () => {
  const text = '"'.repeat(3_000_000);
  const row = batchOfTypes(
    [types.utf8, types.int32],
    [
      [text, 1],
      ['b', 2],
    ],
  );
  expect(await written({}, row)).toBe(`"${'""'.repeat(3_000_000)}",1\nb,2\n`);
});

test('truncate keeps the old files until the run has succeeded', async () => {
  const folder = temporaryFolder();
  const old = [
    putFile(folder, 'out__old_0000.csv', 'old'),
    putFile(folder, 'out', 'old'),
    putFile(folder, 'other.csv', 'other'),
  ];
  const { writer, task } = await openTask({ path: folder, fileName: 'out' });
  expect((await writer.inspect(batch.schema)).isDestructive).toBe(true);
  await task.write(batch);
  const report = await task.commit();
  expect(old.map((path) => existsSync(path))).toEqual([true, true, true]);
  expect(readdirSync(folder).filter((name) => !name.startsWith('.'))).toEqual([
    'other.csv',
    'out',
    'out__old_0000.csv',
  ]);
  await writer.finish([report]);
  expect(readdirSync(folder)).toEqual(['other.csv', 'out__r1_0000.csv']);
});

test('a failed run leaves what was there and nothing that is unfinished', async () => {
  const folder = temporaryFolder();
  putFile(folder, 'out__old_0000.csv', 'old');
  const { writer, task } = await openTask({ path: folder, fileName: 'out' });
  await task.write(batch);
  await task.abort();
  await writer.cancel?.();
  expect(readdirSync(folder)).toEqual(['out__old_0000.csv']);
});

test('a killed run leaves hidden files only, and its resumption goes on with the sealed ones', async () => {
  const folder = temporaryFolder();
  const first = await openTask({ path: folder, fileName: 'out' }, '0000');
  await first.task.write(batch);
  const token = await first.task.commitToken?.();
  expect(token).toEqual([join(folder, 'out__r1_0000.csv')]);
  expect(await first.writer.committed?.(token ?? null)).toBe(false);
  const report = await first.task.commit();
  const killed = await openTask({ path: folder, fileName: 'out' }, '0001');
  await killed.task.write(batch);
  expect(await killed.task.commitToken?.()).toEqual([join(folder, 'out__r1_0001.csv')]);
  expect(readdirSync(folder)).toEqual(['.out__r1_0000.csv.sluice-sealed', '.out__r1_0001.csv.sluice-tmp']);

  const again = await openTask({ path: folder, fileName: 'out' }, '0001', 2);
  expect(await again.writer.committed?.(token ?? null)).toBe(true);
  await again.task.write(batch);
  await again.writer.finish([report, await again.task.commit()]);
  expect(readdirSync(folder)).toEqual(['out__r1_0000.csv', 'out__r1_0001.csv']);
  await again.writer.finish([report]);
  expect(readdirSync(folder)).toEqual(['out__r1_0000.csv', 'out__r1_0001.csv']);
  // Only to close the file that a kill would have closed.
  await killed.task.abort();
});

test('finishing a single file can be repeated after it was interrupted', async () => {
  const folder = temporaryFolder();
  const parameter = { path: folder, fileName: 'all.csv', singleFileOutput: true };
  const { writer, task } = await openTask(parameter, '0000');
  await task.write(batch);
  const report = await task.commit();
  // As if killed after the parts were joined, before the old parts were gone.
  const part = join(folder, '.all.csv__r1_0000_h.sluice-sealed');
  writeFileSync(join(folder, '.all.csv__r1_joined.sluice-sealed'), content(part));
  await writer.finish([report]);
  expect(content(join(folder, 'all.csv'))).toBe('1,one\n2,\n3,""\n');
  expect(readdirSync(folder)).toEqual(['all.csv']);
  await writer.finish([report]);
  expect(content(join(folder, 'all.csv'))).toBe('1,one\n2,\n3,""\n');
});

test('append does not replace the one file that is there', async () => {
  const folder = temporaryFolder();
  const parameter = { path: folder, fileName: 'a.csv', singleFileOutput: true, writeMode: 'append' };
  const rows = batchOfTypes([types.utf8], [['x']]);
  await writeFiles(parameter, [[rows]]);
  const error = { code: 'FILES_COPY_TAKEN', message: `"${join(folder, 'a.csv')}" exists, and writeMode is append.` };
  await expect(writeFiles(parameter, [[batchOfTypes([types.utf8], [['y']])]])).rejects.toMatchObject(error);
  expect(readFileSync(join(folder, 'a.csv'), 'utf8')).toBe('x\n');
  const writer = await openWriter(connector, parameter);
  const plan = await writer.inspect?.(rows.schema);
  await writer.close();
  expect(plan?.warnings).toEqual([
    `"${join(folder, 'a.csv')}" exists: the run will stop, because writeMode is append.`,
  ]);
});

test('append adds files, nonConflict refuses to', async () => {
  const folder = temporaryFolder();
  putFile(folder, 'out_old', 'old');
  await writeFiles({ path: folder, fileName: 'out', writeMode: 'append' }, [[batch]]);
  expect(readdirSync(folder)).toEqual(['out__test_0000.csv', 'out_old']);
  await expect(
    writeFiles({ path: folder, fileName: 'out', writeMode: 'nonConflict' }, [[batch]]),
  ).rejects.toMatchObject({
    code: 'FILES_NAME_TAKEN',
  });
  await writeFiles({ path: folder, fileName: 'new', writeMode: 'nonConflict' }, [[batch]]);
});

test('a missing folder is made, and a path through a file is an error that names it', async () => {
  const folder = temporaryFolder();
  await writeFiles({ path: join(folder, 'a/b'), fileName: 'out' }, [[batch]]);
  const file = putFile(folder, 'file', '');
  await expect(writeFiles({ path: join(file, 'x'), fileName: 'out' }, [[batch]])).rejects.toMatchObject({
    code: 'FILES_UNWRITABLE',
    message: `Cannot write "${join(file, 'x')}": a part of the path is a file, not a folder.`,
  });
});

test('a full disk is an error that says so, and nothing stays', async () => {
  const folder = temporaryFolder();
  symlinkSync('/dev/full', join(folder, '.out__r1_0000.csv.sluice-tmp'));
  const staged = await LocalStagedFile.create(join(folder, 'out__r1_0000.csv'));
  await expect(staged.write(Buffer.from('x'))).rejects.toMatchObject({
    code: 'FILES_DISK_FULL',
    message: `No space left while writing "${join(folder, 'out__r1_0000.csv')}".`,
  });
  await staged.abort();
  expect(readdirSync(folder)).toEqual([]);
});

test.each(['../x', 'a/b', '..', '', 'a\\b', 'a\0b'])('the file name %j is refused', async (fileName) => {
  await expect(openWriter(connector, { path: '/tmp', fileName })).rejects.toMatchObject({
    code: 'FILES_BAD_FILE_NAME',
  });
});

test('parts that cannot be joined to one file are refused when there are several tasks', async () => {
  const folder = temporaryFolder();
  const parameters: readonly Parameter[] = [{ compress: 'deflate' }, { compress: 'zip' }, { fileFormat: 'avro' }];
  for (const parameter of parameters) {
    const single = { path: folder, fileName: 'x', singleFileOutput: true, ...parameter };
    await writeFiles(single, [[batch]]);
    expect(readdirSync(folder)).toEqual(['x']);
    await expect(writeFiles(single, [[batch], [batch]])).rejects.toMatchObject({ code: 'FILES_CANNOT_JOIN' });
  }
});

test('contradictory options are refused before anything happens', async () => {
  const folder = temporaryFolder();
  const single = { path: folder, fileName: 'x', singleFileOutput: true };
  await expect(openWriter(connector, { ...single, maxFileSize: 1 })).rejects.toMatchObject({
    code: 'FILES_BAD_DIALECT',
  });
  await expect(openWriter(connector, { ...single, nameTemplate: '{fileName}-{task}' })).rejects.toMatchObject({
    code: 'FILES_BAD_DIALECT',
  });
  await expect(openWriter(connector, { path: folder, byteOrderMark: true, encoding: 'GBK' })).rejects.toMatchObject({
    code: 'FILES_BAD_DIALECT',
  });
  await expect(writeFiles({ path: folder, nullFormat: 'a,b' }, [[batch]])).rejects.toMatchObject({
    code: 'FILES_BAD_DIALECT',
  });
  expect(readdirSync(folder)).toEqual([]);
});

test('what a plan says is what will happen', async () => {
  const folder = temporaryFolder();
  putFile(folder, 'out1', 'x');
  const writer = await openWriter(connector, { path: folder, fileName: 'out' });
  const schema = batchOf(batch.schema, []).schema;
  expect(await writer.inspect(schema)).toEqual({
    wanted: schema,
    actions: [
      `Write ${join(folder, 'out__test_*.csv')}.`,
      `Remove 1 file(s) when the new ones are complete: ${join(folder, 'out1')}.`,
    ],
    warnings: [],
    isDestructive: true,
  });
  expect(readdirSync(folder)).toEqual(['out1']);
});
