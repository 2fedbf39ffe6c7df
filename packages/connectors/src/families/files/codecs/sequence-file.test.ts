import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { fileErrors } from '../errors.ts';
import { codecNamed, openDocuments } from './index.ts';

/** Files that Hadoop has written, see MakeSequenceFiles.java. */
function fixture(name: string): Buffer {
  return readFileSync(join(import.meta.dirname, 'fixtures', `${name}.seq`));
}

async function linesOf(bytes: Uint8Array, pieceBytes = 10_007): Promise<readonly string[]> {
  const source = {
    path: 'a.seq',
    size: bytes.length,
    async *read() {
      for (let at = 0; at < bytes.length; at += pieceBytes) yield bytes.subarray(at, at + pieceBytes);
    },
  };
  const chunks: Buffer[] = [];
  for await (const document of openDocuments(source, codecNamed('sequence-file', 'read'), 250))
    for await (const chunk of document.bytes) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString().split('\n').slice(0, -1);
}

const kinds = ['plain', 'bytes', 'record-deflate', 'block-deflate', 'block-bytes', 'block-snappy'];

test.each(kinds)('the values of %s are lines', async (kind) => {
  const lines = await linesOf(fixture(kind));
  expect(lines).toHaveLength(1200);
  expect(lines.slice(0, 4)).toEqual([
    '0\u0001größe 0\u0001\\N',
    '1\u0001größe 1\u0001x',
    '2\u0001größe 2\u0001xx',
    '3\u0001größe 3\u0001xxx',
  ]);
  expect(lines[7]).toBe(`7\u0001${'long '.repeat(600)}\u00017`);
  expect(lines[1199]).toBe(`1199\u0001größe 3\u0001${'x'.repeat(39)}`);
  expect(await linesOf(fixture(kind), 61)).toEqual(lines);
});

test.each(kinds)('%s cut within a record, or with a wrong mark, is an error', async (kind) => {
  const bytes = fixture(kind);
  for (const size of [0, 2, 4, 30, 100, bytes.length - 1, bytes.length - 30])
    await expect(linesOf(bytes.subarray(0, size)), String(size)).rejects.toMatchObject({
      code: fileErrors.corrupt.code,
    });
  const damaged = Buffer.from(bytes);
  const mark = damaged.indexOf(Buffer.from('ffffffff', 'hex'), 200) + 6;
  damaged[mark] = (damaged[mark] as number) ^ 1;
  await expect(linesOf(damaged)).rejects.toMatchObject({ code: fileErrors.corrupt.code });
});

test('what is no text, or would become two rows, is refused with the reason', async () => {
  const foreign = fixture('plain');
  foreign.write('io.Date', foreign.indexOf('io.Text'));
  await expect(linesOf(foreign)).rejects.toMatchObject({
    code: 'FILES_NOT_READ',
    message:
      '"a.seq" holds what is not read here: values of org.apache.hadoop.io.Date, which is neither Text nor BytesWritable.',
  });
  for (const [byte, at] of [
    [10, 'größe'],
    [13, '\\N'],
  ] as const) {
    const bytes = fixture('plain');
    bytes[bytes.indexOf(at) + (byte === 13 ? 1 : 0)] = byte;
    await expect(linesOf(bytes)).rejects.toMatchObject({
      message: '"a.seq" holds what is not read here: a value with a line break, where its row would end.',
    });
  }
  // As Java packs what repeats itself much.
  await expect(linesOf(fixture('block-bzip2'))).rejects.toMatchObject({
    message: expect.stringContaining('a block is randomised') as string,
  });
  const old = fixture('plain');
  old[3] = 5;
  await expect(linesOf(old)).rejects.toMatchObject({ code: 'FILES_NOT_READ' });
});
