/** Decimals: integers of any size in one stream, the digits after their points, always the same, in another. */
import { type Column, isSafeWords, wordsToBigInt, wordsToNumber } from '@sluice/core';
import { decimalText } from '../decimal-text.ts';
import { encodings, streamKinds, typeKinds } from '../messages.ts';
import { IntRunsOut } from './int-runs.ts';
import type { Reject } from '../../column-groups.ts';
import { type FinishedType, type NodeWriter, PresenceOut, type TypeMessage } from './node.ts';
import { OutStream, type StreamSetup } from './out-stream.ts';

/** The integer of a cell that is not null; undefined when it has none: NaN, infinity. */
export type UnscaledOf = (column: Column, row: number) => bigint | number | undefined;

export interface DecimalShape {
  readonly precision: number;
  readonly scale: number;
  readonly unscaledOf: UnscaledOf;
}

export function decimalWriter(shape: DecimalShape, setup: StreamSetup): NodeWriter {
  return new DecimalWriter(shape, setup);
}

class DecimalWriter implements NodeWriter {
  readonly types: readonly TypeMessage[];
  readonly #shape: DecimalShape;
  readonly #limit: bigint;
  /** Doubles below are surely below the limit. */
  readonly #safeLimit: number;
  readonly #presence: PresenceOut;
  readonly #data: OutStream;
  readonly #scales: OutStream;
  readonly #varint: VarintOut;
  readonly #scaleRuns: IntRunsOut;
  #known = new KnownDecimals();

  constructor(shape: DecimalShape, setup: StreamSetup) {
    const { precision, scale } = shape;
    this.types = [{ kind: typeKinds.indexOf('decimal'), precision, scale }];
    this.#shape = shape;
    this.#limit = 10n ** BigInt(precision);
    this.#safeLimit = Math.min(Number(this.#limit), Number.MAX_SAFE_INTEGER);
    this.#presence = new PresenceOut(setup);
    this.#data = new OutStream(setup);
    this.#scales = new OutStream(setup);
    this.#varint = new VarintOut(this.#data);
    this.#scaleRuns = new IntRunsOut(this.#scales, true);
  }

  get heldBytes(): number {
    return this.#presence.heldBytes + this.#data.heldBytes + this.#scales.heldBytes;
  }

  prepare(column: Column, from: number, to: number, reject: Reject): void {
    const { precision, scale, unscaledOf } = this.#shape;
    for (let row = from; row < to; row++) {
      if (column.isNull(row)) continue;
      const value = unscaledOf(column, row);
      if (typeof value === 'number' && value < this.#safeLimit && value > -this.#safeLimit) continue;
      if (value === undefined) reject(row, 'OUT_OF_RANGE', 'A decimal in ORC is neither NaN nor infinite.');
      else if (BigInt(value) >= this.#limit || BigInt(value) <= -this.#limit)
        reject(row, 'OUT_OF_RANGE', `The value has more digits than decimal(${precision},${scale}).`);
    }
  }

  add(column: Column, from: number, to: number): void {
    const { scale, unscaledOf } = this.#shape;
    let count = 0;
    for (let row = from; row < to; row++) {
      if (column.isNull(row)) continue;
      const value = unscaledOf(column, row) ?? 0;
      this.#known.add(value);
      this.#varint.write(value);
      this.#scaleRuns.addNumber(scale);
      count++;
    }
    this.#presence.add(column, from, to, count);
  }

  finish(): readonly FinishedType[] {
    const { streams, counts } = this.#presence.finish();
    this.#scaleRuns.flush();
    const statistics = { ...counts, decimals: this.#known.finish(this.#shape.scale) };
    this.#known = new KnownDecimals();
    const data = { kind: streamKinds.data, bytes: this.#data.finish() };
    const scales = { kind: streamKinds.secondary, bytes: this.#scales.finish() };
    return [{ encoding: { kind: encodings.directV2 }, streams: [...streams, data, scales], statistics }];
  }
}

/** Cells of two words: scaled integers, whose ends stand for NaN and infinity. */
export const unscaledWords: UnscaledOf = (column, row) => {
  const lo = column.values[row * 2] as number;
  const hi = column.values[row * 2 + 1] as number;
  if (isSafeWords(hi)) return wordsToNumber(lo, hi);
  const value = wordsToBigInt(lo, hi);
  return value <= minLong + 1n || value === maxLong ? undefined : value;
};

const minLong = -(2n ** 63n);
const maxLong = 2n ** 63n - 1n;

/** Cells of two words without sign. */
export const unsignedWords: UnscaledOf = (column, row) => {
  const lo = column.values[row * 2] as number;
  const hi = (column.values[row * 2 + 1] as number) >>> 0;
  return isSafeWords(hi) ? wordsToNumber(lo, hi) : (BigInt(hi) << 32n) | BigInt(lo >>> 0);
};

/** Cells of two words times a power of ten, for scales below zero. */
export function widened(zeros: number): UnscaledOf {
  const factor = 10n ** BigInt(zeros);
  return (column, row) => {
    const value = unscaledWords(column, row);
    return value === undefined ? undefined : BigInt(value) * factor;
  };
}

/** Decimal text with at most `scale` digits after the point. */
export function unscaledText(scale: number): UnscaledOf {
  return (column, row) => {
    const { bytes } = column;
    const start = column.offsets[row] as number;
    const end = column.offsets[row + 1] as number;
    const isNegative = bytes[start] === 45;
    let text = '';
    let places = -1;
    for (let at = isNegative ? start + 1 : start; at < end; at++) {
      const byte = bytes[at] as number;
      if (byte === 46) places = 0;
      else if (byte >= 48 && byte <= 57) {
        text += String.fromCharCode(byte);
        if (places >= 0) places++;
      } else return undefined;
    }
    const digits = text.padEnd(text.length + scale - Math.max(0, places), '0');
    const value = digits.length <= 15 ? Number(digits) : BigInt(digits);
    return isNegative ? -value : value;
  };
}

/** Zigzag varints. */
class VarintOut {
  readonly #stream: OutStream;
  readonly #bytes = new Uint8Array(24);

  constructor(stream: OutStream) {
    this.#stream = stream;
  }

  write(value: number | bigint): void {
    if (typeof value === 'number' && value < 2 ** 52 && value > -(2 ** 52)) this.#writeNumber(value);
    else this.#writeBig(BigInt(value));
  }

  #writeNumber(value: number): void {
    let left = value < 0 ? -value * 2 - 1 : value * 2;
    let at = 0;
    for (; left >= 128; left = Math.floor(left / 128)) this.#bytes[at++] = (left % 128) | 128;
    this.#bytes[at++] = left;
    this.#stream.write(this.#bytes, 0, at);
  }

  #writeBig(value: bigint): void {
    let left = value < 0n ? -value * 2n - 1n : value * 2n;
    let at = 0;
    for (; left >= 128n; left >>= 7n) this.#bytes[at++] = Number(left & 127n) | 128;
    this.#bytes[at++] = Number(left);
    this.#stream.write(this.#bytes, 0, at);
  }
}

/** Smallest and largest value. */
class KnownDecimals {
  #min: number | bigint | undefined;
  #max: number | bigint | undefined;

  add(value: number | bigint): void {
    if (this.#min === undefined || value < this.#min) this.#min = value;
    if (this.#max === undefined || value > this.#max) this.#max = value;
  }

  finish(scale: number): { readonly minimum: string; readonly maximum: string } | undefined {
    if (this.#min === undefined || this.#max === undefined) return undefined;
    return { minimum: decimalText(BigInt(this.#min), scale), maximum: decimalText(BigInt(this.#max), scale) };
  }
}
