/** What all readers of columns share. */
import type { Column } from '@sluice/core';
import type { CellProblem } from '../../cell-problem.ts';
import { BitRuns } from './byte-runs.ts';
import type { StreamBytes } from './stream-bytes.ts';

/** Reads one column of a stripe, row after row. */
export interface ColumnReader {
  /**
   * Looks at the next `count` rows, without reading them, and adds the bytes of their texts to `rowBytes`. Absent where
   * a row takes little.
   */
  measure?(count: number, rowBytes: Float64Array): Promise<void>;
  /** Reads the next `count` rows into the cells from `row` on; cells there are not null yet. Throws `Damage`. */
  read(column: Column, row: number, count: number): Promise<void>;
  /** Cells read that cannot be held exactly; the caller takes them out. */
  readonly problems: CellProblem[];
}

/** Which of the next rows are not null. */
export class Presence {
  /** Of the rows of the last `next`: 1 or 0. */
  flags = new Uint8Array(0);
  readonly #bits: BitRuns | undefined;

  /** @param stream absent when nothing is null. */
  constructor(stream: StreamBytes | undefined) {
    this.#bits = stream === undefined ? undefined : new BitRuns(stream);
  }

  /** Returns how many of the next rows are not null. */
  async next(count: number): Promise<number> {
    if (this.flags.length < count) this.flags = new Uint8Array(count).fill(1);
    return this.#bits === undefined ? count : await this.#bits.flags(this.flags, 0, count);
  }
}

/** Fills the cells of `count` values, without gaps, from `row` on. Problems name these cells. */
export type ReadDense = (column: Column, row: number, count: number, problems: CellProblem[]) => Promise<void>;

/** A column of a layout of fixed size: values first, then spread over the rows. */
export class FixedReader implements ColumnReader {
  readonly problems: CellProblem[] = [];
  readonly #presence: Presence;
  readonly #read: ReadDense;

  constructor(presence: Presence, read: ReadDense) {
    this.#presence = presence;
    this.#read = read;
  }

  async read(column: Column, row: number, count: number): Promise<void> {
    column.reserveRows(row + count);
    const present = await this.#presence.next(count);
    const found: CellProblem[] = [];
    await this.#read(column, row, present, found);
    if (present < count) spread(column, row, this.#presence.flags, count, present);
    for (const problem of found)
      this.problems.push({ ...problem, row: row + nthSet(this.#presence.flags, problem.row - row) });
  }
}

/** Moves `present` values from `row` on to the rows that are flagged, and makes the others null. */
function spread(column: Column, row: number, flags: Uint8Array, count: number, present: number): void {
  const { values, width } = column;
  let from = row + present - 1;
  for (let to = row + count - 1; to >= row; to--) {
    if (flags[to - row] === 0) {
      column.setNull(to);
      continue;
    }
    if (width === 1) values[to] = values[from] as number;
    else {
      values[to * 2] = values[from * 2] as number;
      values[to * 2 + 1] = values[from * 2 + 1] as number;
    }
    from--;
  }
}

function nthSet(flags: Uint8Array, n: number): number {
  let left = n;
  for (let at = 0; ; at++) if (flags[at] === 1 && left-- === 0) return at;
}
