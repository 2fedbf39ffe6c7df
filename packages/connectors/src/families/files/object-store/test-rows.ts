/** Reading and writing rows as an engine would, for tests of object stores. */
import type { Batch, CellValue, Connector, ConnectorContext, Parameter, Schema } from '@sluice/core';
import { collect, openReader, openWriter } from '@sluice/testkit';

/** All rows of a reader. */
export async function readRows(connector: Connector, parameter: Parameter, wanted?: Schema): Promise<CellValue[][]> {
  const reader = await openReader(connector, parameter);
  try {
    const schema = await reader.describe();
    const plan = await reader.plan({ channels: 2, wanted: wanted ?? schema });
    const rows: CellValue[][] = [];
    for (const split of plan.splits) {
      const { signal } = new AbortController();
      const task = { schema: plan.schema, shared: plan.shared, split, batchRows: 100, batchBytes: 1 << 20, signal };
      rows.push(...(await collect(reader.read(task))));
    }
    return rows;
  } finally {
    await reader.close();
  }
}

/** Writes one task per list of batches and finishes the run. */
export async function writeRows(
  connector: Connector,
  parameter: Parameter,
  tasks: readonly (readonly Batch[])[],
  context: Partial<ConnectorContext> = {},
): Promise<void> {
  const writer = await openWriter(connector, parameter, context);
  const { wanted, shared } = await writer.prepare(tasks[0]?.[0]?.schema ?? { columns: [] });
  const reports = [];
  for (const [index, batches] of tasks.entries()) {
    const { signal } = new AbortController();
    const taskId = String(index).padStart(4, '0');
    const task = await writer.openTask({ taskId, attempt: 1, schema: wanted, shared, isolate: false, signal });
    for (const batch of batches) await task.write(batch);
    reports.push(await task.commit());
  }
  await writer.finish(reports);
  await writer.close();
}
