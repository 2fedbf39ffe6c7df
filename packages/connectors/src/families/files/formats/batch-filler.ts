import { type Batch, BatchRing, type Column, type RejectedRow, type Schema } from '@sluice/core';

export interface FilledBatches {
  readonly schema: Schema;
  /** False for columns that somebody else fills in after the yield: their memory says nothing. */
  readonly isFilled: readonly boolean[];
  readonly batchRows: number;
  readonly batchBytes: number;
  /** For dirty records. */
  readonly origin: string;
}

/** Batches that are filled in turn, with the ordinals of their rows; refused rows count. */
export class BatchFiller {
  /** The one to fill now: rows go to `rowCount` and on. */
  batch: Batch;
  readonly #ring: BatchRing;
  readonly #wanted: FilledBatches;
  #ordinal = 0;
  #rejectedBytes = 0;

  constructor(wanted: FilledBatches) {
    this.#wanted = wanted;
    this.#ring = new BatchRing(wanted.schema, wanted.batchRows);
    this.batch = this.#ring.next();
    this.batch.origin = wanted.origin;
  }

  /** Bytes that the cells of the batch may take, refused rows taken off; at least one. */
  get maxBytes(): number {
    return Math.max(1, this.#wanted.batchBytes - this.#rejectedBytes);
  }

  get isFull(): boolean {
    const { batchRows, isFilled } = this.#wanted;
    const { rowCount, columns } = this.batch;
    if (rowCount >= batchRows) return true;
    let bytes = 0;
    for (const [index, column] of columns.entries()) if (isFilled[index]) bytes += column.byteLength(rowCount);
    return bytes + this.#rejectedBytes >= this.#wanted.batchBytes;
  }

  get isEmpty(): boolean {
    return this.batch.rowCount === 0 && this.batch.rejected.length === 0;
  }

  /** Refuses the row after the last one; what it has in the columns is forgotten. */
  reject(problem: Omit<RejectedRow, 'ordinal'>): void {
    const { batch } = this;
    batch.abandonRow();
    batch.rejected.push({ ordinal: this.#ordinal + batch.rowCount + batch.rejected.length, ...problem });
    this.#rejectedBytes += (problem.raw?.length ?? 0) + 200;
  }

  /** The batch with its ordinals, to be yielded. `advance` after the yield. */
  finish(): Batch {
    const { batch } = this;
    batch.firstOrdinal = this.#ordinal;
    if (batch.rejected.length > 0) batch.ordinals = ordinalsOf(batch, this.#ordinal);
    this.#ordinal += batch.rowCount + batch.rejected.length;
    return batch;
  }

  /** Only when the consumer has asked again: until then the batch before the last one is in use. */
  advance(): void {
    this.batch = this.#ring.next();
    this.batch.origin = this.#wanted.origin;
    this.#rejectedBytes = 0;
  }
}

/** Bytes per row of the layouts of fixed size, 4 for the others. */
export function fixedRowBytes(columns: readonly Column[]): number {
  return columns.reduce(
    (sum, { layout, width, values }) => sum + (layout === 'bytes' ? 4 : width * values.BYTES_PER_ELEMENT),
    0,
  );
}

/** Ordinals of the rows of a batch whose rejected rows are known; `first` is that of its first row or rejected row. */
export function ordinalsOf(batch: Batch, first: number): Float64Array {
  const ordinals = new Float64Array(batch.rowCount);
  let ordinal = first;
  let rejected = 0;
  for (let row = 0; row < batch.rowCount; ordinal++) {
    if (batch.rejected[rejected]?.ordinal === ordinal) rejected++;
    else ordinals[row++] = ordinal;
  }
  return ordinals;
}
