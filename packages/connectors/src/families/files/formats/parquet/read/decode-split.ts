/** The first bytes of all values, then the second ones, and so on. */
import type { Column } from '@sluice/core';
import { type ValueDecoder, bytesOf, valuesTooShort } from './value-decoder.ts';

export class SplitValues implements ValueDecoder {
  readonly #size: number;
  #bytes: Uint8Array = new Uint8Array(0);
  /** Byte 0 of the next value. */
  #at = 0;
  #left = 0;
  /** Values in the page: the distance from one byte of a value to the next. */
  #count = 0;

  /** @param size bytes per value. */
  constructor(size: number) {
    this.#size = size;
  }

  start(bytes: Uint8Array, start: number, end: number): void {
    this.#bytes = bytes;
    this.#at = start;
    this.#count = Math.floor((end - start) / Math.max(this.#size, 1));
    this.#left = this.#count;
  }

  read(into: Column, row: number, count: number, maxBytes: number): number {
    if (count > this.#left) throw valuesTooShort();
    if (into.layout !== 'bytes') {
      this.#gather(bytesOf(into.values), row * this.#size, count);
      return count;
    }
    const size = this.#size;
    const { offsets } = into;
    const first = offsets[row] as number;
    const fitting = Math.min(count, Math.floor((maxBytes - first) / Math.max(size, 1)));
    const taken = Math.max(fitting, row === 0 ? 1 : 0);
    into.reserveBytes(first + taken * size);
    for (let i = 1; i <= taken; i++) offsets[row + i] = first + i * size;
    this.#gather(into.bytes, first, taken);
    return taken;
  }

  #gather(into: Uint8Array, first: number, count: number): void {
    const size = this.#size;
    const bytes = this.#bytes;
    for (let part = 0; part < size; part++) {
      const from = this.#at + part * this.#count;
      for (let i = 0, to = first + part; i < count; i++, to += size) into[to] = bytes[from + i] as number;
    }
    this.#at += count;
    this.#left -= count;
  }
}
