import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { types } from '@sluice/core';
import { openReader, temporaryFolder } from '@sluice/testkit';
import { expect, test } from 'vitest';
import connector from './index.ts';
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

/** Texts in each encoding, as another implementation has them. */
const samples = [
  ['UTF-8', '中文,🚀', 'e4b8ade696872cf09f9a800a'],
  ['UTF-16LE', '中文,🚀', '2d4e87652c003dd880de0a00'],
  ['UTF-16BE', '中文,🚀', '4e2d6587002cd83dde80000a'],
  ['GBK', '中文,漢字', 'd6d0cec42c9d68d7d60a'],
  ['GB18030', '中文,🚀', 'd6d0cec42c95308b340a'],
  ['gb18030', '€,äß', 'a2e32c81308a31813089380a'],
  ['Big5', '中文,漢字', 'a4a4a4e52cba7ea6720a'],
  ['ISO-8859-1', 'äß,é', 'e4df2ce90a'],
  ['latin1', 'äß,é', 'e4df2ce90a'],
] as const;

test.each(samples)('%s is read and written: %s', async (encoding, text, hex) => {
  const folder = temporaryFolder();
  const path = putFile(folder, 'a.csv', Buffer.from(hex, 'hex'));
  const { rows } = await readFiles({ path, encoding, column });
  expect(rows).toEqual([text.split(',')]);
  const batch = batchOfTypes([types.utf8, types.utf8], rows as string[][]);
  await writeFiles({ path: folder, fileName: 'b.csv', singleFileOutput: true, encoding }, [[batch]]);
  expect(readFileSync(join(folder, 'b.csv')).toString('hex')).toBe(hex);
});

test.each([
  ['UTF-8', 'efbbbf'],
  ['UTF-16LE', 'fffe'],
  ['UTF-16BE', 'feff'],
  ['GB18030', ''],
])('a byte order mark is written when it is wanted: %s', async (encoding, mark) => {
  const folder = temporaryFolder();
  const parameter = { path: folder, fileName: 'a.csv', singleFileOutput: true, encoding, header: ['t'] };
  const batch = batchOfTypes([types.utf8], [['x']]);
  const written = async (byteOrderMark: boolean): Promise<string> => {
    await writeFiles({ ...parameter, byteOrderMark }, [[batch]]);
    return readFileSync(join(folder, 'a.csv')).toString('hex');
  };
  const plain = await written(false);
  if (mark === '') return void (await expect(written(true)).rejects.toMatchObject({ code: 'FILES_BAD_DIALECT' }));
  expect(await written(true)).toBe(mark + plain);
  expect((await readFiles({ path: join(folder, 'a.csv'), encoding, skipHeader: true })).rows).toEqual([['x']]);
});

test('UTF-16 without a byte order in its name has a mark unless it is not wanted', async () => {
  const folder = temporaryFolder();
  const parameter = { path: folder, fileName: 'a', singleFileOutput: true, encoding: 'UTF-16', byteOrderMark: false };
  await writeFiles(parameter, [[batchOfTypes([types.utf8], [['x']])]]);
  expect(readFileSync(join(folder, 'a')).toString('hex')).toBe('78000a00');
});

test('a mark in the first file of a joined one is the only one, and UTF-8 with it reads as without', async () => {
  const folder = temporaryFolder();
  const parts = ['a', 'b'].map((text) => [batchOfTypes([types.utf8], [[text]])]);
  await writeFiles({ path: folder, fileName: 'x', singleFileOutput: true, byteOrderMark: true }, parts);
  expect(readFileSync(join(folder, 'x')).toString('hex')).toBe('efbbbf610a620a');
  expect((await readFiles({ path: join(folder, 'x') })).rows).toEqual([['a'], ['b']]);
});

test.each([
  ['UTF-16LE', 'utf-8', 'fffe', '61002c0062000a00'],
  ['UTF-16BE', 'utf-8', 'feff', '0061002c0062000a'],
  ['UTF-32LE', 'utf-8', 'fffe0000', '610000000a000000'],
  ['UTF-8', 'gbk', 'efbbbf', '612c620a'],
  ['UTF-16BE', 'utf-16le', 'feff', '0061002c0062000a'],
])('a file with the mark of %s is not read as %s', async (found, encoding, mark, text) => {
  const path = putFile(temporaryFolder(), 'a.csv', Buffer.from(mark + text.repeat(8), 'hex'));
  const error = {
    code: 'FILES_OTHER_ENCODING',
    message: `"${path}" begins with the byte order mark of ${found}, and is read as ${encoding}.`,
  };
  await expect(readFiles({ path, encoding, skipHeader: true, column })).rejects.toMatchObject(error);
});

test('a mark at the beginning of a large file is found before a part of it is read', async () => {
  const path = putFile(temporaryFolder(), 'a.csv', Buffer.from(`\uFEFF${'a,b\n'.repeat(64)}`, 'utf16le').swap16());
  const reader = await openReader(connector, { path, column, minSplitBytes: 100 });
  const wanted = await reader.describe();
  await expect(reader.plan({ channels: 2, wanted })).rejects.toMatchObject({ code: 'FILES_OTHER_ENCODING' });
  await reader.close();
});
