import { describe, expect, test } from 'vitest';
import { HybridReader } from './hybrid.ts';
import { levelWidth, startLevels } from './levels.ts';

function readerOf(width: number, ...bytes: readonly number[]): HybridReader {
  const reader = new HybridReader();
  // In the middle of other bytes, as in a page.
  reader.start(Uint8Array.of(255, ...bytes, 255), 1, bytes.length + 1, width);
  return reader;
}

function ints(reader: HybridReader, ...counts: readonly number[]): readonly number[] {
  return counts.flatMap((count) => {
    const into = new Int32Array(count);
    reader.readInts(into, 0, count);
    return [...into];
  });
}

describe('runs', () => {
  test('are eight packed values', () => {
    expect(ints(readerOf(3, 0x03, 0x88, 0xc6, 0xfa), 8)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  });

  test('are equal values, packed ones and equal ones again', () => {
    const bytes = [0x0a, 0x02, 0x03, 0x88, 0xc6, 0xfa, 0x06, 0x07];
    expect(ints(readerOf(3, ...bytes), 16)).toEqual([2, 2, 2, 2, 2, 0, 1, 2, 3, 4, 5, 6, 7, 7, 7, 7]);
    expect(ints(readerOf(3, ...bytes), 3, 4, 1, 1, 5, 2)).toEqual([2, 2, 2, 2, 2, 0, 1, 2, 3, 4, 5, 6, 7, 7, 7, 7]);
  });

  test('are bytes as well', () => {
    const into = new Uint8Array(6);
    readerOf(1, 0x03, 0b0101_0011).readBytes(into, 1, 5);
    expect([...into]).toEqual([0, 1, 1, 0, 0, 1]);
  });

  test('have up to 32 bits per value', () => {
    expect(ints(readerOf(32, 0x04, 0xff, 0xff, 0xff, 0xff), 2)).toEqual([-1, -1]);
    const packed = [1, 0, 0, 0, 0xff, 0xff, 0xff, 0xff, ...Array.from({ length: 24 }, () => 0)];
    expect(ints(readerOf(32, 0x03, ...packed), 2)).toEqual([1, -1]);
  });

  test.each([1, 2, 5, 7, 12, 17, 20, 25, 31])('of %d bits are read the same whole and in pieces', (width) => {
    const values = Array.from({ length: 200 }, (_, i) => (i * 2654435761) % 2 ** width);
    const bits = values.flatMap((value) => Array.from({ length: width }, (_, bit) => Math.floor(value / 2 ** bit) % 2));
    const bytes = Array.from({ length: bits.length / 8 }, (_, at) =>
      parseInt(
        bits
          .slice(at * 8, at * 8 + 8)
          .toReversed()
          .join(''),
        2,
      ),
    );
    expect(ints(readerOf(width, 25 * 2 + 1, ...bytes), 200)).toEqual(values);
    expect(ints(readerOf(width, 25 * 2 + 1, ...bytes), 1, 40, 3, 100, 56)).toEqual(values);
  });

  test('in a temporary file are read like those in memory', () => {
    // 30 times 8000 packed values of 13 bits and five equal ones: several windows.
    const packed = Array.from({ length: 13_000 }, (_, at) => (at * 167) % 256);
    const bytes = Array.from({ length: 30 }, () => [0xd1, 0x0f, ...packed, 0x0a, 0x05, 0x00]).flat();
    const page = Uint8Array.from([1, 2, 3, ...bytes]);
    const spill = { read: (into: Uint8Array, at: number) => into.set(page.subarray(at, at + into.length)) };
    const spilled = new HybridReader();
    spilled.startSpilled(spill, 3, page.length, 13);
    const inMemory = new HybridReader();
    inMemory.start(page, 3, page.length, 13);
    const counts = [1, 20_000, 7, 70_001, 8005];
    expect(ints(spilled, ...counts)).toEqual(ints(inMemory, ...counts));
    expect(() => ints(spilled, 400_000)).toThrow('values end too early');
  });

  test('without bits are zeros, whatever the bytes', () => {
    expect(ints(readerOf(0), 3)).toEqual([0, 0, 0]);
  });

  test('that end too early, are empty or repeat what has too many bits are refused', () => {
    expect(() => ints(readerOf(3, 0x03, 0x88, 0xc6), 8)).toThrow('values end too early');
    expect(() => ints(readerOf(9, 0x06, 0x01), 3)).toThrow('values end too early');
    expect(() => ints(readerOf(3, 0x0a, 0x02), 6)).toThrow('values end too early');
    expect(() => ints(readerOf(3, 0x00, 0x02), 1)).toThrow('a run of values is empty');
    expect(() => ints(readerOf(3, 0x02, 0x08), 1)).toThrow('repeats a value that is too large');
    expect(() => ints(readerOf(3, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff), 1)).toThrow('the length of a run is too large');
  });
});

describe('levels of a page', () => {
  const page = (encoding: number, count: number, ...bytes: readonly number[]) => ({
    bytes: Uint8Array.of(9, ...bytes, 77),
    start: 1,
    encoding,
    count,
  });

  test('take as many bits as the largest needs', () => {
    expect([0, 1, 2, 3, 4, 7, 8].map(levelWidth)).toEqual([0, 1, 2, 2, 3, 3, 4]);
  });

  test('have their length in front', () => {
    const reader = new HybridReader();
    expect(startLevels(reader, page(3, 3, 2, 0, 0, 0, 0x06, 0x01), 1)).toBe(7);
    expect(ints(reader, 3)).toEqual([1, 1, 1]);
  });

  test('in the old way are packed from the highest bit on, without a length', () => {
    const reader = new HybridReader();
    expect(startLevels(reader, page(4, 8, 0b00000101, 0b00111001, 0b01110111), 7)).toBe(4);
    expect(ints(reader, 8)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    startLevels(reader, page(4, 10, 0b10110010, 0b01000000), 1);
    expect(ints(reader, 10)).toEqual([1, 0, 1, 1, 0, 0, 1, 0, 0, 1]);
  });

  test('that are longer than the page or encoded otherwise are refused', () => {
    const reader = new HybridReader();
    expect(() => startLevels(reader, page(3, 3, 9, 0, 0, 0, 0x06, 0x01), 1)).toThrow('its levels end too early');
    expect(() => startLevels(reader, page(3, 3, 9), 1)).toThrow('its levels end too early');
    expect(() => startLevels(reader, page(4, 100, 9), 1)).toThrow('its levels end too early');
    expect(() => startLevels(reader, page(5, 1, 9, 0, 0, 0), 1)).toThrow('its levels have the encoding 5');
  });
});
