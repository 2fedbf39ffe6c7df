import { fileErrors } from '../errors.ts';
import { wholeFile } from '../storage.ts';
import type { Codec } from './codec.ts';
import { Bzip2Block } from './bzip2-block.ts';
import { BitReader } from './bit-reader.ts';
import { blockCompressor } from './block-compressor.ts';
import { bzip2Format } from './bzip2-encode.ts';

/** bzip2, also several streams in one file as parallel compressors write them. */
export const bzip2: Codec = {
  name: 'bzip2',
  suffixes: ['.bz2'],
  isConcatenable: true,
  async *open(source) {
    yield { label: source.path, bytes: decode(source.path, source.read(wholeFile)) };
  },
  compress: (sink) => blockCompressor(bzip2Format(), sink),
};

/** A block is decoded in one go, so all of it has to be there: 900,000 symbols of at most 20 bits, and its tables. */
const mostBlockBytes = 2_400_000;
const blockMagic = 0x314159265359;
const endMagic = 0x177245385090;

async function* decode(path: string, compressed: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const corrupt = (problem: string) => fileErrors.corrupt({ path, compress: 'bzip2', problem });
  const bits = new BitReader(compressed, () => corrupt('it ends in the middle (truncated?)'));
  let streams = 0;
  for (; await bits.fill(mostBlockBytes); streams++) {
    if (bits.read(24) !== 0x425a68)
      throw corrupt(streams === 0 ? 'it does not begin with BZh' : 'something else follows its end');
    const level = bits.read(8) - 48;
    if (level < 1 || level > 9) throw corrupt('its block size is out of range');
    const block = new Bzip2Block(level * 100_000, corrupt);
    let combined = 0;
    for (;;) {
      await bits.fill(mostBlockBytes);
      const magic = bits.read(24) * 0x1000000 + bits.read(24);
      if (magic === endMagic) break;
      if (magic !== blockMagic) throw corrupt('a block has no beginning');
      const crc = bits.read32();
      block.read(bits);
      yield* block.expand();
      if (block.crc !== crc) throw corrupt('a checksum does not match');
      combined = (((combined << 1) | (combined >>> 31)) ^ crc) | 0;
    }
    if (bits.read32() !== combined) throw corrupt('the checksum of the whole does not match');
    bits.align();
  }
  if (streams === 0) throw corrupt('it is empty');
}
