/** Fills batches from the fields of a file, row for row together. */
import { type Batch, BatchRing, Column, type JsonValue, type RejectedRow, cellToJson, selectRows } from '@sluice/core';
import type { BlockReadRequest } from '../../block-format.ts';
import type { FieldReader } from './flat-field.ts';
import { moveCells } from './move-cells.ts';
import type { CellProblem } from './cell-problem.ts';

/** One wanted column. */
interface Slot {
  /** Index in the batch. */
  readonly index: number;
  readonly field: FieldReader;
  /** Rows that were read and belong to the next batch. */
  surplus: Surplus | undefined;
}

interface Surplus {
  readonly from: Column;
  readonly start: number;
  readonly end: number;
  /** Rows from `start` on that are null. */
  readonly nulls: readonly number[];
}

interface FoundProblem extends CellProblem {
  readonly column: number;
}

export interface FilledField {
  readonly index: number;
  readonly field: FieldReader;
}

/** Memory of a text column that is kept from batch to batch, in batches. */
const keptBatches = 4;

export class ColumnBatches {
  readonly #request: BlockReadRequest;
  readonly #ring: BatchRing;
  readonly #slots: readonly Slot[];
  readonly #origin: string;
  /** What a row takes in memory, as far as is known. */
  #rowBytes: number;
  #ordinal = 0;

  /** @param rowBytes first guess of what the wanted columns of a row take. */
  constructor(request: BlockReadRequest, fields: readonly FilledField[], origin: string, rowBytes: number) {
    this.#request = request;
    this.#origin = origin;
    this.#rowBytes = rowBytes;
    this.#ring = new BatchRing(request.schema, request.batchRows);
    const slots = fields.map(({ index, field }): Slot => ({ index, field, surplus: undefined }));
    // Texts first: they may need to stop before the last row.
    const isText = ({ index }: Slot): boolean => this.#layout(index) === 'bytes';
    this.#slots = [...slots.filter(isText), ...slots.filter((slot) => !isText(slot))];
  }

  /** The next batch, of at most `maxRows` rows and at least one, those that are rejected included. */
  async next(maxRows: number): Promise<Batch> {
    const { batchRows, batchBytes } = this.#request;
    const batch = this.#ring.next();
    this.#prepare(batch);
    const planned = Math.max(Math.floor(batchBytes / Math.max(this.#rowBytes, 1)), 1);
    let rows = Math.min(maxRows, batchRows, planned);
    const filled: number[] = [];
    for (const { index, field, surplus } of this.#slots) {
      const column = batch.columns[index] as Column;
      const have = takeBack(surplus, column);
      const reached = have < rows ? await field.fill(column, have, rows, batchBytes) : have;
      filled.push(reached);
      rows = Math.min(rows, reached);
    }
    this.#slots.forEach((slot, at) => {
      slot.surplus = setAside(batch.columns[slot.index] as Column, rows, filled[at] as number);
    });
    batch.rowCount = rows;
    this.#measure(batch);
    return this.#withoutRejected(batch);
  }

  #layout(index: number): Column['layout'] | undefined {
    const spec = this.#request.schema.columns[index];
    return spec === undefined ? undefined : new Column(spec.type, 0).layout;
  }

  #prepare(batch: Batch): void {
    batch.origin = this.#origin;
    batch.firstOrdinal = this.#ordinal;
    const kept = this.#request.batchBytes * keptBatches;
    for (const { index } of this.#slots) {
      const column = batch.columns[index] as Column;
      if (column.layout === 'bytes' && column.bytes.length > kept) column.bytes = new Uint8Array(kept >> 2);
    }
  }

  #measure(batch: Batch): void {
    let bytes = 0;
    for (const { index } of this.#slots) bytes += (batch.columns[index] as Column).byteLength(batch.rowCount);
    if (batch.rowCount > 0) this.#rowBytes = bytes / batch.rowCount;
    this.#ordinal += batch.rowCount;
  }

  /** The batch, or a new one without the rows that have a cell which does not fit. */
  #withoutRejected(batch: Batch): Batch {
    const found = new Map<number, FoundProblem[]>();
    for (const { index, field } of this.#slots) {
      for (const problem of field.problems) {
        if (problem.row >= batch.rowCount) continue;
        found.set(problem.row, [...(found.get(problem.row) ?? []), { ...problem, column: index }]);
      }
      field.problems = field.problems
        .filter(({ row }) => row >= batch.rowCount)
        .map((problem) => ({ ...problem, row: problem.row - batch.rowCount }));
    }
    if (found.size === 0) return batch;
    const kept = selectRows(
      batch,
      Int32Array.from({ length: batch.rowCount }, (_, row) => row).filter((row) => !found.has(row)),
    );
    kept.source = undefined;
    kept.firstOrdinal = batch.firstOrdinal;
    const rejected = [...found].sort(([left], [right]) => left - right);
    kept.rejected = rejected.map(([row, problems]) => this.#rejected(batch, row, problems));
    return kept;
  }

  /** Without `values`, for nobody must take what was found for the value of a cell. */
  #rejected(batch: Batch, row: number, problems: readonly FoundProblem[]): RejectedRow {
    const [first] = problems.toSorted((left, right) => left.column - right.column) as [FoundProblem];
    const nameOf = (index: number): string => batch.schema.columns[index]?.name ?? '';
    const slots = this.#slots.toSorted((left, right) => left.index - right.index);
    const values = slots.map(({ index }): [string, JsonValue] => {
      const problem = problems.find(({ column }) => column === index);
      return [nameOf(index), problem === undefined ? cellToJson(batch.columns[index] as Column, row) : problem.value];
    });
    return {
      ordinal: batch.ordinalOf(row),
      column: first.column,
      code: first.code,
      reason: `Column "${nameOf(first.column)}" holds ${first.found}.`,
      raw: JSON.stringify(Object.fromEntries(values)),
    };
  }
}

/** Puts the rows that were too many for the batch before into the front of this one, and returns their number. */
function takeBack(surplus: Surplus | undefined, column: Column): number {
  if (surplus === undefined) return 0;
  moveCells(surplus.from, surplus.start, surplus.end, column, 0);
  for (const row of surplus.nulls) column.setNull(row);
  return surplus.end - surplus.start;
}

/** Takes the rows [start, end) out of the column; their values stay where they are until the next batch but one. */
function setAside(column: Column, start: number, end: number): Surplus | undefined {
  if (start === end) return undefined;
  const nulls: number[] = [];
  for (let row = start; row < end; row++) {
    if (!column.isNull(row)) continue;
    nulls.push(row - start);
    column.clearNull(row);
  }
  return { from: column, start, end, nulls };
}
