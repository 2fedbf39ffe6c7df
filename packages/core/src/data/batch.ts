import { Column } from './column.ts';
import type { Schema } from './schema.ts';

/** A row that was refused, before it reached the writer or by it. Values are in the reader's schema. */
export interface RejectedRow {
  /** Ordinal of the row in its split, from 0. */
  readonly ordinal: number;
  /** Index of the column that caused it; absent when the whole row is at fault. */
  readonly column?: number;
  /** Stable code, for instance `OUT_OF_RANGE`, `NULL_NOT_ALLOWED`, `DUPLICATE_KEY`. */
  readonly code: string;
  readonly reason: string;
  /** What could be read of the row: one JSON value per column (see `cellToJson`), or the raw text of the record. */
  readonly values?: readonly JsonValue[];
  readonly raw?: string;
}

/** A refusal of row `row` of a batch. The engine adds position and values. */
export interface Rejection {
  /** Index in the batch. */
  readonly row: number;
  readonly column?: number;
  readonly code: string;
  readonly reason: string;
}

export type JsonValue = string | number | boolean | null | readonly JsonValue[] | { readonly [key: string]: JsonValue };

/** Rows as they travel from one server to another of its kind: row i lies from `offsets[i]` to `offsets[i + 1]`. */
export class EncodedRows {
  readonly offsets: Int32Array;
  bytes: Uint8Array;

  constructor(capacity: number, byteLength: number) {
    this.offsets = new Int32Array(capacity + 1);
    this.bytes = new Uint8Array(byteLength);
  }

  /** Makes room for `size` bytes in total, keeping what is there. */
  reserveBytes(size: number): void {
    if (size <= this.bytes.length) return;
    const bytes = new Uint8Array(Math.max(size, this.bytes.length * 2));
    bytes.set(this.bytes);
    this.bytes = bytes;
  }
}

/**
 * Columns of up to a few thousand rows: the only thing that flows.
 *
 * A batch belongs to its producer. It stays valid until the consumer has asked twice for another one (rings of two),
 * so a consumer that looks one batch ahead may still use the one before. Consumers never change a batch.
 */
export class Batch {
  readonly schema: Schema;
  readonly columns: readonly Column[];
  rowCount = 0;
  /** Ordinal in its split of row 0, counting rejected rows, from 0. */
  firstOrdinal = 0;
  /** Ordinals of all rows, set only when rows are missing in between. */
  ordinals: Float64Array | undefined;
  /** Table, file or topic the rows came from, for dirty records. */
  origin = '';
  /** Rows that could not be read; they are not in the columns. */
  rejected: RejectedRow[] = [];
  /** The batch this one was derived from, and for each row its row there (absent: the same row). */
  source: { readonly batch: Batch; readonly rows?: Int32Array } | undefined;
  /** Set when the rows are handed over as they are (see `ReadTask.passThrough`): then there are no columns. */
  readonly encoded: EncodedRows | undefined;

  constructor(schema: Schema, columns: readonly Column[], encoded?: EncodedRows) {
    this.schema = schema;
    this.columns = columns;
    this.encoded = encoded;
  }

  ordinalOf(row: number): number {
    return this.ordinals === undefined ? this.firstOrdinal + row : (this.ordinals[row] as number);
  }

  /** Bytes of the cells in memory; what rate limits and `bytes` in reports count. */
  get byteLength(): number {
    if (this.encoded !== undefined) return this.encoded.offsets[this.rowCount] as number;
    let total = 0;
    for (const column of this.columns) total += column.byteLength(this.rowCount);
    return total;
  }

  /** Gives up the row being filled (index `rowCount`), so that the next one can take its place. */
  abandonRow(): void {
    for (const column of this.columns) column.clearNull(this.rowCount);
  }

  clear(): void {
    for (const column of this.columns) column.clear();
    this.rowCount = 0;
    this.firstOrdinal = 0;
    this.ordinals = undefined;
    this.rejected = [];
    this.source = undefined;
  }
}

/** Two batches used in turn, so that a consumer may look one batch ahead while memory stays constant. */
export class BatchRing {
  readonly #batches: readonly [Batch, Batch];
  #turn = 0;

  constructor(schema: Schema, capacity: number, create = (): Batch => withColumns(schema, capacity)) {
    this.#batches = [create(), create()];
  }

  /** For rows that are handed over as they are. */
  static ofEncodedRows(schema: Schema, capacity: number, byteLength: number): BatchRing {
    return new BatchRing(schema, capacity, () => new Batch(schema, [], new EncodedRows(capacity, byteLength)));
  }

  /** The next batch to fill, cleared. */
  next(): Batch {
    this.#turn ^= 1;
    const batch = this.#batches[this.#turn as 0 | 1];
    batch.clear();
    return batch;
  }
}

function withColumns(schema: Schema, capacity: number): Batch {
  return new Batch(
    schema,
    schema.columns.map((column) => new Column(column.type, capacity)),
  );
}
