import { execFileSync, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '@sluice/testkit';
import { describe, expect, test } from 'vitest';
import { codecNamed, codecOfName, openDocuments } from './index.ts';
import { lzoDecompress } from './lzo-block.ts';
import { sampleTexts } from './test-texts.ts';

async function expand(bytes: Uint8Array, pieceBytes = 70_001): Promise<Buffer> {
  const source = {
    path: 'file',
    size: bytes.length,
    async *read() {
      for (let at = 0; at < bytes.length; at += pieceBytes) yield bytes.subarray(at, at + pieceBytes);
    },
  };
  const chunks: Buffer[] = [];
  for await (const document of openDocuments(source, codecNamed('lzo', 'read'), 250))
    for await (const chunk of document.bytes) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks);
}

function block(bytes: readonly number[], size: number): string {
  const into = new Uint8Array(size);
  const end = lzoDecompress(Uint8Array.from(bytes), 0, bytes.length, into, 0);
  return Buffer.from(into.subarray(0, end)).toString('latin1');
}

const [a, b, c, d] = [97, 98, 99, 100];

describe('a block', () => {
  test('holds literals and matches of every kind', () => {
    expect(block([0x11, 0, 0], 0)).toBe('');
    expect(block([21, a, b, c, d, 0x11, 0, 0], 4)).toBe('abcd');
    // Three or more literals by an instruction, none before.
    expect(block([0x01, a, b, c, d, 0x11, 0, 0], 4)).toBe('abcd');
    // Of 3 bytes from 4 before, then two literals.
    expect(block([21, a, b, c, d, 0x40 | (3 << 2) | 2, 0, a, b, 0x11, 0, 0], 9)).toBe('abcdabcab');
    // Of 5 bytes from 1 before.
    expect(block([21, a, b, c, d, 0x80, 0, 0x11, 0, 0], 9)).toBe('abcdddddd');
    // Of 300 bytes, whose length goes on in further bytes: 2 + 31 + 255 + 12.
    expect(block([21, a, b, c, d, 0x20, 0, 12, 3 << 2, 0, 0x11, 0, 0], 304)).toBe('abcd'.repeat(76));
    // Two bytes after a literal that the match before has counted.
    expect(block([21, a, b, c, d, 0x41, 0, a, 0x04, 0, 0x11, 0, 0], 10)).toBe('abcddddada');
  });

  test.each([
    ['that ends without its mark', [21, a, b, c, d], 4],
    ['that goes on after its mark', [21, a, b, c, d, 0x11, 0, 0, 0], 4],
    ['that is cut off', [21, a, b], 4],
    ['that looks back before its text', [21, a, b, c, d, 0x80, 1, 0x11, 0, 0], 9],
    ['that is larger than it says', [21, a, b, c, d, 0x80, 0, 0x11, 0, 0], 8],
    ['of nothing', [], 0],
  ])('%s is damaged', (_, bytes, size) => {
    expect(() => block(bytes, size)).toThrow('an LZO block is damaged');
  });
});

test('blocks of Hadoop are read without the file of lzop around them', async () => {
  const packed = Buffer.from('00000004000000081561626364110000', 'hex');
  expect((await expand(packed)).toString()).toBe('abcd');
  expect(codecOfName('part-0.lzo_deflate')?.name).toBe('lzo_deflate');
  expect(codecOfName('a.csv.lzo')?.name).toBe('lzo');
  expect(() => codecNamed('lzo', 'write')).toThrow('compress "lzo" is not supported here.');
});

const hasLzop = spawnSync('lzop', ['--version']).status === 0;

describe.skipIf(!hasLzop)('files of lzop (needs the program)', () => {
  const lzop = (text: Uint8Array, ...options: readonly string[]): Buffer => {
    const path = join(temporaryFolder(), 'rows.csv');
    writeFileSync(path, text);
    return execFileSync('lzop', ['-c', ...options, path], { maxBuffer: 1 << 26 });
  };
  const lines = Buffer.from(
    Array.from({ length: 30_000 }, (_, i) => `${i},${Math.imul(i, 2_654_435_761) >>> 16},some text\n`).join(''),
  );

  test.each([['-1'], ['-3'], ['-9'], ['-F'], ['--crc32'], ['-P']])('packed with %s are read', async (option) => {
    expect((await expand(lzop(lines, option))).equals(lines)).toBe(true);
    expect((await expand(lzop(lines, option), 37)).equals(lines)).toBe(true);
    for (const text of sampleTexts(70_000))
      if (text.length % 3 === 0) {
        expect((await expand(lzop(text, option))).equals(text), `${text.length} bytes`).toBe(true);
      }
  });

  test('one after the other are one text', async () => {
    const both = Buffer.concat([lzop(Buffer.from('one\n')), lzop(Buffer.from('two\n'))]);
    expect((await expand(both)).toString()).toBe('one\ntwo\n');
  });

  test('that are cut anywhere, or have a wrong bit, are errors', async () => {
    const packed = lzop(lines.subarray(0, 5000));
    for (const size of [0, 1, 8, 9, 20, 40, 70, packed.length >> 1, packed.length - 5, packed.length - 1])
      await expect(expand(packed.subarray(0, size)), String(size)).rejects.toMatchObject({ code: 'FILES_CORRUPT' });
    for (let at = 10; at < packed.length; at += 97) {
      const damaged = Buffer.from(packed);
      damaged[at] = (damaged[at] as number) ^ 8;
      await expect(expand(damaged), `byte ${at}`).rejects.toMatchObject({ code: 'FILES_CORRUPT' });
    }
  });
});
