import type { Batch, Column, Rejection } from '@sluice/core';

/** Why a cell was refused by an encoder. The numbers stand in generated code. */
export const refusal = { outOfRange: 1, inexact: 2, noMember: 3 } as const;

type RefusalText = (column: string) => { readonly code: string; readonly reason: string };

const refusalTexts: Readonly<Record<number, RefusalText>> = {
  [refusal.outOfRange]: (column) => ({
    code: 'OUT_OF_RANGE',
    reason: `The value is outside the range of column "${column}".`,
  }),
  [refusal.inexact]: (column) => ({
    code: 'INEXACT',
    reason: `Column "${column}" keeps fewer digits of a second than the value has.`,
  }),
  [refusal.noMember]: (column) => ({
    code: 'MALFORMED',
    reason: `The value is no member of column "${column}".`,
  }),
};

/** Memory that is kept from batch to batch. */
const keptBytes = 4 * 1024 * 1024;

/** The rows of one batch in the form in which they are sent, one after the other in one buffer. */
export class EncodedRows {
  bytes: Uint8Array = Buffer.allocUnsafeSlow(256 * 1024);
  /** End of row i in `bytes`; a refused row is empty. */
  ends = new Int32Array(0);
  /** End of the last row. */
  position = 0;
  rowCount = 0;
  refusals: Rejection[] = [];
  #names: readonly string[] = [];

  /** Forgets the rows; the buffer is kept. Nothing of it may be on its way to the server. */
  reset(batch: Batch): void {
    if (this.bytes.length > keptBytes) this.bytes = Buffer.allocUnsafeSlow(keptBytes >> 2);
    if (this.ends.length < batch.rowCount) this.ends = new Int32Array(batch.rowCount);
    this.rowCount = batch.rowCount;
    this.position = 0;
    this.refusals = [];
    this.#names = batch.schema.columns.map((column) => column.name);
  }

  startOf(row: number): number {
    return row === 0 ? 0 : (this.ends[row - 1] as number);
  }

  /** The bytes of the rows from `from` to before `to`. */
  range(from: number, to: number): Uint8Array {
    return this.bytes.subarray(this.startOf(from), this.startOf(to));
  }

  /** Rows of a range that were not refused here. */
  countRows(from: number, to: number): number {
    if (this.refusals.length === 0) return to - from;
    return this.sentRows(from, to).length;
  }

  /** Their numbers. */
  sentRows(from: number, to: number): readonly number[] {
    const sent: number[] = [];
    for (let row = from; row < to; row++) if (this.startOf(row + 1) > this.startOf(row)) sent.push(row);
    return sent;
  }

  /** Makes room for `size` more bytes. What was handed out by `range` keeps the old memory. */
  reserve(size: number): void {
    const wanted = this.position + size;
    if (wanted <= this.bytes.length) return;
    const bytes = Buffer.allocUnsafeSlow(Math.max(wanted, this.bytes.length * 2));
    bytes.set(this.bytes.subarray(0, this.position));
    this.bytes = bytes;
  }

  /** Called by generated code for a cell that the server would not keep as it is. */
  refuse(row: number, column: number, why: number): void {
    const name = this.#names[column] ?? '';
    this.refusals.push({ row, column, ...(refusalTexts[why] as RefusalText)(name) });
  }

  /** Takes out a row that is longer than a packet may be. */
  refuseLong(row: number, maxBytes: number): void {
    const start = this.startOf(row);
    const size = (this.ends[row] as number) - start;
    this.bytes.copyWithin(start, start + size, this.position);
    this.position -= size;
    for (let at = row; at < this.ends.length; at++) this.ends[at] = (this.ends[at] as number) - size;
    const reason = `The row takes ${size} bytes; max_allowed_packet of the server is ${maxBytes}.`;
    this.refusals.push({ row, code: 'TOO_LONG', reason });
  }
}

/** Turns rows of a batch into bytes. */
export interface RowEncoder {
  /**
   * Appends rows from `from` on until the batch ends or `stopAt` bytes are reached, and returns the row after the last.
   */
  encode(batch: Batch, from: number, rows: EncodedRows, stopAt: number): number;
}

/** A generated function: as `RowEncoder.encode`, but it also stops when a row may not fit any more. */
export type EncodeCode = (
  columns: Batch['columns'],
  from: number,
  to: number,
  rows: EncodedRows,
  stopAt: number,
) => number;

/** Most bytes of a row: a fixed part and `factor` times the bytes of its texts. */
export interface RoomPlan {
  readonly fixed: number;
  readonly variable: readonly { readonly column: number; readonly factor: number }[];
}

/** An encoder that makes room as it is needed. */
export function growingEncoder(code: EncodeCode, plan: RoomPlan): RowEncoder {
  return {
    encode(batch, from, rows, stopAt) {
      let row = from;
      while (row < batch.rowCount && (row === from || rows.position < stopAt)) {
        rows.reserve(rowBytes(plan, batch, row));
        row = code(batch.columns, row, batch.rowCount, rows, stopAt);
      }
      return row;
    },
  };
}

function rowBytes(plan: RoomPlan, batch: Batch, row: number): number {
  return plan.variable.reduce((sum, { column, factor }) => {
    const { offsets } = batch.columns[column] as Column;
    return sum + ((offsets[row + 1] as number) - (offsets[row] as number)) * factor;
  }, plan.fixed);
}
