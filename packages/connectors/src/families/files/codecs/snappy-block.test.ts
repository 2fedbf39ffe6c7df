import { expect, test } from 'vitest';
import { sampleTexts } from './test-texts.ts';
import { snappyCompress, snappyDecompress, snappyLength, snappyMaxLength } from './snappy-block.ts';

function expand(block: Uint8Array): Buffer {
  const text = Buffer.alloc(snappyLength(block, 0));
  expect(snappyDecompress(block, 0, block.length, text, 0)).toBe(text.length);
  return text;
}

test('literals and copies of every kind are expanded', () => {
  expect(expand(Buffer.from([5, 0x10, ...Buffer.from('hello')])).toString()).toBe('hello');
  // `abc`, then 6 bytes from 3 before, which overlap what they make.
  expect(expand(Buffer.from([9, 0x08, ...Buffer.from('abc'), 0x09, 3])).toString()).toBe('abcabcabc');
  // The same with offsets of two and of four bytes, and a length of its own byte before the literal.
  expect(expand(Buffer.from([9, 0xf0, 2, ...Buffer.from('abc'), 0x16, 3, 0])).toString()).toBe('abcabcabc');
  expect(expand(Buffer.from([9, 0x08, ...Buffer.from('abc'), 0x17, 3, 0, 0, 0])).toString()).toBe('abcabcabc');
});

test('repetition is found', () => {
  const into = new Uint8Array(snappyMaxLength(9));
  const text = Buffer.from('abcdefghij'.repeat(100));
  const block = new Uint8Array(snappyMaxLength(text.length));
  const end = snappyCompress(text, 0, text.length, block, 0);
  expect(end).toBeLessThan(80);
  expect([...into.subarray(0, snappyCompress(Buffer.from('hello'), 0, 5, into, 0))]).toEqual([
    5,
    0x10,
    ...Buffer.from('hello'),
  ]);
});

test('what is compressed expands to itself, at any place of a buffer', () => {
  for (const text of sampleTexts()) {
    const from = Buffer.concat([Buffer.from('xyz'), text, Buffer.from('uvw')]);
    const block = new Uint8Array(snappyMaxLength(text.length) + 5);
    const end = snappyCompress(from, 3, 3 + text.length, block, 5);
    const back = Buffer.alloc(text.length + 7, 1);
    expect(snappyLength(block, 5)).toBe(text.length);
    expect(snappyDecompress(block, 5, end, back, 4)).toBe(4 + text.length);
    expect(back.subarray(4, -3).equals(text)).toBe(true);
    expect([...back.subarray(0, 4), ...back.subarray(-3)]).toEqual([1, 1, 1, 1, 1, 1, 1]);
  }
});

test.each([
  ['a copy before the beginning', [9, 0x08, 1, 2, 3, 0x09, 4]],
  ['a copy of nothing', [9, 0x08, 1, 2, 3, 0x09, 0]],
  ['a literal beyond the end', [5, 0x10, 1, 2]],
  ['a length without its bytes', [5, 0xf4, 1]],
  ['more text than said', [3, 0x10, 1, 2, 3, 4, 5]],
  ['less text than said', [6, 0x10, 1, 2, 3, 4, 5]],
])('%s is damage', (_, bytes) => {
  expect(() => snappyDecompress(Uint8Array.from(bytes), 0, bytes.length, new Uint8Array(64), 0)).toThrow('damaged');
});

test('a length that never ends and one beyond the buffer are refused before anything is written', () => {
  const endless = Uint8Array.of(255, 255, 255, 255, 255, 255);
  expect(() => snappyDecompress(endless, 0, 6, new Uint8Array(9), 0)).toThrow('does not begin with its length');
  expect(() => snappyDecompress(Uint8Array.of(10, 0), 0, 2, new Uint8Array(9), 0)).toThrow('larger than expected');
});

test('damage anywhere never writes outside of the text', () => {
  const text = Buffer.from('one two three four five six seven eight nine '.repeat(8));
  const block = new Uint8Array(snappyMaxLength(text.length));
  const end = snappyCompress(text, 0, text.length, block, 0);
  for (let at = 2; at < end; at++) {
    for (const value of [0, 1, 127, 255]) {
      const damaged = block.slice(0, end);
      damaged[at] = value;
      const into = Buffer.alloc(text.length + 20, 7);
      try {
        snappyDecompress(damaged, 0, end, into, 10);
      } catch (error) {
        expect(String(error)).toContain('damaged');
      }
      expect(into.subarray(0, 10).every((byte) => byte === 7)).toBe(true);
      expect(into.subarray(-10).every((byte) => byte === 7)).toBe(true);
    }
  }
});
