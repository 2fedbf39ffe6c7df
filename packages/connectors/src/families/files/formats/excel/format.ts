import { type Batch, type Schema, SluiceError } from '@sluice/core';
import { fileErrors } from '../../errors.ts';
import { BatchFiller } from '../batch-filler.ts';
import type { BlockFile, BlockFormat, BlockReadRequest, FileBlock, FileBytes } from '../block-format.ts';
import { CellParser, tableColumns, type TableColumn } from './cell-parser.ts';
import type { CellSettings } from './cell-text.ts';
import { excelErrors } from './errors.ts';
import { mostRows } from './sheet-rows.ts';
import { parseRange, type CellRange, type ExcelReadOptions } from './options.ts';
import { Parts } from './parts.ts';
import { readSharedTexts, type TextLimits } from './shared-texts.ts';
import { findTable, TableRows, type SheetRequest, type TableShape } from './table.ts';
import { readStyles, readWorkbook, type SheetPart } from './workbook.ts';

const usualTextMemoryBytes = 8 << 20;
/** Places of texts are 32-bit numbers. */
const mostTextBytes = 2 ** 31 - 1;
const everything: CellRange = { top: 1, left: 0, bottom: mostRows, right: undefined };

/**
 * Workbooks of Excel since 2007 (.xlsx, .xlsm). What can be read alone are sheets. A sheet is read as a stream; texts
 * that cells share are held in memory, and in a temporary file when there are many. Throws `EXCEL_BAD_RANGE`.
 */
export function excelFormat(options: ExcelReadOptions = {}): BlockFormat {
  const isWhole = options.range === undefined || options.range.trim() === '';
  const range = isWhole ? everything : parseRange(options.range as string);
  return {
    async open(file, signal) {
      const parts = await openParts(file, options, signal);
      const workbook = await readWorkbook(parts);
      const sheets = chooseSheets(workbook.sheets, options.sheet, file.path);
      const formats = await readStyles(parts, workbook.styles);
      const texts = await readSharedTexts(parts, workbook.sharedTexts, limitsOf(options));
      try {
        const settings = { formats, texts, is1904: workbook.is1904 };
        return await ExcelFile.open({ file, options, range, sheets, settings }, signal);
      } catch (error) {
        texts.close();
        throw error;
      }
    },
  };
}

function limitsOf({ textMemoryBytes, maxTextBytes = mostTextBytes, temporaryFolder }: ExcelReadOptions): TextLimits {
  return {
    memoryBytes: textMemoryBytes ?? usualTextMemoryBytes,
    maxBytes: Math.min(maxTextBytes, mostTextBytes),
    temporaryFolder,
  };
}

function openParts(file: FileBytes, { maxExpansion = 250 }: ExcelReadOptions, signal: AbortSignal): Promise<Parts> {
  return Parts.open(file, { maxExpansion }, signal);
}

function chooseSheets(all: readonly SheetPart[], wish: string | undefined, path: string): readonly SheetPart[] {
  const visible = all.filter((sheet) => sheet.isVisible);
  const word = wish?.trim() ?? '';
  const place = /^\d+$/.test(word) ? Number(word) : 1;
  const named = all.find((sheet) => sheet.name === wish) ?? all.find((sheet) => sheet.name === word);
  if (named !== undefined) return [named];
  const chosen = word === '*' ? visible : word === '' || /^\d+$/.test(word) ? visible.slice(place - 1, place) : [];
  if (chosen.length > 0 && place > 0) return chosen;
  const found = all.map((sheet) => sheet.name).join(', ');
  throw excelErrors.sheetNotFound({ path, sheet: word === '' ? '1' : word, found });
}

interface ExcelSource {
  readonly file: FileBytes;
  readonly options: ExcelReadOptions;
  readonly range: CellRange;
  readonly sheets: readonly SheetPart[];
  readonly settings: CellSettings;
}

class ExcelFile implements BlockFile {
  readonly schema: Schema;
  readonly blocks: readonly FileBlock[];
  readonly #source: ExcelSource;
  readonly #shape: TableShape;
  readonly #columns: readonly TableColumn[];

  /** The columns are those of the first sheet that has any; empty sheets before it are left out. */
  static async open(source: ExcelSource, signal: AbortSignal): Promise<ExcelFile> {
    for (let first = 0; ; first++) {
      const rest = { ...source, sheets: source.sheets.slice(first) };
      try {
        return new ExcelFile(rest, await findTable(await requestFor(rest, 0, signal), source.settings));
      } catch (error) {
        if (!isEmptySheet(error) || rest.sheets.length === 1) throw error;
      }
    }
  }

  private constructor(source: ExcelSource, shape: TableShape) {
    this.#source = source;
    this.#shape = shape;
    this.#columns = tableColumns(shape.names, shape.kinds, source.options);
    this.schema = { columns: this.#columns.map(({ name, type }) => ({ name, type, isNullable: true })) };
    const bytes = Math.ceil(source.file.size / source.sheets.length);
    this.blocks = source.sheets.map(() => ({ bytes }));
  }

  async close(): Promise<void> {
    this.#source.settings.texts.close();
  }

  async *read(request: BlockReadRequest): AsyncGenerator<Batch> {
    const { path } = this.#source.file;
    const isFilled = request.sources.map((source) => source !== undefined);
    const filler = new BatchFiller({ ...request, isFilled, origin: path });
    for (let index = request.start; index < request.end; index++) yield* this.#readSheet(index, filler, request);
    if (!filler.isEmpty) yield filler.finish();
  }

  async *#readSheet(index: number, filler: BatchFiller, { sources, signal }: BlockReadRequest): AsyncGenerator<Batch> {
    const request = await requestFor(this.#source, index, signal);
    if (index > 0 && !(await this.#hasTable(index, signal))) return;
    const rows = await TableRows.open(request);
    const place = { left: this.#shape.left, sheet: request.sheet.name };
    const parser = new CellParser(this.#columns, place, this.#source.settings, this.#source.options);
    const table = new RowFiller(parser, filler, sources, this.#lastColumn);
    try {
      for (;;) {
        const role = rows.next();
        if (role === false) break;
        if (role === undefined) {
          await rows.fill();
          signal.throwIfAborted();
        } else if (role === 'empty') table.addEmpty();
        else if (role === 'data') table.add(rows.row);
        if (!filler.isFull) continue;
        yield filler.finish();
        filler.advance();
      }
    } catch (error) {
      throw request.parts.explained(error, request.sheet.part);
    } finally {
      await rows.close();
    }
  }

  /** Last column of the table in the sheet, and whether cells behind it matter. */
  get #lastColumn(): { readonly last: number; readonly isChecked: boolean } {
    const { range, options } = this.#source;
    const isChecked = range.right === undefined && options.extraCells !== 'ignore';
    return { last: this.#shape.left + this.#shape.names.length - 1, isChecked };
  }

  /** False for an empty sheet. Sheets that are read together have the same header. */
  async #hasTable(index: number, signal: AbortSignal): Promise<boolean> {
    const { options, file, sheets, settings } = this.#source;
    if (options.hasHeader === false) return true;
    const request = await requestFor(this.#source, index, signal);
    const known = this.#shape.names;
    try {
      const { names } = await findTable({ ...request, options: { ...options, sampleRows: 1 } }, settings);
      const isSame = names.every((name, place) => name === known[place]);
      // Columns without a name are found by their first values.
      if (isSame && known.slice(names.length).every((name) => /^column\d+$/.test(name))) return true;
    } catch (error) {
      if (isEmptySheet(error)) return false;
      throw error;
    }
    const nameOf = (place: number) => `${sheets[place]?.name ?? ''}" of "${file.path}`;
    throw fileErrors.headerDiffers({ path: nameOf(index), first: nameOf(0) });
  }
}

function isEmptySheet(error: unknown): boolean {
  return error instanceof SluiceError && error.code === excelErrors.noTable.code;
}

async function requestFor(source: ExcelSource, index: number, signal: AbortSignal): Promise<SheetRequest> {
  const { file, options, range, sheets } = source;
  const fills = options.mergedCells === 'fill';
  return {
    parts: await openParts(file, options, signal),
    mergeParts: fills ? await openParts(file, options, signal) : undefined,
    sheet: sheets[index] as SheetPart,
    range,
    options,
  };
}

/** Rows of a sheet into batches. */
class RowFiller {
  readonly #parser: CellParser;
  readonly #filler: BatchFiller;
  readonly #sources: readonly (number | undefined)[];
  readonly #end: { readonly last: number; readonly isChecked: boolean };

  constructor(
    parser: CellParser,
    filler: BatchFiller,
    sources: readonly (number | undefined)[],
    end: { readonly last: number; readonly isChecked: boolean },
  ) {
    this.#parser = parser;
    this.#filler = filler;
    this.#sources = sources;
    this.#end = end;
  }

  add(row: TableRows['row']): void {
    const { batch } = this.#filler;
    const { last, isChecked } = this.#end;
    if (isChecked && row.width > last + 1 && !row.isEmpty(last + 1, row.width)) {
      const reason = `${this.#parser.place(row, row.width - 1)} a value to the right of the table.`;
      return this.#filler.reject({ code: 'EXTRA_FIELDS', reason, raw: this.#parser.raw(row) });
    }
    for (const [target, source] of this.#sources.entries()) {
      if (source === undefined) continue;
      const column = batch.columns[target];
      if (column === undefined) continue;
      const problem = this.#parser.parse(row, source, column, batch.rowCount);
      if (problem === undefined) continue;
      return this.#filler.reject({ column: target, ...problem, raw: this.#parser.raw(row) });
    }
    batch.rowCount++;
  }

  addEmpty(): void {
    const { batch } = this.#filler;
    for (const [target, source] of this.#sources.entries()) {
      const column = batch.columns[target];
      if (source === undefined || column === undefined) continue;
      column.setNull(batch.rowCount);
      if (column.layout === 'bytes') column.offsets[batch.rowCount + 1] = column.offsets[batch.rowCount] as number;
    }
    batch.rowCount++;
  }
}
