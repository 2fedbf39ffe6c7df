import { expect, test } from 'vitest';
import { XxHash32, adler32, crc32c } from './checksums.ts';

test('the published check values come out', () => {
  expect(crc32c(Buffer.from('123456789'))).toBe(0xe3069283);
  expect(crc32c(Buffer.alloc(32))).toBe(0x8a9136aa);
  expect(crc32c(Buffer.alloc(0))).toBe(0);
  expect(adler32(Buffer.from('Wikipedia'))).toBe(0x11e60398);
  expect(adler32(Buffer.alloc(0))).toBe(1);
  expect(adler32(Buffer.alloc(1_000_000, 255))).toBe(0x3843e1be);
  const hash = (text: string): number => new XxHash32().update(Buffer.from(text)).digest();
  expect(hash('')).toBe(0x02cc5d05);
  expect(hash('a')).toBe(0x550d7456);
  expect(hash('abc')).toBe(0x32d153ff);
  expect(hash('Nobody inspects the spammish repetition')).toBe(0xe2293b2f);
});

test('the pieces in which bytes arrive do not matter', () => {
  const text = Buffer.from('Nobody inspects the spammish repetition');
  for (let size = 1; size < text.length; size++) {
    const hash = new XxHash32();
    for (let at = 0; at < text.length; at += size) hash.update(text.subarray(at, at + size));
    expect(hash.digest()).toBe(0xe2293b2f);
  }
});
