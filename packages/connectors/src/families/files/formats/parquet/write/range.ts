/** Smallest and largest value of a column chunk, as statistics name them. */
import { type CellForm, type Cells, bytesOfWords } from './cells.ts';

/**
 * How values are compared: as signed or unsigned integers, as floats, byte by byte, or as big-endian two's complement.
 * `none`: there are no statistics.
 */
export type ValueOrder = 'signed' | 'unsigned' | 'float' | 'bytes' | 'signedBytes' | 'none';

export interface Range {
  add(cells: Cells): void;
  clear(): void;
  /** PLAIN bytes without a length; undefined when there is no value, or none that can be named. */
  min(): Uint8Array | undefined;
  max(): Uint8Array | undefined;
}

export function rangeOf(form: CellForm, order: ValueOrder): Range {
  if (order === 'none') return noRange;
  if (form === 'bytes') return bytesRange(order);
  return form === 'word' ? wordRange(order) : wordsRange(order);
}

export function wordRange(order: ValueOrder): Range {
  return order === 'float' ? new FloatRange(1) : new WordRange();
}

export function wordsRange(order: ValueOrder): Range {
  return order === 'float' ? new FloatRange(2) : new WordsRange(order === 'unsigned');
}

export function bytesRange(order: ValueOrder): Range {
  return new BytesRange(order === 'signedBytes' ? 128 : 0);
}

const noRange: Range = { add() {}, clear() {}, min: () => undefined, max: () => undefined };

class WordRange implements Range {
  #min = 0x7fff_ffff;
  #max = -0x8000_0000;

  clear(): void {
    this.#min = 0x7fff_ffff;
    this.#max = -0x8000_0000;
  }

  add({ values, at, count }: Cells): void {
    let min = this.#min;
    let max = this.#max;
    for (let i = at; i < at + count; i++) {
      const value = values[i] as number;
      if (value < min) min = value;
      if (value > max) max = value;
    }
    this.#min = min;
    this.#max = max;
  }

  min(): Uint8Array | undefined {
    return this.#min > this.#max ? undefined : bytesOfWords(Int32Array.of(this.#min), 0, 1);
  }

  max(): Uint8Array | undefined {
    return this.#min > this.#max ? undefined : bytesOfWords(Int32Array.of(this.#max), 0, 1);
  }
}

/** 64-bit integers. Unsigned ones are compared with the highest bit turned over. */
class WordsRange implements Range {
  readonly #flip: number;
  #minHi = 0x7fff_ffff;
  #minLo = 0xffff_ffff;
  #maxHi = -0x8000_0000;
  #maxLo = 0;
  #isEmpty = true;

  constructor(isUnsigned: boolean) {
    this.#flip = isUnsigned ? -0x8000_0000 : 0;
  }

  clear(): void {
    this.#minHi = 0x7fff_ffff;
    this.#minLo = 0xffff_ffff;
    this.#maxHi = -0x8000_0000;
    this.#maxLo = 0;
    this.#isEmpty = true;
  }

  add({ values, at, count }: Cells): void {
    const flip = this.#flip;
    let minHi = this.#minHi;
    let minLo = this.#minLo;
    let maxHi = this.#maxHi;
    let maxLo = this.#maxLo;
    for (let i = at; i < at + count * 2; i += 2) {
      const hi = (values[i + 1] as number) ^ flip;
      const lo = (values[i] as number) >>> 0;
      if (hi < minHi || (hi === minHi && lo < minLo)) {
        minHi = hi;
        minLo = lo;
      }
      if (hi > maxHi || (hi === maxHi && lo > maxLo)) {
        maxHi = hi;
        maxLo = lo;
      }
    }
    this.#minHi = minHi;
    this.#minLo = minLo;
    this.#maxHi = maxHi;
    this.#maxLo = maxLo;
    if (count > 0) this.#isEmpty = false;
  }

  min(): Uint8Array | undefined {
    return this.#isEmpty ? undefined : bytesOfWords(Int32Array.of(this.#minLo, this.#minHi ^ this.#flip), 0, 2);
  }

  max(): Uint8Array | undefined {
    return this.#isEmpty ? undefined : bytesOfWords(Int32Array.of(this.#maxLo, this.#maxHi ^ this.#flip), 0, 2);
  }
}

/** NaN does not count. A zero has the sign that makes the range wider, for readers that tell them apart. */
class FloatRange implements Range {
  readonly #width: 1 | 2;
  #min = Infinity;
  #max = -Infinity;

  constructor(width: 1 | 2) {
    this.#width = width;
  }

  clear(): void {
    this.#min = Infinity;
    this.#max = -Infinity;
  }

  add({ values, at, count }: Cells): void {
    const floats = this.#width === 1 ? singles(values) : doubles(values);
    const start = at / this.#width;
    let min = this.#min;
    let max = this.#max;
    for (let i = start; i < start + count; i++) {
      const value = floats[i] as number;
      if (value < min) min = value;
      if (value > max) max = value;
    }
    this.#min = min;
    this.#max = max;
  }

  min(): Uint8Array | undefined {
    return this.#bytes(this.#min === 0 ? -0 : this.#min);
  }

  max(): Uint8Array | undefined {
    return this.#bytes(this.#max === 0 ? 0 : this.#max);
  }

  #bytes(value: number): Uint8Array | undefined {
    if (this.#min > this.#max) return undefined;
    const floats = this.#width === 1 ? Float32Array.of(value) : Float64Array.of(value);
    return new Uint8Array(floats.buffer);
  }
}

function singles({ buffer, byteOffset, length }: Int32Array): Float32Array {
  return new Float32Array(buffer, byteOffset, length);
}

function doubles({ buffer, byteOffset, length }: Int32Array): Float64Array {
  return new Float64Array(buffer, byteOffset, length >> 1);
}

/** Longer values are not named. */
const maxNamedBytes = 256;

/** Values byte by byte, unsigned; of the first byte the bits of `flip` are turned over before. */
class BytesRange implements Range {
  readonly #flip: number;
  readonly #min = new KeptValue();
  readonly #max = new KeptValue();
  #isEmpty = true;

  constructor(flip: number) {
    this.#flip = flip;
  }

  clear(): void {
    this.#isEmpty = true;
  }

  add({ bytes, offsets, at, count }: Cells): void {
    if (count === 0) return;
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    const flip = this.#flip << 24;
    const min = this.#min;
    const max = this.#max;
    let start = offsets[at] as number;
    if (this.#isEmpty) {
      min.keep(bytes, start, offsets[at + 1] as number, flip);
      max.keep(bytes, start, offsets[at + 1] as number, flip);
      this.#isEmpty = false;
    }
    for (let i = at; i < at + count; i++) {
      const end = offsets[i + 1] as number;
      const head = ((end - start >= 4 ? view.getInt32(start) : shortHead(bytes, start, end)) ^ flip) >>> 0;
      if (head <= min.head && min.compare(bytes, start, end, this.#flip) < 0) min.keep(bytes, start, end, flip);
      if (head >= max.head && max.compare(bytes, start, end, this.#flip) > 0) max.keep(bytes, start, end, flip);
      start = end;
    }
  }

  min(): Uint8Array | undefined {
    return this.#isEmpty ? undefined : this.#min.named();
  }

  max(): Uint8Array | undefined {
    return this.#isEmpty ? undefined : this.#max.named();
  }
}

/** A value, or the beginning of one that is too long to be named. */
class KeptValue {
  /** The first four bytes, for a quick comparison. */
  head = 0;
  /** One byte more than what is named, so that longer values are known. Beyond it values are not told apart. */
  readonly #bytes = new Uint8Array(maxNamedBytes + 1);
  #length = 0;

  keep(bytes: Uint8Array, start: number, end: number, flip: number): void {
    const length = Math.min(end - start, this.#bytes.length);
    for (let i = 0; i < length; i++) this.#bytes[i] = bytes[start + i] as number;
    this.#length = length;
    this.head = (shortHead(this.#bytes, 0, Math.min(length, 4)) ^ flip) >>> 0;
  }

  /** Below 0: the other value is smaller than this one. */
  compare(bytes: Uint8Array, start: number, end: number, flip: number): number {
    const own = this.#bytes;
    const otherLength = Math.min(end - start, own.length);
    const length = Math.min(otherLength, this.#length);
    for (let i = 0; i < length; i++) {
      const difference = (bytes[start + i] as number) - (own[i] as number);
      if (difference === 0) continue;
      const isTurned = i === 0 && (((bytes[start] as number) ^ (own[0] as number)) & flip) !== 0;
      return isTurned ? -difference : difference;
    }
    return otherLength - this.#length;
  }

  named(): Uint8Array | undefined {
    return this.#length > maxNamedBytes ? undefined : this.#bytes.slice(0, this.#length);
  }
}

function shortHead(bytes: Uint8Array, start: number, end: number): number {
  let head = 0;
  for (let i = 0; i < 4; i++) head = (head << 8) | (start + i < end ? (bytes[start + i] as number) : 0);
  return head;
}
