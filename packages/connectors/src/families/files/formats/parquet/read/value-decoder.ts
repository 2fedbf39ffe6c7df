import type { Column, FixedValues } from '@sluice/core';
import { Damage } from '../../damage.ts';

/** Reads the values of pages in one encoding, nulls left out, into a column. */
export interface ValueDecoder {
  /** Begins with the values of a page: bytes [start, end). */
  start(bytes: Uint8Array, start: number, end: number): void;
  /**
   * Reads the next values to the cells from `row` on: `count` or fewer, at least one. None when a text does not fit
   * into the `maxBytes` that the texts of the column may take, unless it is the first one of the column. Throws
   * `Damage`.
   */
  read(into: Column, row: number, count: number, maxBytes: number): number;
}

export function valuesTooShort(): Damage {
  return new Damage('its values end too early');
}

const byteViews = new WeakMap<FixedValues, Uint8Array>();
const wordViews = new WeakMap<FixedValues, Int32Array>();

/** The memory of the values as bytes. */
export function bytesOf(values: FixedValues): Uint8Array {
  let view = byteViews.get(values);
  if (view === undefined) {
    view = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
    byteViews.set(values, view);
  }
  return view;
}

/** The memory of values of four or eight bytes as words. */
export function wordsOf(values: FixedValues): Int32Array {
  if (values instanceof Int32Array) return values;
  let view = wordViews.get(values);
  if (view === undefined) {
    view = new Int32Array(values.buffer, values.byteOffset, values.byteLength >> 2);
    wordViews.set(values, view);
  }
  return view;
}

/** Texts up to this length are copied as if all were as long as the longest of their dictionary. */
export const evenText = 32;
/** Columns take a little more than is asked for, so that texts can be copied in words and evenly. */
export const copyMargin = evenText + 8;

/** Makes room for a text that ends at `end`, and for what a copy in words may write after it. */
export function reserveText(into: Column, end: number): void {
  into.reserveBytes(end + copyMargin);
}
