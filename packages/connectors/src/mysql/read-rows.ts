import {
  Batch,
  BatchRing,
  Column,
  type JsonValue,
  type Schema,
  type Type,
  cellToJson,
  typeName,
  types,
} from '@sluice/core';
import type { ReadRequest } from '../families/relational/session.ts';
import { errors } from './errors.ts';
import { type DecodedColumn, type RowDecoder, type ZeroDates, compileRowDecoder } from './row-decoder.ts';
import { typeOfDefinition } from './types.ts';
import type { Client } from './wire/client.ts';
import type { ColumnDefinition } from './wire/column-definition.ts';
import type { Cursor } from './wire/cursor.ts';

/**
 * Streams a SELECT through a prepared statement without a cursor, so that rows come in the binary protocol.
 *
 * Rows that cannot be decoded are in `batch.rejected`. When the consumer stops early, rows are left on the link: the
 * caller must clear it (`isFinished` of the progress is false then).
 */
export async function* readRows(
  client: Client,
  request: Pick<ReadRequest, 'sql' | 'parameters' | 'schema' | 'origin' | 'batchRows' | 'batchBytes'>,
  options: { readonly zeroDates: ZeroDates; readonly progress: { isFinished: boolean } },
): AsyncGenerator<Batch> {
  const statement = await client.prepare(request.sql);
  const columns = await client.execute(statement, request.parameters);
  if (columns === undefined) throw errors.noResult(undefined);
  options.progress.isFinished = false;
  const decoded = decodedColumns(columns, request.schema);
  const filler = new BatchFiller(decoded, request, options.zeroDates);
  const { packets } = client;
  for (;;) {
    if (filler.fill(packets)) {
      yield filler.batch;
      // Only now: the consumer may use the batch before the one it holds until it asks again.
      filler.start();
      continue;
    }
    const packet = await packets.next();
    if (packet.head !== 0) {
      options.progress.isFinished = true;
      client.endOfRows(packet);
      break;
    }
    filler.add(packet);
  }
  if (filler.hasRows) yield filler.batch;
  await client.finishResults();
  client.closeStatement(statement);
}

function decodedColumns(columns: readonly ColumnDefinition[], schema: Schema): readonly DecodedColumn[] {
  if (columns.length !== schema.columns.length) {
    throw errors.columnsChanged({ column: '*', was: `${schema.columns.length} columns`, is: `${columns.length}` });
  }
  return columns.map((column, index) => {
    const wanted = schema.columns[index]?.type as Type;
    const type = typeOfDefinition(column);
    if (unbounded(type) !== unbounded(wanted)) {
      throw errors.columnsChanged({ column: column.name, was: typeName(wanted), is: typeName(type) });
    }
    return { wireType: column.wireType, flags: column.flags, type: wanted };
  });
}

/** The type without the length of texts, which may differ from table to table. */
function unbounded(type: Type): string {
  return type.kind === 'utf8' || type.kind === 'binary' ? type.kind : typeName(type);
}

/** Memory of a text column that is kept from batch to batch, in batches. */
const keptBatches = 4;

/** Fills one batch after the other and numbers the rows. */
class BatchFiller {
  readonly #columns: readonly DecodedColumn[];
  readonly #request: Pick<ReadRequest, 'schema' | 'origin' | 'batchRows' | 'batchBytes'>;
  readonly #decoder: RowDecoder;
  readonly #ring: BatchRing;
  /** For rejected rows: dates as text. */
  #lenient: { readonly decoder: RowDecoder; readonly types: readonly Type[] } | undefined;
  batch: Batch;
  #budget = 0;
  #nextOrdinal = 0;

  constructor(
    columns: readonly DecodedColumn[],
    request: Pick<ReadRequest, 'schema' | 'origin' | 'batchRows' | 'batchBytes'>,
    zeroDates: ZeroDates,
  ) {
    this.#columns = columns;
    this.#request = request;
    this.#decoder = compileRowDecoder(columns, zeroDates);
    this.#ring = new BatchRing(request.schema, request.batchRows);
    this.batch = this.#next();
  }

  get hasRows(): boolean {
    return this.batch.rowCount > 0 || this.batch.rejected.length > 0;
  }

  /** Takes whole rows out of the window; true when the batch is full. */
  fill(window: Client['packets']): boolean {
    const { batchRows } = this.#request;
    for (;;) {
      const from = window.position;
      const rows = this.batch.rowCount;
      const bad = this.#decoder.decodeRows(window, this.batch, batchRows, this.#budget);
      this.#budget -= window.position - from;
      this.#number(rows);
      if (bad >= 0) {
        const length = frameLength(window);
        this.#reject(bad, window.bytes, window.position + 4);
        window.position += 4 + length;
        this.#budget -= length;
      }
      if (this.batch.rowCount === batchRows || this.#budget <= 0) return true;
      if (bad < 0) return false;
    }
  }

  /** Takes a row in a packet of its own. */
  add(packet: Cursor): void {
    const rows = this.batch.rowCount;
    const bad = this.#decoder.decodeRow(packet.bytes, packet.position, this.batch);
    this.#budget -= packet.remaining;
    if (bad >= 0) this.#reject(bad, packet.bytes, packet.position);
    else this.#number(rows);
  }

  start(): void {
    this.batch = this.#next();
  }

  #next(): Batch {
    const batch = this.#ring.next();
    batch.origin = this.#request.origin;
    batch.firstOrdinal = this.#nextOrdinal;
    const kept = this.#request.batchBytes * keptBatches;
    for (const column of batch.columns) {
      if (column.layout === 'bytes' && column.bytes.length > kept) column.bytes = new Uint8Array(kept >> 2);
    }
    this.#budget = this.#request.batchBytes;
    return batch;
  }

  /** Gives ordinals to the rows from `from` on. */
  #number(from: number): void {
    const { rowCount, ordinals } = this.batch;
    for (let row = from; row < rowCount; row++, this.#nextOrdinal++) {
      if (ordinals === undefined) {
        this.#nextOrdinal += rowCount - row;
        return;
      }
      ordinals[row] = this.#nextOrdinal;
    }
  }

  #reject(column: number, bytes: Uint8Array, start: number): void {
    const batch = this.batch;
    batch.abandonRow();
    batch.ordinals ??= new Float64Array(this.#request.batchRows).map((_, row) => batch.firstOrdinal + row);
    const values = this.#rowAsJson(bytes, start);
    const name = batch.schema.columns[column]?.name ?? '';
    batch.rejected.push({
      ordinal: this.#nextOrdinal++,
      column,
      code: 'MALFORMED',
      reason: `Column "${name}" holds ${JSON.stringify(values[column])}, which is no ${typeName(this.#columns[column]?.type as Type)}.`,
      values,
    });
  }

  /** A row that is rejected: dates as they are, everything else as usual. */
  #rowAsJson(bytes: Uint8Array, start: number): readonly JsonValue[] {
    const lenient = this.#columns.map((column) => (isMoment(column.type) ? { ...column, type: types.utf8 } : column));
    this.#lenient ??= { decoder: compileRowDecoder(lenient, 'reject'), types: lenient.map((column) => column.type) };
    const schema = { columns: this.#lenient.types.map((type) => ({ name: '', type, isNullable: true })) };
    const row = new Batch(
      schema,
      this.#lenient.types.map((type) => new Column(type, 1)),
    );
    this.#lenient.decoder.decodeRow(bytes, start, row);
    return row.columns.map((column) => cellToJson(column, 0));
  }
}

function frameLength(window: { readonly bytes: Uint8Array; readonly position: number }): number {
  const { bytes, position } = window;
  return (bytes[position] as number) | ((bytes[position + 1] as number) << 8) | ((bytes[position + 2] as number) << 16);
}

function isMoment(type: Type): boolean {
  return type.kind === 'date' || type.kind === 'timestamp';
}
