import { expect, test } from 'vitest';
import { BitRuns, ByteRuns } from './byte-runs.ts';
import { StreamBytes } from './stream-bytes.ts';

/** A stream whose bytes come one by one. */
function streamOf(...bytes: readonly number[]): StreamBytes {
  const left = [...bytes];
  return new StreamBytes(
    () => Promise.resolve(left.length === 0 ? undefined : Uint8Array.of(left.shift() as number)),
    undefined,
  );
}

test('bytes in runs and as they are', async () => {
  const runs = new ByteRuns(streamOf(0x61, 0x00, 0xfe, 0x44, 0x45));
  const into = new Uint8Array(102);
  await runs.bytes(into, 0, 60);
  await runs.bytes(into, 60, 42);
  expect([...into]).toEqual([...new Uint8Array(100), 0x44, 0x45]);
});

test('bits, highest first, whatever number is asked for', async () => {
  const runs = new BitRuns(streamOf(0xfe, 0b1010_0000, 0b0111_1111));
  const into = new Uint8Array(16);
  expect(await runs.flags(into, 0, 3)).toBe(2);
  expect(await runs.flags(into, 3, 7)).toBe(1);
  expect(await runs.flags(into, 10, 6)).toBe(6);
  expect([...into]).toEqual([1, 0, 1, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1]);
});

test('a run that is cut off is damage', async () => {
  await expect(new ByteRuns(streamOf(0x61)).bytes(new Uint8Array(1), 0, 1)).rejects.toThrow('end too early');
  await expect(new ByteRuns(streamOf(0xfe, 1)).bytes(new Uint8Array(2), 0, 2)).rejects.toThrow('end too early');
});
