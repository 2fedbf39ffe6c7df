/** Chunks: three bytes of length and a mark, then the bytes, compressed or as they were. */
import { deflateRawSync, zstdCompressSync } from 'node:zlib';
import { lz4Compress, lz4MaxLength } from '../../../codecs/lz4-block.ts';
import { snappyCompress, snappyMaxLength } from '../../../codecs/snappy-block.ts';
import { compressionKinds } from '../messages.ts';

export const orcCodecs = ['snappy', 'zlib', 'zstd', 'lz4', 'none'] as const;
export type OrcCodec = (typeof orcCodecs)[number];

export interface ChunkCodec {
  /** As the postscript names it. */
  readonly kind: number;
  /** Gives the parts of one chunk to `put`. The parts are valid until the next call. */
  chunk(bytes: Uint8Array, put: (part: Uint8Array) => void): void;
}

export function chunkCodec(codec: OrcCodec): ChunkCodec {
  const kind = compressionKinds[codec];
  switch (codec) {
    case 'none':
      return { kind, chunk: (bytes, put) => put(bytes) };
    case 'zlib':
      return chunked(kind, (bytes) => deflateRawSync(bytes));
    case 'zstd':
      return chunked(kind, (bytes) => zstdCompressSync(bytes));
    case 'snappy':
      return chunked(kind, intoBuffer(snappyCompress, snappyMaxLength));
    case 'lz4':
      return chunked(kind, intoBuffer(lz4Compress, lz4MaxLength));
  }
}

function chunked(kind: number, compress: (bytes: Uint8Array) => Uint8Array): ChunkCodec {
  const head = new Uint8Array(3);
  return {
    kind,
    chunk(bytes, put) {
      if (bytes.length === 0) return;
      const compressed = compress(bytes);
      const isOriginal = compressed.length >= bytes.length;
      const chunk = isOriginal ? bytes : compressed;
      const mark = chunk.length * 2 + (isOriginal ? 1 : 0);
      head[0] = mark;
      head[1] = mark >> 8;
      head[2] = mark >> 16;
      put(head);
      put(chunk);
    },
  };
}

type CompressBlock = (src: Uint8Array, start: number, end: number, dst: Uint8Array, at: number) => number;

function intoBuffer(compress: CompressBlock, maxLength: (length: number) => number): (bytes: Uint8Array) => Uint8Array {
  let into = new Uint8Array(0);
  return (bytes) => {
    const needed = maxLength(bytes.length);
    if (into.length < needed) into = new Uint8Array(needed);
    return into.subarray(0, compress(bytes, 0, bytes.length, into, 0));
  };
}
