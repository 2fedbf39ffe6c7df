import { existsSync, readFileSync, readdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { types, type CommitReport, type JsonValue, type Parameter } from '@sluice/core';
import { openWriter, temporaryFolder } from '@sluice/testkit';
import { expect, test } from 'vitest';
import connector from './index.ts';
import { batchOfTypes, putFile, writeFiles } from './test-files.ts';

const batch = batchOfTypes([types.int32], [[1], [2]]);
const more = batchOfTypes([types.int32], [[3]]);
const clock = { now: () => Date.UTC(2026, 10, 20, 23, 30), monotonic: () => 0, sleep: async () => undefined };
const content = (path: string): string => readFileSync(path, 'utf8');

/** Writes a task and leaves the run before its end, as a kill would. */
async function unfinished(parameter: Parameter, runId: string): Promise<{ shared: JsonValue; report: CommitReport }> {
  const writer = await openWriter(connector, parameter, { runId, clock });
  const { wanted, shared } = await writer.prepare(batch.schema);
  const { signal } = new AbortController();
  const task = await writer.openTask({ taskId: '0000', attempt: 1, schema: wanted, shared, isolate: false, signal });
  await task.write(batch);
  return { shared, report: await task.commit() };
}

test('a template makes names that can be told before the run', async () => {
  const folder = temporaryFolder();
  const parameter = { path: folder, fileName: 'orders', nameTemplate: '{fileName}-{date}-{task}', compress: 'gzip' };
  const { reports } = await writeFiles(parameter, [[batch], [more]], { clock, timeZone: 'Asia/Shanghai' });
  expect(readdirSync(folder)).toEqual(['orders-20261121-0000.csv.gz', 'orders-20261121-0001.csv.gz']);
  expect(reports[1]?.details).toMatchObject({
    files: [{ path: join(folder, 'orders-20261121-0001.csv.gz'), rows: 1 }],
  });
});

test.each([
  ['GMT+8', '20261121'],
  ['+08:00', '20261121'],
  ['Asia/Shanghai', '20261121'],
  ['GMT', '20261120'],
  ['GMT-3:30', '20261120'],
])('in the zone %s the day of the run is %s', async (timeZone, day) => {
  const folder = temporaryFolder();
  await writeFiles({ path: folder, nameTemplate: '{fileName}-{date}-{task}' }, [[batch]], { clock, timeZone });
  expect(readdirSync(folder)).toEqual([`data-${day}-0000.csv`]);
});

test('truncate replaces files of the template and removes older ones of the same beginning', async () => {
  const folder = temporaryFolder();
  for (const name of ['part-0000.csv', 'part-0007.csv', 'other.csv']) putFile(folder, name, 'old');
  await writeFiles({ path: folder, nameTemplate: 'part-{task}' }, [[batch]]);
  expect(readdirSync(folder)).toEqual(['other.csv', 'part-0000.csv']);
  expect(content(join(folder, 'part-0000.csv'))).toBe('1\n2\n');
});

test('a run that is taken up on another day keeps the names of its first', async () => {
  const folder = temporaryFolder();
  const parameter = { path: folder, nameTemplate: 'x-{date}-{task}' };
  const { shared, report } = await unfinished(parameter, 'r1');
  const tomorrow = { ...clock, now: () => Date.UTC(2026, 10, 22) };
  const writer = await openWriter(connector, parameter, { runId: 'r1', clock: tomorrow });
  await writer.prepare(batch.schema, shared);
  await writer.finish([report]);
  expect(readdirSync(folder)).toEqual(['x-20261120-0000.csv']);
});

test('finish may be interrupted between two files, and is done again', async () => {
  const folder = temporaryFolder();
  const parameter = { path: folder, nameTemplate: 'x-{task}' };
  putFile(folder, 'x-old.csv', 'old');
  const { shared, report } = await unfinished(parameter, 'r1');
  renameSync(join(folder, '.data__r1_0000.csv.sluice-sealed'), join(folder, 'x-0000.csv'));
  const writer = await openWriter(connector, parameter, { runId: 'r1', clock });
  await writer.prepare(batch.schema, shared);
  await writer.finish([report]);
  expect(readdirSync(folder)).toEqual(['x-0000.csv']);
});

test.each([
  ['one file', { singleFileOutput: true, fileName: 'x.csv' }, 'x.csv'],
  ['a template without the run', { nameTemplate: 'x-{task}' }, 'x-0000.csv'],
])('%s: a file of an earlier run does not pass for the commit of a killed task', async (_, options, older) => {
  const folder = temporaryFolder();
  putFile(folder, older, 'old');
  const writer = await openWriter(connector, { path: folder, ...options }, { runId: 'r2', clock });
  const { wanted, shared } = await writer.prepare(batch.schema);
  const { signal } = new AbortController();
  const task = await writer.openTask({ taskId: '0000', attempt: 1, schema: wanted, shared, isolate: false, signal });
  await task.write(batch);
  // Killed between the token and the commit.
  const token = (await task.commitToken?.()) ?? null;
  const resumed = await openWriter(connector, { path: folder, ...options }, { runId: 'r2', clock });
  await resumed.prepare(batch.schema, shared);
  expect(await resumed.committed?.(token)).toBe(false);
  await task.commit();
  expect(await resumed.committed?.(token)).toBe(true);
});

test('writeMode error wants an empty folder, whatever the names', async () => {
  const folder = temporaryFolder();
  const parameter = { path: folder, writeMode: 'error' };
  await writeFiles(parameter, [[batch]]);
  await expect(writeFiles(parameter, [[batch]], { runId: 'again' })).rejects.toMatchObject({
    code: 'FILES_FOLDER_TAKEN',
    message: `writeMode is error and "${folder}" is not empty: "${folder}/data__test_0000.csv".`,
  });
  const single = { ...parameter, singleFileOutput: true, fileName: 'x.csv' };
  await writeFiles(single, [[batch]]);
  await expect(writeFiles(single, [[batch]])).rejects.toMatchObject({ code: 'FILES_FOLDER_TAKEN' });
});

test('marks are written last, and old ones go before the first new file appears', async () => {
  const folder = temporaryFolder();
  const mark = join(folder, 'flags/done');
  putFile(folder, 'flags/done', 'old');
  putFile(folder, '_SUCCESS', 'old');
  const parameter = { path: join(folder, 'out'), successFile: true, markDoneFileName: mark };
  await writeFiles(parameter, [[batch]]);
  expect(readdirSync(join(folder, 'out'))).toEqual(['_SUCCESS', 'data__test_0000.csv']);
  expect(content(mark)).toBe('');
});

test('a run whose files cannot be published leaves no mark', async () => {
  const folder = temporaryFolder();
  const parameter = { path: folder, successFile: true };
  putFile(folder, '_SUCCESS', 'old');
  const { report } = await unfinished(parameter, 'r2');
  // A folder has taken the place of the file.
  putFile(folder, 'data__r2_0000.csv/x', '');
  const writer = await openWriter(connector, parameter, { runId: 'r2' });
  await writer.prepare(batch.schema, { columns: [], date: '' });
  await expect(writer.finish([report])).rejects.toMatchObject({ code: 'FILES_UNWRITABLE' });
  expect(existsSync(join(folder, '_SUCCESS'))).toBe(false);
});

test('the manifest in the report has paths, rows and bytes of the files', async () => {
  const folder = temporaryFolder();
  const { reports } = await writeFiles({ path: folder, fileName: 'out', header: true }, [[batch, more], [more]]);
  expect(reports.map(({ details }) => details)).toEqual([
    { files: [{ path: join(folder, 'out__test_0000.csv'), rows: 3, bytes: 8 }] },
    { files: [{ path: join(folder, 'out__test_0001.csv'), rows: 1, bytes: 4 }] },
  ]);
  const single = { path: folder, fileName: 'all.csv', singleFileOutput: true, compress: 'gzip' };
  const joined = await writeFiles(single, [[batch], [more]]);
  expect(joined.reports.map(({ details }) => (details as { files: { path: string }[] }).files[0]?.path)).toEqual([
    join(folder, 'all.csv'),
    join(folder, 'all.csv'),
  ]);
});

test('no rows leave no file when none is wanted, and truncate still clears', async () => {
  const folder = temporaryFolder();
  putFile(folder, 'data-old.csv', 'old');
  await writeFiles({ path: folder, generateEmptyFile: false }, [[batchOfTypes([types.int32], [])]]);
  expect(readdirSync(folder)).toEqual([]);
});
