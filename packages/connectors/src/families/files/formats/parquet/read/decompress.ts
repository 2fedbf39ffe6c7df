import { brotliDecompressSync, gunzipSync, zstdDecompressSync } from 'node:zlib';
import { lz4Decompress } from '../../../codecs/lz4-block.ts';
import { snappyDecompress, snappyLength } from '../../../codecs/snappy-block.ts';
import { Damage } from '../../damage.ts';
import { codecs } from '../metadata.ts';

/** No codec makes more of a byte; a size beyond that is damaged, and nothing is allocated for it. */
const maxExpansion: Readonly<Record<number, number>> = { [codecs.snappy]: 32, [codecs.lz4]: 256, [codecs.lz4Raw]: 256 };
/** zlib allocates in steps, so that a damaged size costs nothing. */
const maxStep = 4 * 1024 * 1024;

export function isKnownCodec(codec: number): boolean {
  return codec === codecs.none || codec in expanders;
}

/** Memory that is used again for the next page. */
export interface PageBuffer {
  bytes: Uint8Array;
}

/** The `size` bytes that were compressed. They lie in `buffer` or in memory of their own. Throws `Damage`. */
export function decompress(codec: number, compressed: Uint8Array, size: number, buffer: PageBuffer): Uint8Array {
  if (codec === codecs.none) {
    if (compressed.length !== size) throw new Damage('an uncompressed page has two sizes');
    return compressed;
  }
  if (size === 0) return new Uint8Array(0);
  checkExpansion(codec, compressed.length, size);
  const expand = expanders[codec] as Expander;
  try {
    return expand(compressed, size, buffer);
  } catch (error) {
    throw error instanceof Damage ? error : cannotExpand(error);
  }
}

/** Throws `Damage` for a size that so many compressed bytes cannot have. */
export function checkExpansion(codec: number, compressedBytes: number, size: number): void {
  if (size > compressedBytes * (maxExpansion[codec] ?? Number.POSITIVE_INFINITY) + 64)
    throw new Damage(`${compressedBytes} compressed bytes cannot become ${size}`);
}

export function cannotExpand(cause: unknown): Damage {
  return new Damage(`it cannot be decompressed: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
}

type Expander = (compressed: Uint8Array, size: number, buffer: PageBuffer) => Uint8Array;

const expanders: Readonly<Record<number, Expander>> = {
  [codecs.snappy]: (compressed, size, buffer) => {
    if (snappyLength(compressed, 0) !== size) throw wrongSize();
    const into = reserve(buffer, size);
    snappyDecompress(compressed, 0, compressed.length, into, 0);
    return into.subarray(0, size);
  },
  [codecs.gzip]: (compressed, size) => sized(gunzipSync(compressed, limits(size)), size),
  [codecs.brotli]: (compressed, size) => sized(brotliDecompressSync(compressed, limits(size)), size),
  [codecs.zstd]: (compressed, size) => sized(zstdDecompressSync(compressed, limits(size)), size),
  [codecs.lz4]: (compressed, size, buffer) =>
    isHadoopFramed(compressed, size) ? expandFrames(compressed, size, buffer) : expandBlock(compressed, size, buffer),
  [codecs.lz4Raw]: expandBlock,
};

function limits(size: number) {
  return { maxOutputLength: size, chunkSize: Math.min(Math.max(size, 64), maxStep) };
}

function sized(bytes: Uint8Array, size: number): Uint8Array {
  if (bytes.length !== size) throw wrongSize();
  return new Uint8Array(bytes.buffer, bytes.byteOffset, size);
}

function expandBlock(compressed: Uint8Array, size: number, buffer: PageBuffer): Uint8Array {
  const into = reserve(buffer, size);
  if (lz4Decompress(compressed, 0, compressed.length, into, 0, { limit: size }) !== size) throw wrongSize();
  return into.subarray(0, size);
}

/**
 * Each frame: its size, then blocks until it is reached, each with its compressed size in front; all sizes 4 bytes,
 * highest first. Some writers put a bare block under the same name, which does not begin like that.
 */
function isHadoopFramed(compressed: Uint8Array, size: number): boolean {
  if (compressed.length < 8) return false;
  const first = bigEndian(compressed, 0);
  return first > 0 && first <= size && bigEndian(compressed, 4) <= compressed.length - 8;
}

function expandFrames(compressed: Uint8Array, size: number, buffer: PageBuffer): Uint8Array {
  const into = reserve(buffer, size);
  let to = 0;
  for (let at = 0; at < compressed.length;) {
    if (at + 8 > compressed.length) throw wrongSize();
    const stop = to + bigEndian(compressed, at);
    if (stop > size) throw wrongSize();
    for (at += 4; to < stop;) {
      const length = at + 4 > compressed.length ? 0 : bigEndian(compressed, at);
      if (length === 0 || at + 4 + length > compressed.length) throw wrongSize();
      to = lz4Decompress(compressed, at + 4, at + 4 + length, into, to, { limit: stop });
      at += 4 + length;
    }
  }
  if (to !== size) throw wrongSize();
  return into.subarray(0, size);
}

function bigEndian(bytes: Uint8Array, at: number): number {
  const [a = 0, b = 0, c = 0, d = 0] = bytes.subarray(at, at + 4);
  return ((a << 24) | (b << 16) | (c << 8) | d) >>> 0;
}

function reserve(buffer: PageBuffer, size: number): Uint8Array {
  if (buffer.bytes.length < size) buffer.bytes = new Uint8Array(size);
  return buffer.bytes;
}

export function wrongSize(): Damage {
  return new Damage('it does not decompress to the size it should have');
}
