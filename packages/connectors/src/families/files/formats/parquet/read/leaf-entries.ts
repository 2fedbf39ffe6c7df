/** Entries of a nested leaf, levels and values, of a few rows at a time. */
import { Column } from '@sluice/core';
import { Damage } from '../../damage.ts';
import type { LeafReader } from './leaf-reader.ts';
import type { LeafType } from './leaf-type.ts';
import { moveCells } from './move-cells.ts';
import type { CellProblem } from './cell-problem.ts';
import type { SchemaNode } from './schema-tree.ts';

/** Entries read at once; fewer where they may be large. */
const pieceEntries = 1024;
/** With whole rows at hand, no more entries are read beyond these. */
const manyEntries = 65_536;
/** A single row must not take more than these. */
const maxRowEntries = 1 << 27;
const maxRowBytes = 1 << 30;

export class LeafEntries {
  readonly #reader: LeafReader;
  readonly #node: SchemaNode;
  /** Repetition and definition levels of the entries. */
  #repetitions: Uint8Array = new Uint8Array(pieceEntries);
  #definitions: Uint8Array = new Uint8Array(pieceEntries);
  /** The next entry, and the end of those that were read. */
  #at = 0;
  #end = 0;
  /** Rows that begin from the next entry on, and in the row group so far. */
  #rows = 0;
  #groupRows = 0;
  /** Values of the entries that have one. */
  #cells: Column;
  #spare: Column;
  #cellEnd = 0;
  #problems: CellProblem[] = [];
  /** The next value, in `cells`. */
  cell = 0;

  constructor(reader: LeafReader, node: SchemaNode, { type }: LeafType) {
    this.#reader = reader;
    this.#node = node;
    this.#cells = new Column(type, pieceEntries);
    this.#spare = new Column(type, pieceEntries);
  }

  get cells(): Column {
    return this.#cells;
  }

  /** Rows whose entries are all here. */
  get wholeRows(): number {
    const isLastWhole = this.#node.depth === 0 || this.#reader.isAtChunkEnd;
    return isLastWhole ? this.#rows : Math.max(this.#rows - 1, 0);
  }

  /** Reads until `rows` are here, or at least one and about `maxBytes`. */
  async load(rows: number, maxBytes: number): Promise<void> {
    this.#dropTaken();
    const reader = this.#reader;
    while (this.wholeRows < rows) {
      const bytes = this.#cells.layout === 'bytes' ? (this.#cells.offsets[this.#cellEnd] as number) : 0;
      if (this.wholeRows > 0 && (this.#end > manyEntries || bytes > maxBytes || reader.isAtEnd)) return;
      if (this.#end > maxRowEntries || bytes > maxRowBytes) throw this.damaged('a row is too large');
      if (reader.isAtEnd) throw this.damaged('rows are missing');
      if (reader.pageLeft === 0) await reader.nextPage();
      const repeated = reader.maxRepeatedBytes;
      const fitting = repeated === 0 ? pieceEntries : Math.max(Math.floor(maxBytes / repeated), 1);
      this.#read(Math.min(reader.pageLeft, pieceEntries, fitting));
    }
  }

  /** Definition level of the next entry. */
  get definition(): number {
    if (this.#at === this.#end) throw this.damaged('the columns of a row do not fit together');
    return this.#definitions[this.#at] as number;
  }

  /** The next entry has its value. */
  get isDefined(): boolean {
    return this.definition === this.#node.definition;
  }

  /** The next entry goes on with a list that is open, at this depth. */
  isRepeated(depth: number): boolean {
    return this.#at < this.#end && this.#repetitions[this.#at] === depth;
  }

  /** Passes over the next entry. */
  take(): void {
    if (this.isDefined) this.cell++;
    this.#at++;
  }

  /** To be called after the entries of a row were taken. */
  endRow(): void {
    if (this.#at < this.#end && this.#repetitions[this.#at] !== 0) {
      throw this.damaged('the columns of a row do not fit together');
    }
    this.#rows--;
  }

  /** Why the next value cannot be held. */
  get problem(): CellProblem | undefined {
    if (this.#problems.length === 0) return undefined;
    return this.#problems.find((problem) => problem.row === this.cell);
  }

  /** What to throw when the entries make no row. */
  damaged(problem: unknown): unknown {
    return this.#reader.damaged(typeof problem === 'string' ? new Damage(problem) : problem);
  }

  #read(count: number): void {
    const { depth, definition } = this.#node;
    const reader = this.#reader;
    const end = this.#end + count;
    this.#repetitions = withRoom(this.#repetitions, end);
    this.#definitions = withRoom(this.#definitions, end);
    if (depth === 0) this.#repetitions.fill(0, this.#end, end);
    else reader.readLevels(reader.repetition, this.#repetitions, this.#end, count, depth);
    if (definition === 0) this.#definitions.fill(0, this.#end, end);
    else reader.readLevels(reader.definition, this.#definitions, this.#end, count, definition);
    let defined = 0;
    let rows = 0;
    for (let i = this.#end; i < end; i++) {
      if (this.#definitions[i] === definition) defined++;
      if (this.#repetitions[i] === 0) rows++;
    }
    if (this.#groupRows === 0 && this.#repetitions[this.#end] !== 0) throw this.damaged('its first row does not begin');
    this.#readValues(defined);
    this.#end = end;
    this.#rows += rows;
    this.#groupRows += rows;
    reader.pageLeft -= count;
    if (reader.isAtChunkEnd) this.#endGroup();
  }

  #readValues(count: number): void {
    const end = this.#cellEnd + count;
    this.#cells.reserveRows(end);
    while (this.#cellEnd < end) {
      const wanted = end - this.#cellEnd;
      this.#cellEnd += this.#reader.readValues(
        this.#cells,
        this.#cellEnd,
        wanted,
        Number.POSITIVE_INFINITY,
        this.#problems,
      );
    }
  }

  #endGroup(): void {
    if (this.#groupRows !== this.#reader.groupRows) {
      throw this.damaged(`it has ${this.#groupRows} rows instead of ${this.#reader.groupRows}`);
    }
    this.#groupRows = 0;
  }

  /** Moves what was not taken to the front. */
  #dropTaken(): void {
    this.#repetitions.copyWithin(0, this.#at, this.#end);
    this.#definitions.copyWithin(0, this.#at, this.#end);
    this.#end -= this.#at;
    this.#at = 0;
    if (this.cell === 0) return;
    const { cell } = this;
    moveCells(this.#cells, cell, this.#cellEnd, this.#spare, 0);
    [this.#cells, this.#spare] = [this.#spare, this.#cells];
    this.#problems = this.#problems
      .filter(({ row }) => row >= cell)
      .map((problem) => ({ ...problem, row: problem.row - cell }));
    this.#cellEnd -= cell;
    this.cell = 0;
  }
}

function withRoom(levels: Uint8Array, size: number): Uint8Array {
  if (size <= levels.length) return levels;
  const larger = new Uint8Array(Math.max(size, levels.length * 2));
  larger.set(levels);
  return larger;
}
