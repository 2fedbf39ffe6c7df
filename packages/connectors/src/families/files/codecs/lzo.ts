import { crc32 } from 'node:zlib';
import { BlockSource } from './block-source.ts';
import { adler32 } from './checksums.ts';
import type { Codec, CodecSource } from './codec.ts';
import { readHadoopBlocks } from './hadoop-blocks.ts';
import { lzoDecompress } from './lzo-block.ts';

/** LZO in files of lzop, or in the blocks of Hadoop, told by their beginning. It is only read. */
export const lzo: Codec = {
  name: 'lzo',
  suffixes: ['.lzo'],
  isConcatenable: true,
  async *open(source) {
    yield { label: source.path, bytes: readLzo(source) };
  },
};

/** What Hadoop calls the blocks without the file of lzop around them. */
export const lzoDeflate: Codec = {
  name: 'lzo_deflate',
  suffixes: ['.lzo_deflate'],
  isConcatenable: true,
  open: (source) => lzo.open(source),
};

const magic = Buffer.from('\x89LZO\0\r\n\x1a\n', 'latin1');

const flags = {
  adlerOfText: 0x1,
  adlerOfBlock: 0x2,
  extraField: 0x40,
  crcOfText: 0x100,
  crcOfBlock: 0x200,
  filter: 0x800,
  crcOfHeader: 0x1000,
} as const;

/** From this version on there are the fields that are marked so below. */
const laterVersion = 0x940;

async function* readLzo(source: CodecSource): AsyncGenerator<Uint8Array> {
  const input = new BlockSource(source, 'LZO');
  try {
    const head = await input.peek(magic.length);
    if (head.length === 0) throw input.corrupt('it is empty');
    if (!magic.equals(head)) return yield* readHadoopBlocks(input, { decompress: lzoDecompress });
    while (await input.hasMore()) {
      if (!magic.equals(await input.take(magic.length))) throw input.corrupt('something else follows its end');
      yield* readBlocks(input, await readHeader(input));
    }
  } finally {
    await input.close();
  }
}

/** Answers the flags. */
async function readHeader(input: BlockSource): Promise<number> {
  const header = new HeaderReader(input);
  const version = await header.number(2);
  await header.take(2); // of the library
  const isLater = version >= laterVersion;
  if (isLater) await header.take(2); // version needed
  const method = await header.number(1);
  if (method < 1 || method > 3) throw input.corrupt(`its method ${method} is not known`);
  if (isLater) await header.take(1); // level
  const found = await header.number(4);
  if ((found & flags.filter) !== 0) throw input.corrupt('it has a filter, which is not supported');
  await header.take(isLater ? 12 : 8); // mode and time
  await header.take(await header.number(1)); // name
  await header.check((found & flags.crcOfHeader) !== 0 ? crc32 : adler32);
  if ((found & flags.extraField) !== 0) await input.take((await input.take(4)).readUInt32BE(0) + 4);
  return found;
}

/** Takes parts of the header and remembers them for the checksum after it. */
class HeaderReader {
  readonly #input: BlockSource;
  readonly #taken: Buffer[] = [];

  constructor(input: BlockSource) {
    this.#input = input;
  }

  async take(size: number): Promise<Buffer> {
    const bytes = Buffer.from(await this.#input.take(size));
    this.#taken.push(bytes);
    return bytes;
  }

  async number(size: 1 | 2 | 4): Promise<number> {
    return (await this.take(size)).readUIntBE(0, size);
  }

  async check(sumOf: (bytes: Uint8Array) => number): Promise<void> {
    const sum = sumOf(Buffer.concat(this.#taken));
    if ((await this.#input.take(4)).readUInt32BE(0) !== sum) throw this.#input.corrupt('its header is damaged');
  }
}

async function* readBlocks(input: BlockSource, found: number): AsyncGenerator<Uint8Array> {
  let text = new Uint8Array(0);
  for (;;) {
    const length = (await input.take(4)).readUInt32BE(0);
    if (length === 0) return;
    const size = (await input.take(4)).readUInt32BE(0);
    if (size > length || length > mostTextBytes) throw input.corrupt(`a block claims to have ${length} bytes`);
    const ofText = await sums(input, found, flags.adlerOfText, flags.crcOfText);
    const isStored = size === length;
    const ofBlock = isStored ? [] : await sums(input, found, flags.adlerOfBlock, flags.crcOfBlock);
    const block = await input.take(size);
    verify(input, block, ofBlock);
    if (length > text.length) text = new Uint8Array(length);
    const into = text.subarray(0, length);
    const piece = isStored ? block : expanded(input, block, into);
    verify(input, piece, ofText);
    yield piece;
  }
}

/** No program writes larger blocks. */
const mostTextBytes = 64 << 20;

function expanded(input: BlockSource, block: Uint8Array, into: Uint8Array): Uint8Array {
  const end = input.decode(() => lzoDecompress(block, 0, block.length, into, 0));
  if (end !== into.length) throw input.corrupt('a block has another size than it says');
  return into;
}

interface Sum {
  readonly of: (bytes: Uint8Array) => number;
  readonly wanted: number;
}

/** The checksums that the flags announce, in their order. */
async function sums(input: BlockSource, found: number, adlerFlag: number, crcFlag: number): Promise<readonly Sum[]> {
  const list: Sum[] = [];
  if ((found & adlerFlag) !== 0) list.push({ of: adler32, wanted: (await input.take(4)).readUInt32BE(0) });
  if ((found & crcFlag) !== 0) list.push({ of: crc32, wanted: (await input.take(4)).readUInt32BE(0) });
  return list;
}

function verify(input: BlockSource, bytes: Uint8Array, list: readonly Sum[]): void {
  for (const { of, wanted } of list) if (of(bytes) !== wanted) throw input.corrupt('a checksum does not match');
}
