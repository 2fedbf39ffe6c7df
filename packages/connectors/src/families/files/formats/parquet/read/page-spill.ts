/** Values of large pages, which wait in a temporary file until their rows are read: all columns of a row group at once. */
import type { Column } from '@sluice/core';
import { TemporaryFile, type TemporaryPlace } from '../../temporary-file.ts';
import { type ValueDecoder, valuesTooShort } from './value-decoder.ts';

/** A place in the file that belongs to one leaf, for one page after the other. */
export interface SpillPlace {
  readonly start: number;
  readonly capacity: number;
}

/** Memory for the values of open pages, shared by all leaves of a read. */
export class HeldPages {
  readonly #maxBytes: number;
  #bytes = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** True when a page of so many bytes may stay in memory, which it then has until `leave`. */
  enter(bytes: number): boolean {
    if (this.#bytes + bytes > this.#maxBytes) return false;
    this.#bytes += bytes;
    return true;
  }

  leave(bytes: number): void {
    this.#bytes -= bytes;
  }
}

/** Shared by all leaves of a read. */
export class PageSpill {
  readonly #file: TemporaryFile;
  #end = 0;

  constructor(place: TemporaryPlace) {
    this.#file = new TemporaryFile(place);
  }

  /** Room for so many bytes: `place` again, when it is large enough. */
  room(length: number, place: SpillPlace | undefined): SpillPlace {
    if (place !== undefined && place.capacity >= length) return place;
    const start = this.#end;
    this.#end += length;
    return { start, capacity: length };
  }

  write(bytes: Uint8Array, position: number): void {
    this.#file.write(bytes, position);
  }

  read(into: Uint8Array, position: number): void {
    this.#file.read(into, position);
  }

  close(): void {
    this.#file.close();
  }
}

const windowBytes = 64 * 1024;

/** Plain values of a page in the file, of which one window is in memory. */
export class SpilledValues {
  readonly #spill: PageSpill;
  readonly #decoder: ValueDecoder;
  /** Bytes of each value; undefined when each has its length in front. */
  readonly #size: number | undefined;
  #window = new Uint8Array(windowBytes);
  /** Place in the file of what was not read yet, and the end of the page. */
  #at = 0;
  #end = 0;
  /** Values of the window that the decoder has not given. */
  #left = 0;

  /** @param decoder of plain values. */
  constructor(spill: PageSpill, decoder: ValueDecoder, size: number | undefined) {
    this.#spill = spill;
    this.#decoder = decoder;
    this.#size = size;
  }

  /** Begins with the values of a page: bytes [start, end) of the file. */
  start(start: number, end: number): void {
    this.#at = start;
    this.#end = end;
    this.#left = 0;
  }

  /** As `ValueDecoder`. */
  read(into: Column, row: number, count: number, maxBytes: number): number {
    let done = 0;
    while (done < count) {
      if (this.#left === 0) this.#load();
      const wanted = Math.min(count - done, this.#left);
      const taken = this.#decoder.read(into, row + done, wanted, maxBytes);
      this.#left -= taken;
      done += taken;
      if (taken < wanted) break;
    }
    return done;
  }

  #load(): void {
    const length = this.#fetch(this.#window);
    const { count, bytes, wanted } = wholeValues(this.#window, length, this.#size);
    if (count === 0) return this.#loadLarge(wanted);
    this.#decoder.start(this.#window, 0, bytes);
    this.#at += bytes;
    this.#left = count;
  }

  /** A value that is larger than the window. */
  #loadLarge(bytes: number): void {
    if (bytes <= 0 || this.#at + bytes > this.#end) throw valuesTooShort();
    const window = new Uint8Array(bytes);
    this.#fetch(window);
    this.#decoder.start(window, 0, bytes);
    this.#at += bytes;
    this.#left = 1;
  }

  #fetch(into: Uint8Array): number {
    const length = Math.min(into.length, this.#end - this.#at);
    this.#spill.read(into.subarray(0, length), this.#at);
    return length;
  }
}

/** Values that lie in the first bytes as a whole, what they take, and without any, what the first one would take. */
function wholeValues(
  window: Uint8Array,
  length: number,
  size: number | undefined,
): { readonly count: number; readonly bytes: number; readonly wanted: number } {
  if (size !== undefined) {
    const count = Math.floor(length / size);
    return { count, bytes: count * size, wanted: size };
  }
  const view = new DataView(window.buffer, window.byteOffset, length);
  let at = 0;
  let count = 0;
  let wanted = 0;
  while (at + 4 <= length) {
    const next = view.getInt32(at, true);
    wanted = next < 0 ? 0 : 4 + next;
    if (wanted === 0 || at + wanted > length) break;
    at += wanted;
    count++;
  }
  return { count, bytes: at, wanted };
}
