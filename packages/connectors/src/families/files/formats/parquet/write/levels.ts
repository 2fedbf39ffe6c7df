/** Levels and dictionary places as Parquet's mixture of runs and bit-packed groups of eight. */
import type { Column } from '@sluice/core';

/** Most bytes that `writeHybrid` needs. */
export function hybridMaxLength(count: number, bitWidth: number): number {
  return ((count + 7) >> 3) * bitWidth + 32;
}

/**
 * Writes `values[0, count)`, each below 2^bitWidth, and returns the position after them.
 *
 * @param bitWidth 1 to 16.
 */
export function writeHybrid(
  values: Uint16Array,
  count: number,
  bitWidth: number,
  into: Uint8Array,
  position: number,
): number {
  // A shorter run is smaller when packed, for it also breaks the packed groups around it in two.
  const minRun = bitWidth === 1 ? 32 : bitWidth <= 3 ? 16 : 8;
  let at = position;
  let packed = 0;
  let i = 0;
  while (i + 8 <= count) {
    const value = values[i] as number;
    let end = i + 1;
    while (end < count && values[end] === value) end++;
    if (end - i < minRun) {
      i += 8;
      continue;
    }
    at = writePacked(values, packed, i, bitWidth, into, at);
    at = writeRun(value, end - i, bitWidth, into, at);
    i = end;
    packed = end;
  }
  return writePacked(values, packed, count, bitWidth, into, at);
}

/** `count` times the same value. */
export function writeRun(value: number, count: number, bitWidth: number, into: Uint8Array, position: number): number {
  let at = writeVarint(count * 2, into, position);
  into[at++] = value;
  if (bitWidth > 8) into[at++] = value >> 8;
  return at;
}

/** Groups of eight; the last one is filled up with zeros. */
function writePacked(
  values: Uint16Array,
  start: number,
  end: number,
  bitWidth: number,
  into: Uint8Array,
  position: number,
): number {
  if (start === end) return position;
  const count = end - start;
  const at = writeVarint(((count + 7) >> 3) * 2 + 1, into, position);
  const packer = packerOf(bitWidth);
  const whole = packer(values, start, start + (count & ~7), into, at);
  if ((count & 7) === 0) return whole;
  lastGroup.fill(0);
  lastGroup.set(values.subarray(end - (count & 7), end));
  return packer(lastGroup, 0, 8, into, whole);
}

const lastGroup = new Uint16Array(8);

/** Packs whole groups of eight values and returns the position after them. */
type Packer = (values: Uint16Array, start: number, end: number, into: Uint8Array, at: number) => number;

const packers: (Packer | undefined)[] = [];

/** One packer for each width: straight code from the bits of eight values to its bytes. Made of numbers only. */
function packerOf(bitWidth: number): Packer {
  const known = packers[bitWidth];
  if (known !== undefined) return known;
  const loads = Array.from({ length: 8 }, (_, i) => `const v${i} = values[i + ${i}];`);
  const stores = Array.from({ length: bitWidth }, (_, byte) => `into[at + ${byte}] = ${bitsOfByte(byte, bitWidth)};`);
  const body = `for (let i = start; i < end; i += 8, at += ${bitWidth}) { ${[...loads, ...stores].join(' ')} } return at;`;
  const packer = new Function('values', 'start', 'end', 'into', 'at', body) as Packer;
  packers[bitWidth] = packer;
  return packer;
}

/** The parts of values that lie in a byte of a group. */
function bitsOfByte(byte: number, bitWidth: number): string {
  const parts: string[] = [];
  for (let i = 0; i < 8; i++) {
    const shift = i * bitWidth - byte * 8;
    if (shift >= 8 || shift + bitWidth <= 0) continue;
    parts.push(shift >= 0 ? `v${i} << ${shift}` : `v${i} >> ${-shift}`);
  }
  return parts.join(' | ');
}

export function writeVarint(value: number, into: Uint8Array, position: number): number {
  let at = position;
  let left = value;
  for (; left >= 128; left = Math.floor(left / 128)) into[at++] = (left % 128) | 128;
  into[at++] = left;
  return at;
}

/** Bits that hold values up to `max`, at least 1. */
export function bitsOf(max: number): number {
  return Math.max(1, 32 - Math.clz32(max));
}

/** Definition or repetition levels of one page. As long as all are equal only their number is kept. */
export class Levels {
  count = 0;
  readonly #bitWidth: number;
  #only = 0;
  #isUniform = true;
  #values = new Uint16Array(0);

  constructor(max: number) {
    this.#bitWidth = bitsOf(max);
  }

  clear(): void {
    this.count = 0;
    this.#isUniform = true;
  }

  /** `count` entries of the same level. */
  add(level: number, count: number): void {
    if (this.count === 0) this.#only = level;
    if (this.#isUniform && level === this.#only) {
      this.count += count;
      return;
    }
    this.#spread(count);
    this.#values.fill(level, this.count, this.count + count);
    this.count += count;
  }

  /** 1 for each cell that is there, 0 for each null. */
  addPresence(column: Column, from: number, to: number): void {
    this.#spread(to - from);
    const values = this.#values;
    const { validity } = column;
    let at = this.count;
    for (let row = from; row < to; row++) values[at++] = ((validity[row >> 3] as number) >> (row & 7)) & 1;
    this.count = at;
  }

  /** Most bytes that `write` needs. */
  get maxLength(): number {
    return 4 + hybridMaxLength(this.count, this.#bitWidth);
  }

  /** With the length in front, as data pages of version 1 have it. */
  write(into: Uint8Array, position: number): number {
    const start = position + 4;
    const end = this.#isUniform
      ? writeRun(this.#only, this.count, this.#bitWidth, into, start)
      : writeHybrid(this.#values, this.count, this.#bitWidth, into, start);
    writeLength(end - start, into, position);
    return end;
  }

  /** From now on each level is kept, with room for `more`. */
  #spread(more: number): void {
    const needed = this.count + more;
    if (needed > this.#values.length) {
      const values = new Uint16Array(Math.max(needed, this.#values.length * 2));
      if (!this.#isUniform) values.set(this.#values.subarray(0, this.count));
      this.#values = values;
    }
    if (this.#isUniform) this.#values.fill(this.#only, 0, this.count);
    this.#isUniform = false;
  }
}

/** Four bytes, little end first. */
export function writeLength(value: number, into: Uint8Array, at: number): void {
  into[at] = value;
  into[at + 1] = value >> 8;
  into[at + 2] = value >> 16;
  into[at + 3] = value >> 24;
}
