import { gunzipSync, inflateSync, zstdDecompressSync } from 'node:zlib';
import { fileErrors } from '../errors.ts';
import { BlockSource } from './block-source.ts';
import { bzip2 } from './bzip2.ts';
import type { Codec, CodecSource } from './codec.ts';
import { lz4 } from './lz4.ts';
import { lzo } from './lzo.ts';
import { snappy } from './snappy.ts';
import { SequenceValues } from './sequence-values.ts';

/**
 * SequenceFiles of Hadoop, of which the values are texts: each is given as a line. Keys are passed over, as Hive does.
 * Version 6, which is written since 2006: as it is, compressed by record or by block.
 */
export const sequenceFile: Codec = {
  name: 'sequence-file',
  suffixes: ['.seq'],
  isConcatenable: false,
  async *open(source) {
    yield { label: source.path, bytes: readSequence(source) };
  },
};

const magic = 'SEQ';
const version = 6;
const syncBytes = 16;
/** In place of a length: a mark follows, by which readers find their way into the middle. */
const syncEscape = 0xffffffff;

interface Header {
  readonly values: SequenceValues;
  readonly expand: Expand | undefined;
  readonly isByBlock: boolean;
  readonly sync: Buffer;
}

async function* readSequence(source: CodecSource): AsyncGenerator<Uint8Array> {
  const input = new BlockSource(source, 'SequenceFile');
  try {
    const header = await readHeader(input, source.path);
    yield* header.isByBlock ? readBlocks(input, header) : readRecords(input, header);
  } finally {
    await input.close();
  }
}

async function readHeader(input: BlockSource, path: string): Promise<Header> {
  const head = await input.peek(4);
  if (Buffer.from(head).toString('latin1', 0, 3) !== magic) throw input.corrupt('it does not begin like one');
  if (head[3] !== version) throw fileErrors.notRead({ path, found: `a SequenceFile of version ${head[3]}` });
  await input.take(4);
  await text(input); // class of the keys
  const values = new SequenceValues(await text(input), path);
  const [isCompressed, isByBlock] = [(await input.take(1))[0] === 1, (await input.take(1))[0] === 1];
  const expand = isCompressed ? expanderOf(await text(input), path) : undefined;
  const noteCount = (await input.take(4)).readUInt32BE(0);
  for (let note = 0; note < noteCount * 2; note++) await text(input);
  return { values, expand, isByBlock, sync: Buffer.from(await input.take(syncBytes)) };
}

async function* readRecords(input: BlockSource, { values, expand, sync }: Header): AsyncGenerator<Uint8Array> {
  while (await input.hasMore()) {
    const length = (await input.take(4)).readUInt32BE(0);
    if (length === syncEscape) {
      await checkSync(input, sync);
      continue;
    }
    const keyLength = (await input.take(4)).readUInt32BE(0);
    if (keyLength > length) throw input.corrupt('a key is longer than its record');
    const value = (await input.take(length)).subarray(keyLength);
    const whole = expand === undefined ? value : await expanded(input, expand, value);
    const lines = input.decode(() => values.lines(whole, 1));
    if (lines !== undefined) yield lines;
  }
}

async function* readBlocks(input: BlockSource, { values, expand, sync }: Header): AsyncGenerator<Uint8Array> {
  while (await input.hasMore()) {
    if ((await input.take(4)).readUInt32BE(0) !== syncEscape) throw input.corrupt('a block has no mark');
    await checkSync(input, sync);
    const count = await number(input);
    // Lengths of keys, keys, lengths of values.
    for (let part = 0; part < 3; part++) await input.take(await number(input));
    const block = await input.take(await number(input));
    const whole = expand === undefined ? block : await expanded(input, expand, block);
    const lines = input.decode(() => values.lines(whole, count));
    if (lines !== undefined) yield lines;
  }
}

async function checkSync(input: BlockSource, sync: Buffer): Promise<void> {
  if (!sync.equals(await input.take(syncBytes))) throw input.corrupt('a mark between its records does not match');
}

async function text(input: BlockSource): Promise<string> {
  return (await input.take(await number(input))).toString('utf8');
}

/** A length or count: one byte, or a byte that says how many follow, highest first. */
async function number(input: BlockSource): Promise<number> {
  const first = (await input.take(1)).readInt8(0);
  if (first >= 0) return first;
  const size = -112 - first;
  if (size < 1 || size > 4) throw input.corrupt(`a length begins with ${first}`);
  return (await input.take(size)).readUIntBE(0, size);
}

type Expand = (bytes: Uint8Array) => Uint8Array | Promise<Uint8Array>;

/** Larger values and blocks are taken for damage. */
const limits = { maxOutputLength: 1 << 30 };

const expanders: Readonly<Record<string, Expand>> = {
  DefaultCodec: (bytes) => inflateSync(bytes, limits),
  DeflateCodec: (bytes) => inflateSync(bytes, limits),
  GzipCodec: (bytes) => gunzipSync(bytes, limits),
  ZStandardCodec: (bytes) => zstdDecompressSync(bytes, limits),
  BZip2Codec: (bytes) => through(bzip2, bytes),
  SnappyCodec: (bytes) => through(snappy, bytes),
  Lz4Codec: (bytes) => through(lz4, bytes),
  LzoCodec: (bytes) => through(lzo, bytes),
};

function expanderOf(className: string, path: string): Expand {
  const expand = expanders[className.slice(className.lastIndexOf('.') + 1)];
  if (expand !== undefined) return expand;
  throw fileErrors.notRead({ path, found: `a SequenceFile packed with ${className}` });
}

async function through(codec: Codec, bytes: Uint8Array): Promise<Uint8Array> {
  const whole = Buffer.from(bytes);
  const source = {
    path: 'a part of it',
    async *read(): AsyncGenerator<Uint8Array> {
      yield whole;
    },
  };
  const parts: Buffer[] = [];
  for await (const document of codec.open(source))
    for await (const part of document.bytes) parts.push(Buffer.from(part));
  return Buffer.concat(parts);
}

async function expanded(input: BlockSource, expand: Expand, bytes: Uint8Array): Promise<Uint8Array> {
  try {
    return await expand(bytes);
  } catch (error) {
    throw input.corrupt(error instanceof Error ? error.message : String(error), error);
  }
}
