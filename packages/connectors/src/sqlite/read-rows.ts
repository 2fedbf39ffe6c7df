/** Streams a SELECT into batches. Hot: a chunk of row arrays is turned into columns by one tight loop per column. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { DatabaseSync } from 'node:sqlite';
import type { Batch, JsonValue, RejectedRow } from '@sluice/core';
import { BatchRing, layoutOf } from '@sluice/core';
import type { ReadRequest } from '../families/relational/session.ts';
import { toError } from './errors.ts';
import type { Refusals } from './fill-columns.ts';
import { createFillers } from './fill-columns.ts';
import type { Filler, Row } from './fill-columns.ts';
import { rowsWithInvalidText } from './invalid-text.ts';
import type { SessionSettings } from './session.ts';

/** Few enough that a chunk stays in the cache and in the young generation. */
const chunkRows = 256;
/** Values shorter than this do not count against the size of a chunk. */
const longValue = 1_024;

/** Yields to the event loop after each batch, as reading blocks the thread. */
export async function* readRows(
  database: DatabaseSync,
  request: ReadRequest,
  settings: SessionSettings,
): AsyncGenerator<Batch> {
  const ring = new BatchRing(request.schema, request.batchRows);
  const fillers = createFillers(request.schema, settings);
  const mayBeLong = request.schema.columns.flatMap(({ type }, index) => (layoutOf(type) === 'bytes' ? [index] : []));
  let rows: Iterator<Row> | undefined;
  let ordinal = 0;
  try {
    rows = startStatement(database, request);
    for (let isDone = false; !isDone;) {
      request.signal.throwIfAborted();
      const batch = ring.next();
      batch.firstOrdinal = ordinal;
      batch.origin = request.origin;
      isDone = fillBatch({ database, request, rows, batch, fillers, mayBeLong });
      ordinal += batch.rowCount + batch.rejected.length;
      if (batch.rowCount + batch.rejected.length > 0) yield batch;
      await nextTurn();
    }
  } catch (error) {
    throw toError(error, settings.path);
  } finally {
    rows?.return?.();
  }
}

function startStatement(database: DatabaseSync, request: ReadRequest): Iterator<Row> {
  const statement = database.prepare(request.sql);
  statement.setReturnArrays(true);
  // Integers beyond 2^53 would be errors otherwise; the others cost the same.
  statement.setReadBigInts(true);
  return statement.iterate(...request.parameters) as unknown as Iterator<Row>;
}

interface BatchFill {
  readonly database: DatabaseSync;
  readonly request: ReadRequest;
  readonly rows: Iterator<Row>;
  readonly batch: Batch;
  readonly fillers: readonly Filler[];
  /** Columns whose values may be of any length. */
  readonly mayBeLong: readonly number[];
}

/** Fills one batch; true when the statement has no more rows. */
function fillBatch(fill: BatchFill): boolean {
  const { batch, request, rows, mayBeLong } = fill;
  let taken = 0;
  while (taken < request.batchRows) {
    const chunk: Row[] = [];
    const limit = Math.min(chunkRows, request.batchRows - taken);
    let longBytes = 0;
    while (chunk.length < limit && longBytes < request.batchBytes) {
      const next = rows.next();
      if (next.done === true) break;
      chunk.push(next.value);
      longBytes += longBytesOf(next.value, mayBeLong);
    }
    addChunk(fill, chunk, taken);
    taken += chunk.length;
    if (chunk.length < limit && longBytes < request.batchBytes) return true;
    if (batch.byteLength >= request.batchBytes) return false;
  }
  return false;
}

function longBytesOf(row: Row, mayBeLong: readonly number[]): number {
  let total = 0;
  for (let at = 0; at < mayBeLong.length; at++) {
    const value = row[mayBeLong[at] as number] as string | Uint8Array | null;
    if (value !== null && value.length > longValue) total += value.length;
  }
  return total;
}

/** Adds rows to a batch; those that cannot be read are taken out first and go to its rejected rows. */
function addChunk(fill: BatchFill, chunk: readonly Row[], taken: number): void {
  const { batch, fillers } = fill;
  const refusals: Refusals = { byRow: new Map(), doubtful: new Set() };
  fillColumns(batch, fillers, chunk, refusals);
  if (refusals.doubtful.size > 0) {
    rejectInvalidText(fill, { refusals, count: chunk.length, first: batch.firstOrdinal + taken });
  }
  if (refusals.byRow.size === 0) {
    if (batch.ordinals !== undefined)
      chunk.forEach((_, index) => setOrdinal(batch, batch.rowCount + index, taken + index));
    batch.rowCount += chunk.length;
    return;
  }
  for (const [index, refusal] of refusals.byRow) {
    const values = (chunk[index] as Row).map(toJson);
    const rejected: RejectedRow = { ordinal: batch.firstOrdinal + taken + index, ...refusal, values };
    batch.rejected.push(rejected);
  }
  clearChunk(batch, chunk.length);
  if (batch.ordinals === undefined) {
    batch.ordinals = new Float64Array(fill.request.batchRows);
    for (let row = 0; row < batch.rowCount; row++) setOrdinal(batch, row, row);
  }
  const good = chunk.filter((_, index) => !refusals.byRow.has(index));
  let row = batch.rowCount;
  for (let index = 0; index < chunk.length; index++) {
    if (!refusals.byRow.has(index)) setOrdinal(batch, row++, taken + index);
  }
  fillColumns(batch, fillers, good, { byRow: new Map(), doubtful: new Set() });
  batch.rowCount += good.length;
}

function setOrdinal(batch: Batch, row: number, offset: number): void {
  (batch.ordinals as Float64Array)[row] = batch.firstOrdinal + offset;
}

function fillColumns(batch: Batch, fillers: readonly Filler[], chunk: readonly Row[], refusals: Refusals): void {
  for (let index = 0; index < fillers.length; index++) {
    const column = batch.columns[index];
    if (column === undefined) continue;
    column.reserveRows(batch.rowCount + chunk.length);
    (fillers[index] as Filler)(chunk, { index, column, base: batch.rowCount }, refusals);
  }
}

/** Takes back the NULLs that a first attempt at a chunk has set. */
function clearChunk(batch: Batch, count: number): void {
  for (const column of batch.columns) {
    for (let row = batch.rowCount; row < batch.rowCount + count; row++) column.clearNull(row);
  }
}

function rejectInvalidText(
  { database, request }: BatchFill,
  chunk: { readonly refusals: Refusals; readonly count: number; readonly first: number },
): void {
  const { byRow, doubtful } = chunk.refusals;
  const invalid = rowsWithInvalidText(database, request, { first: chunk.first, count: chunk.count });
  for (const [index, column] of invalid) {
    if (!doubtful.has(index) || byRow.has(index)) continue;
    byRow.set(index, { column, code: 'MALFORMED', reason: 'the text is not valid UTF-8' });
  }
}

/** As `cellToJson` writes cells. */
function toJson(value: unknown): JsonValue {
  if (value === null || typeof value === 'string') return value;
  if (typeof value === 'bigint') return String(value);
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value);
  return { base64: Buffer.from(value as Uint8Array).toString('base64') };
}
