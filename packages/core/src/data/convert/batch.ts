import { Batch } from '../batch.ts';
import type { Rejection } from '../batch.ts';
import { Column } from '../column.ts';
import type { ColumnSpec, Schema } from '../schema.ts';
import { selectRows } from '../select.ts';
import { sameType } from '../types.ts';
import {
  type ColumnConverter,
  type ConversionOptions,
  compileConversion,
  conversionErrors,
  passesAsIs,
} from './column.ts';

export interface ConvertedBatch {
  /** In the target schema, without the rejected rows. Its `source` leads back to the batch that was converted. */
  readonly batch: Batch;
  /** At most one per row, with rows of the batch that was converted. */
  readonly rejections: readonly Rejection[];
}

/** Converts batches of one schema into another. Its batches come from a ring of two, as those of a reader do. */
export interface BatchConverter {
  /** Columns that pass as they are are shared with `batch`; so are rows that could not be read: they stay there. */
  convert(batch: Batch): ConvertedBatch;
}

interface Lane {
  readonly convert: ColumnConverter | undefined;
  /** `same`: the very column. `view`: its memory under another type. `own`: memory of the converter. */
  readonly memory: 'same' | 'view' | 'own';
}

/**
 * The way from `from` to `to`, column by column in order; undefined when there is nothing to do. Throws what
 * `compileConversion` throws, and `CONVERSION_COLUMN_COUNT`.
 */
export function compileBatchConversion(
  from: Schema,
  to: Schema,
  options: ConversionOptions,
): BatchConverter | undefined {
  if (from.columns.length !== to.columns.length) {
    throw conversionErrors.columnCount({ from: from.columns.length, to: to.columns.length });
  }
  const lanes = from.columns.map((column, index) => planLane(column, to.columns[index] as ColumnSpec, options));
  if (lanes.every((lane) => lane.convert === undefined && lane.memory === 'same')) return undefined;
  const ring = [ownColumns(to, lanes), ownColumns(to, lanes)] as const;
  let turn = 0;
  return {
    convert(batch) {
      turn ^= 1;
      return convertBatch(batch, to, lanes, ring[turn as 0 | 1]);
    },
  };
}

function planLane(from: ColumnSpec, to: ColumnSpec, options: ConversionOptions): Lane {
  const convert = compileConversion(from, to, options);
  if (sameType(from.type, to.type)) return { convert, memory: 'same' };
  return { convert, memory: passesAsIs(from.type, to.type) ? 'view' : 'own' };
}

function ownColumns(to: Schema, lanes: readonly Lane[]): readonly (Column | undefined)[] {
  return lanes.map((lane, index) =>
    lane.memory === 'same' ? undefined : new Column((to.columns[index] as ColumnSpec).type, 0),
  );
}

function convertBatch(
  batch: Batch,
  to: Schema,
  lanes: readonly Lane[],
  own: readonly (Column | undefined)[],
): ConvertedBatch {
  const rejections: Rejection[] = [];
  const rejected = new Set<number>();
  const columns = batch.columns.map((source, column) => {
    const { convert, memory } = lanes[column] as Lane;
    const target = prepareTarget(source, own[column], memory);
    convert?.(source, memory === 'own' ? target : undefined, batch.rowCount, (row, code, reason) => {
      if (!rejected.has(row)) rejections.push({ row, column, code, reason });
      rejected.add(row);
    });
    return target;
  });
  const converted = new Batch(to, columns);
  converted.rowCount = batch.rowCount;
  converted.firstOrdinal = batch.firstOrdinal;
  converted.ordinals = batch.ordinals;
  converted.origin = batch.origin;
  converted.source = { batch };
  return { batch: rejected.size === 0 ? converted : withoutRows(converted, rejected), rejections };
}

function prepareTarget(source: Column, own: Column | undefined, memory: Lane['memory']): Column {
  if (own === undefined) return source;
  if (memory === 'own') {
    own.clear();
    return own;
  }
  own.capacity = source.capacity;
  own.validity = source.validity;
  own.nullCount = source.nullCount;
  own.values = source.values;
  own.offsets = source.offsets;
  own.bytes = source.bytes;
  return own;
}

function withoutRows(converted: Batch, rejected: ReadonlySet<number>): Batch {
  const kept = new Int32Array(converted.rowCount - rejected.size);
  let count = 0;
  for (let row = 0; row < converted.rowCount; row++) if (!rejected.has(row)) kept[count++] = row;
  const selected = selectRows(converted, kept);
  selected.source = { batch: (converted.source as { batch: Batch }).batch, rows: kept };
  return selected;
}
