/**
 * A zip archive that is made without waiting, piece by piece. A piece of an entry is compressed for itself and ends at
 * a byte, so that all pieces together are one stream.
 */
import { constants, crc32, deflateRawSync } from 'node:zlib';
import { descriptor, directory, localHeader, type WrittenEntry } from '../../codecs/zip-records.ts';
import { excelErrors } from './errors.ts';

/** What sizes of 32 bits can say. */
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
    this.#put(localHeader(this.#name, 32));
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
    this.#put(descriptor(entry, 32));
  }

  /** Writes the directory. */
  finish(): void {
    this.#put(directory(this.#entries, this.#offset, 32));
  }

  #put(piece: Uint8Array): void {
    this.#pieces.push(piece);
    this.#pendingBytes += piece.length;
    this.#offset += piece.length;
    if (this.#offset > mostBytes) throw excelErrors.tooLarge();
  }
}
