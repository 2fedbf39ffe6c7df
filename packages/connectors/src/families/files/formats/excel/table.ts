/** Where the table of a sheet lies, what its columns are called, and the kinds of their first values. */
import { allColumns } from '../../columns.ts';
import { CellText, type CellSettings, type ValueKind } from './cell-text.ts';
import { excelErrors } from './errors.ts';
import { MergeFiller, readMerges } from './merged.ts';
import type { CellRange, ExcelReadOptions } from './options.ts';
import type { Parts } from './parts.ts';
import { mostColumns, SheetRows, type SheetRow } from './sheet-rows.ts';
import type { SheetPart } from './workbook.ts';
import type { XmlScanner } from './xml-scanner.ts';

export interface TableShape {
  /** Of the sheet, from 0. */
  readonly left: number;
  readonly names: readonly string[];
  /** Kinds of values found below each name, without empty cells. */
  readonly kinds: readonly ReadonlySet<ValueKind>[];
}

export interface SheetRequest {
  /** Fresh, as each part can be opened once; with the second one when merged cells are filled. */
  readonly parts: Parts;
  readonly mergeParts: Parts | undefined;
  readonly sheet: SheetPart;
  readonly range: CellRange;
  readonly options: ExcelReadOptions;
}

/** What a row is to the table. */
export type RowRole = 'header' | 'data' | 'empty';

/** The rows of a table, header first. */
export class TableRows {
  readonly #xml: XmlScanner;
  readonly #rows: SheetRows;
  readonly #merges: MergeFiller | undefined;
  readonly #range: CellRange;
  readonly #firstRow: number;
  readonly #emptyRows: NonNullable<ExcelReadOptions['emptyRows']>;
  #wantsHeader: boolean;
  #isEnded = false;
  /** Number of the row before, of those in the table. */
  #lastRow: number | undefined;
  /** Empty rows before `row` that are kept. */
  #gap = 0;
  #isHeld = false;

  /** @throws `FILES_CORRUPT` when the sheet is missing. */
  static async open({ parts, mergeParts, sheet, range, options }: SheetRequest): Promise<TableRows> {
    const merges = mergeParts === undefined ? undefined : new MergeFiller(await readMerges(mergeParts, sheet.part));
    const xml = parts.scan(sheet.part);
    if (xml === undefined) throw parts.corrupt(`the sheet "${sheet.name}" is not in it`);
    return new TableRows(xml, merges, range, options);
  }

  private constructor(
    xml: XmlScanner,
    merges: MergeFiller | undefined,
    range: CellRange,
    { skipRows = 0, hasHeader = true, emptyRows = 'skip' }: ExcelReadOptions,
  ) {
    this.#xml = xml;
    this.#rows = new SheetRows(xml);
    this.#merges = merges;
    this.#range = range;
    this.#firstRow = range.top + skipRows;
    this.#emptyRows = emptyRows;
    this.#wantsHeader = hasHeader;
  }

  get row(): SheetRow {
    return this.#rows.row;
  }

  async fill(): Promise<void> {
    await this.#rows.fill();
  }

  async close(): Promise<void> {
    await this.#xml.close();
  }

  /** Moves on. Undefined when more bytes are needed, false at the end. An empty row is not `row`. */
  next(): RowRole | false | undefined {
    if (this.#gap > 0) {
      this.#gap--;
      return 'empty';
    }
    if (this.#isHeld) {
      this.#isHeld = false;
      return 'data';
    }
    while (!this.#isEnded) {
      const found = this.#rows.advance();
      if (found === undefined) return undefined;
      if (!found) break;
      const role = this.#take();
      if (role !== undefined) return role;
    }
    this.#isEnded = true;
    return false;
  }

  /** What the row just read is to the table; undefined when nothing. */
  #take(): RowRole | undefined {
    const { row } = this;
    const { left, right = mostColumns, bottom } = this.#range;
    if (row.number > bottom) {
      this.#isEnded = true;
      return undefined;
    }
    const isEmpty = row.isEmpty(left, right);
    this.#merges?.fill(row);
    if (row.number < this.#firstRow || isEmpty) return undefined;
    const gap = this.#lastRow === undefined ? 0 : row.number - this.#lastRow - 1;
    this.#lastRow = row.number;
    if (this.#wantsHeader) {
      this.#wantsHeader = false;
      return 'header';
    }
    if (gap === 0 || this.#emptyRows === 'skip') return 'data';
    if (this.#emptyRows === 'stop') {
      this.#isEnded = true;
      return undefined;
    }
    this.#gap = gap - 1;
    this.#isHeld = true;
    return 'empty';
  }
}

/** Finds the names, and the kinds of the values of the first rows. Throws `EXCEL_NO_TABLE`. */
export async function findTable(request: SheetRequest, settings: CellSettings): Promise<TableShape> {
  const { sheet, range, options, parts } = request;
  const rows = await TableRows.open(request);
  const cell = new CellText(settings);
  const { left, right } = range;
  const kinds: Set<ValueKind>[] = [];
  let header: readonly string[] | undefined;
  let width = right === undefined ? 0 : right - left + 1;
  let sampled = 0;
  try {
    while (sampled < (options.sampleRows ?? 1000)) {
      const role = rows.next();
      if (role === false) break;
      if (role === undefined) await rows.fill();
      if (role === undefined || role === 'empty') continue;
      const { row } = rows;
      const cells = Math.max(0, Math.min(row.width, (right ?? mostColumns - 1) + 1) - left);
      width = Math.max(width, cells);
      if (role === 'header') header = Array.from({ length: cells }, (_, index) => nameAt(cell, row, left + index));
      else {
        sampled++;
        for (let index = 0; index < cells; index++) collect(cell, row, left + index, (kinds[index] ??= new Set()));
      }
    }
  } catch (error) {
    throw parts.explained(error, sheet.part);
  } finally {
    await rows.close();
  }
  if (width === 0 || (header === undefined && (options.hasHeader ?? true)))
    throw excelErrors.noTable({ path: parts.path, sheet: sheet.name });
  const names = Array.from({ length: width }, (_, index) => header?.[index] ?? '');
  return {
    left,
    names: allColumns(names, header !== undefined).map((column) => column.name),
    kinds: Array.from({ length: width }, (_, index) => kinds[index] ?? new Set()),
  };
}

function nameAt(cell: CellText, row: SheetRow, column: number): string {
  cell.read(row, column);
  return cell.kind === 'none' ? '' : String(cell).trim();
}

/** An empty text says nothing of its column. */
function collect(cell: CellText, row: SheetRow, column: number, kinds: Set<ValueKind>): void {
  cell.read(row, column);
  if (cell.kind === 'none' || (cell.kind === 'text' && cell.start === cell.end)) return;
  kinds.add(cell.kind);
}
