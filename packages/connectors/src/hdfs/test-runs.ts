/** Reading and writing as an engine would, for tests. */
import {
  parseOptions,
  types,
  type CommitReport,
  type ConnectorContext,
  type Explorer,
  type Parameter,
  type Schema,
} from '@sluice/core';
import { batchOf, openReader, openWriter, rowsOf, testContext, type Rows } from '@sluice/testkit';
import connector from './index.ts';

/** Two columns of text. */
export const texts: Schema = {
  columns: ['a', 'b'].map((name) => ({ name, type: types.utf8, isNullable: true })),
};

/** All rows of a reader in the order of the splits, and how many splits there were. */
export async function readRows(
  parameter: Parameter,
  settings: { readonly channels?: number; readonly context?: Partial<ConnectorContext> } = {},
): Promise<{ readonly rows: Rows; readonly splits: readonly string[] }> {
  const reader = await openReader(connector, parameter, settings.context);
  try {
    await reader.describe();
    const plan = await reader.plan({ channels: settings.channels ?? 1, wanted: texts });
    const rows: Rows[number][] = [];
    for (const split of plan.splits) {
      const limits = { batchRows: 1_000, batchBytes: 1 << 20, signal: new AbortController().signal };
      for await (const batch of reader.read({ schema: plan.schema, shared: plan.shared, split, ...limits }))
        rows.push(...rowsOf(batch));
    }
    return { rows, splits: plan.splits.map((split) => split.label) };
  } finally {
    await reader.close();
  }
}

/** Writes one task per list of rows and finishes the run; after a failure it cancels as an engine does. */
export async function writeRows(
  parameter: Parameter,
  tasks: readonly Rows[],
  context: Partial<ConnectorContext> = {},
): Promise<void> {
  const writer = await openWriter(connector, parameter, context);
  try {
    const { wanted, shared } = await writer.prepare(texts);
    const reports: CommitReport[] = [];
    for (const [index, rows] of tasks.entries()) {
      const signal = new AbortController().signal;
      const task = await writer.openTask({ taskId: `000${index}`, attempt: 1, schema: wanted, shared, isolate: false, signal }); // prettier-ignore
      try {
        await task.write(batchOf(texts, rows));
        reports.push(await task.commit());
      } catch (error) {
        await task.abort();
        throw error;
      }
    }
    await writer.finish(reports);
  } catch (error) {
    await writer.cancel?.().catch(() => undefined);
    throw error;
  } finally {
    await writer.close();
  }
}

/** The explorer of a connection. */
export async function exploring(connection: Parameter): Promise<Explorer> {
  const { options, issues } = parseOptions(connector.connection, connection, 'connection');
  if (options === undefined) throw new Error(issues.map((issue) => issue.message).join(' '));
  if (connector.explore === undefined) throw new Error('There is no explorer');
  return connector.explore(options as never, testContext());
}
