import { type Batch, compileFormatter } from '@sluice/core';
import type { Schema, TextOptions } from '@sluice/core';

export interface RowFormat {
  readonly fieldDelimiter: string;
  readonly nullFormat: string;
}

/** Rows as lines of text, without any quoting. */
export type RowPrinter = (batch: Batch, firstRow: number, endRow: number) => Uint8Array;

export function compileRowPrinter(schema: Schema, format: RowFormat, options: TextOptions): RowPrinter {
  const formatters = schema.columns.map((column) => compileFormatter(column.type, options));
  const delimiter = new TextEncoder().encode(format.fieldDelimiter);
  const nullText = new TextEncoder().encode(format.nullFormat);
  const extra = schema.columns.length * (delimiter.length + nullText.length) + 1;

  function sizeOfRow(batch: Batch, row: number): number {
    let size = extra;
    for (let index = 0; index < formatters.length; index++) {
      const column = batch.columns[index] as Batch['columns'][number];
      size += (formatters[index] as (typeof formatters)[number]).maxBytes(column, row);
    }
    return size;
  }

  return (batch, firstRow, endRow) => {
    let size = 0;
    for (let row = firstRow; row < endRow; row++) size += sizeOfRow(batch, row);
    const into = new Uint8Array(size);
    let at = 0;
    for (let row = firstRow; row < endRow; row++) {
      for (let index = 0; index < formatters.length; index++) {
        const column = batch.columns[index] as Batch['columns'][number];
        if (index > 0) at = append(delimiter, into, at);
        if (column.isNull(row)) at = append(nullText, into, at);
        else at = (formatters[index] as (typeof formatters)[number]).format(column, row, into, at);
      }
      into[at++] = 10;
    }
    return into.subarray(0, at);
  };
}

function append(bytes: Uint8Array, into: Uint8Array, position: number): number {
  for (let i = 0; i < bytes.length; i++) into[position + i] = bytes[i] as number;
  return position + bytes.length;
}
