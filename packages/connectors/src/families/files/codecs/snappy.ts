import { blockCompressor } from './block-compressor.ts';
import { BlockSource } from './block-source.ts';
import { crc32c } from './checksums.ts';
import type { Codec, CodecSource } from './codec.ts';
import { hadoopFormat, readHadoopBlocks } from './hadoop-blocks.ts';
import { snappyCompress, snappyDecompress, snappyLength, snappyMaxLength } from './snappy-block.ts';

const blocks = {
  maxLength: snappyMaxLength,
  compress: snappyCompress,
  decompress: snappyDecompress,
};

/** Snappy in frames with checksums. Reads the blocks of Hadoop too, told by their beginning. */
export const snappy: Codec = {
  name: 'snappy',
  suffixes: ['.sz'],
  isConcatenable: true,
  async *open(source) {
    yield { label: source.path, bytes: readSnappy(source) };
  },
  compress: (sink) => blockCompressor(frameFormat(), sink),
};

/** Snappy as Hadoop writes it around text files. */
export const hadoopSnappy: Codec = {
  name: 'hadoop-snappy',
  suffixes: ['.snappy'],
  isConcatenable: true,
  open: (source) => snappy.open(source),
  compress: (sink) => blockCompressor(hadoopFormat(blocks), sink),
};

/** What every stream begins with; the length is a part of it. */
const streamHead = Buffer.from('\xff\x06\x00\x00sNaPpY', 'latin1');
const mostFrameText = 65_536;

async function* readSnappy(source: CodecSource): AsyncGenerator<Uint8Array> {
  const input = new BlockSource(source, 'snappy');
  try {
    const head = await input.peek(streamHead.length);
    if (head.length === 0) throw input.corrupt('it is empty');
    if (streamHead.equals(head)) yield* readFrames(input);
    else yield* readHadoopBlocks(input, blocks);
  } finally {
    await input.close();
  }
}

async function* readFrames(input: BlockSource): AsyncGenerator<Uint8Array> {
  const text = new Uint8Array(mostFrameText);
  while (await input.hasMore()) {
    const head = await input.take(4);
    const kind = head[0] as number;
    const size = head.readUIntLE(1, 3);
    const body = await input.take(size);
    if (kind > 1) {
      // 0x80 and above, padding and stream heads say nothing about the text.
      if (kind < 0x80) throw input.corrupt(`a frame is of the unknown kind ${kind}`);
      continue;
    }
    if (size < 4) throw input.corrupt('a frame has no checksum');
    const frame = input.decode(() => (kind === 1 ? body.subarray(4) : expandFrame(body, text)));
    if (maskedChecksum(frame) !== body.readUInt32LE(0)) throw input.corrupt('a checksum does not match');
    yield frame;
  }
}

function expandFrame(body: Uint8Array, text: Uint8Array): Uint8Array {
  if (snappyLength(body, 4) > mostFrameText) throw new Error('a frame is larger than frames may be');
  return text.subarray(0, snappyDecompress(body, 4, body.length, text, 0));
}

/** Checksums are stored turned around, so that checksums of checksums are of use. */
function maskedChecksum(bytes: Uint8Array): number {
  const crc = crc32c(bytes);
  return (((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0;
}

function frameFormat() {
  const frame = Buffer.alloc(8 + snappyMaxLength(mostFrameText));
  return {
    blockBytes: mostFrameText,
    head: streamHead,
    block(text: Uint8Array): Uint8Array {
      let end = snappyCompress(text, 0, text.length, frame, 8);
      frame[0] = 0;
      if (end - 8 >= text.length) {
        frame[0] = 1;
        frame.set(text, 8);
        end = 8 + text.length;
      }
      frame.writeUIntLE(end - 4, 1, 3);
      frame.writeUInt32LE(maskedChecksum(text), 4);
      return frame.subarray(0, end);
    },
  };
}
