/** Refused rows as dirty records: with position, values and reason, traced back to what the reader delivered. */
import type { Batch, RejectedRow, Rejection } from '@sluice/core';
import { cellToJson } from '@sluice/core';
import type { DirtyRecord } from '../pipeline/dirty-store.ts';
import type { Task } from './task.ts';

/** A row that the reader could not read. */
export function unreadRecord(task: Task, batch: Batch, row: RejectedRow): DirtyRecord {
  const nameOf = (index: number): string => batch.schema.columns[index]?.name ?? String(index);
  const values = row.values?.map((value, index) => [nameOf(index), value] as const);
  return {
    taskId: task.taskId,
    ordinal: row.ordinal,
    stage: 'reader',
    origin: batch.origin || task.split.label,
    ...(row.column === undefined ? {} : { column: nameOf(row.column) }),
    code: row.code,
    reason: row.reason,
    ...(values === undefined ? {} : { values: Object.fromEntries(values) }),
    ...(row.raw === undefined ? {} : { raw: row.raw }),
  };
}

/** A row of `batch` that was refused later; its values are those of the batch the reader delivered. */
export function refusedRecord(
  task: Task,
  stage: Exclude<DirtyRecord['stage'], 'reader'>,
  batch: Batch,
  rejection: Rejection,
): DirtyRecord {
  const column = rejection.column === undefined ? undefined : batch.schema.columns[rejection.column]?.name;
  let [read, row] = [batch, rejection.row];
  while (read.source !== undefined) {
    row = read.source.rows === undefined ? row : (read.source.rows[row] as number);
    read = read.source.batch;
  }
  const { columns } = read.schema;
  const values = read.columns.map((cells, index) => [columns[index]?.name ?? '', cellToJson(cells, row)] as const);
  return {
    taskId: task.taskId,
    ordinal: read.ordinalOf(row),
    stage,
    origin: read.origin || task.split.label,
    ...(column === undefined ? {} : { column }),
    code: rejection.code,
    reason: rejection.reason,
    values: Object.fromEntries(values),
  };
}
