import type { Batch, JsonValue, Reader, RejectedRow, Schema } from '@sluice/core';
import { BatchRing, jsonToCell, setCell } from '@sluice/core';
import type { DirtyRecord } from '../pipeline/dirty-store.ts';
import { readDirty } from './list-dirty.ts';

/**
 * A reader over the dirty records of an earlier run, so that replaying them is a job like any other. Records of which
 * only the raw text is known stay dirty: they have to be repaired in the exported file first.
 */
export function dirtyReader(files: readonly string[], schema: Schema): Reader {
  return {
    describe: async () => schema,
    plan: async () => ({ schema, splits: [{ label: 'dirty records', json: null }], shared: null, notes: [] }),
    read: ({ batchRows, signal }) => batchesOf(readDirty(files), schema, batchRows, signal),
    close: async () => undefined,
  };
}

async function* batchesOf(
  records: AsyncIterable<DirtyRecord>,
  schema: Schema,
  batchRows: number,
  signal: AbortSignal,
): AsyncGenerator<Batch> {
  const ring = new BatchRing(schema, batchRows);
  let batch = ring.next();
  let ordinal = 0;
  let ordinals: number[] = [];
  const finish = (): Batch => {
    batch.ordinals = Float64Array.from(ordinals);
    batch.origin = 'dirty records';
    return batch;
  };
  for await (const record of records) {
    signal.throwIfAborted();
    const rejected = fill(batch, record, ordinal);
    if (rejected === undefined) ordinals.push(ordinal);
    else batch.rejected.push(rejected);
    ordinal++;
    if (batch.rowCount + batch.rejected.length < batchRows) continue;
    yield finish();
    batch = ring.next();
    ordinals = [];
  }
  if (batch.rowCount > 0 || batch.rejected.length > 0) yield finish();
}

/** Puts a record into the next row, or answers why it cannot. */
function fill(batch: Batch, record: DirtyRecord, ordinal: number): RejectedRow | undefined {
  const refuse = (reason: string, column?: number): RejectedRow => ({
    ordinal,
    ...(column === undefined ? {} : { column }),
    code: 'NOT_REPLAYABLE',
    reason,
    ...(record.raw === undefined ? {} : { raw: record.raw }),
  });
  if (record.values === undefined)
    return refuse('only the raw text of the record is known; repair it in the exported file by giving "values"');
  for (const [index, column] of batch.columns.entries()) {
    const name = batch.schema.columns[index]?.name ?? '';
    if (!(name in record.values)) {
      batch.abandonRow();
      return refuse(`the value of column "${name}" is missing`, index);
    }
    try {
      setCell(column, batch.rowCount, jsonToCell(column.type, record.values[name] as JsonValue));
    } catch (error) {
      batch.abandonRow();
      return refuse((error as Error).message, index);
    }
  }
  batch.rowCount++;
  return undefined;
}
