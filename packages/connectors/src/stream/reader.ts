import { setImmediate } from 'node:timers/promises';
import { BatchRing } from '@sluice/core';
import type { Batch, ConnectorContext, ReadTask, Reader, Schema, Split } from '@sluice/core';
import { type StreamColumn, compileColumn } from './columns.ts';
import type { ReaderOptions } from './fields.ts';
import { randomNumbers } from './random.ts';

/** One split per channel, each of `sliceRecordCount` rows. The same job makes the same rows every time. */
export async function openReader(options: ReaderOptions, context: ConnectorContext): Promise<Reader> {
  const columns = options.column.map((column, index) => compileColumn(column, index, context));
  const schema: Schema = { columns: columns.map((column) => column.spec) };
  return {
    describe: async () => schema,
    plan: async ({ channels, keep }) => ({
      schema,
      splits: keep ?? planSplits(channels, options.sliceRecordCount),
      shared: null,
      notes: [],
    }),
    read: (task) => readSplit(task, columns, options.sliceRecordCount),
    close: async () => {},
  };
}

function planSplits(channels: number, rows: number): readonly Split[] {
  return Array.from({ length: channels }, (_, index) => ({
    label: `part ${index + 1}: ${rows} records`,
    json: { index },
    estimatedRows: rows,
  }));
}

async function* readSplit(task: ReadTask, columns: readonly StreamColumn[], rows: number): AsyncIterable<Batch> {
  const { index } = task.split.json as { readonly index: number };
  const rowBytes = columns.reduce((total, column) => total + column.cellBytes, 0);
  const batchRows = Math.min(task.batchRows, rows, Math.max(1, Math.floor(task.batchBytes / Math.max(rowBytes, 1))));
  const fill = batchFiller(task.schema, columns, batchRows, index);
  for (let first = 0; first < rows; first += batchRows) {
    // Nothing here waits for anything, so timers and a cancel need a chance.
    await setImmediate();
    task.signal.throwIfAborted();
    const batch = fill(Math.min(batchRows, rows - first), index * rows + first);
    batch.firstOrdinal = first;
    yield batch;
  }
}

/** Fills the batches of a ring in turn; constant columns only the first time. */
function batchFiller(schema: Schema, columns: readonly StreamColumn[], batchRows: number, split: number) {
  const ring = new BatchRing(schema, batchRows);
  const generators = columns.map((_, column) => randomNumbers(split * 65_537 + column));
  const constants = new WeakSet<Batch>();
  return (rowCount: number, firstRow: number): Batch => {
    const batch = ring.next();
    const isFilled = constants.has(batch);
    columns.forEach((column, index) => {
      const target = batch.columns[index] as Batch['columns'][number];
      // Clearing a batch forgets which cells are null, so columns of nulls are filled anew.
      if (isFilled && column.isConstant && !column.spec.isNullable) return;
      const count = column.isConstant ? batchRows : rowCount;
      column.fill(target, count, firstRow, generators[index] as () => number);
    });
    constants.add(batch);
    batch.rowCount = rowCount;
    return batch;
  };
}
