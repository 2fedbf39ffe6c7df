/** Decimals: integers of any size in one stream, the digits after their points, always the same, in another. */
import { type Column, isSafeWords, wordsToBigInt, wordsToNumber } from '@sluice/core';
import { encodings, streamKinds, typeKinds } from '../messages.ts';
import { IntRunsOut } from './int-runs.ts';
import { type FinishedType, type NodeWriter, PresenceOut, type Reject, type TypeMessage } from './node.ts';
import { OutStream, type StreamSetup } from './out-stream.ts';

/** The integer of a cell that is not null; undefined when it has none: NaN, infinity. */
export type UnscaledOf = (column: Column, row: number) => bigint | number | undefined;

export interface DecimalShape {
  readonly precision: number;
  readonly scale: number;
  readonly unscaledOf: UnscaledOf;
}

export function decimalWriter({ precision, scale, unscaledOf }: DecimalShape, setup: StreamSetup): NodeWriter {
  const presence = new PresenceOut(setup);
  const data = new OutStream(setup);
  const scales = new OutStream(setup);
  const scaleRuns = new IntRunsOut(scales, true);
  const types: readonly TypeMessage[] = [{ kind: typeKinds.indexOf('decimal'), precision, scale }];
  const limit = 10n ** BigInt(precision);
  const safeLimit = Math.min(Number(limit), Number.MAX_SAFE_INTEGER);
  const varint = new VarintOut(data);
  let known = new KnownDecimals();
  return {
    types,
    get heldBytes() {
      return presence.heldBytes + data.heldBytes + scales.heldBytes;
    },
    prepare(column, from, to, reject) {
      for (let row = from; row < to; row++) {
        if (column.isNull(row)) continue;
        const value = unscaledOf(column, row);
        if (typeof value === 'number' && value < safeLimit && value > -safeLimit) continue;
        if (value === undefined) reject(row, 'OUT_OF_RANGE', 'A decimal in ORC is neither NaN nor infinite.');
        else if (BigInt(value) >= limit || BigInt(value) <= -limit)
          reject(row, 'OUT_OF_RANGE', `The value has more digits than decimal(${precision},${scale}).`);
      }
    },
    add(column, from, to) {
      let count = 0;
      for (let row = from; row < to; row++) {
        if (column.isNull(row)) continue;
        const value = unscaledOf(column, row) ?? 0;
        known.add(value);
        varint.write(value);
        scaleRuns.addNumber(scale);
        count++;
      }
      presence.add(column, from, to, count);
    },
    finish(): readonly FinishedType[] {
      const { streams, counts } = presence.finish();
      scaleRuns.flush();
      const statistics = { ...counts, decimals: known.finish(scale) };
      known = new KnownDecimals();
      const data_ = { kind: streamKinds.data, bytes: data.finish() };
      const secondary = { kind: streamKinds.secondary, bytes: scales.finish() };
      return [{ encoding: { kind: encodings.directV2 }, streams: [...streams, data_, secondary], statistics }];
    },
  };
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
    return { minimum: decimalText(this.#min, scale), maximum: decimalText(this.#max, scale) };
  }
}

function decimalText(unscaled: number | bigint, scale: number): string {
  const value = BigInt(unscaled);
  const digits = String(value < 0n ? -value : value).padStart(scale + 1, '0');
  const point = digits.length - scale;
  return `${value < 0n ? '-' : ''}${digits.slice(0, point)}${scale === 0 ? '' : `.${digits.slice(point)}`}`;
}
