import { createHash, randomBytes } from 'node:crypto';
import { appendFileSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import type { JsonValue } from '@sluice/core';
import { openReader, openWriter, temporaryFolder } from '@sluice/testkit';
import { expect, test } from 'vitest';
import connector from './index.ts';
import { batchOfTypes, moveFiles, putFile, readFiles, writeFiles } from './test-files.ts';

const binary = { fileFormat: 'binary' };
const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
/** All below a folder, hidden files too. */
const tree = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort();

test('a tree of files is copied byte for byte, with sizes and checksums in the report', async () => {
  const [from, to] = [temporaryFolder(), temporaryFolder()];
  const large = randomBytes(3_000_001);
  putFile(from, 'a/large.jpg', large);
  putFile(from, 'a/b/empty', '');
  putFile(from, 'ümlaut ✓.txt', 'x\r\n');
  const { reports } = await moveFiles({ path: from, ...binary }, { path: join(to, 'copy'), ...binary });
  expect(tree(to)).toEqual(['copy/a/b/empty', 'copy/a/large.jpg', 'copy/ümlaut ✓.txt']);
  expect(readFileSync(join(to, 'copy/a/large.jpg')).equals(large)).toBe(true);
  expect(readFileSync(join(to, 'copy/ümlaut ✓.txt'), 'utf8')).toBe('x\r\n');
  const files = reports.flatMap(({ details }) => (details as { files: { path: string }[] }).files);
  expect(files.toSorted((left, right) => (left.path < right.path ? -1 : 1))).toEqual([
    { path: join(to, 'copy/a/b/empty'), bytes: 0, sha256: sha256(Buffer.alloc(0)) },
    { path: join(to, 'copy/a/large.jpg'), bytes: 3_000_001, sha256: sha256(large) },
    { path: join(to, 'copy/ümlaut ✓.txt'), bytes: 3, sha256: sha256(Buffer.from('x\r\n')) },
  ]);
});

test('many files share splits, and pieces are cut at the size of batches', async () => {
  const [from, to] = [temporaryFolder(), temporaryFolder()];
  for (let i = 0; i < 300; i++) putFile(from, `${i % 7}/${i}`, randomBytes(i));
  putFile(from, 'large', randomBytes(1_000_000));
  const sizes: number[] = [];
  const pass = (batch: { byteLength: number }): boolean => sizes.push(batch.byteLength) > 0;
  await moveFiles({ path: from, ...binary }, { path: to, ...binary }, { channels: 3, batchBytes: 65_536, pass });
  expect(tree(to)).toEqual(tree(from));
  for (const name of tree(from)) expect(readFileSync(join(to, name)).equals(readFileSync(join(from, name)))).toBe(true);
  expect(Math.max(...sizes)).toBeLessThan(2 * 65_536 + 1000);
});

test('paths begin where the wildcards of the pattern do', async () => {
  const [from, to] = [temporaryFolder(), temporaryFolder()];
  for (const name of ['in/x/1.jpg', 'in/y/2.jpg', 'in/y/2.png', 'other/3.jpg']) putFile(from, name, name);
  await moveFiles({ path: [join(from, 'in/*/*.jpg'), join(from, 'other/3.jpg')], ...binary }, { path: to, ...binary });
  expect(tree(to)).toEqual(['3.jpg', 'x/1.jpg', 'y/2.jpg']);
});

test('two files that would become one are refused before anything is written', async () => {
  const [from, to] = [temporaryFolder(), temporaryFolder()];
  for (const name of ['a/1', 'b/1']) putFile(from, name, name);
  const path = [join(from, 'a'), join(from, 'b')];
  await expect(moveFiles({ path, ...binary }, { path: to, ...binary })).rejects.toMatchObject({
    code: 'FILES_COPY_CLASH',
    message: `"${from}/b/1" and "${from}/a/1" would both be copied to "1".`,
  });
  expect(tree(to)).toEqual([]);
});

test('nothing is visible before the end, and a failed run leaves the target as it was', async () => {
  const [from, to] = [temporaryFolder(), temporaryFolder()];
  for (const name of ['1', '2', 'd/3']) putFile(from, name, 'new');
  putFile(to, '1', 'old');
  const seen: string[][] = [];
  const pass = (): boolean => seen.push(tree(to).filter((name) => !/(^|\/)\./.test(name))) > 0;
  await moveFiles({ path: from, ...binary }, { path: to, ...binary }, { pass });
  expect(seen.every((names) => names.join() === '1')).toBe(true);
  expect(tree(to)).toEqual(['1', '2', 'd/3']);
  expect(readFileSync(join(to, '1'), 'utf8')).toBe('new');
  const failing = (): boolean => {
    throw new Error('stop');
  };
  putFile(from, '1', 'newer');
  await expect(moveFiles({ path: from, ...binary }, { path: to, ...binary }, { pass: failing })).rejects.toThrow(
    'stop',
  );
  expect(tree(to)).toEqual(['1', '2', 'd/3']);
  expect(readFileSync(join(to, '1'), 'utf8')).toBe('new');
});

test('a piece that is lost on the way is found', async () => {
  const [from, to] = [temporaryFolder(), temporaryFolder()];
  putFile(from, 'a', randomBytes(1_000_000));
  let count = 0;
  const pass = (): boolean => ++count !== 2;
  const moved = moveFiles({ path: from, ...binary }, { path: to, ...binary }, { pass, batchBytes: 65_536 });
  await expect(moved).rejects.toMatchObject({ code: 'FILES_COPY_BROKEN' });
  expect(tree(to)).toEqual([]);
});

test('append and nonConflict keep what is there, error wants an empty folder', async () => {
  const [from, to] = [temporaryFolder(), temporaryFolder()];
  putFile(from, 'a', 'new');
  putFile(to, 'b', 'old');
  await expect(moveFiles({ path: from, ...binary }, { path: to, ...binary, writeMode: 'error' })).rejects.toMatchObject(
    {
      code: 'FILES_FOLDER_TAKEN',
    },
  );
  await moveFiles({ path: from, ...binary }, { path: to, ...binary, writeMode: 'append' });
  expect(tree(to)).toEqual(['a', 'b']);
  for (const writeMode of ['append', 'nonConflict']) {
    await expect(moveFiles({ path: from, ...binary }, { path: to, ...binary, writeMode })).rejects.toMatchObject({
      code: 'FILES_COPY_TAKEN',
      message: `"${to}/a" exists, and writeMode is ${writeMode}.`,
    });
  }
});

test('marks come last, and copies are read again when asked for', async () => {
  const [from, to] = [temporaryFolder(), temporaryFolder()];
  putFile(from, 'a', 'new');
  const parameter = {
    path: to,
    ...binary,
    successFile: true,
    compareContent: true,
    markDoneFileName: join(to, 'done'),
  };
  await moveFiles({ path: from, ...binary }, parameter);
  expect(tree(to)).toEqual(['_SUCCESS', 'a', 'done']);
});

test('a copy that something else changes is found by its size and by its content', async () => {
  const [from, to] = [temporaryFolder(), temporaryFolder()];
  putFile(from, 'a', 'new');
  const target = join(to, 'a');
  const finish = async (compareContent: boolean, change: string): Promise<void> => {
    const reader = await openReader(connector, { path: from, ...binary });
    const writer = await openWriter(connector, { path: to, ...binary, compareContent });
    const { wanted, shared } = await writer.prepare(await reader.describe());
    const plan = await reader.plan({ channels: 1, wanted });
    const { signal } = new AbortController();
    const task = await writer.openTask({ taskId: '0000', attempt: 1, schema: wanted, shared, isolate: false, signal });
    const [split] = plan.splits as [(typeof plan.splits)[0]];
    const request = { schema: wanted, shared: plan.shared, split, batchRows: 10, batchBytes: 1 << 20, signal };
    for await (const batch of reader.read(request)) await task.write(batch);
    const report = await task.commit();
    const hidden = join(to, '.a.sluice-sealed');
    rmSync(hidden);
    putFile(to, '.a.sluice-sealed', change);
    await writer.finish([report]);
  };
  await expect(finish(false, 'longer')).rejects.toMatchObject({
    message: `The copy "${target}" differs from its source: 6 bytes instead of 3.`,
  });
  await finish(false, 'bad');
  await expect(finish(true, 'bad')).rejects.toMatchObject({
    code: 'FILES_COPY_DIFFERS',
    message: `The copy "${target}" differs from its source: another SHA-256 when it is read again.`,
  });
});

test('finish may be called again after it was interrupted', async () => {
  const [from, to] = [temporaryFolder(), temporaryFolder()];
  putFile(from, 'a', 'x');
  const { reports } = await moveFiles({ path: from, ...binary }, { path: to, ...binary });
  const writer = await openWriter(connector, { path: to, ...binary });
  await writer.finish(reports);
  expect(tree(to)).toEqual(['a']);
  rmSync(join(to, 'a'));
  await expect(writer.finish(reports)).rejects.toMatchObject({ code: 'FILES_STAGED_LOST' });
});

test('both sides have to be binary', async () => {
  const [from, to] = [temporaryFolder(), temporaryFolder()];
  putFile(from, 'a.csv', '1,2\n');
  const refused = { code: 'FILES_COPY_NEEDS_COPY' };
  await expect(moveFiles({ path: from, ...binary }, { path: to })).rejects.toMatchObject(refused);
  await expect(moveFiles({ path: from }, { path: to, ...binary })).rejects.toMatchObject(refused);
  await expect(writeFiles({ path: to, ...binary }, [[batchOfTypes([], [])]])).rejects.toMatchObject({
    ...refused,
    message: 'fileFormat binary copies files as they are, and the reader of this job does not.',
  });
  const reader = await openReader(connector, { path: from, ...binary });
  const { columns } = await reader.describe();
  const wanted = { columns: columns.map((column) => ({ ...column, nativeType: 'text' })) };
  await expect(reader.plan({ channels: 1, wanted })).rejects.toMatchObject(refused);
});

test.each([
  ['column', [{ index: 0 }]],
  ['hivePartitions', true],
  ['pathColumn', 'p'],
  ['compress', 'gzip'],
])('a binary reader has no %s', async (name, value) => {
  const path = putFile(temporaryFolder(), 'a', 'x');
  await expect(readFiles({ path, ...binary, [name]: value as JsonValue })).rejects.toMatchObject({
    code: 'FILES_BAD_DIALECT',
    message: expect.stringContaining(`so ${name} has no place`) as string,
  });
});

test.each([
  ['compress', 'gzip'],
  ['header', true],
  ['singleFileOutput', true],
  ['nameTemplate', '{fileName}{task}'],
])('a binary writer has no %s', async (name, value) => {
  const parameter = { path: temporaryFolder(), ...binary, [name]: value };
  await expect(openWriter(connector, parameter)).rejects.toMatchObject({ code: 'FILES_BAD_DIALECT' });
});

test('a file that grows after it was listed stops the copy', async () => {
  const from = temporaryFolder();
  const path = putFile(from, 'a', 'x');
  const reader = await openReader(connector, { path: from, ...binary });
  const wanted = await reader.describe();
  const plan = await reader.plan({ channels: 1, wanted });
  appendFileSync(path, 'y');
  const [split] = plan.splits as [(typeof plan.splits)[0]];
  const { signal } = new AbortController();
  const rows = reader.read({ schema: wanted, shared: plan.shared, split, batchRows: 10, batchBytes: 1000, signal });
  await expect(rows[Symbol.asyncIterator]().next()).rejects.toMatchObject({ code: 'FILES_CHANGED' });
});

test('a link in the tree is not followed', async () => {
  const [from, to] = [temporaryFolder(), temporaryFolder()];
  putFile(from, 'a', 'x');
  mkdirSync(join(from, 'd'));
  symlinkSync('/etc', join(from, 'd/etc'));
  symlinkSync('/etc/passwd', join(from, 'passwd'));
  await moveFiles({ path: from, ...binary }, { path: to, ...binary });
  expect(tree(to)).toEqual(['a']);
  expect(existsSync(join(to, 'passwd'))).toBe(false);
});
