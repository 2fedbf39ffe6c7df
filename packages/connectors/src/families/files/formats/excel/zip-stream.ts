/**
 * A zip archive that is made without waiting, piece by piece. A piece of an entry is compressed for itself and ends at
 * a byte, so that all pieces together are one stream.
 */
import { constants, crc32, deflateRawSync } from 'node:zlib';
import { deflated, earliestDate, flags, signatures } from '../../codecs/zip-format.ts';
import { excelErrors } from './errors.ts';

interface WrittenEntry {
  readonly name: Buffer;
  readonly offset: number;
  readonly crc: number;
  readonly size: number;
  readonly compressedSize: number;
}

const writtenFlags = flags.hasDescriptor | flags.nameIsUtf8;
/** Version of the format that has deflated entries. */
const version = 20;
/** Without sizes of 64 bits. */
const mostBytes = 0xffff_ffff;
/** Sheets shrink to a tenth with the least effort, and not by much more with more. */
const level = 1;

export class ZipStream {
  #pieces: Uint8Array[] = [];
  #pendingBytes = 0;
  #offset = 0;
  readonly #entries: WrittenEntry[] = [];
  #name = Buffer.alloc(0);
  #start = 0;
  #dataStart = 0;
  #crc = 0;
  #size = 0;

  get pendingBytes(): number {
    return this.#pendingBytes;
  }

  /** Bytes since the last call. */
  take(): Uint8Array {
    const taken = Buffer.concat(this.#pieces);
    this.#pieces = [];
    this.#pendingBytes = 0;
    return taken;
  }

  add(name: string, text: string): void {
    this.start(name);
    this.write(Buffer.from(text, 'utf8'));
    this.end();
  }

  /** Starts an entry. */
  start(name: string): void {
    this.#name = Buffer.from(name, 'utf8');
    this.#start = this.#offset;
    this.#put(Buffer.concat([signature(signatures.local), fields(), sizes(0, 0, 0), this.#nameField()]));
    this.#dataStart = this.#offset;
    this.#crc = 0;
    this.#size = 0;
  }

  /** The bytes may be reused afterwards. */
  write(bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    this.#crc = crc32(bytes, this.#crc);
    this.#size += bytes.length;
    this.#put(deflateRawSync(bytes, { finishFlush: constants.Z_SYNC_FLUSH, level }));
  }

  /** Ends the entry. */
  end(): void {
    this.#put(deflateRawSync(Buffer.alloc(0)));
    const entry = {
      name: this.#name,
      offset: this.#start,
      crc: this.#crc,
      size: this.#size,
      compressedSize: this.#offset - this.#dataStart,
    };
    if (entry.size > mostBytes) throw excelErrors.tooLarge();
    this.#entries.push(entry);
    this.#put(Buffer.concat([signature(signatures.descriptor), sizes(entry.crc, entry.compressedSize, entry.size)]));
  }

  /** Writes the directory. */
  finish(): void {
    const start = this.#offset;
    for (const entry of this.#entries) this.#put(directoryEntry(entry));
    const tail = Buffer.alloc(18);
    tail.writeUInt16LE(this.#entries.length, 4);
    tail.writeUInt16LE(this.#entries.length, 6);
    tail.writeUInt32LE(this.#offset - start, 8);
    tail.writeUInt32LE(start, 12);
    this.#put(Buffer.concat([signature(signatures.end), tail]));
  }

  #put(piece: Uint8Array): void {
    this.#pieces.push(piece);
    this.#pendingBytes += piece.length;
    this.#offset += piece.length;
    if (this.#offset > mostBytes) throw excelErrors.tooLarge();
  }

  /** Length of the name, no further fields, the name. */
  #nameField(): Buffer {
    const lengths = Buffer.alloc(4);
    lengths.writeUInt16LE(this.#name.length, 0);
    return Buffer.concat([lengths, this.#name]);
  }
}

function signature(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value, 0);
  return bytes;
}

/** Version, flags, method, time and date. */
function fields(): Buffer {
  const bytes = Buffer.alloc(10);
  bytes.writeUInt16LE(version, 0);
  bytes.writeUInt16LE(writtenFlags, 2);
  bytes.writeUInt16LE(deflated, 4);
  bytes.writeUInt16LE(earliestDate, 8);
  return bytes;
}

function sizes(crc: number, compressedSize: number, size: number): Buffer {
  const bytes = Buffer.alloc(12);
  bytes.writeUInt32LE(crc, 0);
  bytes.writeUInt32LE(compressedSize, 4);
  bytes.writeUInt32LE(size, 8);
  return bytes;
}

function directoryEntry({ name, offset, crc, size, compressedSize }: WrittenEntry): Buffer {
  const madeBy = Buffer.alloc(2);
  madeBy.writeUInt16LE(version, 0);
  const rest = Buffer.alloc(18);
  rest.writeUInt16LE(name.length, 0);
  rest.writeUInt32LE(offset, 14);
  const head = [signature(signatures.entry), madeBy, fields()];
  return Buffer.concat([...head, sizes(crc, compressedSize, size), rest, name]);
}
