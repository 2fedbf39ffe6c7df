/** Decimals of more than 18 digits: from integers of any size to text. */
import type { Column } from '@sluice/core';
import { readAscii, writeFixed } from '@sluice/core';
import { type CellProblem, tooManyDigits } from './cell-problem.ts';

/** Values of more bytes take the slow way. */
const maxBytes = 64;
const digitRoom = 192;

/** Appends decimals with `scale` digits after the point and at most `precision` in all to a column of text. */
export class DecimalText {
  readonly #precision: number;
  readonly #scale: number;
  /** The value without sign in pieces of 16 bits, highest first: a rest of nine digits fits in front of a piece. */
  readonly #limbs = new Float64Array(maxBytes / 2 + 2);
  #digits = new Uint8Array(digitRoom);

  constructor(precision: number, scale: number) {
    this.#precision = precision;
    this.#scale = scale;
  }

  /** A 64-bit integer. */
  append(into: Column, row: number, lo: number, hi: number, problems: CellProblem[]): void {
    const limbs = this.#limbs;
    const isNegative = hi < 0;
    const low = isNegative ? -lo | 0 : lo;
    const high = isNegative ? ~hi + (lo === 0 ? 1 : 0) : hi;
    limbs[0] = high >>> 16;
    limbs[1] = high & 0xffff;
    limbs[2] = low >>> 16;
    limbs[3] = low & 0xffff;
    this.#write(into, row, isNegative, this.#toDigits(4), problems);
  }

  /** An integer in two's complement, highest byte first; at least one byte. */
  appendBytes(into: Column, row: number, bytes: Uint8Array, start: number, end: number, problems: CellProblem[]): void {
    const isNegative = (bytes[start] as number) > 127;
    const fill = isNegative ? 255 : 0;
    let from = start;
    while (from < end && bytes[from] === fill) from++;
    if (end - from > maxBytes) {
      this.#write(into, row, isNegative, this.#largeToDigits(bytes.subarray(start, end)), problems);
      return;
    }
    const limbs = this.#limbs;
    const count = ((end - from + 1) >> 1) + 1;
    limbs[0] = 0;
    for (let limb = count - 1, at = end; limb > 0; limb--, at -= 2) {
      const upper = at - 2 < from ? fill : (bytes[at - 2] as number);
      const piece = (upper << 8) | (bytes[at - 1] as number);
      limbs[limb] = isNegative ? piece ^ 0xffff : piece;
    }
    if (isNegative) increment(limbs, count - 1);
    this.#write(into, row, isNegative, this.#toDigits(count), problems);
  }

  /** Divides the limbs down to zero. Returns where the digits begin; they end at the end of their room. */
  #toDigits(count: number): number {
    const limbs = this.#limbs;
    const digits = this.#digits;
    let at = digits.length;
    for (let first = 0; ;) {
      while (first < count && limbs[first] === 0) first++;
      if (first === count) break;
      let rest = 0;
      for (let limb = first; limb < count; limb++) {
        const value = rest * 65_536 + (limbs[limb] as number);
        const quotient = Math.floor(value / 1e9);
        limbs[limb] = quotient;
        rest = value - quotient * 1e9;
      }
      at -= 9;
      writeFixed(digits, at, rest, 9);
    }
    while (at < digits.length && digits[at] === 48) at++;
    return at;
  }

  #largeToDigits(bytes: Uint8Array): number {
    const value = BigInt.asIntN(bytes.length * 8, BigInt(`0x${Buffer.from(bytes).toString('hex')}`));
    const text = String(value < 0n ? -value : value);
    if (text.length > this.#digits.length) this.#digits = new Uint8Array(text.length);
    const at = this.#digits.length - text.length;
    Buffer.from(text, 'latin1').copy(this.#digits, at);
    return at;
  }

  #write(into: Column, row: number, isNegative: boolean, first: number, problems: CellProblem[]): void {
    const digits = this.#digits;
    const scale = this.#scale;
    const count = digits.length - first;
    let to = into.offsets[row] as number;
    into.offsets[row + 1] = to;
    if (count > this.#precision) {
      const value = `${isNegative ? '-' : ''}${readAscii(digits, first, digits.length)} without its point`;
      problems.push(tooManyDigits(row, this.#precision, value));
      return;
    }
    into.reserveBytes(to + Math.max(count, scale) + 3);
    const { bytes } = into;
    if (isNegative) bytes[to++] = 45;
    if (count <= scale) bytes[to++] = 48;
    let at = first;
    for (; at < digits.length - scale; at++) bytes[to++] = digits[at] as number;
    if (scale > 0) {
      bytes[to++] = 46;
      for (let zeros = scale - count; zeros > 0; zeros--) bytes[to++] = 48;
      for (; at < digits.length; at++) bytes[to++] = digits[at] as number;
    }
    into.offsets[row + 1] = to;
  }
}

function increment(limbs: Float64Array, last: number): void {
  for (let limb = last; limb >= 0; limb--) {
    if (limbs[limb] !== 0xffff) {
      limbs[limb] = (limbs[limb] as number) + 1;
      return;
    }
    limbs[limb] = 0;
  }
}
