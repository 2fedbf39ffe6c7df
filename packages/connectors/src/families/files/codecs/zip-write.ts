import { createDeflateRaw, crc32 } from 'node:zlib';
import type { ByteSink, Compressor } from './codec.ts';
import { deflated, earliestDate, flags, signatures, unknownSize } from './zip-format.ts';
import { compressInto } from './zlib.ts';

const { hasDescriptor, nameIsUtf8 } = flags;
/** Version of the format that has sizes of 64 bits. */
const version = 45;

/** A zip archive of one document. Sizes have 64 bits, as nobody knows them at the start. */
export function zipCompressor(sink: ByteSink, name: string): Compressor {
  const entryName = Buffer.from(name.replace(/\.zip$/i, ''), 'utf8');
  let crc = 0;
  let size = 0;
  let written = 0;
  const put: ByteSink = async (bytes) => {
    written += bytes.length;
    await sink(bytes);
  };
  const deflater = compressInto(createDeflateRaw({ chunkSize: 256 * 1024 }), put);
  const header = localHeader(entryName);
  let isBegun = false;
  const begin = async (): Promise<void> => {
    if (isBegun) return;
    isBegun = true;
    await sink(header);
  };
  return {
    async write(bytes) {
      await begin();
      crc = crc32(bytes, crc);
      size += bytes.length;
      await deflater.write(bytes);
    },
    async end() {
      await begin();
      await deflater.end();
      const entry = { name: entryName, crc, size, compressedSize: written };
      await sink(Buffer.concat([descriptor(entry), directory(entry, header.length + written + 24)]));
    },
    destroy: () => deflater.destroy(),
  };
}

interface WrittenEntry {
  readonly name: Buffer;
  readonly crc: number;
  readonly size: number;
  readonly compressedSize: number;
}

function localHeader(name: Buffer): Buffer {
  const header = Buffer.alloc(30 + 20);
  header.writeUInt32LE(signatures.local, 0);
  header.writeUInt16LE(version, 4);
  header.writeUInt16LE(hasDescriptor | nameIsUtf8, 6);
  header.writeUInt16LE(deflated, 8);
  header.writeUInt16LE(earliestDate, 12);
  header.writeUInt32LE(unknownSize, 18);
  header.writeUInt32LE(unknownSize, 22);
  header.writeUInt16LE(name.length, 26);
  header.writeUInt16LE(20, 28);
  header.writeUInt16LE(1, 30);
  header.writeUInt16LE(16, 32);
  return Buffer.concat([header.subarray(0, 30), name, header.subarray(30)]);
}

function descriptor({ crc, size, compressedSize }: WrittenEntry): Buffer {
  const bytes = Buffer.alloc(24);
  bytes.writeUInt32LE(signatures.descriptor, 0);
  bytes.writeUInt32LE(crc, 4);
  bytes.writeBigUInt64LE(BigInt(compressedSize), 8);
  bytes.writeBigUInt64LE(BigInt(size), 16);
  return bytes;
}

/** The directory with its one entry and the two ends. `offset` is where it begins. */
function directory({ name, crc, size, compressedSize }: WrittenEntry, offset: number): Buffer {
  const entry = Buffer.alloc(46);
  entry.writeUInt32LE(signatures.entry, 0);
  entry.writeUInt16LE(version, 4);
  entry.writeUInt16LE(version, 6);
  entry.writeUInt16LE(hasDescriptor | nameIsUtf8, 8);
  entry.writeUInt16LE(deflated, 10);
  entry.writeUInt16LE(earliestDate, 14);
  entry.writeUInt32LE(crc, 16);
  entry.writeUInt32LE(unknownSize, 20);
  entry.writeUInt32LE(unknownSize, 24);
  entry.writeUInt16LE(name.length, 28);
  entry.writeUInt16LE(20, 30);
  const sizes = Buffer.alloc(20);
  sizes.writeUInt16LE(1, 0);
  sizes.writeUInt16LE(16, 2);
  sizes.writeBigUInt64LE(BigInt(size), 4);
  sizes.writeBigUInt64LE(BigInt(compressedSize), 12);
  const length = entry.length + name.length + sizes.length;
  return Buffer.concat([entry, name, sizes, endOf(length, offset)]);
}

function endOf(length: number, offset: number): Buffer {
  const end = Buffer.alloc(56 + 20 + 22);
  end.writeUInt32LE(signatures.end64, 0);
  end.writeBigUInt64LE(44n, 4);
  end.writeUInt16LE(version, 12);
  end.writeUInt16LE(version, 14);
  end.writeBigUInt64LE(1n, 24);
  end.writeBigUInt64LE(1n, 32);
  end.writeBigUInt64LE(BigInt(length), 40);
  end.writeBigUInt64LE(BigInt(offset), 48);
  end.writeUInt32LE(signatures.locator64, 56);
  end.writeBigUInt64LE(BigInt(offset + length), 64);
  end.writeUInt32LE(1, 72);
  end.writeUInt32LE(signatures.end, 76);
  end.writeUInt16LE(1, 84);
  end.writeUInt16LE(1, 86);
  end.writeUInt32LE(length, 88);
  end.writeUInt32LE(unknownSize, 92);
  return end;
}
