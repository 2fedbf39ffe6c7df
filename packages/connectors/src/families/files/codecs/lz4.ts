import { blockCompressor, type BlockLayout } from './block-compressor.ts';
import { BlockSource } from './block-source.ts';
import { XxHash32 } from './checksums.ts';
import type { Codec, CodecSource } from './codec.ts';
import { hadoopFormat, readHadoopBlocks } from './hadoop-blocks.ts';
import { lz4Compress, lz4Decompress, lz4MaxLength } from './lz4-block.ts';

const blocks = { maxLength: lz4MaxLength, compress: lz4Compress, decompress: lz4Decompress };

/** LZ4 in frames, several in a row too. Reads the blocks of Hadoop as well, told by their beginning. */
export const lz4: Codec = {
  name: 'lz4',
  suffixes: ['.lz4'],
  isConcatenable: true,
  async *open(source) {
    yield { label: source.path, bytes: readLz4(source) };
  },
  compress: (sink) => blockCompressor(frameFormat(), sink),
};

/** LZ4 as Hadoop writes it around text files. Its name ends like that of frames. */
export const hadoopLz4: Codec = {
  name: 'hadoop-lz4',
  suffixes: ['.lz4'],
  isConcatenable: true,
  open: (source) => lz4.open(source),
  compress: (sink) => blockCompressor(hadoopFormat(blocks), sink),
};

const frameMagic = 0x184d2204;
/** Sixteen magic numbers of frames without text. */
const skippableMagic = 0x184d2a50;
/** Blocks may refer to so much text before them. */
const historyBytes = 65_536;

async function* readLz4(source: CodecSource): AsyncGenerator<Uint8Array> {
  const input = new BlockSource(source, 'lz4');
  try {
    const head = Buffer.from(await input.peek(4));
    if (head.length === 0) throw input.corrupt('it is empty');
    if (head.length === 4 && isFrame(head.readUInt32LE(0))) yield* readFrames(input);
    else yield* readHadoopBlocks(input, blocks);
  } finally {
    await input.close();
  }
}

function isFrame(magic: number): boolean {
  return magic === frameMagic || isSkippable(magic);
}

function isSkippable(magic: number): boolean {
  return magic - (magic % 16) === skippableMagic;
}

async function* readFrames(input: BlockSource): AsyncGenerator<Uint8Array> {
  while (await input.hasMore()) {
    const magic = (await input.take(4)).readUInt32LE(0);
    if (isSkippable(magic)) await input.take((await input.take(4)).readUInt32LE(0));
    else if (magic === frameMagic) yield* readFrame(input, await readDescriptor(input));
    else throw input.corrupt('something else follows its end');
  }
}

interface Descriptor {
  readonly isLinked: boolean;
  readonly hasBlockChecksum: boolean;
  readonly hasChecksum: boolean;
  readonly size: number | undefined;
  readonly blockBytes: number;
}

async function readDescriptor(input: BlockSource): Promise<Descriptor> {
  const flags = (await input.peek(1))[0] ?? 0;
  if (flags >> 6 !== 1) throw input.corrupt('its version is not known');
  if ((flags & 1) === 1) throw input.corrupt('it needs a dictionary');
  const hasSize = (flags & 8) !== 0;
  const fields = Buffer.from(await input.take(hasSize ? 11 : 3));
  const check = fields[fields.length - 1];
  const hash = new XxHash32().update(fields.subarray(0, -1)).digest();
  if (((hash >>> 8) & 255) !== check) throw input.corrupt('the checksum of its header does not match');
  const code = ((fields[1] as number) >> 4) & 7;
  if (code < 4) throw input.corrupt('its block size is not known');
  return {
    isLinked: (flags & 32) === 0,
    hasBlockChecksum: (flags & 16) !== 0,
    hasChecksum: (flags & 4) !== 0,
    size: hasSize ? Number(fields.readBigUInt64LE(2)) : undefined,
    blockBytes: 1 << (8 + 2 * code),
  };
}

async function* readFrame(input: BlockSource, frame: Descriptor): AsyncGenerator<Uint8Array> {
  const { blockBytes, isLinked } = frame;
  const text = new Uint8Array(historyBytes + blockBytes);
  const hash = new XxHash32();
  let history = 0;
  let total = 0;
  for (;;) {
    const word = (await input.take(4)).readUInt32LE(0);
    if (word === 0) break;
    const size = word & 0x7fffffff;
    if (size > blockBytes) throw input.corrupt('a block is larger than its header allows');
    const block = Buffer.from(await input.take(size));
    if (frame.hasBlockChecksum) {
      const check = (await input.take(4)).readUInt32LE(0);
      if (new XxHash32().update(block).digest() !== check) throw input.corrupt('a checksum does not match');
    }
    const end =
      word > 0x7fffffff
        ? copy(block, text, history)
        : input.decode(() => expandBlock(block, text, history, blockBytes));
    const piece = text.subarray(history, end);
    total += piece.length;
    if (frame.hasChecksum) hash.update(piece);
    yield piece;
    if (isLinked) {
      const kept = Math.min(end, historyBytes);
      text.copyWithin(0, end - kept, end);
      history = kept;
    }
  }
  if (frame.hasChecksum && (await input.take(4)).readUInt32LE(0) !== hash.digest())
    throw input.corrupt('the checksum of the whole does not match');
  if (frame.size !== undefined && frame.size !== total) throw input.corrupt('it has another size than its header says');
}

function expandBlock(block: Uint8Array, text: Uint8Array, at: number, blockBytes: number): number {
  return lz4Decompress(block, 0, block.length, text, at, { from: 0, limit: at + blockBytes });
}

function copy(block: Uint8Array, text: Uint8Array, at: number): number {
  text.set(block, at);
  return at + block.length;
}

/** Independent blocks of 256 KiB, checksum at the end. */
function frameFormat(): BlockLayout {
  const blockBytes = 256 * 1024;
  const hash = new XxHash32();
  const block = Buffer.alloc(4 + lz4MaxLength(blockBytes));
  const head = Buffer.from([0, 0, 0, 0, 0b0110_0100, 0x50, 0]);
  head.writeUInt32LE(frameMagic, 0);
  head[6] = (new XxHash32().update(head.subarray(4, 6)).digest() >>> 8) & 255;
  return {
    blockBytes,
    head,
    block(text) {
      hash.update(text);
      let end = lz4Compress(text, 0, text.length, block, 4);
      let word = end - 4;
      if (word >= text.length) {
        end = copy(text, block, 4);
        word = (text.length | 0x80000000) >>> 0;
      }
      block.writeUInt32LE(word, 0);
      return block.subarray(0, end);
    },
    tail() {
      const tail = Buffer.alloc(8);
      tail.writeUInt32LE(hash.digest(), 4);
      return tail;
    },
  };
}
