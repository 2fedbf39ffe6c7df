import { expect, test } from 'vitest';
import { emptyCells } from './cells.ts';
import { rangeOf } from './range.ts';

function doubles(...values: number[]) {
  const cells = emptyCells();
  cells.values = new Int32Array(Float64Array.from(values).buffer);
  cells.count = values.length;
  return cells;
}

function doubleOf(bytes: Uint8Array | undefined): number | undefined {
  return bytes === undefined ? undefined : new Float64Array(bytes.slice().buffer)[0];
}

test.each([
  [[Infinity], Infinity, Infinity],
  [[-Infinity, NaN], -Infinity, -Infinity],
  [[1, Infinity, -Infinity], -Infinity, Infinity],
  [[NaN], undefined, undefined],
  [[0], -0, 0],
  [[-0], -0, 0],
])('the range of the doubles %j', (values, min, max) => {
  const range = rangeOf('words', 'float');
  range.add(doubles(...values));
  expect(doubleOf(range.min())).toBe(min);
  expect(doubleOf(range.max())).toBe(max);
});

test('a range forgets when it is cleared', () => {
  const range = rangeOf('words', 'float');
  range.add(doubles(1, 2));
  range.clear();
  expect(range.min()).toBeUndefined();
  range.add(doubles(5));
  expect(doubleOf(range.max())).toBe(5);
});

test('fixed bytes are compared as two’s complement', () => {
  const cells = emptyCells();
  cells.bytes = Uint8Array.of(0x7f, 0xff, 0x80, 0x00, 0xff, 0xff, 0x00, 0x00);
  cells.offsets = Int32Array.of(0, 2, 4, 6, 8);
  cells.count = 4;
  const range = rangeOf('bytes', 'signedBytes');
  range.add(cells);
  expect([...(range.min() ?? [])]).toEqual([0x80, 0x00]);
  expect([...(range.max() ?? [])]).toEqual([0x7f, 0xff]);
});
