/** Decimals: integers of any size in one stream, the digits after their points in another. */
import {
  type Column,
  formatDecimal64,
  isSafeWords,
  powersOfTen,
  storeBigInt,
  storeNumber,
  wordsToBigInt,
  wordsToNumber,
  writeAscii,
} from '@sluice/core';
import { decimalText } from '../decimal-text.ts';
import type { CellProblem } from '../../cell-problem.ts';
import type { ColumnReader, Presence, ReadDense } from './column-reader.ts';
import { Damage, endsEarly } from '../../damage.ts';
import type { IntRuns } from './int-runs.ts';
import type { StreamBytes } from './stream-bytes.ts';

/** 128 bits take 19 bytes. */
const maxVarintBytes = 24;
const fillBytes = 4096;
const maxScale = 1000;

export interface DecimalStreams {
  readonly data: StreamBytes;
  readonly scales: IntRuns;
}

/** Values of up to 18 digits. */
export function readShortDecimals({ data, scales }: DecimalStreams, precision: number, scale: number): ReadDense {
  const value = new Unscaled(data);
  let found = new Int32Array(0);
  return async (column, row, count, problems) => {
    if (found.length < count) found = new Int32Array(count);
    await scales.ints(found, 0, count, -maxScale, maxScale);
    const words = column.values as Int32Array;
    const limit = powersOfTen[precision] as number;
    for (let i = 0; i < count; i++) {
      if (!value.isThere) await data.fill(fillBytes);
      value.next();
      const number = value.scaled(scale - (found[i] as number));
      if (number !== undefined && Math.abs(number) < limit) {
        storeNumber(words, (row + i) * 2, number);
        continue;
      }
      const exact = rescale(value.toBigInt(), found[i] as number, scale, precision);
      if (typeof exact === 'bigint') storeBigInt(words, (row + i) * 2, exact);
      else problems.push({ ...exact, row: row + i });
    }
  };
}

/** Values of more digits, as text. */
export class LongDecimalReader implements ColumnReader {
  readonly problems: CellProblem[] = [];
  readonly #presence: Presence;
  readonly #streams: DecimalStreams;
  readonly #value: Unscaled;
  readonly #precision: number | undefined;
  readonly #scale: number;
  #scales = new Int32Array(0);
  readonly #words = new Int32Array(2);

  /** @param precision undefined: any number of digits, each value with the scale that it has. */
  constructor(presence: Presence, streams: DecimalStreams, precision: number | undefined, scale: number) {
    this.#presence = presence;
    this.#streams = streams;
    this.#value = new Unscaled(streams.data);
    this.#precision = precision;
    this.#scale = scale;
  }

  async read(column: Column, row: number, count: number): Promise<void> {
    column.reserveRows(row + count);
    const present = await this.#presence.next(count);
    if (this.#scales.length < present) this.#scales = new Int32Array(present);
    await this.#streams.scales.ints(this.#scales, 0, present, -maxScale, maxScale);
    const { flags } = this.#presence;
    for (let at = row, from = 0; at < row + count; at++) {
      column.offsets[at + 1] = column.offsets[at] as number;
      if (flags[at - row] === 0) column.setNull(at);
      else {
        if (!this.#value.isThere) await this.#streams.data.fill(fillBytes);
        this.#value.next();
        this.#append(column, at, this.#scales[from++] as number);
      }
    }
  }

  #append(column: Column, row: number, found: number): void {
    const start = column.offsets[row] as number;
    const scale = this.#precision === undefined ? Math.max(0, found) : this.#scale;
    const number = this.#value.scaled(scale - found);
    if (number !== undefined) {
      const words = this.#words;
      storeNumber(words, 0, number);
      column.reserveBytes(start + 24 + scale);
      column.offsets[row + 1] = formatDecimal64(column.bytes, start, words[0] as number, words[1] as number, scale);
      return;
    }
    const exact = rescale(this.#value.toBigInt(), found, scale, this.#precision);
    if (typeof exact !== 'bigint') {
      this.problems.push({ ...exact, row });
      return;
    }
    const text = decimalText(exact, scale);
    column.reserveBytes(start + text.length);
    column.offsets[row + 1] = writeAscii(column.bytes, start, text);
  }
}

/** The value with `to` digits after the point, or why it has none. */
function rescale(
  value: bigint,
  from: number,
  to: number,
  precision: number | undefined,
): bigint | Omit<CellProblem, 'row'> {
  const factor = 10n ** BigInt(Math.abs(to - from));
  const scaled = to >= from ? value * factor : value / factor;
  if (to < from && scaled * factor !== value)
    return { code: 'INEXACT', found: `a decimal with more than ${to} digits after the point` };
  if (precision === undefined) return scaled;
  const limit = 10n ** BigInt(precision);
  if (scaled < limit && scaled > -limit) return scaled;
  return { code: 'OUT_OF_RANGE', found: `a decimal of more than ${precision} digits` };
}

/** The integers of a stream, one after the other: zigzag varints of any length. */
class Unscaled {
  readonly #stream: StreamBytes;
  #words = new Int32Array(2);
  /** Set when there are more than 64 bits. */
  #big: bigint | undefined;

  constructor(stream: StreamBytes) {
    this.#stream = stream;
  }

  /** The next value can be read without more bytes. */
  get isThere(): boolean {
    return this.#stream.has(maxVarintBytes);
  }

  next(): void {
    const stream = this.#stream;
    const { bytes } = stream;
    let size = 1;
    while (size <= maxVarintBytes && (bytes[stream.at + size - 1] as number) >= 128) size++;
    if (stream.at + size > stream.end) throw endsEarly();
    if (size > maxVarintBytes) throw new Damage('a decimal has more than 128 bits');
    if (size > 9) this.#readBig(size);
    else this.#readWords(size);
    stream.at += size;
  }

  /** The value times a power of ten, where doubles are exact; undefined elsewhere. */
  scaled(exponent: number): number | undefined {
    const hi = this.#words[1] as number;
    if (this.#big !== undefined || exponent < 0 || exponent > 15 || !isSafeWords(hi)) return undefined;
    const value = wordsToNumber(this.#words[0] as number, hi) * (powersOfTen[exponent] as number);
    return Number.isSafeInteger(value) ? value : undefined;
  }

  toBigInt(): bigint {
    return this.#big ?? wordsToBigInt(this.#words[0] as number, this.#words[1] as number);
  }

  /** Up to nine bytes: 63 bits. */
  #readWords(size: number): void {
    const { bytes, at } = this.#stream;
    let lo = 0;
    let hi = 0;
    for (let i = 0; i < size; i++) {
      const part = (bytes[at + i] as number) & 127;
      if (i < 4) lo |= part << (7 * i);
      else if (i === 4) {
        lo |= part << 28;
        hi = part >> 4;
      } else hi |= part << (7 * i - 32);
    }
    const sign = -(lo & 1);
    this.#words[0] = ((lo >>> 1) | (hi << 31)) ^ sign;
    this.#words[1] = (hi >>> 1) ^ sign;
    this.#big = undefined;
  }

  #readBig(size: number): void {
    const { bytes, at } = this.#stream;
    let value = 0n;
    for (let i = size - 1; i >= 0; i--) value = (value << 7n) | BigInt((bytes[at + i] as number) & 127);
    this.#big = (value >> 1n) ^ -(value & 1n);
  }
}
