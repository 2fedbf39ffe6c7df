import { expect, test } from 'vitest';
import type { FileReads } from './contents.ts';
import { StorageBytes } from './storage-bytes.ts';
import type { ByteRange } from './storage.ts';

const { signal } = new AbortController();

/** A file whose byte at `i` is `i % 251`, that arrives in pieces of 10,000 bytes; `asked` has the requests. */
function open(size: number, served = size) {
  const asked: ByteRange[] = [];
  const reads: FileReads = {
    async *read(_file, range) {
      asked.push(range);
      const end = Math.min(range.end ?? size, served);
      for (let at = range.start; at < end; at += 10_000) yield expected(at, Math.min(at + 10_000, end));
    },
  };
  return { bytes: new StorageBytes({ path: 'f', size, version: '' }, reads), asked };
}

const pattern = Buffer.from(Uint8Array.from({ length: 251 }, (_, i) => i));

function expected(start: number, end: number): Uint8Array {
  const first = start % 251;
  return new Uint8Array(Buffer.alloc(first + end - start, pattern).subarray(first));
}

test('ranges asked for together are few requests', async () => {
  const { bytes, asked } = open(30_000_000);
  const ranges = [
    [1_000_000, 1_200_000],
    [0, 300_000],
    [1_250_000, 1_300_000],
    [20_000_000, 20_100_000],
    [1_150_000, 1_220_000],
  ] as const;
  const found = await Promise.all(ranges.map(([start, end]) => bytes.read(start, end, signal)));
  for (const [at, [start, end]] of ranges.entries())
    expect(Buffer.compare(found[at] as Uint8Array, expected(start, end))).toBe(0);
  expect(asked).toEqual([
    { start: 0, end: 300_000 },
    { start: 1_000_000, end: 1_300_000 },
    { start: 20_000_000, end: 20_100_000 },
  ]);
});

test('one request asks for at most 8 MiB, unless a range is larger', async () => {
  const { bytes, asked } = open(60_000_000);
  const megabyte = 1 << 20;
  await Promise.all(Array.from({ length: 12 }, (_, i) => bytes.read(i * megabyte, (i + 1) * megabyte, signal)));
  await bytes.read(20 * megabyte, 40 * megabyte, signal);
  expect(asked.map(({ start, end = 0 }) => (end - start) / megabyte)).toEqual([8, 4, 20]);
});

test('small reads near each other are one request, also backwards from the end', async () => {
  const { bytes, asked } = open(1_000_000);
  expect(await bytes.read(999_992, 1_000_000, signal)).toEqual(expected(999_992, 1_000_000));
  expect(await bytes.read(990_000, 999_992, signal)).toEqual(expected(990_000, 999_992));
  expect(await bytes.read(500, 600, signal)).toEqual(expected(500, 600));
  expect(await bytes.read(600, 700, signal)).toEqual(expected(600, 700));
  expect(asked).toEqual([
    { start: 1_000_000 - 65_536, end: 1_000_000 },
    { start: 500, end: 500 + 65_536 },
  ]);
});

test('what was read may be kept and changed', async () => {
  const { bytes } = open(1000);
  const first = await bytes.read(0, 100, signal);
  first.fill(0);
  expect(await bytes.read(0, 100, signal)).toEqual(expected(0, 100));
});

test('a file that has become shorter is noticed, and its readers are all told', async () => {
  const { bytes } = open(1_000_000, 500_000);
  const reads = [bytes.read(0, 400_000, signal), bytes.read(450_000, 600_000, signal)];
  for (const read of reads) await expect(read).rejects.toMatchObject({ code: 'FILES_CHANGED' });
});

test('reads outside of the file and of streams are refused', async () => {
  const { bytes } = open(100);
  await expect(bytes.read(90, 101, signal)).rejects.toThrow('Bytes 90 to 101 are not in "f".');
  await expect(bytes.read(-1, 5, signal)).rejects.toThrow(RangeError);
  expect(await bytes.read(100, 100, signal)).toEqual(new Uint8Array(0));
  expect(() => new StorageBytes({ path: '-', version: '' }, { read: async function* () {} })).toThrowError(
    expect.objectContaining({ code: 'FILES_NO_PLACES' }) as Error,
  );
});
