import type { Batch, Rejection, Schema, TextFormatter, TextOptions } from '@sluice/core';
import { writeAscii, writeNumber } from '@sluice/core';
import { EncodeBuffer } from '../encode-buffer.ts';
import type { RowEncoder } from '../format.ts';
import { cellWriter, type CellWriter, type CellWriting } from './cell-writers.ts';
import { excelErrors } from './errors.ts';
import { escapeText } from './escape-text.ts';
import { columnLetters } from './options.ts';
import { mostColumns, mostRows } from './sheet-rows.ts';
import {
  contentTypes,
  headerXml,
  rootRelations,
  sheetHead,
  sheetPart,
  sheetTail,
  stylesXml,
  workbookRelations,
  workbookXml,
} from './workbook-xml.ts';
import { ZipStream } from './zip-stream.ts';

export interface ExcelOutput {
  /** Default `Sheet1`. Further sheets are called `Sheet1 (2)` and so on. */
  readonly sheetName?: string;
  /** Names in the first row of every sheet; absent: none. */
  readonly header?: readonly string[];
  /** Default: UTC and ISO dates. With a `dateFormat` dates are texts in that pattern. */
  readonly textOptions?: TextOptions;
  /** Replaces the text form of a column: text forms of binary. */
  readonly formatters?: readonly (TextFormatter | undefined)[];
  /** Instants as text with their offset, or as dates of the wall clock in the zone of the job. Default text. */
  readonly zonedTimestamps?: CellWriting['zonedTimestamps'];
  /** Rows of a sheet with its header, before the next one begins. Default: what Excel allows, 1,048,576. */
  readonly rowsPerSheet?: number;
}

/** Compressed bytes after which the caller should take what is there. */
const fullBytes = 512 * 1024;
/** A sheet is closed at this size, before compression, whatever its rows. */
const mostSheetBytes = 3 * 1024 ** 3;
const rowTagBytes = 48;

/**
 * Rows as a workbook (.xlsx), written as a stream. A value is a number or a date when Excel holds it exactly, and text
 * otherwise: integers and decimals of more than 15 digits, NaN and infinities, dates before 1900-03-01, times beyond a
 * day, fractions of a millisecond. Texts of more than 32,767 characters are refused. Beyond the rows that a sheet
 * holds, another sheet begins. Throws `EXCEL_BAD_SHEET_NAME` and `EXCEL_TOO_MANY_COLUMNS`.
 */
export function excelEncoder(schema: Schema, options: ExcelOutput = {}): RowEncoder {
  const { sheetName = 'Sheet1', textOptions = { timeZone: 'UTC', lenientDates: false } } = options;
  const { zonedTimestamps = 'text', formatters = [] } = options;
  checkSheetName(sheetName);
  if (schema.columns.length > mostColumns) throw excelErrors.tooManyColumns({ count: schema.columns.length });
  const writers = schema.columns.map(({ type }, index) =>
    cellWriter(type, { textOptions, zonedTimestamps }, formatters[index]),
  );
  return new ExcelEncoder(schema, writers, { ...options, sheetName });
}

function checkSheetName(name: string): void {
  const isSound = name.length >= 1 && name.length <= 31 && !/[[\]:*?/\\\p{Cc}]|^'|'$/u.test(name);
  if (!isSound || name.toLowerCase() === 'history') throw excelErrors.badSheetName({ name });
}

class ExcelEncoder implements RowEncoder {
  readonly #schema: Schema;
  readonly #writers: readonly CellWriter[];
  readonly #sheetName: string;
  readonly #header: readonly string[] | undefined;
  readonly #rowsPerSheet: number;
  /** `<c r="AB` per column. */
  readonly #references: readonly string[];
  readonly #rows: EncodeBuffer;
  #zip = new ZipStream();
  #sheetCount = 0;
  #sheetBytes = 0;
  /** Rows that are in the sheet, with its header. */
  #rowCount = 0;

  constructor(schema: Schema, writers: readonly CellWriter[], options: ExcelOutput & { readonly sheetName: string }) {
    this.#schema = schema;
    this.#writers = writers;
    this.#sheetName = options.sheetName;
    this.#header = options.header;
    this.#rowsPerSheet = Math.min(mostRows, Math.max(2, options.rowsPerSheet ?? mostRows));
    this.#references = schema.columns.map((_, index) => `<c r="${columnLetters(index)}`);
    this.#rows = new EncodeBuffer((state, batch, row, endRow, into, position, limit) => {
      let at = position;
      let next = row;
      for (; next < endRow && at < limit && at + this.#roomFor(batch, next) <= into.length; next++)
        at = this.#writeRow(batch, next, into, at, state.rejections);
      state.row = next;
      return at;
    });
  }

  get pendingBytes(): number {
    return this.#zip.pendingBytes;
  }

  start(): Uint8Array {
    this.#zip = new ZipStream();
    this.#sheetCount = 0;
    this.#zip.add('_rels/.rels', rootRelations);
    this.#zip.add('xl/styles.xml', stylesXml());
    this.#startSheet();
    return this.#zip.take();
  }

  encode(batch: Batch, row: number, endRow: number, rejections: Rejection[]): number {
    let next = row;
    while (next < endRow && this.#zip.pendingBytes < fullBytes) {
      if (this.#rowCount >= this.#rowsPerSheet || this.#sheetBytes >= mostSheetBytes) this.#nextSheet();
      const stop = Math.min(endRow, next + this.#rowsPerSheet - this.#rowCount);
      next = this.#rows.encode(batch, next, stop, rejections);
      if (next < stop) this.#flush();
    }
    return next;
  }

  take(): Uint8Array {
    return this.#zip.take();
  }

  end(): Uint8Array {
    this.#endSheet();
    const count = this.#sheetCount;
    const zip = this.#zip;
    zip.add('xl/workbook.xml', workbookXml(Array.from({ length: count }, (_, index) => this.#nameOf(index + 1))));
    zip.add('xl/_rels/workbook.xml.rels', workbookRelations(count));
    zip.add('[Content_Types].xml', contentTypes(count));
    zip.finish();
    return zip.take();
  }

  #nameOf(place: number): string {
    if (place === 1) return this.#sheetName;
    const suffix = ` (${place})`;
    return this.#sheetName.slice(0, 31 - suffix.length) + suffix;
  }

  #startSheet(): void {
    this.#sheetCount++;
    this.#zip.start(sheetPart(this.#sheetCount));
    const widths = this.#writers.map((writer) => writer.width);
    const header = this.#header === undefined ? '' : headerXml(this.#header, escapeText);
    this.#rowCount = this.#header === undefined ? 0 : 1;
    this.#sheetBytes = 0;
    this.#zip.write(Buffer.from(sheetHead(widths, this.#header !== undefined) + header, 'utf8'));
  }

  #endSheet(): void {
    this.#flush();
    this.#zip.write(Buffer.from(sheetTail, 'latin1'));
    this.#zip.end();
  }

  #nextSheet(): void {
    this.#endSheet();
    this.#startSheet();
  }

  /** Compresses the rows that are waiting. */
  #flush(): void {
    this.#sheetBytes += this.#rows.pendingBytes;
    if (this.#rows.pendingBytes > 0) this.#zip.write(this.#rows.take());
  }

  #roomFor(batch: Batch, row: number): number {
    let room = rowTagBytes;
    for (const [index, writer] of this.#writers.entries())
      room += writer.room(batch.columns[index] as Batch['columns'][number], row);
    return room;
  }

  /** Nulls have no cell. A refused row leaves nothing behind. */
  #writeRow(batch: Batch, row: number, into: Uint8Array, position: number, rejections: Rejection[]): number {
    const number = this.#rowCount + 1;
    let at = writeAscii(into, writeNumber(into, writeAscii(into, position, '<row r="'), number), '">');
    for (let index = 0; index < this.#writers.length; index++) {
      const column = batch.columns[index] as Batch['columns'][number];
      if (column.isNull(row)) continue;
      const cell = writeNumber(into, writeAscii(into, at, this.#references[index] as string), number);
      at = (this.#writers[index] as CellWriter).write(column, row, into, cell);
      if (at >= 0) continue;
      const name = this.#schema.columns[index]?.name ?? '';
      const reason = `Column "${name}": the text has more than 32,767 characters, the most that a cell of Excel holds.`;
      rejections.push({ row, column: index, code: 'TOO_LONG', reason });
      return position;
    }
    this.#rowCount = number;
    return writeAscii(into, at, '</row>');
  }
}
