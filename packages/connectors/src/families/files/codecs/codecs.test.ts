import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '@sluice/testkit';
import { expect, test } from 'vitest';
import { fileErrors } from '../errors.ts';
import { codecNamed, codecOfName, openDocuments } from './index.ts';
import { sampleTexts } from './test-texts.ts';

const written = 'gzip zip bzip2 zstd deflate snappy hadoop-snappy lz4 hadoop-lz4 brotli'.split(' ');

async function compress(name: string, text: Uint8Array, pieceBytes = 100_000): Promise<Buffer> {
  const chunks: Buffer[] = [];
  const sink = async (bytes: Uint8Array): Promise<void> => void chunks.push(Buffer.from(bytes));
  const compressor = codecNamed(name, 'write')?.compress?.(sink, 'rows.csv.zip');
  for (let at = 0; at < text.length; at += pieceBytes) await compressor?.write(text.subarray(at, at + pieceBytes));
  await compressor?.end();
  return Buffer.concat(chunks);
}

async function expand(name: string, bytes: Uint8Array, pieceBytes = 70_001): Promise<Buffer> {
  const source = {
    path: 'file',
    size: bytes.length,
    async *read({ start, end = bytes.length }: { start: number; end?: number }) {
      for (let at = start; at < end; at += pieceBytes) yield bytes.subarray(at, Math.min(at + pieceBytes, end));
    },
  };
  const chunks: Buffer[] = [];
  for await (const document of openDocuments(source, codecNamed(name, 'read'), 250)) {
    for await (const chunk of document.bytes) chunks.push(Buffer.from(chunk));
  }
  return Buffer.concat(chunks);
}

/** About 250 kB of lines that compress to a third. */
const lines = Buffer.from(
  Array.from({ length: 10_000 }, (_, i) => `${i},${Math.imul(i, 2_654_435_761) >>> 16},some text\n`).join(''),
);

test.each(written)('%s gives back what it was given', async (name) => {
  // Limits of blocks are no limits of bzip2, which takes its time.
  for (const text of sampleTexts(name === 'bzip2' ? 1_000 : 70_000)) {
    const back = await expand(name, await compress(name, text));
    expect(back.equals(text), `${text.length} bytes`).toBe(true);
  }
  const packed = await compress(name, lines, 999);
  expect((await expand(name, packed, 37)).equals(lines)).toBe(true);
  expect(packed.length).toBeLessThan(lines.length * 0.7);
});

test.each(written.filter((name) => codecNamed(name, 'read')?.isConcatenable))(
  'parts packed with %s may be joined',
  async (name) => {
    const parts = await Promise.all(['one\n', '', 'two\n'].map((text) => compress(name, Buffer.from(text))));
    expect((await expand(name, Buffer.concat(parts))).toString()).toBe('one\ntwo\n');
  },
);

test.each(written)('%s cut anywhere is an error or a whole part', async (name) => {
  const packed = await compress(name, lines);
  for (const size of [0, 1, 3, 7, 11, 40, packed.length >> 1, packed.length - 5, packed.length - 1]) {
    await expect(expand(name, packed.subarray(0, size)), `${size} of ${packed.length}`).rejects.toMatchObject({
      code: fileErrors.corrupt.code,
      retryable: false,
    });
  }
});

test.each(['zip', 'bzip2', 'snappy', 'lz4'])('one wrong bit in %s is found by its checksums', async (name) => {
  const text = lines.subarray(0, 3000);
  const packed = await compress(name, text);
  for (let at = 70; at < packed.length - 260; at += 97) {
    const damaged = Buffer.from(packed);
    damaged[at] = (damaged[at] as number) ^ 8;
    await expect(expand(name, damaged), `byte ${at}`).rejects.toMatchObject({ code: fileErrors.corrupt.code });
  }
});

test('lengths that ask for gigabytes are refused', async () => {
  const huge = Buffer.from('ffffffff00000001', 'hex');
  await expect(expand('hadoop-snappy', huge)).rejects.toMatchObject({
    message: '"file" is not a sound snappy file: a block claims to have 4294967295 bytes.',
  });
  await expect(expand('hadoop-lz4', Buffer.from('00000010fffffff0', 'hex'))).rejects.toMatchObject({
    message: '"file" is not a sound lz4 file: a block claims to have 4294967280 bytes.',
  });
});

test('frames and blocks of Hadoop are told apart by their beginning', async () => {
  const text = Buffer.from('a,b\n');
  expect(await expand('snappy', await compress('hadoop-snappy', text))).toEqual(text);
  expect(await expand('hadoop-snappy', await compress('snappy', text))).toEqual(text);
  expect(await expand('lz4', await compress('hadoop-lz4', text))).toEqual(text);
  expect((await compress('hadoop-snappy', text)).toString('hex')).toBe('0000000400000006040c612c620a');
  expect((await compress('snappy', text)).subarray(0, 10).toString('latin1')).toBe('\xff\x06\x00\x00sNaPpY');
});

test('frames of snappy that say nothing are passed over, unknown ones are refused', async () => {
  const packed = await compress('snappy', Buffer.from('a,b\n'));
  const padding = Buffer.from('fe020000abcd80010000ff', 'hex');
  expect((await expand('snappy', Buffer.concat([packed, padding]))).toString()).toBe('a,b\n');
  await expect(expand('snappy', Buffer.concat([packed, Buffer.from('02000000', 'hex')]))).rejects.toMatchObject({
    message: '"file" is not a sound snappy file: a frame is of the unknown kind 2.',
  });
});

test('names of codecs and suffixes of files', () => {
  expect(codecNamed('framing-snappy', 'read')?.name).toBe('snappy');
  expect(codecNamed('BZIP2', 'write')?.name).toBe('bzip2');
  expect(codecNamed('None', 'write')).toBeUndefined();
  const names = ['a.sz', 'a.snappy', 'a.LZ4', 'a.br', 'a.csv.zip', 'a.csv'].map((name) => codecOfName(name)?.name);
  expect(names).toEqual(['snappy', 'hadoop-snappy', 'lz4', 'brotli', 'zip', undefined]);
});

/** A zip archive with one stored entry of this name. */
function zipWith(name: string): Buffer {
  const script = 'import sys,zipfile;z=zipfile.ZipFile(sys.argv[1],"w");z.writestr(sys.argv[2],"a,b\\n");z.close()';
  const path = join(temporaryFolder(), 'a.zip');
  execFileSync('python3', ['-c', script, path, name]);
  return readFileSync(path);
}

const hasPython = spawnSync('python3', ['--version']).status === 0;

test.skipIf(!hasPython).each(['../../etc/passwd', '/etc/passwd', 'a/../../b', 'C:/x', 'a\\..\\b'])(
  'a zip archive with the entry %s is refused (needs python3)',
  async (name) => {
    await expect(expand('zip', zipWith(name))).rejects.toMatchObject({
      code: fileErrors.corrupt.code,
      message: expect.stringContaining('leads outside of the archive') as string,
    });
  },
);

/** Programs that are not ours, where the machine has them. */
const others = [
  { name: 'bzip2', unpack: 'bzip2 -dc file', pack: 'bzip2 -c file' },
  { name: 'lz4', unpack: 'lz4 -dc file', pack: 'lz4 -c file' },
  { name: 'lz4', unpack: 'lz4 -dc file', pack: 'lz4 -c -9 -B4 -BD -BX --content-size file' },
  { name: 'gzip', unpack: 'gzip -dc file', pack: 'gzip -c file' },
  { name: 'zstd', unpack: 'zstd -qdc file', pack: 'zstd -qc file' },
  { name: 'zip', unpack: 'unzip -p file', pack: 'zip -q - file' },
] as const;

for (const { name, unpack, pack } of others) {
  const isThere = spawnSync('which', [unpack.split(' ')[0] as string]).status === 0;
  test.skipIf(!isThere)(`the program of ${name} understands us and we it: ${pack} (needs the program)`, async () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'in'));
    writeFileSync(join(folder, 'file'), await compress(name, lines));
    const run = (command: string, cwd: string) => execFileSync('sh', ['-c', command], { cwd, maxBuffer: 1 << 26 });
    expect(run(unpack, folder).equals(lines)).toBe(true);
    writeFileSync(join(folder, 'in/file'), lines);
    expect((await expand(name, run(pack, join(folder, 'in')))).equals(lines)).toBe(true);
  });
}
