import {
  type Column,
  compileParser,
  type ParseStatus,
  type RejectedRow,
  type TextOptions,
  type TextParser,
  type Type,
  types,
} from '@sluice/core';
import { explainStatus } from '../explain-status.ts';
import { CellText, type CellSettings, type ValueKind } from './cell-text.ts';
import { columnLetters, type ColumnType, type ExcelReadOptions } from './options.ts';
import type { SheetRow } from './sheet-rows.ts';

/** A column of the table and how its cells become values. */
export interface TableColumn {
  readonly name: string;
  readonly type: Type;
  readonly format?: string;
}

/** Names, types by declaration, by what was found, or text. */
export function tableColumns(
  names: readonly string[],
  kinds: readonly ReadonlySet<ValueKind>[],
  { columnTypes = [], types: wish = 'inferred', errorCells }: ExcelReadOptions,
): readonly TableColumn[] {
  return names.map((name, index) => {
    const declared = columnTypes.find((each) => isAbout(each, name, index));
    if (declared !== undefined)
      return { name, type: declared.type, ...(declared.format ? { format: declared.format } : {}) };
    return {
      name,
      type: wish === 'text' ? types.utf8 : inferredType(kinds[index] ?? new Set(), errorCells === 'text'),
    };
  });
}

function isAbout(declared: ColumnType, name: string, index: number): boolean {
  return declared.index === undefined ? declared.name === name : declared.index === index;
}

/** The type that holds all kinds of values; text when there is no other. */
function inferredType(found: ReadonlySet<ValueKind>, hasErrorTexts: boolean): Type {
  const kinds = [...found].filter((kind) => hasErrorTexts || (kind !== 'error' && kind !== 'uncalculated'));
  const only = (...allowed: readonly ValueKind[]) => kinds.length > 0 && kinds.every((kind) => allowed.includes(kind));
  if (only('number')) return types.anyDecimal;
  if (only('bool')) return types.bool;
  if (only('date')) return types.date;
  if (only('time')) return types.time;
  if (only('date', 'timestamp')) return types.timestamp;
  return types.utf8;
}

/** Why a cell cannot be a value of its column. */
export type CellProblem = Pick<RejectedRow, 'code' | 'reason'>;

const noFormat: TextOptions = { timeZone: 'UTC', lenientDates: false };

/** Cells of a sheet into columns of a batch. */
export class CellParser {
  readonly #cell: CellText;
  readonly #columns: readonly TableColumn[];
  readonly #left: number;
  readonly #sheet: string;
  readonly #errorCells: NonNullable<ExcelReadOptions['errorCells']>;
  readonly #nullText: Buffer | undefined;
  /** For texts, with the pattern of the column, and for the ISO text of everything else. */
  readonly #ofText: readonly TextParser[];
  readonly #ofValue: readonly TextParser[];

  constructor(
    columns: readonly TableColumn[],
    place: { readonly left: number; readonly sheet: string },
    settings: CellSettings,
    options: ExcelReadOptions,
  ) {
    this.#cell = new CellText(settings);
    this.#columns = columns;
    this.#left = place.left;
    this.#sheet = place.sheet;
    this.#errorCells = options.errorCells ?? 'reject';
    this.#nullText = options.nullFormat === undefined ? undefined : Buffer.from(options.nullFormat, 'utf8');
    const textOptions = options.textOptions ?? noFormat;
    this.#ofText = columns.map(({ type, format }) =>
      compileParser(type, format === undefined ? textOptions : { ...textOptions, dateFormat: format }),
    );
    const { timeZone } = textOptions;
    this.#ofValue = columns.map(({ type }) => compileParser(type, { timeZone, lenientDates: false }));
  }

  /** Sets the cell of a batch from that of a sheet. Undefined when it went well. */
  parse(row: SheetRow, index: number, column: Column, batchRow: number): CellProblem | undefined {
    const cell = this.#cell;
    cell.read(row, this.#left + index);
    if (this.#isNull(index)) {
      column.setNull(batchRow);
      if (column.layout === 'bytes') column.offsets[batchRow + 1] = column.offsets[batchRow] as number;
      return undefined;
    }
    if ((cell.kind === 'error' || cell.kind === 'uncalculated') && this.#errorCells === 'reject')
      return this.#errorProblem(row, index);
    const parsers = cell.kind === 'text' ? this.#ofText : this.#ofValue;
    const status = (parsers[index] as TextParser)(cell.bytes, cell.start, cell.end, column, batchRow);
    return status === 0 ? undefined : this.#problem(row, index, status);
  }

  /** The texts of all cells of a row, for a dirty record. */
  raw(row: SheetRow): string {
    const texts: (string | null)[] = [];
    for (let column = 0; column < row.width; column++) {
      this.#cell.read(row, column);
      texts.push(this.#cell.kind === 'none' ? null : String(this.#cell));
    }
    return JSON.stringify(texts);
  }

  /** `Cell B7 of sheet "Orders":` */
  place(row: SheetRow, index: number): string {
    return `Cell ${columnLetters(this.#left + index)}${row.number} of sheet "${this.#sheet}":`;
  }

  #isNull(index: number): boolean {
    const cell = this.#cell;
    if (cell.kind === 'none') return true;
    if (cell.kind === 'error' || cell.kind === 'uncalculated') return this.#errorCells === 'null';
    const nullText = this.#nullText;
    if (nullText?.compare(cell.bytes, cell.start, cell.end) === 0) return true;
    // A formula that answers "" means an empty cell where there is no such text.
    return cell.kind === 'text' && this.#columns[index]?.type.kind !== 'utf8' && isBlank(cell);
  }

  #errorProblem(row: SheetRow, index: number): CellProblem {
    const place = this.place(row, index);
    if (this.#cell.kind === 'error') return { code: 'CELL_ERROR', reason: `${place} the error ${String(this.#cell)}.` };
    const reason = `${place} a formula without a stored result; open the file in Excel and save it.`;
    return { code: 'NOT_CALCULATED', reason };
  }

  #problem(row: SheetRow, index: number, status: ParseStatus): CellProblem {
    const type = this.#columns[index]?.type as Type;
    const { code, problem } = explainStatus(status, type);
    const isNumber = this.#cell.kind === 'number' && (type.kind === 'date' || type.kind === 'timestamp');
    return {
      code,
      reason: `${this.place(row, index)} ${isNumber ? 'a number without the format of a date.' : problem}`,
    };
  }
}

function isBlank({ bytes, start, end }: CellText): boolean {
  for (let at = start; at < end; at++) if (bytes[at] !== 32) return false;
  return true;
}
