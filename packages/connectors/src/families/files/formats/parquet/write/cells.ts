/** Cells of a column without its nulls, in one of three forms, so that everything behind works on dense memory. */
import type { Column } from '@sluice/core';

/**
 * Reused from run to run.
 * - one or two 32-bit words per cell: `values` from `at` on
 * - bytes: cell i lies in `bytes` from `offsets[at + i]` to `offsets[at + i + 1]`
 */
export interface Cells {
  count: number;
  at: number;
  values: Int32Array;
  bytes: Uint8Array;
  offsets: Int32Array;
}

export type CellForm = 'word' | 'words' | 'bytes';

/** Fills `cells` with what is not null in rows [from, to). */
export type Gather = (column: Column, from: number, to: number, cells: Cells) => void;

export function emptyCells(): Cells {
  return { count: 0, at: 0, values: new Int32Array(0), bytes: new Uint8Array(0), offsets: new Int32Array(0) };
}

/** Indexes of the rows in [from, to) that are not null. Writes one element more than it counts. */
function presentRows(column: Column, from: number, to: number, into: Int32Array): number {
  const { validity } = column;
  let count = 0;
  for (let row = from; row < to; row++) {
    into[count] = row;
    count += ((validity[row >> 3] as number) >> (row & 7)) & 1;
  }
  return count;
}

/** Room for the rows of one call, kept for the next ones. */
class GatherRoom {
  rows = new Int32Array(0);
  dense = new Int32Array(0);
  readonly #width: number;

  constructor(width: number) {
    this.#width = width;
  }

  reserve(rowCount: number): this {
    if (this.rows.length <= rowCount) {
      this.rows = new Int32Array(rowCount + 1);
      this.dense = new Int32Array((rowCount + 1) * this.#width);
    }
    return this;
  }
}

/** Layouts of one or two words per cell as they lie there. */
export function gatherWords(width: 1 | 2): Gather {
  const room = new GatherRoom(width);
  return (column, from, to, cells) => {
    const values = wordsOf(column);
    if (column.nullCount === 0) {
      cells.values = values;
      cells.at = from * width;
      cells.count = to - from;
      return;
    }
    const { rows, dense } = room.reserve(to - from);
    const count = presentRows(column, from, to, rows);
    if (width === 1) for (let i = 0; i < count; i++) dense[i] = values[rows[i] as number] as number;
    else
      for (let i = 0; i < count; i++) {
        const row = rows[i] as number;
        dense[i * 2] = values[row * 2] as number;
        dense[i * 2 + 1] = values[row * 2 + 1] as number;
      }
    cells.values = dense;
    cells.at = 0;
    cells.count = count;
  };
}

/** One word per cell: elements of fewer bits widened, or with `stride` 2 the low words of 64-bit integers. */
export function gatherNarrow(stride: 1 | 2): Gather {
  const room = new GatherRoom(1);
  return (column, from, to, cells) => {
    const { values } = column;
    const { rows, dense } = room.reserve(to - from);
    let count = to - from;
    if (column.nullCount === 0) for (let i = 0; i < count; i++) dense[i] = values[(from + i) * stride] as number;
    else {
      count = presentRows(column, from, to, rows);
      for (let i = 0; i < count; i++) dense[i] = values[(rows[i] as number) * stride] as number;
    }
    cells.values = dense;
    cells.at = 0;
    cells.count = count;
  };
}

/** Layout bytes: null cells are empty there, so what remains is still without gaps. */
export function gatherBytes(): Gather {
  const room = new GatherRoom(1);
  return (column, from, to, cells) => {
    cells.bytes = column.bytes;
    if (column.nullCount === 0) {
      cells.offsets = column.offsets;
      cells.at = from;
      cells.count = to - from;
      return;
    }
    const { rows, dense } = room.reserve(to - from);
    const count = presentRows(column, from, to, rows);
    for (let i = 0; i < count; i++) dense[i] = column.offsets[rows[i] as number] as number;
    dense[count] = column.offsets[to] as number;
    cells.offsets = dense;
    cells.at = 0;
    cells.count = count;
  };
}

/** The values of a column of floats, words or 32-bit elements as 32-bit words. */
export function wordsOf(column: Column): Int32Array {
  const { values } = column;
  if (values instanceof Int32Array) return values;
  return new Int32Array(values.buffer, values.byteOffset, values.byteLength >> 2);
}

/** The same words as bytes, in the order of the file. */
export function bytesOfWords(values: Int32Array, from: number, to: number): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset + from * 4, (to - from) * 4);
}
