import { Column, types } from '@sluice/core';
import { expect, test } from 'vitest';
import { Levels, bitsOf, hybridMaxLength, writeHybrid } from './levels.ts';

function hybrid(values: readonly number[], bitWidth: number): number[] {
  const into = new Uint8Array(hybridMaxLength(values.length, bitWidth));
  return [...into.subarray(0, writeHybrid(Uint16Array.from(values), values.length, bitWidth, into, 0))];
}

function written(levels: Levels): number[] {
  const into = new Uint8Array(levels.maxLength);
  return [...into.subarray(0, levels.write(into, 0))];
}

test('eight values of three bits are three bytes behind their header', () => {
  expect(hybrid([0, 1, 2, 3, 4, 5, 6, 7], 3)).toEqual([3, 0b10001000, 0b11000110, 0b11111010]);
});

test('a last group is filled up with zeros', () => {
  expect(hybrid([1, 2, 3], 2)).toEqual([3, 0b00111001, 0]);
});

test('a long run is one entry, of two bytes from nine bits on', () => {
  expect(hybrid(Array(100).fill(5), 3)).toEqual([200, 1, 5]);
  expect(hybrid(Array(8).fill(257), 9)).toEqual([16, 1, 1]);
});

test('runs and packed groups take turns', () => {
  expect(hybrid([0, 1, 0, 1, 0, 1, 0, 1, ...Array(40).fill(1), 0], 1)).toEqual([3, 0b10101010, 80, 1, 3, 0]);
});

test('values of every width up to sixteen bits are packed as their bits follow each other', () => {
  for (let width = 1; width <= 16; width++) {
    const values = Array.from({ length: 24 }, (_, i) => (i * 40_503) % 2 ** width);
    let bits = 0n;
    values.forEach((value, i) => (bits |= BigInt(value) << BigInt(i * width)));
    const expected = Array.from({ length: 3 * width }, (_, i) => Number((bits >> BigInt(i * 8)) & 255n));
    expect(hybrid(values, width)).toEqual([7, ...expected]);
  }
});

test('the width is that of the largest value, at least one bit', () => {
  expect([0, 1, 2, 3, 4, 255, 256, 65_535].map(bitsOf)).toEqual([1, 1, 2, 2, 3, 8, 9, 16]);
});

test('levels that are all equal are one run behind their length', () => {
  const levels = new Levels(1);
  levels.add(1, 1000);
  levels.add(1, 24);
  expect(written(levels)).toEqual([3, 0, 0, 0, 128, 16, 1]);
});

test('a null after many values does not lose them', () => {
  const column = new Column(types.int32, 8);
  column.setNull(1);
  const levels = new Levels(1);
  levels.add(1, 4);
  levels.addPresence(column, 0, 4);
  expect(written(levels)).toEqual([2, 0, 0, 0, 3, 0b11011111]);
  levels.clear();
  levels.add(0, 3);
  expect(written(levels)).toEqual([2, 0, 0, 0, 6, 0]);
});
