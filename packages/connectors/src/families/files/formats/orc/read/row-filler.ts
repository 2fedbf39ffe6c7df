import {
  Batch,
  BatchRing,
  cellToJson,
  Column,
  type JsonValue,
  type RejectedRow,
  type Schema,
  selectRows,
} from '@sluice/core';
import { fixedRowBytes } from '../../batch-filler.ts';
import type { BlockReadRequest } from '../../block-format.ts';
import type { CellProblem } from '../../cell-problem.ts';
import type { ColumnReader } from './column-reader.ts';

/** A reader and the column of the batches that it fills. */
export interface PlacedReader {
  readonly column: number;
  readonly reader: ColumnReader;
  /** How many bytes its rows take shows only when they are read. */
  readonly isNested: boolean;
  /** Runs what may find damage, and says where. */
  guarded(action: () => Promise<void>): Promise<void>;
}

/** Rows of nested columns that are read at once while their size is not known, and at most. */
const firstNestedRows = 16;
const maxNestedRows = 1024;

/** Fills batches column by column, from one stripe after the other. */
export class RowFiller {
  readonly #request: BlockReadRequest;
  readonly #ring: BatchRing;
  readonly #origin: string;
  readonly #rowBytes: Float64Array;
  readonly #fixedBytes: number;
  #batch: Batch;
  #ordinal = 0;
  /** The next row does not fit. */
  #isFull = false;
  #nestedRows = firstNestedRows;
  /** Bytes that a row of nested columns took the last time. */
  #nestedBytes = 0;
  #problems: (CellProblem & { readonly column: number })[] = [];

  constructor(request: BlockReadRequest, origin: string) {
    this.#request = request;
    this.#origin = origin;
    const samples = request.schema.columns.map(({ type }) => new Column(type, 1));
    this.#fixedBytes = Math.max(1, fixedRowBytes(this.#filled(samples)));
    // Rows of many columns fill the bytes of a batch long before its rows.
    const rows = Math.min(request.batchRows, Math.ceil(request.batchBytes / this.#fixedBytes));
    this.#ring = new BatchRing(request.schema, rows);
    this.#batch = this.#ring.next();
    this.#rowBytes = new Float64Array(rows);
  }

  get isEmpty(): boolean {
    return this.#batch.rowCount === 0;
  }

  get isFull(): boolean {
    return this.#isFull || this.#batch.rowCount >= this.#request.batchRows || this.#room <= 0;
  }

  /** Reads some of the `left` rows of a stripe; fewer when the batch is full. Returns how many. */
  async fill(readers: readonly PlacedReader[], left: number): Promise<number> {
    const batch = this.#batch;
    const row = batch.rowCount;
    const count = await this.#countThatFits(readers, Math.min(left, this.#request.batchRows - row));
    for (const { column: index, reader, guarded } of readers) {
      const column = batch.columns[index] as Column;
      reader.problems.length = 0;
      await guarded(() => reader.read(column, row, count));
      for (const problem of reader.problems) this.#problems.push({ ...problem, column: index });
    }
    batch.rowCount += count;
    this.#learn(readers, row, count);
    return count;
  }

  /** The batch, to be yielded; `advance` after the yield. */
  finish(): Batch {
    const batch = this.#batch;
    batch.origin = this.#origin;
    batch.firstOrdinal = this.#ordinal;
    this.#ordinal += batch.rowCount;
    return this.#problems.length === 0 ? batch : this.#withoutRejected(batch);
  }

  /** Only when the consumer has asked again: until then the batch before the last one is in use. */
  advance(): void {
    this.#batch = this.#ring.next();
    this.#isFull = false;
    this.#problems = [];
  }

  get #room(): number {
    let used = 0;
    for (const column of this.#filled(this.#batch.columns)) used += column.byteLength(this.#batch.rowCount);
    return this.#request.batchBytes - used;
  }

  #filled(columns: readonly Column[]): readonly Column[] {
    return columns.filter((_, index) => this.#request.sources[index] !== undefined);
  }

  async #countThatFits(readers: readonly PlacedReader[], most: number): Promise<number> {
    const room = this.#room;
    const hasNested = readers.some((each) => each.isNested);
    const fixed = Math.floor(room / this.#fixedBytes);
    const limit = Math.max(1, Math.min(most, fixed, hasNested ? this.#nestedRows : most));
    const rowBytes = this.#rowBytes;
    rowBytes.fill(this.#fixedBytes + this.#nestedBytes, 0, limit);
    for (const { reader, guarded } of readers) await guarded(async () => reader.measure?.(limit, rowBytes));
    let count = 0;
    for (let sum = 0; count < limit; count++) {
      sum += rowBytes[count] as number;
      if (sum > room) break;
    }
    this.#isFull = count < limit;
    // A row that is larger than a batch has one of its own.
    return count === 0 && this.isEmpty ? 1 : count;
  }

  /** The next rows of nested columns are taken to be like the last ones, but never many times as many. */
  #learn(readers: readonly PlacedReader[], row: number, count: number): void {
    let bytes = 0;
    for (const { column: index, isNested } of readers) {
      const { offsets } = this.#batch.columns[index] as Column;
      if (isNested) bytes += (offsets[row + count] as number) - (offsets[row] as number);
    }
    if (count > 0) this.#nestedBytes = bytes / count;
    this.#nestedRows = Math.min(maxNestedRows, Math.max(firstNestedRows, count * 2));
  }

  /** In memory of its own. */
  #withoutRejected(batch: Batch): Batch {
    const { sources, schema } = this.#request;
    const bad = new Map<number, CellProblem & { readonly column: number }>();
    for (const problem of this.#problems) if (!bad.has(problem.row)) bad.set(problem.row, problem);
    const kept = Int32Array.from(
      Array.from({ length: batch.rowCount }, (_, row) => row).filter((row) => !bad.has(row)),
    );
    const isFilled = (_: unknown, index: number): boolean => sources[index] !== undefined;
    const filledSchema: Schema = { columns: schema.columns.filter(isFilled) };
    const selected = selectRows(fillOnly(batch, filledSchema, isFilled), kept);
    const columns = [...selected.columns];
    const result = new Batch(
      schema,
      schema.columns.map(({ type }, index) =>
        sources[index] === undefined ? new Column(type, kept.length) : (columns.shift() as Column),
      ),
    );
    result.rowCount = kept.length;
    result.origin = batch.origin;
    result.firstOrdinal = batch.firstOrdinal;
    result.ordinals = Float64Array.from(kept, (row) => batch.firstOrdinal + row);
    result.rejected = [...bad.values()].toSorted((a, b) => a.row - b.row).map((each) => this.#rejected(batch, each));
    return result;
  }

  #rejected(batch: Batch, { row, column, code, found }: CellProblem & { readonly column: number }): RejectedRow {
    const { sources, schema } = this.#request;
    const isBad = (index: number): boolean =>
      this.#problems.some((problem) => problem.row === row && problem.column === index);
    const values = batch.columns.map((each, index): JsonValue =>
      sources[index] === undefined || isBad(index) ? null : cellToJson(each, row),
    );
    const reason = `Column "${schema.columns[column]?.name}" holds ${found}.`;
    return { ordinal: batch.firstOrdinal + row, column, code, reason, values };
  }
}

function fillOnly(batch: Batch, schema: Schema, isFilled: (_: unknown, index: number) => boolean): Batch {
  const filled = new Batch(schema, batch.columns.filter(isFilled));
  filled.rowCount = batch.rowCount;
  return filled;
}
