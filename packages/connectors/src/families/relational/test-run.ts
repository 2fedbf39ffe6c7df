/** Runs the two sides of a connector by hand, as tests want them: small, in order, with plain values. */
import type {
  CommitReport,
  Connector,
  ConnectorContext,
  Parameter,
  PreparedTarget,
  ReadPlan,
  ReadTask,
  RejectedRow,
  Rejection,
  Schema,
  Writer,
} from '@sluice/core';
import { types } from '@sluice/core';
import type { Rows } from '@sluice/testkit';
import { batchOf, openReader, openWriter, rowsOf } from '@sluice/testkit';

export interface SplitRows {
  readonly label: string;
  readonly rows: Rows;
  readonly rejected: readonly RejectedRow[];
}

export interface ReadResult {
  readonly plan: ReadPlan;
  readonly splits: readonly SplitRows[];
  /** Rows of all splits, in order. */
  readonly rows: Rows;
}

/** A split as a task, without cancelling. */
export function taskOf(plan: ReadPlan, index = 0, batchRows = 1_000): ReadTask {
  const split = plan.splits[index];
  if (split === undefined) throw new Error(`no split ${index}`);
  return { ...plan, split, batchRows, batchBytes: 1 << 20, signal: new AbortController().signal };
}

/** Plans and reads everything, one split after the other. */
export async function readAll(
  connector: Connector,
  parameter: Parameter,
  settings: { readonly channels?: number; readonly batchRows?: number } = {},
): Promise<ReadResult> {
  const reader = await openReader(connector, parameter);
  try {
    const wanted = await reader.describe();
    const plan = await reader.plan({ channels: settings.channels ?? 1, wanted });
    const splits: SplitRows[] = [];
    for (const [index, split] of plan.splits.entries()) {
      const rows = [];
      const rejected: RejectedRow[] = [];
      for await (const batch of reader.read(taskOf(plan, index, settings.batchRows))) {
        rows.push(...rowsOf(batch));
        rejected.push(...batch.rejected);
      }
      splits.push({ label: split.label, rows, rejected });
    }
    return { plan, splits, rows: splits.flatMap((split) => split.rows) };
  } finally {
    await reader.close();
  }
}

export async function describeReader(connector: Connector, parameter: Parameter): Promise<Schema> {
  const reader = await openReader(connector, parameter);
  try {
    return await reader.describe();
  } finally {
    await reader.close();
  }
}

export interface WriteResult {
  readonly prepared: PreparedTarget;
  readonly report: CommitReport;
  readonly rejections: readonly Rejection[];
}

/** Writes rows, given in the types of the target, as one task. */
export async function writeRows(connector: Connector, parameter: Parameter, rows: Rows): Promise<WriteResult> {
  return withWriter(connector, parameter, async (writer) => {
    const prepared = await writer.prepare(textColumns(...(rows[0] ?? []).map((_, index) => `c${index}`)));
    const task = await writer.openTask({
      taskId: '0001',
      attempt: 1,
      schema: prepared.wanted,
      shared: prepared.shared,
      isolate: false,
      signal: new AbortController().signal,
    });
    const rejections = await task.write(batchOf(prepared.wanted, rows));
    const report = await task.commit();
    await writer.finish([report]);
    return { prepared, report, rejections };
  });
}

/** Opens a writer for one action. */
export async function withWriter<T>(
  connector: Connector,
  parameter: Parameter,
  action: (writer: Writer) => Promise<T>,
  overrides: Partial<ConnectorContext> = {},
): Promise<T> {
  const writer = await openWriter(connector, parameter, overrides);
  try {
    return await action(writer);
  } finally {
    await writer.close();
  }
}

/** What a reader of untyped text delivers. */
export function textColumns(...names: readonly string[]): Schema {
  return { columns: names.map((name) => ({ name, type: types.utf8, isNullable: true })) };
}
