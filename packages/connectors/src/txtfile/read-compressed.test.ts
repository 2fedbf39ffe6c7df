import { deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { temporaryFolder } from '@sluice/testkit';
import { expect, test } from 'vitest';
import { putFile, readFiles } from './test-files.ts';

const text = '1,one\n2,zwölf\n';
const rows = [
  ['1', 'one'],
  ['2', 'zwölf'],
];
const bzip2 = Buffer.from('QlpoOTFBWSZTWQWcumMAAAJZjAAQAAQwAAMFgJABAAgAIAAiAaACAaAAHDlM7d6nd4u5IpwoSALOXTGA', 'base64');
const emptyBzip2 = Buffer.from('QlpoORdyRThQkAAAAAA=', 'base64');
/** Two streams, of three small blocks and of one with long runs: 50,000 lines `a,b`, then 300,000 times x and `,y`. */
const longBzip2 = Buffer.from(
  'QlpoMTFBWSZTWclrGZ0AYaNRAAAQAAQwACAAUGaaBSo9NQlBYiUF+hKC1CUFxigrJMprO2PGhSAMNGogAAIAAIYABAAIClR6DNNNQlBahKC2oSgvUJQXGKCskymspNPF7QAAByiAAAgAAhgAEAAQUqPQZppk0fTRwu5IpwoSG0bwv8BCWmg5MUFZJlNZ4RS56AACT1CAgBAABARgAAggADDAApUMmew0URnRFS3goj4u5IpwoSHCKXPQ',
  'base64',
);
/** `x/`, `x/1.csv` deflated, `2.csv` stored, `e.csv` empty, and a comment at the end. */
const zip = Buffer.from(
  'UEsDBBQAAAAAAI8mdV0AAAAAAAAAAAAAAAACAAAAeC9QSwMEFAAAAAgAjyZ1XS3AhqMIAAAABgAAAAcAAAB4LzEuY3N2M9TJz0vlAgBQSwMEFAAAAAAAjyZ1XWgSEksGAAAABgAAAAUAAAAyLmNzdjIsdHdvClBLAwQUAAAACACPJnVdAAAAAAIAAAAAAAAABQAAAGUuY3N2AwBQSwECFAMUAAAAAACPJnVdAAAAAAAAAAAAAAAAAgAAAAAAAAAAABAA/UEAAAAAeC9QSwECFAMUAAAACACPJnVdLcCGowgAAAAGAAAABwAAAAAAAAAAAAAAgAEgAAAAeC8xLmNzdlBLAQIUAxQAAAAAAI8mdV1oEhJLBgAAAAYAAAAFAAAAAAAAAAAAAACAAU0AAAAyLmNzdlBLAQIUAxQAAAAIAI8mdV0AAAAAAgAAAAAAAAAFAAAAAAAAAAAAAACAAXYAAABlLmNzdlBLBQYAAAAABAAEAMsAAACbAAAACQBhIGNvbW1lbnQ=',
  'base64',
);

const column = [{ index: 0 }, { index: 1 }];
const read = async (name: string, bytes: Uint8Array, parameter: object = {}) =>
  readFiles({ path: putFile(temporaryFolder(), name, bytes), column, ...parameter });

test('gzip, zstd, bzip2 and deflate are told by the name or by compress', async () => {
  const packed = { gzip: gzipSync(text), zstd: zstdCompressSync(text), bzip2, deflate: deflateSync(text) };
  const suffixes = { gzip: '.gz', zstd: '.zst', bzip2: '.bz2', deflate: '.deflate' };
  for (const name of ['gzip', 'zstd', 'bzip2', 'deflate'] as const) {
    expect((await read(`a.csv${suffixes[name]}`, packed[name])).rows).toEqual(rows);
    expect((await read('a.csv', packed[name], { compress: name })).rows).toEqual(rows);
  }
  expect((await read('a.csv.gz', Buffer.from(text), { compress: 'none' })).rows).toEqual(rows);
});

test.each([
  ['a gzip file', 'compress to gzip', gzipSync(text)],
  ['a zip archive or an Excel file', 'compress to zip, or fileFormat to excel', zip],
  ['a bzip2 file', 'compress to bzip2', bzip2],
  ['a zstd file', 'compress to zstd', zstdCompressSync(text)],
])('%s with the name of a text is refused', async (found, option, bytes) => {
  const path = putFile(temporaryFolder(), 'a.csv', bytes);
  const error = {
    code: 'FILES_OTHER_FORMAT',
    message: `"${path}" is ${found}, and is read as text.`,
    hint: `Set ${option}. Files of different kinds are read in separate jobs.`,
  };
  await expect(readFiles({ path, column })).rejects.toMatchObject(error);
});

test('a file that was packed twice is refused as such', async () => {
  await expect(read('a.csv.gz', gzipSync(gzipSync(text)))).rejects.toMatchObject({ code: 'FILES_OTHER_FORMAT' });
});

test('several compressed streams in one file are read one after the other', async () => {
  const half = text.length / 2;
  const gzip = Buffer.concat([gzipSync(text.slice(0, half)), gzipSync(text.slice(half))]);
  expect((await read('a.gz', gzip)).rows).toEqual(rows);
  const zstd = Buffer.concat([zstdCompressSync(text.slice(0, half)), zstdCompressSync(text.slice(half))]);
  expect((await read('a.zst', zstd)).rows).toEqual(rows);
});

test('bzip2 with many blocks, long runs and several streams', async () => {
  const long = await read('a.bz2', longBzip2);
  expect(long.rows.length).toBe(50_001);
  expect(long.rows.slice(0, -1).every(([a, b]) => a === 'a' && b === 'b')).toBe(true);
  expect(long.rows.at(-1)).toEqual(['x'.repeat(300_000), 'y']);
  expect((await read('a.bz2', emptyBzip2)).rows).toEqual([]);
});

test('every file in a zip archive is read, each with its own header', async () => {
  expect((await read('a.zip', zip)).rows).toEqual([
    ['1', 'one'],
    ['2', 'two'],
  ]);
  expect((await read('a.zip', zip, { skipHeader: true })).rows).toEqual([]);
});

test('a truncated file is an error that is not worth a retry', async () => {
  const random = Buffer.from(
    Array.from({ length: 40_000 }, (_, i) => `${Math.imul(i, 2_654_435_761) >>> 0},x\n`).join(''),
  );
  const cases = [
    ['a.gz', gzipSync(random).subarray(0, -2000)],
    ['b.gz', gzipSync(random).subarray(0, -4)],
    ['a.zst', zstdCompressSync(random).subarray(0, -2000)],
    ['a.zst', zstdCompressSync(random).subarray(0, -1)],
    ['a.deflate', deflateSync(random).subarray(0, -2000)],
    ['a.bz2', longBzip2.subarray(0, -20)],
    ['b.bz2', longBzip2.subarray(0, 60)],
    ['a.zip', zip.subarray(0, -150)],
    ['a.gz', Buffer.alloc(0)],
    ['a.bz2', Buffer.alloc(0)],
  ] as const;
  for (const [name, bytes] of cases) {
    await expect(read(name, bytes), `${name} of ${bytes.length}`).rejects.toMatchObject({
      code: 'FILES_CORRUPT',
      retryable: false,
    });
  }
});

test('damaged and mistaken files are errors', async () => {
  const damaged = Buffer.from(longBzip2);
  damaged[60] = (damaged[60] as number) ^ 4;
  for (const [name, bytes] of [
    ['a.gz', Buffer.from(text)],
    ['a.bz2', Buffer.from(text)],
    ['a.zst', Buffer.from(text)],
    ['a.zip', Buffer.from(text)],
    ['b.bz2', damaged],
  ] as const) {
    await expect(read(name, bytes), name).rejects.toMatchObject({ code: 'FILES_CORRUPT' });
  }
  await expect(read('a.csv', Buffer.from(text), { compress: 'lzma' })).rejects.toMatchObject({
    code: 'FILES_UNKNOWN_CODEC',
    hint: 'Supported: gzip, zip, bzip2, zstd, deflate, snappy, hadoop-snappy, lz4, hadoop-lz4, brotli, lzo, lzo_deflate, sequence-file.',
  });
});

test('a file that expands beyond maxExpansion stops the job', async () => {
  const bomb = gzipSync(Buffer.alloc(80 << 20, `a,${'b'.repeat(9_997)}\n`));
  await expect(read('a.gz', bomb)).rejects.toMatchObject({ code: 'FILES_EXPANDS_TOO_MUCH' });
  expect((await read('a.gz', gzipSync(Buffer.alloc(1 << 20, `a,${'b'.repeat(125)}\n`)))).rows.length).toBe(1 << 13);
});

test('the plan says how many files are decompressed, and does not cut them', async () => {
  const path = putFile(temporaryFolder(), 'a.csv.gz', gzipSync('a,b\n'.repeat(1000)));
  const { splits, notes } = await readFiles({ path, minSplitBytes: 1 }, { channels: 4 });
  expect(splits).toEqual([path]);
  expect(notes).toEqual(['1 of 1 files are decompressed while they are read.']);
});
