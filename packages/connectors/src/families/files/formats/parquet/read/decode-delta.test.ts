import { Column, types } from '@sluice/core';
import { describe, expect, test } from 'vitest';
import { DeltaInts, DeltaReader } from './decode-delta.ts';
import { DeltaBytes, DeltaLengthBytes } from './decode-delta-bytes.ts';

/** Blocks of 128 in four parts. */
const head = [0x80, 0x01, 0x04];
const unused = [0, 0, 0];
const oneToFive = [...head, 5, 2, 2, 0, ...unused];
const downAndUp = [...head, 8, 14, 3, 2, ...unused, 0xc0, 0x3f, 0, 0, 0, 0, 0, 0];

function readInts(bytes: readonly number[], count: number): readonly number[] {
  const decoder = new DeltaInts(1);
  const column = new Column(types.int32, count);
  decoder.start(Uint8Array.from(bytes), 0, bytes.length);
  for (let row = 0; row < count; row += 3) decoder.read(column, row, Math.min(3, count - row));
  return [...(column.values as Int32Array)];
}

function filled(count: number, value: number): readonly number[] {
  return Array.from({ length: count }, () => value);
}

describe('differences', () => {
  test('are packed with as many bits as a part of a block needs', () => {
    expect(readInts(oneToFive, 5)).toEqual([1, 2, 3, 4, 5]);
    expect(readInts(downAndUp, 8)).toEqual([7, 5, 3, 1, 2, 3, 4, 5]);
  });

  test('end where the bytes after them begin', () => {
    const bytes = Uint8Array.of(9, ...downAndUp, 1, 2, 3);
    const reader = new DeltaReader(1);
    reader.start(bytes, 1, bytes.length);
    expect(reader.findEnd()).toBe(1 + downAndUp.length);
    const words = new Int32Array(8);
    reader.read(words, 0, 8);
    expect([...words]).toEqual([7, 5, 3, 1, 2, 3, 4, 5]);
  });

  test('of impossible sizes, or fewer than values, are refused', () => {
    expect(() => readInts([0, 4, 5, 2], 1)).toThrow('an impossible size');
    expect(() => readInts([0x80, 0x01, 0, 5, 2], 1)).toThrow('an impossible size');
    expect(() => readInts([0x80, 0x01, 3, 5, 2], 1)).toThrow('an impossible size');
    expect(() => readInts(oneToFive, 6)).toThrow('its values end too early');
    expect(() => readInts(downAndUp.slice(0, -1), 8)).toThrow('its values end too early');
    expect(() => readInts([...head, 5, 2, 2, 33, ...unused, ...filled(140, 0)], 5)).toThrow('too many bits');
    expect(() => readInts([...head, ...filled(11, 0xff)], 5)).toThrow('a packed integer is too large');
  });
});

describe('byte arrays', () => {
  /** Lengths 1, 2, 3, 4, 5. */
  const text = Buffer.from('abbcccddddeeeee');

  test('come after all their lengths', () => {
    const bytes = Uint8Array.from([...oneToFive, ...text]);
    const decoder = new DeltaLengthBytes();
    const column = new Column(types.binary, 5);
    decoder.start(bytes, 0, bytes.length);
    expect(decoder.read(column, 0, 2, 100)).toBe(2);
    expect(decoder.read(column, 2, 3, 100)).toBe(3);
    expect([...column.offsets]).toEqual([0, 1, 3, 6, 10, 15]);
    expect(Buffer.from(column.bytes.subarray(0, 15)).toString()).toBe('abbcccddddeeeee');
  });

  test('wait when there is no room, except for the first', () => {
    const bytes = Uint8Array.from([...oneToFive, ...text]);
    const decoder = new DeltaLengthBytes();
    const column = new Column(types.binary, 5);
    decoder.start(bytes, 0, bytes.length);
    expect(decoder.read(column, 0, 5, 5)).toBe(2);
    expect(decoder.read(column, 2, 3, 5)).toBe(0);
    expect(decoder.read(column, 0, 3, 2)).toBe(1);
  });

  test('that end too early are refused', () => {
    const bytes = Uint8Array.from([...oneToFive, ...text.subarray(1)]);
    const decoder = new DeltaLengthBytes();
    decoder.start(bytes, 0, bytes.length);
    expect(() => decoder.read(new Column(types.binary, 5), 0, 5, 100)).toThrow('its values end too early');
  });

  test('share their beginning with the one before', () => {
    const none = [...head, 5, 0, 0, 0, ...unused];
    const shared = [...head, 5, 0, 2, 0, ...unused];
    const column = new Column(types.binary, 5);
    const decoder = new DeltaBytes(undefined);
    // 0, 1, 2, 3, 4 bytes shared, then 1, 2, 3, 4, 5 of their own.
    const bytes = Uint8Array.from([...shared, ...oneToFive, ...text]);
    decoder.start(bytes, 0, bytes.length);
    expect(decoder.read(column, 0, 5, 100)).toBe(5);
    expect(Buffer.from(column.bytes.subarray(0, column.offsets[5])).toString()).toBe('aabbabcccabcddddabcdeeeee');
    const alone = Uint8Array.from([...none, ...oneToFive, ...text]);
    decoder.start(alone, 0, alone.length);
    expect(decoder.read(column, 0, 5, 100)).toBe(5);
    expect(Buffer.from(column.bytes.subarray(0, column.offsets[5])).toString()).toBe('abbcccddddeeeee');
  });

  test('that share more than there is, or miss their fixed length, are refused', () => {
    const column = new Column(types.binary, 5);
    const bytes = Uint8Array.from([...oneToFive, ...oneToFive, ...text]);
    const decoder = new DeltaBytes(undefined);
    decoder.start(bytes, 0, bytes.length);
    expect(() => decoder.read(column, 0, 5, 100)).toThrow('shares more than the one before has');
    const shared = Uint8Array.from([...head, 5, 0, 2, 0, ...unused, ...oneToFive, ...text]);
    const fixed = new DeltaBytes(3);
    fixed.start(shared, 0, shared.length);
    expect(() => fixed.read(column, 0, 5, 100)).toThrow('another length');
  });
});
