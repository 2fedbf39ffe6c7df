import { expect, test } from 'vitest';
import { lz4Compress, lz4Decompress, lz4MaxLength } from './lz4-block.ts';
import { sampleTexts } from './test-texts.ts';

test('literals and matches are expanded', () => {
  const into = Buffer.alloc(40);
  expect(lz4Decompress(Buffer.from([0x50, ...Buffer.from('hello')]), 0, 6, into, 0)).toBe(5);
  expect(into.toString('latin1', 0, 5)).toBe('hello');
  // `ab`, a match of 15 + 4 + 1 bytes from 2 before, and `xyzuv`.
  const block = Buffer.from([0x2f, ...Buffer.from('ab'), 2, 0, 1, 0x50, ...Buffer.from('xyzuv')]);
  expect(lz4Decompress(block, 0, block.length, into, 0)).toBe(27);
  expect(into.toString('latin1', 0, 27)).toBe(`${'ab'.repeat(11)}xyzuv`);
});

test('a match may reach back into the text before the block', () => {
  const into = Buffer.concat([Buffer.from('abcd'), Buffer.alloc(20)]);
  const block = Uint8Array.of(0x00, 4, 0, 0x10, 33);
  expect(lz4Decompress(block, 0, 5, into, 4, { from: 0 })).toBe(9);
  expect(into.toString('latin1', 0, 9)).toBe('abcdabcd!');
  expect(() => lz4Decompress(block, 0, 5, into, 4)).toThrow('damaged');
});

test('what is compressed expands to itself, at any place of a buffer', () => {
  for (const text of sampleTexts()) {
    const from = Buffer.concat([Buffer.from('xyz'), text, Buffer.from('uvw')]);
    const block = new Uint8Array(lz4MaxLength(text.length) + 5);
    const end = lz4Compress(from, 3, 3 + text.length, block, 5);
    const back = Buffer.alloc(text.length + 7, 1);
    expect(lz4Decompress(block, 5, end, back, 4, { limit: 4 + text.length })).toBe(4 + text.length);
    expect(back.subarray(4, -3).equals(text)).toBe(true);
    expect([...back.subarray(0, 4), ...back.subarray(-3)]).toEqual([1, 1, 1, 1, 1, 1, 1]);
  }
});

test('the last match begins 12 bytes before the end, and the last five are literals', () => {
  const text = Buffer.alloc(100, 'a');
  const block = new Uint8Array(lz4MaxLength(100));
  const end = lz4Compress(text, 0, 100, block, 0);
  expect([...block.subarray(0, end)]).toEqual([0x1f, 97, 1, 0, 75, 0x50, 97, 97, 97, 97, 97]);
});

test.each([
  ['nothing at all', []],
  ['a match before the beginning', [0x10, 1, 2, 0, 0x50, 1, 2, 3, 4, 5]],
  ['a match of nothing', [0x10, 1, 0, 0, 0x50, 1, 2, 3, 4, 5]],
  ['literals beyond the end', [0x50, 1, 2]],
  ['a match at the end', [0x10, 1, 1, 0]],
  ['more text than allowed', [0xf0, 255, ...Array.from({ length: 270 }, () => 1)]],
])('%s is damage', (_, bytes) => {
  expect(() => lz4Decompress(Uint8Array.from(bytes), 0, bytes.length, new Uint8Array(64), 0)).toThrow('damaged');
});
