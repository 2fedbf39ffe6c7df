/** Streams a SELECT as batches. */
import { isUtf8 } from 'node:buffer';
import type { Batch, Column, ColumnSpec, JsonValue, RejectedRow, Schema } from '@sluice/core';
import {
  BatchRing,
  cellToJson,
  formatDate,
  formatTime,
  isUtf8 as isUtf8Cell,
  sameType,
  selectRows,
  taskErrors,
  typeName,
  wordsToBigInt,
} from '@sluice/core';
import type { ReadRequest } from '../families/relational/session.ts';
import type { TypeCatalog } from './catalog.ts';
import { CopyOut } from './copy-out.ts';
import { errors } from './errors.ts';
import type { Link } from './link.ts';
import { inlineParameters } from './quoting.ts';
import { type RowDecoder, compileRowDecoder } from './row-decoder.ts';
import { createRowGatherer } from './row-gatherer.ts';
import { type Mapping, mapType } from './types.ts';

export interface DescribedQuery {
  readonly schema: Schema;
  readonly mappings: readonly Mapping[];
}

/** Columns of a SELECT, as the server sees them, without running it. */
export async function describeQuery(link: Link, types: TypeCatalog, sql: string): Promise<DescribedQuery> {
  const { fields } = await link.run(`select * from (${sql}\n) q limit 0`);
  const lookup = await types.load(fields.map((field) => field.dataTypeID));
  const names = await nativeNames(
    link,
    fields.map((field) => [field.dataTypeID, field.dataTypeModifier]),
  );
  const mappings = fields.map((field) => mapType(field.dataTypeID, field.dataTypeModifier, lookup));
  const columns = mappings.map((mapping, index): ColumnSpec => {
    const { name } = fields[index] as { name: string };
    // An outer join makes any column nullable.
    return { name, type: mapping.type, isNullable: true, nativeType: names[index] as string };
  });
  return { schema: { columns }, mappings };
}

async function nativeNames(link: Link, fields: readonly (readonly [number, number])[]): Promise<readonly string[]> {
  if (fields.length === 0) return [];
  const calls = fields.map(([oid, modifier]) => `pg_catalog.format_type(${oid}, ${modifier})`);
  const [row] = await link.query(`select array_to_json(array[${calls.join(',')}])`);
  return JSON.parse(row?.[0] as string) as string[];
}

/** Rows of a SELECT. The statement is cancelled at the server when the iteration ends early or the signal says so. */
export async function* readQuery(link: Link, types: TypeCatalog, request: ReadRequest): AsyncGenerator<Batch> {
  const { schema, signal, batchRows, batchBytes, passThrough = false } = request;
  if (signal.aborted) throw taskErrors.cancelled(undefined);
  const sql = inlineParameters(request.sql, request.parameters);
  const { schema: found, mappings } = await describeQuery(link, types, sql);
  checkColumns(schema, found);
  const decode = passThrough ? createRowGatherer(mappings.length) : decoderOf(mappings);
  const copy = new CopyOut(copySql(sql, mappings), decode);
  const ring = passThrough ? BatchRing.ofEncodedRows(schema, batchRows, batchBytes) : new BatchRing(schema, batchRows);
  const onAbort = (): void => {
    copy.fail(taskErrors.cancelled(undefined));
    void link.close({ cancel: true });
  };
  signal.addEventListener('abort', onAbort);
  const textColumns = passThrough ? [] : await untrustedTexts(link, mappings);
  let ordinal = 0;
  let isDone = false;
  try {
    link.submit(copy, copy.finished);
    for (;;) {
      const batch = ring.next();
      batch.origin = request.origin;
      batch.firstOrdinal = ordinal;
      await copy.fill(batch, { rows: batchRows, bytes: batchBytes });
      if (batch.rowCount === 0) break;
      ordinal += batch.rowCount;
      yield withoutRows(batch, [...lateTimestamps(batch, copy.late), ...brokenTexts(batch, textColumns)]);
    }
    await copy.finished;
    isDone = true;
  } catch (error) {
    throw link.translate(error, signal);
  } finally {
    signal.removeEventListener('abort', onAbort);
    if (!isDone) await stopCopy(link, copy);
  }
}

function checkColumns(expected: Schema, found: Schema): void {
  const isSame =
    expected.columns.length === found.columns.length &&
    expected.columns.every((column, index) => sameLayout(column, found.columns[index] as ColumnSpec));
  if (isSame) return;
  const list = (schema: Schema): string => schema.columns.map((column) => typeName(column.type)).join(', ');
  throw errors.columnsChanged({ expected: list(expected), found: list(found) });
}

/** The length of a text may differ: the columns of several tables read as one. */
function sameLayout({ type: left }: ColumnSpec, { type: right }: ColumnSpec): boolean {
  return left.kind === 'utf8' ? right.kind === 'utf8' : sameType(left, right);
}

/** Columns that the server must convert are wrapped; without any, the query goes as it is. */
function copySql(sql: string, mappings: readonly Mapping[]): string {
  if (mappings.every((mapping) => mapping.select === undefined)) return `copy (${sql}\n) to stdout (format binary)`;
  const names = mappings.map((_, index) => `c${index}`);
  const list = mappings.map(({ select }, index) => (select === undefined ? `q.c${index}` : select(`q.c${index}`)));
  return `copy (select ${list.join(', ')} from (${sql}\n) q(${names.join(', ')})) to stdout (format binary)`;
}

const decoders = new Map<string, RowDecoder>();

/** One decoder per list of column layouts, shared by all tasks of the thread. */
function decoderOf(mappings: readonly Mapping[]): RowDecoder {
  const key = mappings.map(({ codec, type }) => `${codec} ${typeName(type)}`).join();
  const decoder = decoders.get(key) ?? compileRowDecoder(mappings);
  decoders.set(key, decoder);
  return decoder;
}

/** Ends a COPY whose rows nobody wants, so that nothing goes on at the server (invariant 8). */
async function stopCopy(link: Link, copy: CopyOut): Promise<void> {
  if (!link.isOpen) return;
  copy.discard();
  await link.close({ cancel: true });
}

/** A database without encoding (SQL_ASCII) hands out any bytes; all others guarantee valid text. */
async function untrustedTexts(link: Link, mappings: readonly Mapping[]): Promise<readonly number[]> {
  const [row] = await link.query('show server_encoding');
  if (row?.[0] !== 'SQL_ASCII') return [];
  return mappings.flatMap(({ codec }, index) => (codec === 'text' || codec === 'jsonb' ? [index] : []));
}

/** A cell that cannot be handed on. */
interface Misfit {
  readonly row: number;
  readonly column: number;
  readonly code: string;
  readonly reason: string;
  /** What the cell says, for the dirty record. */
  readonly value: JsonValue;
}

/** Rows with misfits become rejected rows. */
function withoutRows(batch: Batch, misfits: readonly Misfit[]): Batch {
  if (misfits.length === 0) return batch;
  const byRow = new Map(misfits.map((misfit) => [misfit.row, misfit]));
  const good = Array.from({ length: batch.rowCount }, (_, row) => row).filter((row) => !byRow.has(row));
  const selected = selectRows(batch, Int32Array.from(good));
  selected.rejected = [...byRow.values()].map((misfit) => rejectedRow(batch, misfit));
  selected.source = undefined;
  return selected;
}

function rejectedRow(batch: Batch, { row, column, code, reason, value }: Misfit): RejectedRow {
  const values = batch.columns.map((cells, index) => (index === column ? value : cellToJson(cells, row)));
  return { ordinal: batch.ordinalOf(row), column, code, reason, values };
}

function brokenTexts(batch: Batch, columns: readonly number[]): Misfit[] {
  return columns.flatMap((column) => {
    const cells = batch.columns[column] as Column;
    if (isUtf8(cells.bytes.subarray(0, cells.offsets[batch.rowCount]))) return [];
    const rows = Array.from({ length: batch.rowCount }, (_, row) => row).filter((row) => !isValidCell(cells, row));
    const refusal = { column, code: 'INVALID_TEXT', reason: 'The text is not valid UTF-8.' };
    return rows.map((row) => ({ row, ...refusal, value: cellToJson(cells, row) }));
  });
}

function isValidCell(column: Column, row: number): boolean {
  return isUtf8Cell(column.bytes, column.offsets[row] as number, column.offsets[row + 1] as number);
}

const dayMicros = 86_400_000_000n;

/** @param late row and column, one after the other. */
function lateTimestamps(batch: Batch, late: readonly number[]): Misfit[] {
  return Array.from({ length: late.length / 2 }, (_, at) => {
    const [row, column] = [late[at * 2] as number, late[at * 2 + 1] as number];
    const values = (batch.columns[column] as Column).values as Int32Array;
    const micros = BigInt.asUintN(64, wordsToBigInt(values[row * 2] as number, values[row * 2 + 1] as number));
    const into = Buffer.alloc(64);
    const end = formatDate(into, 0, Number(micros / dayMicros));
    const clock = micros % dayMicros;
    const stop = formatTime(into, end + 1, Number(clock & 0xffff_ffffn), Number(clock >> 32n));
    const value = `${into.toString('latin1', 0, end)} ${into.toString('latin1', end + 1, stop)}`;
    return { row, column, code: 'OUT_OF_RANGE', reason: 'Timestamps end in the year 294246.', value };
  });
}
