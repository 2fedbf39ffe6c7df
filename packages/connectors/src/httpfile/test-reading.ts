/** Reading as an engine would, for tests. */
import { types, type ConnectorContext, type Parameter } from '@sluice/core';
import { openReader, rowsOf, type Rows } from '@sluice/testkit';
import connector from './index.ts';

const texts = { columns: ['a', 'b'].map((name) => ({ name, type: types.utf8, isNullable: true })) };

/** All rows in the order of the splits, and the splits. */
export async function readRows(
  parameter: Parameter,
  settings: { readonly channels?: number; readonly context?: Partial<ConnectorContext> } = {},
): Promise<{ readonly rows: Rows; readonly splits: readonly string[]; readonly names: readonly string[] }> {
  const reader = await openReader(connector, parameter, settings.context);
  try {
    const described = await reader.describe();
    const plan = await reader.plan({ channels: settings.channels ?? 1, wanted: texts });
    const rows: Rows[number][] = [];
    for (const split of plan.splits) {
      const limits = {
        batchRows: 1_000,
        batchBytes: 1 << 20,
        signal: settings.context?.signal ?? new AbortController().signal,
      };
      for await (const batch of reader.read({ schema: plan.schema, shared: plan.shared, split, ...limits }))
        rows.push(...rowsOf(batch));
    }
    const names = described.columns.map((column) => column.name);
    return { rows, splits: plan.splits.map((split) => split.label), names };
  } finally {
    await reader.close();
  }
}
