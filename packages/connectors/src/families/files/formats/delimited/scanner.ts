import type { Column, Schema, TextOptions, TextParser } from '@sluice/core';
import { compileParser, countCharacters } from '@sluice/core';
import { countLines } from '../../count-lines.ts';
import { isSoundUtf8 } from '../../encoding.ts';
import { fileErrors } from '../../errors.ts';
import type { ColumnPolicies } from '../../placement.ts';
import { keptRawBytes, type RecordScanner, type ScanState } from '../format.ts';
import { type Dialect, lineEndBytes } from './dialect.ts';
import { Quotes } from './quotes.ts';
import type { ScanShape } from './scan-shape.ts';
import { scannerSource } from './scanner-source.ts';
import { explainFailure, failures } from './failures.ts';
import { DelimitedWalker } from './walker.ts';

export interface DelimitedShape extends ScanShape {
  readonly policies: ColumnPolicies;
  /** How texts of each column are read. */
  readonly textOptions: readonly TextOptions[];
  /** Replaces the parser of a column: other text forms of binary. */
  readonly parsers?: readonly (TextParser | undefined)[];
}

type Scan = RecordScanner['scan'];
type SkipRecord = ReturnType<typeof recordSkipper>;

const powers = Float64Array.from({ length: 16 }, (_, index) => 10 ** index);

/** A scanner for delimited records, generated for the dialect and the columns. */
export function delimitedScanner(shape: DelimitedShape): RecordScanner {
  const { dialect, schema } = shape;
  const quotes = new Quotes(dialect);
  const parsers = schema.columns.map(
    (column, index) => shape.parsers?.[index] ?? compileParser(column.type, shape.textOptions[index] as TextOptions),
  );
  const skipRecord = recordSkipper(dialect);
  const runtime = {
    skipRecord,
    characters: countCharacters,
    constant: constantWriter(parsers),
    fillMissing: missingFiller(shape),
    unsound: findUnsound,
    refuse: refuser(schema, shape, skipRecord),
  };
  const names = parsers.map((_, index) => `parse${index}`);
  // Made of numbers and fixed names only.
  const create = new Function('quotes', 'runtime', 'powers', ...names, scannerSource(shape)) as (
    ...values: unknown[]
  ) => Scan;
  return {
    scan: create(quotes, runtime, powers, ...parsers),
    walker: () => new DelimitedWalker(dialect),
    lineEnd: lineEndBytes(dialect),
  };
}

function constantWriter(parsers: readonly TextParser[]) {
  return (state: ScanState, column: Column, index: number, row: number): void => {
    const text = state.constantTexts[index];
    if (text === null || text === undefined) leaveNull(column, row);
    else parsers[index]?.(text, 0, text.length, column, row);
  };
}

/** Makes the columns of all fields from one on null. */
function missingFiller({ fields }: DelimitedShape) {
  return (columns: readonly Column[], row: number, from: number): void => {
    for (let field = from; field < fields.length; field++) {
      for (const index of fields[field] as readonly number[]) leaveNull(columns[index] as Column, row);
    }
  };
}

function leaveNull(column: Column, row: number): void {
  column.setNull(row);
  if (column.layout === 'bytes') column.offsets[row + 1] = column.offsets[row] as number;
}

function findUnsound(columns: readonly Column[], row: number, indices: readonly number[]): number {
  return (
    indices.find((index) => {
      const column = columns[index] as Column;
      return !isSoundUtf8(column.bytes, column.offsets[row] as number, column.offsets[row + 1] as number);
    }) ?? -1
  );
}

/** Position after the record in which `position` is a field's beginning, by the rules of the scanner; -1: no end. */
function recordSkipper(dialect: Dialect) {
  return (bytes: Uint8Array, position: number, end: number, isInRecord = false): number => {
    const walker = new DelimitedWalker(dialect, isInRecord);
    const next = walker.walk(bytes, position, end, true);
    return walker.isAtRecordStart && next > position ? next : -1;
  };
}

/** Gives up the row being filled and reports the record. Returns where to go on, -1 when more bytes are needed. */
function refuser(schema: Schema, shape: DelimitedShape, skipRecord: SkipRecord) {
  const lineEnd = lineEndBytes(shape.dialect);
  return (state: ScanState, bytes: Uint8Array, start: number, end: number, failure: number, failed: number): number => {
    state.batch.abandonRow();
    let next = skipRecord(bytes, start, end);
    const isOpen = failure === failures.openQuote || failure === failures.endless;
    if ((isOpen || next < 0) && !state.isLast) return -1;
    // An open quote would take everything up to the end: only its first line is given up.
    if (next < 0 || isOpen) next = lineAfter(bytes, start, end, lineEnd);
    const line = state.line;
    const isLarge = failure === failures.tooLarge;
    const rawEnd = isLarge ? Math.min(start + keptRawBytes, next) : trimLineEnd(bytes, start, next, lineEnd);
    const explained = explainFailure(failure, {
      line,
      column: schema.columns[failed],
      fieldCount: shape.fields.length,
      maxRecordBytes: state.maxRecordBytes,
      refusal: shape.refusal,
    });
    if (isFatal(failure, shape.policies))
      throw fileErrors.misfitRecord({ path: state.batch.origin, reason: explained.reason });
    state.reject({
      line,
      ...(failed >= 0 ? { column: failed } : {}),
      ...explained,
      raw: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('utf8', start, rawEnd),
    });
    state.line += countLines(bytes, start, next);
    return next;
  };
}

function isFatal(failure: number, { missing, extra }: ColumnPolicies): boolean {
  return (failure === failures.missing && missing === 'error') || (failure === failures.extra && extra === 'error');
}

function lineAfter(bytes: Uint8Array, start: number, end: number, lineEnd: Uint8Array): number {
  const found = Buffer.from(bytes.buffer, bytes.byteOffset, end).indexOf(lineEnd, start);
  return found < 0 ? end : found + lineEnd.length;
}

function trimLineEnd(bytes: Uint8Array, start: number, next: number, lineEnd: Uint8Array): number {
  const end = Math.max(start, next - lineEnd.length);
  return end > start && bytes[end] === 10 && bytes[end - 1] === 13 ? end - 1 : end;
}
