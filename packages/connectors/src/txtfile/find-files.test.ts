import { appendFileSync, closeSync, mkdirSync, openSync, rmSync, symlinkSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { collect, openReader, temporaryFolder } from '@sluice/testkit';
import { expect, test } from 'vitest';
import connector from './index.ts';
import { localStorage } from './local-storage.ts';
import { putFile, readFiles } from './test-files.ts';

const { signal } = new AbortController();

function tree(...names: string[]): string {
  const folder = temporaryFolder();
  for (const name of names) putFile(folder, name, `${name}\n`);
  return folder;
}

async function find(folder: string, pattern: string): Promise<string[]> {
  const files = await localStorage.find(join(folder, pattern), signal);
  return files.map((file) => file.path.slice(folder.length + 1));
}

test('stars and question marks stay within a name', async () => {
  const folder = tree('a1.csv', 'a2.csv', 'b1.csv', 'a10.csv', 'sub/a3.csv');
  expect(await find(folder, 'a?.csv')).toEqual(['a1.csv', 'a2.csv']);
  expect(await find(folder, 'a*.csv')).toEqual(['a1.csv', 'a10.csv', 'a2.csv']);
});

test('two stars go down any number of folders', async () => {
  const folder = tree('a.csv', 'x/b.csv', 'x/y/c.csv', 'x/y/d.txt');
  expect(await find(folder, '**/*.csv')).toEqual(['a.csv', 'x/b.csv', 'x/y/c.csv']);
  expect(await find(folder, 'x/**')).toEqual(['x/b.csv', 'x/y/c.csv', 'x/y/d.txt']);
});

test('brackets and braces choose', async () => {
  const folder = tree('p1', 'p2', 'p3', 'q1', 'pa');
  expect(await find(folder, 'p[1-2]')).toEqual(['p1', 'p2']);
  expect(await find(folder, 'p[!1-2]')).toEqual(['p3', 'pa']);
  expect(await find(folder, '{p1,q*}')).toEqual(['p1', 'q1']);
  expect(await find(folder, '{p{1,3},q1}')).toEqual(['p1', 'p3', 'q1']);
});

test('a folder is read with all below, also when a pattern names it', async () => {
  const folder = tree('dt=1/a', 'dt=1/x/b', 'dt=2/c', 'other/d');
  expect(await find(folder, 'dt=1')).toEqual(['dt=1/a', 'dt=1/x/b']);
  expect(await find(folder, 'dt=*')).toEqual(['dt=1/a', 'dt=1/x/b', 'dt=2/c']);
});

test('hidden files count only when named', async () => {
  const folder = tree('a', '.b', '.c/d');
  expect(await find(folder, '*')).toEqual(['a']);
  expect(await find(folder, '')).toEqual(['a']);
  expect(await find(folder, '**')).toEqual(['a']);
  expect(await find(folder, '.b')).toEqual(['.b']);
  expect(await find(folder, '.*')).toEqual(['.b', '.c/d']);
});

test('a name with wildcard characters is found when it exists', async () => {
  const folder = tree('a[1].csv', 'a1.csv');
  expect(await find(folder, 'a[1].csv')).toEqual(['a[1].csv']);
  expect(await find(folder, 'a\\[1\\].csv')).toEqual(['a[1].csv']);
});

test('links are followed when named and not out of a tree', async () => {
  const outside = tree('secret');
  const folder = tree('a');
  symlinkSync(join(outside, 'secret'), join(folder, 'link'));
  symlinkSync(outside, join(folder, 'tree'));
  expect(await find(folder, '*')).toEqual(['a']);
  expect(await find(folder, '**')).toEqual(['a']);
  expect(await find(folder, 'link')).toEqual(['link']);
  expect(await find(folder, 'tree')).toEqual(['tree/secret']);
});

test('links that match and are not read stand in the notes', async () => {
  const outside = tree('secret.csv');
  const folder = tree('a.csv', 'in/b.csv', 'x.txt');
  symlinkSync(join(outside, 'secret.csv'), join(folder, 'in/link.csv'));
  symlinkSync(join(outside, 'secret.csv'), join(folder, 'z.csv'));
  symlinkSync(join(outside, 'secret.csv'), join(folder, 'x.lnk'));
  const column = [{ index: 0 }];
  const note = (link: string): string => `Links are followed only where a path names them, so not read: ${link}.`;
  const first = JSON.stringify(join(folder, 'in/link.csv'));
  const read = await readFiles({ path: join(folder, '**/*.csv'), column });
  expect(read.rows).toEqual([['a.csv'], ['in/b.csv']]);
  expect(read.notes).toEqual([note(`${first} and 1 more`)]);
  expect((await readFiles({ path: join(folder, 'in'), column })).notes).toEqual([note(first)]);
  const named = await readFiles({ path: [join(folder, 'in'), join(folder, 'in/link.csv')], column });
  expect(named.rows).toEqual([['in/b.csv'], ['secret.csv']]);
  expect(named.notes).toEqual([]);
});

test('no match is an error that names the pattern, unless nothing is fine', async () => {
  const path = join(temporaryFolder(), '*.csv');
  await expect(readFiles({ path, column: [{ index: 0 }] })).rejects.toMatchObject({
    code: 'FILES_NO_FILE',
    message: `No file matches "${path}".`,
  });
  expect((await readFiles({ path, column: [{ index: 0 }], successOnNoFile: true })).rows).toEqual([]);
});

test('a path that leads through a file is an error that names it', async () => {
  const folder = tree('a');
  const path = join(folder, 'a', 'b.csv');
  await expect(readFiles({ path, column: ['*'] })).rejects.toMatchObject({
    code: 'FILES_UNREADABLE',
    message: `Cannot read "${path}": a part of the path is a file, not a folder.`,
  });
});

test.skipIf(process.getuid?.() === 0)('a folder that may not be read is an error that names it', async () => {
  const folder = temporaryFolder();
  mkdirSync(join(folder, 'closed'), { mode: 0 });
  await expect(readFiles({ path: folder, column: ['*'] })).rejects.toMatchObject({ code: 'FILES_UNREADABLE' });
});

test('patterns that make no sense are refused', async () => {
  await expect(find('/tmp', '{a,b')).rejects.toMatchObject({ code: 'FILES_BAD_PATTERN' });
  await expect(find('/tmp', 'x[a')).rejects.toMatchObject({ code: 'FILES_BAD_PATTERN' });
});

test('a file named by two patterns is read once', async () => {
  const folder = tree('a', 'b');
  const { rows } = await readFiles({ path: [join(folder, '*'), join(folder, 'a')], fileFormat: 'text' });
  expect(rows).toEqual([['a'], ['b']]);
});

test('a file that changes between planning and reading is an error', async () => {
  const path = putFile(temporaryFolder(), 'a.csv', 'a\n');
  const reader = await openReader(connector, { path });
  const schema = await reader.describe();
  const plan = await reader.plan({ channels: 1, wanted: schema });
  appendFileSync(path, 'b\n');
  const [split] = plan.splits;
  if (split === undefined) throw new Error('no split');
  const batches = reader.read({
    schema: plan.schema,
    shared: plan.shared,
    split,
    batchRows: 10,
    batchBytes: 1000,
    signal,
  });
  await expect(collect(batches)).rejects.toMatchObject({ code: 'FILES_CHANGED' });
});

test('a file that vanishes, or is written to while it is read, is an error', async () => {
  const folder = temporaryFolder();
  const path = putFile(folder, 'a.csv', 'a,b\n'.repeat(200_000));
  const open = async () => {
    const reader = await openReader(connector, { path });
    const { schema, splits, shared } = await reader.plan({ channels: 1, wanted: await reader.describe() });
    const [split] = splits as [(typeof splits)[0]];
    return reader.read({ schema, shared, split, batchRows: 1000, batchBytes: 1 << 20, signal })[Symbol.asyncIterator]();
  };
  const changing = await open();
  await changing.next();
  const handle = openSync(path, 'r+');
  writeSync(handle, 'c', 700_000);
  closeSync(handle);
  await expect(collect({ [Symbol.asyncIterator]: () => changing })).rejects.toMatchObject({ code: 'FILES_CHANGED' });
  const vanishing = await open();
  rmSync(path);
  await expect(vanishing.next()).rejects.toMatchObject({
    code: 'FILES_CHANGED',
    message: `"${path}" vanished between planning and reading.`,
  });
});

test('a reader that is left half-way leaves no file open', async () => {
  const path = putFile(temporaryFolder(), 'a.csv', 'a,b\n'.repeat(500_000));
  const before = process.getActiveResourcesInfo().length;
  const reader = await openReader(connector, { path });
  const schema = await reader.describe();
  const plan = await reader.plan({ channels: 1, wanted: schema });
  const [split] = plan.splits;
  if (split === undefined) throw new Error('no split');
  for await (const batch of reader.read({
    schema: plan.schema,
    shared: plan.shared,
    split,
    batchRows: 10,
    batchBytes: 1000,
    signal,
  })) {
    if (batch.rowCount > 0) break;
  }
  await reader.close();
  expect(process.getActiveResourcesInfo().length).toBeLessThanOrEqual(before);
});
