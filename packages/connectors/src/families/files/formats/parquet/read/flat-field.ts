/** A column of the file that is one leaf, neither repeated nor within a group. */
import type { Column } from '@sluice/core';
import type { LeafReader } from './leaf-reader.ts';
import type { CellProblem } from './cell-problem.ts';
import { setNulls, spread } from './spread.ts';

/** Fills one column of the batches. */
export interface FieldReader {
  /**
   * Fills the rows from `have` on up to `rows`, fewer when the texts of the column would take more than `maxBytes`,
   * but at least one. Returns how many rows the column then has.
   */
  fill(column: Column, have: number, rows: number, maxBytes: number): Promise<number>;
  /** Cells of the column that do not fit their type. Callers empty it. */
  problems: CellProblem[];
}

/** Shorter runs of equal levels are read like mixed ones. */
const shortRun = 64;

export class FlatField implements FieldReader {
  readonly #reader: LeafReader;
  readonly #isNullable: boolean;
  /** Levels that were read and not used, 0 or 1. */
  readonly #levels: Uint8Array;
  #levelAt = 0;
  #levelEnd = 0;
  /** Rows left of a run that are all null, or all not. */
  #runLeft = 0;
  #isNullRun = false;
  problems: CellProblem[] = [];

  /** @param maxRows most rows of a batch. */
  constructor(reader: LeafReader, isNullable: boolean, maxRows: number) {
    this.#reader = reader;
    this.#isNullable = isNullable;
    this.#levels = new Uint8Array(isNullable ? maxRows : 0);
  }

  async fill(column: Column, have: number, rows: number, maxBytes: number): Promise<number> {
    const reader = this.#reader;
    let row = have;
    while (row < rows) {
      if (reader.pageLeft === 0) await reader.nextPage();
      const count = Math.min(rows - row, reader.pageLeft);
      const taken = this.#isNullable
        ? this.#readNullable(column, row, count, maxBytes)
        : reader.readValues(column, row, count, maxBytes, this.problems);
      if (taken === 0) break;
      reader.pageLeft -= taken;
      row += taken;
    }
    return row;
  }

  #readNullable(column: Column, row: number, count: number, maxBytes: number): number {
    if (this.#runLeft === 0 && this.#levelAt === this.#levelEnd) this.#readLevels(count);
    if (this.#runLeft === 0)
      return this.#readMixed(column, row, Math.min(count, this.#levelEnd - this.#levelAt), maxBytes);
    const wanted = Math.min(count, this.#runLeft);
    if (this.#isNullRun) setNulls(column, row, wanted);
    const taken = this.#isNullRun ? wanted : this.#reader.readValues(column, row, wanted, maxBytes, this.problems);
    this.#runLeft -= taken;
    return taken;
  }

  /** A long run as such, else the levels of `count` rows. */
  #readLevels(count: number): void {
    const { definition } = this.#reader;
    const equal = this.#reader.takeEqual(definition, count);
    if (equal >= Math.min(count, shortRun)) {
      this.#runLeft = equal;
      this.#isNullRun = definition.equalValue === 0;
      return;
    }
    this.#levels.fill(definition.equalValue, 0, equal);
    this.#reader.readLevels(definition, this.#levels, equal, count - equal, 1);
    this.#levelAt = 0;
    this.#levelEnd = count;
  }

  #readMixed(column: Column, row: number, count: number, maxBytes: number): number {
    const levels = this.#levels;
    const first = this.#levelAt;
    let defined = 0;
    for (let i = first; i < first + count; i++) defined += levels[i] as number;
    const problemCount = this.problems.length;
    let cells = 0;
    while (cells < defined) {
      const taken = this.#reader.readValues(column, row + cells, defined - cells, maxBytes, this.problems);
      if (taken === 0) break;
      cells += taken;
    }
    const rows = cells === defined ? count : placeOf(levels, first, cells) - first;
    for (let i = problemCount; i < this.problems.length; i++) {
      const problem = this.problems[i] as CellProblem;
      this.problems[i] = { ...problem, row: row + placeOf(levels, first, problem.row - row) - first };
    }
    spread(column, row, rows, levels, first);
    this.#levelAt += rows;
    return rows;
  }
}

/** Where the 1 lies that has `before` ones in front of it, from `first` on. */
function placeOf(levels: Uint8Array, first: number, before: number): number {
  let at = first;
  for (let ones = before; levels[at] === 0 || ones > 0; at++) ones -= levels[at] as number;
  return at;
}
