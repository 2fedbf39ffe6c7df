import { wordsToNumber } from '@sluice/core';
import { expect, test } from 'vitest';
import { IntRuns } from './int-runs.ts';
import { StreamBytes } from './stream-bytes.ts';

function streamOf(hex: string): StreamBytes {
  const pieces = [new Uint8Array(Buffer.from(hex.replaceAll(' ', ''), 'hex'))];
  return new StreamBytes(() => Promise.resolve(pieces.pop()), undefined);
}

async function decode(version: 1 | 2, hex: string, count: number, isSigned = false): Promise<number[]> {
  const words = new Int32Array(count * 2);
  await new IntRuns(streamOf(hex), version, isSigned).words(words, 0, count);
  return Array.from({ length: count }, (_, i) => wordsToNumber(words[i * 2] as number, words[i * 2 + 1] as number));
}

test('short repeats', async () => {
  expect(await decode(2, '0a 27 10', 5)).toEqual([10_000, 10_000, 10_000, 10_000, 10_000]);
});

test('bits', async () => {
  expect(await decode(2, '5e 03 5c a1 ab 1e de ad be ef', 4)).toEqual([23_713, 43_806, 57_005, 48_879]);
});

test('patched bits', async () => {
  const hex = '8e 13 2b 21 07 d0 1e 00 14 70 28 32 3c 46 50 5a 64 6e 78 82 8c 96 a0 aa b4 be fc e8';
  const tens = Array.from({ length: 16 }, (_, i) => 2040 + i * 10);
  expect(await decode(2, hex, 20)).toEqual([2030, 2000, 2020, 1_000_000, ...tens]);
});

test('steps', async () => {
  expect(await decode(2, 'c6 09 02 02 22 42 42 46', 10)).toEqual([2, 3, 5, 7, 11, 13, 17, 19, 23, 29]);
});

test('steps downwards, and equal steps', async () => {
  // First value 10, first step -2, further steps of 4 bits: 1, 3.
  expect(await decode(2, 'c6 03 14 03 13', 4, true)).toEqual([10, 8, 7, 4]);
  expect(await decode(2, 'c0 03 14 03', 4, true)).toEqual([10, 8, 6, 4]);
});

test('values of 26, 28 and 30 bits', async () => {
  const bits = (width: number, values: readonly number[]): string => {
    const text = values.map((value) => value.toString(2).padStart(width, '0')).join('');
    const bytes = text.padEnd(Math.ceil(text.length / 8) * 8, '0').match(/.{8}/g) ?? [];
    return bytes.map((byte) => Number.parseInt(byte, 2).toString(16).padStart(2, '0')).join('');
  };
  const values = [1, 67_108_863, 0, 33_554_432, 12_345_678];
  expect(await decode(2, `7004${bits(26, values)}`, 5)).toEqual(values);
  expect(await decode(2, `7204${bits(28, values)}`, 5)).toEqual(values);
  expect(await decode(2, `7404${bits(30, values)}`, 5)).toEqual(values);
});

test('runs and literals of version 1', async () => {
  expect(await decode(1, '61 00 07', 100)).toEqual(Array.from({ length: 100 }, () => 7));
  expect(await decode(1, '61 ff 64', 100)).toEqual(Array.from({ length: 100 }, (_, i) => 100 - i));
  expect(await decode(1, 'fb 02 03 04 07 0b', 5)).toEqual([2, 3, 4, 7, 11]);
  expect(await decode(1, 'fe 01 02', 2, true)).toEqual([-1, 1]);
});

test('64 bits keep all their digits', async () => {
  const words = new Int32Array(4);
  await new IntRuns(streamOf('fe ff ff ff ff ff ff ff ff ff 01 fe ff ff ff ff ff ff ff ff 01'), 1, true).words(
    words,
    0,
    2,
  );
  expect([...words]).toEqual([0, -0x8000_0000, -1, 0x7fff_ffff]);
});

test.each([
  ['a head alone', 2, '5e'],
  ['bits that are missing', 2, '5e 03 5c a1'],
  ['a varint that goes on', 1, 'ff ff'],
  ['nothing', 1, ''],
] as const)('%s: the bytes end too early', async (_, version, hex) => {
  await expect(decode(version, hex, 1)).rejects.toThrow('its bytes end too early');
});

test('a number of more than 64 bits is damage', async () => {
  await expect(decode(1, 'ff ff ff ff ff ff ff ff ff ff ff 01', 1)).rejects.toThrow('more than 64 bits');
});

test('a value that does not fit is damage', async () => {
  const runs = new IntRuns(streamOf('0a 80 00'), 2, false);
  await expect(runs.ints(new Int16Array(5), 0, 5, -32_768, 32_767)).rejects.toThrow('does not fit');
});
