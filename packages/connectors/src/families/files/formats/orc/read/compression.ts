/** Chunks: three bytes of length and a mark, then the bytes, compressed or as they were. */
import { brotliDecompressSync, inflateRawSync, zstdDecompressSync } from 'node:zlib';
import { lz4Decompress } from '../../../codecs/lz4-block.ts';
import { lzoDecompress } from '../../../codecs/lzo-block.ts';
import { snappyDecompress, snappyLength } from '../../../codecs/snappy-block.ts';
import { Damage } from '../../damage.ts';
import { compressionKinds } from '../messages.ts';

/** The text of a chunk; valid until the next call. Throws `Damage`. */
export type ExpandChunk = (chunk: Uint8Array) => Uint8Array;

export const chunkHeaderBytes = 3;
/** Writers stay below 8 MiB, which the length of a chunk can say. */
const maxBlockBytes = 64 * 1024 * 1024;
/** Footers are larger than that in no file that could be read. */
export const maxFooterBytes = 256 * 1024 * 1024;

export interface Compression {
  readonly kind: number;
  /** Most bytes that a chunk expands to. */
  readonly blockBytes: number;
}

/** Undefined: the file has no chunks. @param compression of a kind that `isReadable`. */
export function chunkExpander({ kind, blockBytes }: Compression): ExpandChunk | undefined {
  if (kind === compressionKinds.none) return undefined;
  if (blockBytes < 1 || blockBytes > maxBlockBytes) throw new Damage(`it names chunks of ${blockBytes} bytes`);
  const expand = expanderOf(kind, blockBytes);
  return (chunk) => {
    try {
      return expand(chunk);
    } catch (error) {
      throw new Damage(`a chunk cannot be decompressed (${error instanceof Error ? error.message : String(error)})`, {
        cause: error,
      });
    }
  };
}

export function isReadable(kind: number): boolean {
  return Object.values(compressionKinds).some((known) => known === kind);
}

function expanderOf(kind: number, blockBytes: number): ExpandChunk {
  const limits = { maxOutputLength: blockBytes };
  switch (kind) {
    case compressionKinds.zlib:
      return (chunk) => inflateRawSync(chunk, limits);
    case compressionKinds.zstd:
      return (chunk) => zstdDecompressSync(chunk, limits);
    case compressionKinds.brotli:
      return (chunk) => brotliDecompressSync(chunk, limits);
    case compressionKinds.snappy:
      return blockExpander(blockBytes, (chunk, into) => {
        if (snappyLength(chunk, 0) > blockBytes) throw new Error('it is larger than the file says');
        return snappyDecompress(chunk, 0, chunk.length, into, 0);
      });
    case compressionKinds.lzo:
      return blockExpander(blockBytes, (chunk, into) => lzoDecompress(chunk, 0, chunk.length, into, 0));
    default:
      return blockExpander(blockBytes, (chunk, into) => lz4Decompress(chunk, 0, chunk.length, into, 0));
  }
}

function blockExpander(blockBytes: number, expand: (chunk: Uint8Array, into: Uint8Array) => number): ExpandChunk {
  let into: Uint8Array | undefined;
  return (chunk) => {
    into ??= new Uint8Array(blockBytes);
    return into.subarray(0, expand(chunk, into));
  };
}

export interface ChunkHeader {
  readonly length: number;
  /** The bytes are not compressed. */
  readonly isOriginal: boolean;
}

export function readChunkHeader(bytes: Uint8Array, at: number): ChunkHeader {
  const value = (bytes[at] as number) | ((bytes[at + 1] as number) << 8) | ((bytes[at + 2] as number) << 16);
  return { length: value >>> 1, isOriginal: (value & 1) === 1 };
}

/** All chunks of a footer. */
export function expandAll(bytes: Uint8Array, expand: ExpandChunk | undefined): Uint8Array {
  if (expand === undefined) return bytes;
  const parts: Uint8Array[] = [];
  let total = 0;
  for (let at = 0; at < bytes.length;) {
    const { length, isOriginal } = readChunkHeader(bytes, at);
    at += chunkHeaderBytes;
    if (at + length > bytes.length) throw new Damage('a chunk of its footers is cut off');
    const chunk = bytes.subarray(at, at + length);
    parts.push(isOriginal ? chunk : Uint8Array.from(expand(chunk)));
    total += (parts.at(-1) as Uint8Array).length;
    if (total > maxFooterBytes) throw new Damage(`its footers expand to more than ${maxFooterBytes} bytes`);
    at += length;
  }
  return parts.length === 1 ? (parts[0] as Uint8Array) : Buffer.concat(parts);
}
