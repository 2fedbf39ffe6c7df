import { crc32, deflateRawSync, inflateRawSync, zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import { fileErrors } from '../../errors.ts';
import { bzip2 } from '../../codecs/bzip2.ts';
import { snappyCompress, snappyDecompress, snappyLength, snappyMaxLength } from '../../codecs/snappy-block.ts';
import { avroErrors } from './errors.ts';
import { Damage } from '../damage.ts';

/** Codecs that blocks are written with. */
export const avroCodecs = ['null', 'deflate', 'snappy', 'zstandard'] as const;
export type AvroCodec = (typeof avroCodecs)[number];

/** A block in memory, as it was before compression. Throws a `Damage` or an error of the codec for unsound bytes. */
export type Expand = (block: Buffer) => Buffer | Promise<Buffer>;

/** A block may expand to so much freely, and beyond it to `maxExpansion` times its size. */
const freeExpansionBytes = 64 * 1024 * 1024;
const maxExpansion = 250;
/** Whatever its size: a block is expanded in memory. */
const mostBlockBytes = 512 * 1024 * 1024;

/** Throws `AVRO_UNKNOWN_CODEC`. */
export function expanderOf(codec: string, path: string): Expand {
  const guarded = (expand: (block: Buffer, most: number) => Buffer | Promise<Buffer>): Expand => {
    return (block) => {
      const most = Math.min(mostBlockBytes, Math.max(freeExpansionBytes, block.length * maxExpansion));
      try {
        return expand(block, most);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ERR_BUFFER_TOO_LARGE') throw error;
        throw fileErrors.expandsTooMuch({ path, bytes: most, maxExpansion }, error);
      }
    };
  };
  switch (codec) {
    case 'null':
      return (block) => block;
    case 'deflate':
      return guarded((block, maxOutputLength) => inflateRawSync(block, { maxOutputLength }));
    case 'zstandard':
      return guarded((block, maxOutputLength) => zstdDecompressSync(block, { maxOutputLength }));
    case 'snappy':
      return guarded(expandSnappy);
    case 'bzip2':
      return guarded((block, most) => expandBzip2(block, most, path));
    default:
      throw avroErrors.unknownCodec({ path, codec });
  }
}

/** Raw Snappy and the CRC-32 of the text, highest byte first. */
function expandSnappy(block: Buffer, most: number): Buffer {
  const end = block.length - 4;
  if (end < 1) throw new Damage('a block is too short');
  const length = snappyLength(block, 0);
  if (length > most) throw tooLarge();
  const text = Buffer.allocUnsafe(length);
  snappyDecompress(block, 0, end, text, 0);
  if (crc32(text) !== block.readUInt32BE(end)) throw new Damage('a checksum does not match');
  return text;
}

async function expandBzip2(block: Buffer, most: number, path: string): Promise<Buffer> {
  const pieces: Buffer[] = [];
  let total = 0;
  const source = {
    path,
    size: block.length,
    async *read() {
      yield block;
    },
  };
  for await (const { bytes } of bzip2.open(source)) {
    for await (const piece of bytes) {
      total += piece.length;
      if (total > most) throw fileErrors.expandsTooMuch({ path, bytes: total, maxExpansion });
      pieces.push(Buffer.from(piece));
    }
  }
  return Buffer.concat(pieces);
}

function tooLarge(): Error {
  return Object.assign(new Error('the text of a block is too large'), { code: 'ERR_BUFFER_TOO_LARGE' });
}

/** The bytes of a block as they lie in a file. The text may be reused afterwards. */
export function compressBlock(codec: AvroCodec, text: Uint8Array): Uint8Array {
  switch (codec) {
    case 'null':
      return text;
    case 'deflate':
      return deflateRawSync(text);
    case 'zstandard':
      return zstdCompressSync(text);
    case 'snappy': {
      const block = Buffer.allocUnsafe(snappyMaxLength(text.length) + 4);
      const end = snappyCompress(text, 0, text.length, block, 0);
      block.writeUInt32BE(crc32(text), end);
      return block.subarray(0, end + 4);
    }
  }
}
