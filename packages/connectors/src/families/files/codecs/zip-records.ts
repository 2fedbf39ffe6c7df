/** What stands around the data of a written zip archive: headers, sizes, the directory. */
import { deflated, earliestDate, flags, signatures, unknownSize } from './zip-format.ts';

/** Of 64 bits where nobody knows them before, of 32 for programs that know no others. */
export type SizeBits = 32 | 64;

export interface WrittenEntry {
  readonly name: Buffer;
  /** Of its header in the archive. */
  readonly offset: number;
  readonly crc: number;
  readonly size: number;
  readonly compressedSize: number;
}

/** Version of the format that has deflated entries, and the one that has sizes of 64 bits. */
const versions = { 32: 20, 64: 45 } as const;

/** Before the data of an entry; its checksum and sizes follow the data. */
export function localHeader(name: Buffer, bits: SizeBits): Buffer {
  const header = Buffer.alloc(30);
  const further = bits === 64 ? longSizes(0, 0) : Buffer.alloc(0);
  header.writeUInt32LE(signatures.local, 0);
  writeMethod(header, 4, bits);
  if (bits === 64) header.fill(0xff, 18, 26);
  header.writeUInt16LE(name.length, 26);
  header.writeUInt16LE(further.length, 28);
  return Buffer.concat([header, name, further]);
}

/** After the data of an entry. */
export function descriptor({ crc, size, compressedSize }: WrittenEntry, bits: SizeBits): Buffer {
  const bytes = Buffer.alloc(bits === 64 ? 24 : 16);
  bytes.writeUInt32LE(signatures.descriptor, 0);
  bytes.writeUInt32LE(crc, 4);
  if (bits === 64) {
    bytes.writeBigUInt64LE(BigInt(compressedSize), 8);
    bytes.writeBigUInt64LE(BigInt(size), 16);
  } else {
    bytes.writeUInt32LE(compressedSize, 8);
    bytes.writeUInt32LE(size, 12);
  }
  return bytes;
}

/** The directory at the end of an archive. `offset` is where it begins. */
export function directory(entries: readonly WrittenEntry[], offset: number, bits: SizeBits): Buffer {
  const listed = Buffer.concat(entries.map((entry) => directoryEntry(entry, bits)));
  const end = Buffer.alloc(22);
  end.writeUInt32LE(signatures.end, 0);
  end.writeUInt16LE(entries.length, 8);
  end.writeUInt16LE(entries.length, 10);
  end.writeUInt32LE(listed.length, 12);
  end.writeUInt32LE(bits === 64 ? unknownSize : offset, 16);
  return Buffer.concat([listed, ...(bits === 64 ? [longEnd(entries.length, listed.length, offset)] : []), end]);
}

function directoryEntry({ name, offset, crc, size, compressedSize }: WrittenEntry, bits: SizeBits): Buffer {
  const entry = Buffer.alloc(46);
  const further = bits === 64 ? longSizes(size, compressedSize) : Buffer.alloc(0);
  entry.writeUInt32LE(signatures.entry, 0);
  entry.writeUInt16LE(versions[bits], 4);
  writeMethod(entry, 6, bits);
  entry.writeUInt32LE(crc, 16);
  entry.writeUInt32LE(bits === 64 ? unknownSize : compressedSize, 20);
  entry.writeUInt32LE(bits === 64 ? unknownSize : size, 24);
  entry.writeUInt16LE(name.length, 28);
  entry.writeUInt16LE(further.length, 30);
  entry.writeUInt32LE(offset, 42);
  return Buffer.concat([entry, name, further]);
}

/** Version, flags, method, time and date. */
function writeMethod(bytes: Buffer, at: number, bits: SizeBits): void {
  bytes.writeUInt16LE(versions[bits], at);
  bytes.writeUInt16LE(flags.hasDescriptor | flags.nameIsUtf8, at + 2);
  bytes.writeUInt16LE(deflated, at + 4);
  bytes.writeUInt16LE(earliestDate, at + 8);
}

/** The further field of an entry whose sizes have 64 bits. */
function longSizes(size: number, compressedSize: number): Buffer {
  const bytes = Buffer.alloc(20);
  bytes.writeUInt16LE(1, 0);
  bytes.writeUInt16LE(16, 2);
  bytes.writeBigUInt64LE(BigInt(size), 4);
  bytes.writeBigUInt64LE(BigInt(compressedSize), 12);
  return bytes;
}

/** The end with numbers of 64 bits, and where it is found. */
function longEnd(entryCount: number, length: number, offset: number): Buffer {
  const end = Buffer.alloc(56 + 20);
  end.writeUInt32LE(signatures.end64, 0);
  end.writeBigUInt64LE(44n, 4);
  end.writeUInt16LE(versions[64], 12);
  end.writeUInt16LE(versions[64], 14);
  end.writeBigUInt64LE(BigInt(entryCount), 24);
  end.writeBigUInt64LE(BigInt(entryCount), 32);
  end.writeBigUInt64LE(BigInt(length), 40);
  end.writeBigUInt64LE(BigInt(offset), 48);
  end.writeUInt32LE(signatures.locator64, 56);
  end.writeBigUInt64LE(BigInt(offset + length), 64);
  end.writeUInt32LE(1, 72);
  return end;
}
