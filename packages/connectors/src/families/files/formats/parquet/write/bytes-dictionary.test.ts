import { expect, test } from 'vitest';
import { bytesDictionary } from './bytes-dictionary.ts';
import { emptyCells } from './cells.ts';

function cellsOf(values: readonly string[]) {
  const cells = emptyCells();
  cells.bytes = Buffer.from(values.join(''));
  cells.offsets = new Int32Array(values.length + 1);
  cells.count = values.length;
  for (const [i, value] of values.entries()) cells.offsets[i + 1] = (cells.offsets[i] as number) + value.length;
  return cells;
}

test('equal values have one place, values that differ in a single byte anywhere have two', () => {
  const dictionary = bytesDictionary(1 << 20, 4);
  const values = ['', 'a', 'b', '\0', '\0\0'];
  for (let length = 2; length < 120; length++) {
    const text = 'x'.repeat(length);
    for (let at = 0; at < length; at++) values.push(`${text.slice(0, at)}y${text.slice(at + 1)}`);
  }
  const places = new Uint16Array(values.length);
  expect(dictionary.index(cellsOf(values), places, 0)).toBe(true);
  expect(new Set(places).size).toBe(values.length);
  const again = new Uint16Array(values.length);
  expect(dictionary.index(cellsOf(values), again, 0)).toBe(true);
  expect(again).toEqual(places);
  expect(dictionary.entries.count).toBe(values.length);
});

test.each([
  ['at the end', (i: number) => `a text that comes many times ${i}`],
  ['in the middle', (i: number) => `https://example.org/a/rather/long/path/${i}/that/goes/on/and/on/to/index.html`],
  ['in the first bytes', (i: number) => `${i}`],
  ['in digits of time', (i: number) => new Date(i * 1000).toISOString()],
])('thousands of values that differ %s find their places', (_, valueOf) => {
  const dictionary = bytesDictionary(1 << 20, 4);
  const values = Array.from({ length: 6_000 }, (_, i) => valueOf(i));
  expect(dictionary.index(cellsOf(values), new Uint16Array(6_000), 0)).toBe(true);
  expect(dictionary.entries.count).toBe(6_000);
});

test('a full dictionary keeps nothing of the cells that did not fit', () => {
  const dictionary = bytesDictionary(20, 4);
  const places = new Uint16Array(4);
  expect(dictionary.index(cellsOf(['abc', 'de']), places, 0)).toBe(true);
  expect(dictionary.index(cellsOf(['abc', 'f', 'too long']), places, 2)).toBe(false);
  expect(dictionary.entries.count).toBe(2);
  expect(dictionary.pageBytes).toBe(13);
  dictionary.clear();
  expect(dictionary.index(cellsOf(['f']), places, 0)).toBe(true);
  expect([dictionary.entries.count, places[0]]).toEqual([1, 0]);
});
