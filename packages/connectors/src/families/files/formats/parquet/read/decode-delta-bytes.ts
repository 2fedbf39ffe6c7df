/** Byte arrays with their lengths, or what they share with the one before, in front of all of them. Throws `Damage`. */
import { type Column, copyBytes } from '@sluice/core';
import { Damage } from '../../damage.ts';
import { DeltaReader } from './decode-delta.ts';
import { type ValueDecoder, valuesTooShort } from './value-decoder.ts';

/** Lengths read at once. */
const pieceCount = 1024;

/** Lengths of a page, a piece at a time. */
class Lengths {
  readonly #reader = new DeltaReader(1);
  readonly values = new Int32Array(pieceCount);
  at = 0;
  end = 0;

  /** Returns where the lengths end. */
  start(bytes: Uint8Array, start: number, end: number): number {
    this.#reader.start(bytes, start, end);
    this.at = 0;
    this.end = 0;
    return this.#reader.findEnd();
  }

  /** Makes sure that there is one at `at`. */
  fill(): void {
    if (this.at < this.end) return;
    const count = Math.min(this.#reader.left, pieceCount);
    if (count === 0) throw valuesTooShort();
    this.#reader.read(this.values, 0, count);
    this.at = 0;
    this.end = count;
  }
}

/** All lengths, then all bytes. */
export class DeltaLengthBytes implements ValueDecoder {
  readonly #lengths = new Lengths();
  #bytes: Uint8Array = new Uint8Array(0);
  #at = 0;
  #end = 0;

  start(bytes: Uint8Array, start: number, end: number): void {
    this.#bytes = bytes;
    this.#at = this.#lengths.start(bytes, start, end);
    this.#end = end;
  }

  read(into: Column, row: number, count: number, maxBytes: number): number {
    const lengths = this.#lengths;
    lengths.fill();
    const { offsets } = into;
    const first = offsets[row] as number;
    const room = Math.min(this.#end - this.#at, maxBytes - first);
    const wanted = Math.min(count, lengths.end - lengths.at);
    let total = 0;
    let taken = 0;
    for (; taken < wanted; taken++) {
      const length = lengths.values[lengths.at + taken] as number;
      if (length < 0 || this.#at + total + length > this.#end) throw valuesTooShort();
      if (total + length > room && row + taken > 0) break;
      total += length;
      offsets[row + taken + 1] = first + total;
    }
    into.reserveBytes(first + total);
    into.bytes.set(this.#bytes.subarray(this.#at, this.#at + total), first);
    this.#at += total;
    lengths.at += taken;
    return taken;
  }
}

/** How many bytes each shares with the one before, then the rests with their lengths in front. */
export class DeltaBytes implements ValueDecoder {
  readonly #prefixes = new Lengths();
  readonly #suffixes = new Lengths();
  #bytes: Uint8Array = new Uint8Array(0);
  #at = 0;
  #end = 0;
  /** The value before the next one. */
  #last: Uint8Array = new Uint8Array(64);
  #lastLength = 0;
  readonly #fixedBytes: number | undefined;

  /** @param fixedBytes length of all values, when they must have one. */
  constructor(fixedBytes: number | undefined) {
    this.#fixedBytes = fixedBytes;
  }

  start(bytes: Uint8Array, start: number, end: number): void {
    this.#bytes = bytes;
    this.#at = this.#suffixes.start(bytes, this.#prefixes.start(bytes, start, end), end);
    this.#end = end;
    this.#lastLength = 0;
  }

  read(into: Column, row: number, count: number, maxBytes: number): number {
    const prefixes = this.#prefixes;
    const suffixes = this.#suffixes;
    prefixes.fill();
    suffixes.fill();
    const { offsets } = into;
    const wanted = Math.min(count, prefixes.end - prefixes.at, suffixes.end - suffixes.at);
    let taken = 0;
    let offset = offsets[row] as number;
    for (; taken < wanted; taken++) {
      const prefix = prefixes.values[prefixes.at + taken] as number;
      const suffix = suffixes.values[suffixes.at + taken] as number;
      if (suffix < 0 || this.#at + suffix > this.#end) throw valuesTooShort();
      if (prefix < 0 || prefix > this.#lastLength) throw new Damage('a text shares more than the one before has');
      const length = prefix + suffix;
      if (length !== (this.#fixedBytes ?? length)) throw new Damage('a value has another length than all should have');
      if (offset + length > maxBytes && row + taken > 0) break;
      this.#extendLast(prefix, suffix);
      into.reserveBytes(offset + length);
      offset = copyBytes(this.#last, 0, length, into.bytes, offset);
      offsets[row + taken + 1] = offset;
    }
    prefixes.at += taken;
    suffixes.at += taken;
    return taken;
  }

  /** Replaces what follows `prefix` bytes of the last value by the next `suffix` bytes of the page. */
  #extendLast(prefix: number, suffix: number): void {
    const length = prefix + suffix;
    if (length > this.#last.length) {
      const larger = new Uint8Array(length * 2);
      larger.set(this.#last);
      this.#last = larger;
    }
    copyBytes(this.#bytes, this.#at, this.#at + suffix, this.#last, prefix);
    this.#at += suffix;
    this.#lastLength = length;
  }
}
