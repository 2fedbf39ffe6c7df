import { join } from 'node:path';
import type { Schema } from '@sluice/core';
import { batchOf, collect, describeConnector, openReader, temporaryFolder, type Rows } from '@sluice/testkit';
import connector from './index.ts';
import { writeFiles } from './test-files.ts';

const exact = { nullFormat: '', byteEncoding: 'base64' };

describeConnector({
  connector,
  reader: {
    async create(schema, rows) {
      const folder = temporaryFolder();
      const half = Math.ceil(rows.length / 2);
      await writeFiles({ path: folder, fileName: 'rows', nullFormat: '' }, [
        [batchOf(schema, rows.slice(0, half))],
        [batchOf(schema, rows.slice(half))],
      ]);
      const column = schema.columns.map(({ name }, index) => ({ index, name, type: index === 0 ? 'int64' : 'utf8' }));
      return { path: folder, column, minSplitBytes: 200, ...exact };
    },
    missing: async () => ({ path: '/nowhere/at/all.csv', column: [{ index: 0, type: 'string' }] }),
  },
  writer: {
    async create(schema) {
      const folder = temporaryFolder();
      return { parameter: { path: folder, fileName: 'rows', writeMode: 'append' }, rows: () => rowsIn(folder, schema) };
    },
    refusesDuplicates: false,
  },
});

async function rowsIn(folder: string, schema: Schema): Promise<Rows> {
  const column = schema.columns.map(({ name }, index) => ({ index, name }));
  const reader = await openReader(connector, { path: join(folder, '*.csv'), column, allowEmpty: true, ...exact });
  await reader.describe();
  const plan = await reader.plan({ channels: 1, wanted: schema });
  const rows: Rows[number][] = [];
  for (const split of plan.splits) {
    const task = {
      schema: plan.schema,
      shared: plan.shared,
      split,
      batchRows: 100,
      batchBytes: 1 << 20,
      signal: new AbortController().signal,
    };
    rows.push(...(await collect(reader.read(task))));
  }
  await reader.close();
  return rows;
}
