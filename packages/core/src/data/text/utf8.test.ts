import { expect, test } from 'vitest';
import { countCharacters, isUtf8 } from './utf8.ts';

test.each([
  ['ascii', [0x61, 0x7f, 0x00], true],
  ['empty', [], true],
  ['two bytes', [0xc3, 0xa9], true],
  ['three bytes', [0xe2, 0x82, 0xac], true],
  ['four bytes', [0xf0, 0x9f, 0x98, 0x80], true],
  ['the last code point', [0xf4, 0x8f, 0xbf, 0xbf], true],
  ['beyond the last code point', [0xf4, 0x90, 0x80, 0x80], false],
  ['overlong slash', [0xc0, 0xaf], false],
  ['overlong in three', [0xe0, 0x9f, 0xbf], false],
  ['overlong in four', [0xf0, 0x8f, 0xbf, 0xbf], false],
  ['surrogate', [0xed, 0xa0, 0x80], false],
  ['lone continuation', [0x80], false],
  ['cut short', [0xe2, 0x82], false],
  ['latin 1', [0x61, 0xe9, 0x62], false],
  ['bad third byte', [0xe2, 0x82, 0x41], false],
])('checks %s', (_name, bytes, expected) => {
  expect(isUtf8(Uint8Array.from(bytes), 0, bytes.length)).toBe(expected);
});

test('looks only at the given bytes', () => {
  expect(isUtf8(Uint8Array.from([0xff, 0x61, 0xff]), 1, 2)).toBe(true);
});

test('counts code points', () => {
  const bytes = new TextEncoder().encode('aé€😀');
  expect(countCharacters(bytes, 0, bytes.length)).toBe(4);
});
