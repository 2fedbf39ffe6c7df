/** Reading and writing files as an engine would, for tests. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import {
  type Batch,
  type CellValue,
  type CommitReport,
  type ConnectorContext,
  type Parameter,
  type RejectedRow,
  type Rejection,
  type Schema,
  type Type,
} from '@sluice/core';
import { batchOf, openReader, openWriter, rowsOf, type Rows } from '@sluice/testkit';
import connector from './index.ts';

export interface ReadResult {
  readonly schema: Schema;
  readonly rows: CellValue[][];
  readonly rejected: RejectedRow[];
  readonly splits: readonly string[];
  readonly notes: readonly string[];
  readonly batches: number;
}

export interface ReadSettings {
  readonly channels?: number;
  readonly batchRows?: number;
  readonly batchBytes?: number;
  /** Types that a writer would want, in order. */
  readonly wanted?: readonly Type[];
  readonly context?: Partial<ConnectorContext>;
}

/** All rows of a reader, split after split. */
export async function readFiles(parameter: Parameter, settings: ReadSettings = {}): Promise<ReadResult> {
  const reader = await openReader(connector, parameter, settings.context);
  try {
    const described = await reader.describe();
    const columns = described.columns.map((column, index) => ({
      ...column,
      type: settings.wanted?.[index] ?? column.type,
    }));
    const plan = await reader.plan({ channels: settings.channels ?? 1, wanted: { columns } });
    const rows: CellValue[][] = [];
    const rejected: RejectedRow[] = [];
    let batches = 0;
    for (const split of plan.splits) {
      const task = {
        schema: plan.schema,
        shared: plan.shared,
        split,
        batchRows: settings.batchRows ?? 1000,
        batchBytes: settings.batchBytes ?? 1024 * 1024,
        signal: settings.context?.signal ?? new AbortController().signal,
      };
      for await (const batch of reader.read(task)) {
        rows.push(...rowsOf(batch));
        rejected.push(...batch.rejected);
        batches++;
      }
    }
    return {
      schema: plan.schema,
      rows,
      rejected,
      splits: plan.splits.map((split) => split.label),
      notes: plan.notes,
      batches,
    };
  } finally {
    await reader.close();
  }
}

export interface WriteResult {
  readonly rejections: readonly Rejection[];
  readonly reports: readonly CommitReport[];
}

/** Writes one task per list of batches and finishes the run. */
export async function writeFiles(
  parameter: Parameter,
  tasks: readonly (readonly Batch[])[],
  context: Partial<ConnectorContext> = {},
): Promise<WriteResult> {
  const schema = tasks[0]?.[0]?.schema ?? { columns: [] };
  const writer = await openWriter(connector, parameter, context);
  const prepared = await writer.prepare(schema);
  const reports: CommitReport[] = [];
  const rejections: Rejection[] = [];
  for (const [index, batches] of tasks.entries()) {
    const task = await writer.openTask({
      taskId: String(index).padStart(4, '0'),
      attempt: 1,
      schema: prepared.wanted,
      shared: prepared.shared,
      isolate: false,
      signal: new AbortController().signal,
    });
    try {
      for (const batch of batches) rejections.push(...(await task.write(batch)));
      reports.push(await task.commit());
    } catch (error) {
      await task.abort();
      await writer.cancel?.();
      throw error;
    }
  }
  await writer.finish(reports);
  await writer.close();
  return { rejections, reports };
}

export interface MoveSettings {
  readonly channels?: number;
  readonly batchBytes?: number;
  readonly runId?: string;
  /** Looks at each batch on its way, and may leave it out. */
  readonly pass?: (batch: Batch) => boolean;
}

/** Moves everything from one side to the other as an engine would, a task per split. */
export async function moveFiles(from: Parameter, to: Parameter, settings: MoveSettings = {}): Promise<WriteResult> {
  const { channels = 1, batchBytes = 1024 * 1024, runId = 'test', pass = () => true } = settings;
  const reader = await openReader(connector, from, { runId });
  const writer = await openWriter(connector, to, { runId });
  const prepared = await writer.prepare(await reader.describe());
  const plan = await reader.plan({ channels, wanted: prepared.wanted });
  const reports: CommitReport[] = [];
  const rejections: Rejection[] = [];
  const { signal } = new AbortController();
  for (const [index, split] of plan.splits.entries()) {
    const taskId = String(index).padStart(4, '0');
    const task = await writer.openTask({
      taskId,
      attempt: 1,
      schema: prepared.wanted,
      shared: prepared.shared,
      isolate: false,
      signal,
    });
    try {
      const request = { schema: plan.schema, shared: plan.shared, split, batchRows: 1000, batchBytes, signal };
      for await (const batch of reader.read(request)) if (pass(batch)) rejections.push(...(await task.write(batch)));
      reports.push(await task.commit());
    } catch (error) {
      await task.abort();
      await writer.cancel?.();
      throw error;
    }
  }
  await writer.finish(reports);
  await Promise.all([reader.close(), writer.close()]);
  return { rejections, reports };
}

/** A batch of nullable columns `a`, `b`, `c` … of these types. */
export function batchOfTypes(columnTypes: readonly Type[], rows: Rows): Batch {
  const columns = columnTypes.map((type, index) => ({ name: String.fromCharCode(97 + index), type, isNullable: true }));
  return batchOf({ columns }, rows);
}

/** Writes a file below a folder and returns its path. */
export function putFile(folder: string, name: string, content: string | Uint8Array): string {
  const path = join(folder, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
  return path;
}
