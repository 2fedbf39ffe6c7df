/** Makes batches of a block file what the job wants: facts and constants filled in, types converted, rows numbered. */
import {
  cellToJson,
  compileBatchConversion,
  compileParser,
  planConversion,
  sameType,
  typeName,
  type Batch,
  type BatchConverter,
  type Column,
  type ColumnSpec,
  type RejectedRow,
  type Schema,
  type TextOptions,
} from '@sluice/core';
import type { ByteEncoding } from './byte-encoding.ts';
import type { FileColumn } from './columns.ts';
import { byteDecoder } from './decode-bytes.ts';
import { fileErrors } from './errors.ts';
import { fileTexts } from './file-facts.ts';
import { fillNull, fillNumbers, fillText } from './fill-column.ts';
import type { FileRefusal } from './placement.ts';
import type { StoredFile } from './storage.ts';

export interface RowsToFinish {
  readonly file: StoredFile;
  readonly columns: readonly FileColumn[];
  /** Schema of the file. */
  readonly found: Schema;
  /** Place of each column in it. */
  readonly sources: readonly (number | undefined)[];
  readonly wanted: Schema;
  readonly textOptions: readonly TextOptions[];
  readonly refusal?: FileRefusal;
  /** How texts stand for bytes, when that was said. */
  readonly byteEncoding?: ByteEncoding | undefined;
  readonly timeZone: string;
  readonly lenientDates: boolean;
}

export interface RowFinisher {
  /** What to ask the file for. */
  readonly schema: Schema;
  readonly sources: readonly (number | undefined)[];
  /**
   * @param ordinal of the first row in its split.
   * @param number of rows before it in the file.
   */
  finish(batch: Batch, ordinal: number, number: number): Batch;
}

/** Throws `FILES_SCHEMA_DIFFERS` when a column of the file cannot become what the job wants. */
export function rowFinisher(rows: RowsToFinish): RowFinisher {
  const { wanted, found, sources, file } = rows;
  const schema: Schema = {
    columns: wanted.columns.map((column, at) => {
      const type = found.columns[sources[at] ?? -1]?.type ?? column.type;
      return { ...column, type };
    }),
  };
  const fillers = fillersFor(rows);
  const converters = compileConversions(schema, rows);
  return {
    schema,
    sources,
    finish(read, ordinal, number) {
      read.origin = file.path;
      renumber(read, ordinal);
      for (const fill of fillers) fill(read, number - ordinal);
      if (rows.refusal !== undefined) refuseAll(read, rows.refusal);
      let batch = read;
      const { rejected } = read;
      for (const converter of converters) {
        const { batch: converted, rejections } = converter.convert(batch);
        for (const { row, column, code, reason } of rejections) {
          const sentence = `Column "${wanted.columns[column ?? -1]?.name ?? ''}": it ${reason}.`;
          rejected.push(rejectedRow(batch, row, { column, code, reason: sentence }));
        }
        batch = converted;
      }
      if (batch !== read) batch.rejected = rejected;
      return batch;
    },
  };
}

/** @param shift from the ordinals of the batch to the numbers of its records in the file, from 0. */
type Fill = (batch: Batch, shift: number) => void;

function fillersFor({ columns, sources, wanted, file, textOptions }: RowsToFinish): readonly Fill[] {
  const texts = fileTexts(columns, file, { schema: wanted, textOptions });
  return columns.flatMap((column, at): readonly Fill[] => {
    if (sources[at] !== undefined) return [];
    const text = texts[at];
    const cells = (batch: Batch): Column => batch.columns[at] as Column;
    if (column.fact === 'line') {
      return [(batch, shift) => fillNumbers(cells(batch), batch.rowCount, (row) => batch.ordinalOf(row) + shift + 1)];
    }
    if (text === undefined || text === null) return [(batch) => fillNull(cells(batch), batch.rowCount)];
    const parse = compileParser((wanted.columns[at] as ColumnSpec).type, textOptions[at] as TextOptions);
    return [(batch) => fillText(cells(batch), batch.rowCount, text, parse)];
  });
}

/** One conversion per date format, as each knows only one. */
function compileConversions(schema: Schema, rows: RowsToFinish): readonly BatchConverter[] {
  const { wanted, file, textOptions } = rows;
  for (const [at, { name: column, type }] of schema.columns.entries()) {
    const to = (wanted.columns[at] as ColumnSpec).type;
    if (planConversion(type, to).verdict === 'impossible')
      throw fileErrors.schemaDiffers({ path: file.path, column, found: typeName(type), wanted: typeName(to) });
  }
  const decoder = rows.byteEncoding === undefined ? undefined : byteDecoder(schema, wanted, rows.byteEncoding);
  const converters: BatchConverter[] = decoder === undefined ? [] : [decoder];
  let from = decoder?.schema ?? schema;
  for (const format of new Set(textOptions.map(({ dateFormat }) => dateFormat))) {
    const columns = from.columns.map((column, at) =>
      textOptions[at]?.dateFormat === format ? (wanted.columns[at] as ColumnSpec) : column,
    );
    const to = { columns };
    if (from.columns.some((column, at) => !sameType(column.type, (columns[at] as ColumnSpec).type))) {
      const { timeZone, lenientDates } = rows;
      const dateFormat = format === undefined ? {} : { dateFormat: format };
      const converter = compileBatchConversion(from, to, { timeZone, lenientDates, ...dateFormat });
      if (converter !== undefined) converters.push(converter);
    }
    from = to;
  }
  return converters;
}

function refuseAll(batch: Batch, { column, code, reason }: FileRefusal): void {
  for (let row = 0; row < batch.rowCount; row++) batch.rejected.push(rejectedRow(batch, row, { column, code, reason }));
  batch.rowCount = 0;
  batch.ordinals = undefined;
}

function rejectedRow(
  batch: Batch,
  row: number,
  { column, code, reason }: { readonly column?: number | undefined; readonly code: string; readonly reason: string },
): RejectedRow {
  const values = batch.columns.map((cells) => cellToJson(cells, row));
  return { ordinal: batch.ordinalOf(row), ...(column === undefined ? {} : { column }), code, reason, values };
}

/** Numbers the rows on from those before them in the split; a format counts from where it began to read. */
function renumber(batch: Batch, ordinal: number): void {
  const shift = ordinal - batch.firstOrdinal;
  if (batch.rejected.length > 0) {
    batch.ordinals = Float64Array.from({ length: batch.rowCount }, (_, row) => batch.ordinalOf(row) + shift);
    batch.rejected = batch.rejected.map((row) => ({ ...row, ordinal: row.ordinal + shift }));
  }
  batch.firstOrdinal = ordinal;
}
