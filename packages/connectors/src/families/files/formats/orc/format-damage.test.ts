import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { fixture, readOrc } from './test-orc.ts';

const names = readdirSync(join(import.meta.dirname, 'fixtures'))
  .filter((name) => name.endsWith('.orc'))
  .map((name) => name.slice(0, -4));

/** `rows`, or the code of the error. */
async function outcome(bytes: Uint8Array): Promise<string> {
  try {
    await readOrc(bytes);
    return 'rows';
  } catch (error) {
    return (error as { code?: string }).code ?? String(error);
  }
}

test.each([
  ['an empty file', new Uint8Array(0), 'it has only 0 bytes'],
  ['some text', Buffer.from('id,name\n1,a\n2,b\n'), 'it does not end like an ORC file: it is none, or it was cut off'],
  [
    'the first half',
    fixture('types-zlib').subarray(0, 1500),
    'it does not end like an ORC file: it is none, or it was cut off',
  ],
  ['all but the first half', fixture('types-none').subarray(5000), 'stripe 1 reaches beyond the end of the stripes'],
])('%s is told as such', async (_, bytes, problem) => {
  await expect(readOrc(new Uint8Array(bytes))).rejects.toMatchObject({ code: 'FILES_CORRUPT' });
  await expect(readOrc(new Uint8Array(bytes))).rejects.toThrow(`"test-file" is not a sound ORC file: ${problem}`);
});

test('damage in a column names the column and the stripe', async () => {
  const bytes = fixture('types-zlib');
  bytes.fill(0xff, 700, 1200);
  await expect(readOrc(bytes)).rejects.toThrow(/^"test-file" is not a sound ORC file: column "\w+" in stripe 1: /);
});

test('whatever byte is wrong, reading ends with rows or with one clear error', async () => {
  let seed = 7;
  const random = (below: number): number => {
    seed = (seed * 48_271) % 2_147_483_647;
    return seed % below;
  };
  const codes = new Set<string>();
  for (const name of names) {
    for (let round = 0; round < 12; round++) {
      const bytes = fixture(name);
      const tail = Math.min(bytes.length, 300);
      const at = round % 2 === 0 ? bytes.length - 1 - random(tail) : random(bytes.length);
      bytes[at] = random(256);
      codes.add(await outcome(bytes));
    }
  }
  const expected = ['FILES_CORRUPT', 'ORC_TRANSACTIONAL', 'ORC_UNKNOWN_ZONE', 'ORC_UNSUPPORTED', 'rows'];
  expect([...codes].filter((code) => !expected.includes(code))).toEqual([]);
  expect([...codes]).toContain('FILES_CORRUPT');
});

test('a file that ends anywhere is damaged', async () => {
  const bytes = fixture('stripes');
  for (let length = 0; length < bytes.length; length += 41)
    expect(await outcome(bytes.slice(0, length))).toBe('FILES_CORRUPT');
});
