import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { types } from '@sluice/core';
import { temporaryFolder } from '@sluice/testkit';
import { expect, test } from 'vitest';
import { batchOfTypes, putFile, readFiles, writeFiles } from './test-files.ts';

const column = [{ index: 0 }, { index: 1 }];

test('files in other encodings are read', async () => {
  const folder = temporaryFolder();
  const gbk = Buffer.from([0xd6, 0xd0, 0x2c, 0xb9, 0xfa, 0x0a]);
  expect((await readFiles({ path: putFile(folder, 'gbk', gbk), column, encoding: 'GBK' })).rows).toEqual([
    ['中', '国'],
  ]);
  const latin = Buffer.from([0xe4, 0x2c, 0xdf]);
  expect((await readFiles({ path: putFile(folder, 'latin', latin), column, encoding: 'ISO-8859-1' })).rows).toEqual([
    ['ä', 'ß'],
  ]);
  const utf16 = Buffer.from('\uFEFFä,🚀\n', 'utf16le');
  expect((await readFiles({ path: putFile(folder, 'le', utf16), column, encoding: 'UTF-16LE' })).rows).toEqual([
    ['ä', '🚀'],
  ]);
  expect(
    (await readFiles({ path: putFile(folder, 'be', Buffer.from(utf16).swap16()), column, encoding: 'utf-16be' })).rows,
  ).toEqual([['ä', '🚀']]);
  expect(
    (await readFiles({ path: putFile(folder, 'mark', Buffer.from(utf16).swap16()), column, encoding: 'utf-16' })).rows,
  ).toEqual([['ä', '🚀']]);
});

test('bytes that the encoding does not know reject the row', async () => {
  const folder = temporaryFolder();
  const gbk = Buffer.from([0x61, 0x2c, 0xd6, 0xff, 0x0a, 0x62, 0x2c, 0x63, 0x0a]);
  const read = await readFiles({ path: putFile(folder, 'gbk', gbk), column, encoding: 'GBK' });
  expect(read.rows).toEqual([['b', 'c']]);
  expect(read.rejected).toMatchObject([{ ordinal: 0, column: 1, code: 'INVALID_ENCODING' }]);
  const utf16 = Buffer.concat([
    Buffer.from('a,', 'utf16le'),
    Buffer.of(0x3d, 0xd8),
    Buffer.from('\nb,\uFFFD', 'utf16le'),
  ]);
  const wide = await readFiles({ path: putFile(folder, 'wide', utf16), column, encoding: 'UTF-16LE' });
  expect(wide.rows).toEqual([['b', '\uFFFD']]);
  expect(wide.rejected).toMatchObject([{ ordinal: 0, column: 1, code: 'INVALID_ENCODING' }]);
});

test('an encoding nobody knows is refused', async () => {
  const path = putFile(temporaryFolder(), 'a', 'x');
  await expect(readFiles({ path, encoding: 'klingon' })).rejects.toMatchObject({ code: 'FILES_UNKNOWN_ENCODING' });
});

test('GBK is written, and rows with characters it lacks are refused alone', async () => {
  const folder = temporaryFolder();
  const batch = batchOfTypes(
    [types.int32, types.utf8],
    [
      [1, '中,国'],
      [2, '🚀'],
      [3, 'a'],
      [4, null],
    ],
  );
  const parameter = { path: folder, fileName: 'a.csv', singleFileOutput: true, encoding: 'GBK' };
  const { rejections, reports } = await writeFiles(parameter, [[batch]]);
  expect(rejections).toEqual([
    { row: 1, column: 1, code: 'NOT_IN_ENCODING', reason: 'The value has a character that gbk lacks.' },
  ]);
  expect(reports[0]?.rowsWritten).toBe(3);
  expect([...readFileSync(join(folder, 'a.csv'))]).toEqual([
    ...Buffer.from('1,"'),
    0xd6,
    0xd0,
    0x2c,
    0xb9,
    0xfa,
    ...Buffer.from('"\n3,a\n4,\n'),
  ]);
});

test('UTF-16 files begin with one byte order mark, also when parts are joined', async () => {
  const folder = temporaryFolder();
  const parts = [1, 2].map((n) => [batchOfTypes([types.utf8], [[`ä${n}`]])]);
  await writeFiles({ path: folder, fileName: 'a.csv', singleFileOutput: true, encoding: 'UTF-16' }, parts);
  expect(readFileSync(join(folder, 'a.csv')).toString('utf16le')).toBe('\uFEFFä1\nä2\n');
});
