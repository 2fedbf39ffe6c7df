import { brotliCompressSync, constants, gzipSync, zstdCompressSync } from 'node:zlib';
import { lz4Compress, lz4MaxLength } from '../../../codecs/lz4-block.ts';
import { snappyCompress, snappyMaxLength } from '../../../codecs/snappy-block.ts';
import { codecs } from '../metadata.ts';

export const parquetCodecs = ['snappy', 'gzip', 'zstd', 'lz4_raw', 'brotli', 'none'] as const;
export type ParquetCodec = (typeof parquetCodecs)[number];

/** Compresses pages. */
export interface PageCodec {
  /** As column chunks name it. */
  readonly id: number;
  /** `page[0, length)` compressed; valid until the next call. */
  compress(page: Uint8Array, length: number): Uint8Array;
}

/** Level 11, the default of brotli, takes a hundred times as long. */
const brotliQuality = 5;

export function pageCodec(codec: ParquetCodec): PageCodec {
  switch (codec) {
    case 'snappy':
      return { id: codecs.snappy, compress: blockCompressor(snappyCompress, snappyMaxLength) };
    case 'lz4_raw':
      return { id: codecs.lz4Raw, compress: blockCompressor(lz4Compress, lz4MaxLength) };
    case 'gzip':
      return { id: codecs.gzip, compress: (page, length) => gzipSync(page.subarray(0, length)) };
    case 'zstd':
      return { id: codecs.zstd, compress: (page, length) => zstdCompressSync(page.subarray(0, length)) };
    case 'brotli': {
      const params = { [constants.BROTLI_PARAM_QUALITY]: brotliQuality };
      return {
        id: codecs.brotli,
        compress: (page, length) => brotliCompressSync(page.subarray(0, length), { params }),
      };
    }
    case 'none':
      return { id: codecs.none, compress: (page, length) => page.subarray(0, length) };
  }
}

const smallBytes = 512 * 1024;
const keptBytes = 4 << 20;

type CompressBlock = (src: Uint8Array, start: number, end: number, dst: Uint8Array, at: number) => number;

function blockCompressor(compress: CompressBlock, maxLength: (length: number) => number): PageCodec['compress'] {
  let into = new Uint8Array(0);
  return (page, length) => {
    const needed = maxLength(length);
    // One page of very long values shall not keep its memory for the rest of the file.
    if (into.length < needed || into.length > Math.max(needed, keptBytes))
      into = new Uint8Array(Math.max(needed, smallBytes));
    return into.subarray(0, compress(page, 0, length, into, 0));
  };
}
