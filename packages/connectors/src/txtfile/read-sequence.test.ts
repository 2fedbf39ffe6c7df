import { copyFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { temporaryFolder } from '@sluice/testkit';
import { expect, test } from 'vitest';
import { readFiles } from './test-files.ts';

const fixtures = resolve(import.meta.dirname, '../families/files/codecs/fixtures');

test('SequenceFiles are read as published jobs read them, whatever their names', async () => {
  const folder = temporaryFolder();
  copyFileSync(join(fixtures, 'block-deflate.seq'), join(folder, '000000_0'));
  copyFileSync(join(fixtures, 'bytes.seq'), join(folder, '000001_0'));
  const column = [
    { index: 0, type: 'long' },
    { index: 1, type: 'string' },
    { index: 2, type: 'string' },
  ];
  const read = await readFiles({
    path: folder,
    fileType: 'seq',
    fieldDelimiter: String.raw`\u0001`,
    nullFormat: String.raw`\N`,
    column,
  });
  expect(read.rejected).toEqual([]);
  expect(read.rows).toHaveLength(2400);
  expect(read.rows[0]).toEqual([0n, 'größe 0', null]);
  expect(read.rows[2399]).toEqual([1199n, 'größe 3', 'x'.repeat(39)]);
});
