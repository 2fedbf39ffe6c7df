/** Integers as differences, packed in blocks with the bits that each block needs. Throws `Damage`. */
import type { Column } from '@sluice/core';
import { loadWords } from './bit-words.ts';
import { Damage } from '../../damage.ts';
import { type ValueDecoder, valuesTooShort, wordsOf } from './value-decoder.ts';

/** More values in a block than any writer uses. */
const maxBlock = 1 << 20;

/** A column of integers. */
export class DeltaInts implements ValueDecoder {
  readonly #reader: DeltaReader;

  /** @param width words per value: 1 or 2. */
  constructor(width: 1 | 2) {
    this.#reader = new DeltaReader(width);
  }

  start(bytes: Uint8Array, start: number, end: number): void {
    this.#reader.start(bytes, start, end);
  }

  read(into: Column, row: number, count: number): number {
    this.#reader.read(wordsOf(into.values), row, count);
    return count;
  }
}

export class DeltaReader {
  readonly #width: 1 | 2;
  #bytes: Uint8Array = new Uint8Array(0);
  #at = 0;
  #end = 0;
  #miniSize = 0;
  #miniCount = 0;
  /** Values that were not read. */
  #left = 0;
  #isFirst = false;
  /** Bits per value of the small blocks that follow in this block begin here. */
  #widths = 0;
  #miniNext = 0;
  /** The small block being read: values left, those before them, and bits per value. */
  #miniLeft = 0;
  #miniDone = 0;
  #bits = 0;
  #miniStart = 0;
  /** The last value and the smallest difference of the block. */
  #lo = 0;
  #hi = 0;
  #minLo = 0;
  #minHi = 0;

  constructor(width: 1 | 2) {
    this.#width = width;
  }

  start(bytes: Uint8Array, start: number, end: number): void {
    this.#bytes = bytes;
    this.#at = start;
    this.#end = end;
    const blockSize = this.#count();
    this.#miniCount = this.#count();
    this.#left = this.#count();
    this.#miniSize = blockSize / this.#miniCount;
    if (blockSize === 0 || blockSize > maxBlock || this.#miniSize % 8 !== 0) {
      throw new Damage('the blocks of its packed integers have an impossible size');
    }
    this.#zigzag();
    this.#lo = this.#readLo;
    this.#hi = this.#readHi;
    this.#isFirst = true;
    this.#miniNext = this.#miniCount;
    this.#miniLeft = 0;
  }

  /** Values in all that were not read. */
  get left(): number {
    return this.#left;
  }

  /** Stores the next `count` values from value `index` of `words` on. */
  read(words: Int32Array, index: number, count: number): void {
    if (count > this.#left) throw valuesTooShort();
    let done = 0;
    if (this.#isFirst && count > 0) {
      this.#isFirst = false;
      words[index * this.#width] = this.#lo;
      if (this.#width === 2) words[index * 2 + 1] = this.#hi;
      done = 1;
    }
    this.#left -= count;
    while (done < count) {
      if (this.#miniLeft === 0) this.#nextMini();
      const taken = Math.min(count - done, this.#miniLeft);
      if (this.#width === 1) this.#readInts(words, index + done, taken);
      else if (this.#bits <= 32) this.#readNarrow(words, index + done, taken);
      else this.#readWide(words, index + done, taken);
      this.#miniLeft -= taken;
      this.#miniDone += taken;
      done += taken;
    }
  }

  /** Where the packed integers end, found without reading them. */
  findEnd(): number {
    const place = this.#at;
    let left = this.#left - (this.#isFirst ? 1 : 0);
    while (left > 0) {
      this.#zigzag();
      const widths = this.#at;
      this.#at += this.#miniCount;
      for (let mini = 0; mini < this.#miniCount && left > 0; mini++) {
        const bits = this.#bytes[widths + mini] as number;
        this.#at += (bits * this.#miniSize) >> 3;
        left -= this.#miniSize;
      }
      if (this.#at > this.#end) throw valuesTooShort();
    }
    const end = this.#at;
    this.#at = place;
    return end;
  }

  #nextMini(): void {
    if (this.#miniNext === this.#miniCount) {
      this.#zigzag();
      this.#minLo = this.#readLo;
      this.#minHi = this.#readHi;
      this.#widths = this.#at;
      this.#at += this.#miniCount;
      if (this.#at > this.#end) throw valuesTooShort();
      this.#miniNext = 0;
    }
    this.#bits = this.#bytes[this.#widths + this.#miniNext++] as number;
    if (this.#bits > this.#width * 32) throw new Damage('its packed integers have too many bits');
    this.#miniStart = this.#at;
    this.#at += (this.#bits * this.#miniSize) >> 3;
    if (this.#at > this.#end) throw valuesTooShort();
    this.#miniLeft = this.#miniSize;
    this.#miniDone = 0;
  }

  /** The words of the small block. */
  #load(): Int32Array {
    return loadWords(this.#bytes, this.#miniStart, this.#at);
  }

  #readInts(into: Int32Array, at: number, count: number): void {
    const bits = this.#bits;
    const min = this.#minLo;
    let value = this.#lo;
    if (bits === 0) {
      for (let i = 0; i < count; i++) into[at + i] = value = (value + min) | 0;
    } else {
      const from = this.#load();
      const mask = bits === 32 ? -1 : (1 << bits) - 1;
      for (let i = 0, bit = this.#miniDone * bits; i < count; i++, bit += bits) {
        const shift = bit & 31;
        let delta = (from[bit >>> 5] as number) >>> shift;
        if (shift + bits > 32) delta |= (from[(bit >>> 5) + 1] as number) << (32 - shift);
        into[at + i] = value = (value + (delta & mask) + min) | 0;
      }
    }
    this.#lo = value;
  }

  /** 64-bit values whose differences take 32 bits at most. */
  #readNarrow(into: Int32Array, at: number, count: number): void {
    const bits = this.#bits;
    const minLo = this.#minLo >>> 0;
    const minHi = this.#minHi;
    const from = bits === 0 ? noWords : this.#load();
    const mask = bits === 32 ? -1 : (1 << bits) - 1;
    let lo = this.#lo >>> 0;
    let hi = this.#hi;
    for (let i = 0, bit = this.#miniDone * bits; i < count; i++, bit += bits) {
      const shift = bit & 31;
      let delta = 0;
      if (bits > 0) {
        delta = (from[bit >>> 5] as number) >>> shift;
        if (shift + bits > 32) delta |= (from[(bit >>> 5) + 1] as number) << (32 - shift);
      }
      const sum = lo + minLo + ((delta & mask) >>> 0);
      hi = (hi + minHi + Math.floor(sum / 4_294_967_296)) | 0;
      lo = sum >>> 0;
      into[(at + i) * 2] = lo;
      into[(at + i) * 2 + 1] = hi;
    }
    this.#lo = lo | 0;
    this.#hi = hi;
  }

  #readWide(into: Int32Array, at: number, count: number): void {
    const bits = this.#bits;
    const from = this.#load();
    const mask = bits === 64 ? -1 : (1 << (bits - 32)) - 1;
    let lo = this.#lo >>> 0;
    let hi = this.#hi;
    for (let i = 0, bit = this.#miniDone * bits; i < count; i++, bit += bits) {
      const word = bit >>> 5;
      const shift = bit & 31;
      let low = from[word] as number;
      let high = from[word + 1] as number;
      if (shift > 0) {
        low = (low >>> shift) | (high << (32 - shift));
        high >>>= shift;
        if (shift + bits > 64) high |= (from[word + 2] as number) << (32 - shift);
      }
      const sum = lo + (this.#minLo >>> 0) + (low >>> 0);
      hi = (hi + this.#minHi + (high & mask) + Math.floor(sum / 4_294_967_296)) | 0;
      lo = sum >>> 0;
      into[(at + i) * 2] = lo;
      into[(at + i) * 2 + 1] = hi;
    }
    this.#lo = lo | 0;
    this.#hi = hi;
  }

  #count(): number {
    this.#varint();
    const value = (this.#readHi >>> 0) * 4_294_967_296 + (this.#readLo >>> 0);
    if (value > 0x7fff_ffff) throw new Damage('the count of its packed integers is too large');
    return value;
  }

  #readLo = 0;
  #readHi = 0;

  /** A 64-bit number into `#readLo` and `#readHi`. */
  #varint(): void {
    let lo = 0;
    let hi = 0;
    for (let shift = 0; shift < 70; shift += 7) {
      if (this.#at >= this.#end) throw valuesTooShort();
      const byte = this.#bytes[this.#at++] as number;
      const part = byte & 127;
      if (shift < 32) lo |= part << shift;
      if (shift > 25) hi |= shift < 32 ? part >>> (32 - shift) : part << (shift - 32);
      if (byte < 128) {
        this.#readLo = lo;
        this.#readHi = hi;
        return;
      }
    }
    throw new Damage('a packed integer is too large');
  }

  #zigzag(): void {
    this.#varint();
    const sign = -(this.#readLo & 1);
    this.#readLo = ((this.#readLo >>> 1) | (this.#readHi << 31)) ^ sign;
    this.#readHi = (this.#readHi >>> 1) ^ sign;
  }
}

const noWords = new Int32Array(2);
