import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { types } from '@sluice/core';
import { temporaryFolder } from '@sluice/testkit';
import { expect, test } from 'vitest';
import { batchOfTypes, readFiles, writeFiles } from './test-files.ts';

const json = { fileFormat: 'json', fileName: 'x' };
const batch = batchOfTypes(
  [types.int64, types.utf8],
  [
    [1n, 'one'],
    [2n, null],
    [3n, 'a "b"'],
  ],
);
const content = (folder: string): string[] =>
  readdirSync(folder).map((name) => readFileSync(join(folder, name), 'utf8'));

test('a json file is one array with an object per line', async () => {
  const folder = temporaryFolder();
  await writeFiles({ path: folder, ...json }, [[batch, batch]]);
  expect(readdirSync(folder)).toEqual(['x__test_0000.json']);
  const lines = ['{"a":1,"b":"one"}', '{"a":2,"b":null}', String.raw`{"a":3,"b":"a \"b\""}`];
  expect(content(folder)).toEqual([`[${[...lines, ...lines].join('\n,')}\n]\n`]);
  const column = [
    { name: 'a', type: 'int64' },
    { name: 'b', type: 'string' },
  ];
  expect((await readFiles({ path: folder, fileFormat: 'json', column })).rows.slice(0, 2)).toEqual([
    [1n, 'one'],
    [2n, null],
  ]);
});

test('without rows it is an empty array', async () => {
  const folder = temporaryFolder();
  await writeFiles({ path: folder, ...json }, [[batchOfTypes([types.int64], [])]]);
  expect(content(folder)).toEqual(['[]\n']);
});

test('each of several files is whole, also packed and in other encodings', async () => {
  const folder = temporaryFolder();
  const large = batchOfTypes(
    [types.utf8],
    Array.from({ length: 3000 }, (_, at) => [`${at}`.padEnd(400, 'ü')]),
  );
  await writeFiles({ path: folder, ...json, maxFileSize: 1 }, [[large], [large]]);
  const files = content(folder).map((text) => JSON.parse(text) as readonly { readonly a: string }[]);
  expect(files.length).toBeGreaterThan(3);
  expect(files.flat().length).toBe(6000);
  expect(files[1]?.[0]?.a.length).toBe(400);
  const packed = temporaryFolder();
  await writeFiles({ path: packed, ...json, compress: 'gzip', encoding: 'UTF-16LE' }, [[batch]]);
  const column = [{ name: 'b', type: 'string' }];
  const read = await readFiles({ path: packed, fileFormat: 'json', encoding: 'UTF-16LE', column });
  expect(read.rows).toEqual([['one'], [null], ['a "b"']]);
});

test('one file of several tasks is refused, as arrays cannot be joined', async () => {
  const folder = temporaryFolder();
  await writeFiles({ path: folder, ...json, fileName: 'x.json', singleFileOutput: true }, [[batch]]);
  expect(readdirSync(folder)).toEqual(['x.json']);
  await expect(writeFiles({ path: folder, ...json, singleFileOutput: true }, [[batch], [batch]])).rejects.toMatchObject(
    { code: 'FILES_CANNOT_JOIN' },
  );
});
