import { randomBytes } from 'node:crypto';
import type { Schema } from '@sluice/core';
import {
  batchOf,
  collect,
  describeConnector,
  describeWithService,
  openReader,
  openWriter,
  type Rows,
  type Server,
} from '@sluice/testkit';
import connector from './index.ts';
import { connectionOf, folderOf } from './test-cluster.ts';

const exact = { nullFormat: '', byteEncoding: 'base64' };

describeWithService('hdfs', 'HDFS', (server) => {
  const newFolder = (): string => `${folderOf(server())}/${randomBytes(4).toString('hex')}`;
  describeConnector({
    connector,
    reader: {
      async create(schema, rows) {
        const folder = newFolder();
        const half = Math.ceil(rows.length / 2);
        await write(server(), folder, schema, [rows.slice(0, half), rows.slice(half)]);
        const column = schema.columns.map(({ name }, index) => ({ index, name, type: index === 0 ? 'int64' : 'utf8' }));
        return { ...connectionOf(server()), path: folder, column, minSplitBytes: 200, ...exact };
      },
      missing: async () => ({
        ...connectionOf(server()),
        path: '/nowhere/at/all.csv',
        column: [{ index: 0, type: 'string' }],
      }),
    },
    writer: {
      async create(schema) {
        const folder = newFolder();
        const parameter = { ...connectionOf(server()), path: folder, fileName: 'rows', writeMode: 'append' };
        return { parameter, rows: () => rowsIn(server(), folder, schema) };
      },
      refusesDuplicates: false,
    },
  });
});

async function write(server: Server, folder: string, schema: Schema, parts: readonly Rows[]): Promise<void> {
  const parameter = { ...connectionOf(server), path: folder, fileName: 'rows', nullFormat: '' };
  const writer = await openWriter(connector, parameter);
  const { wanted, shared } = await writer.prepare(schema);
  const reports = [];
  for (const [index, rows] of parts.entries()) {
    const signal = new AbortController().signal;
    const task = await writer.openTask({
      taskId: `000${index}`,
      attempt: 1,
      schema: wanted,
      shared,
      isolate: false,
      signal,
    });
    await task.write(batchOf(schema, rows));
    reports.push(await task.commit());
  }
  await writer.finish(reports);
  await writer.close();
}

async function rowsIn(server: Server, folder: string, schema: Schema): Promise<Rows> {
  const column = schema.columns.map(({ name }, index) => ({ index, name }));
  const path = `${folder}/*.csv`;
  const reader = await openReader(connector, { ...connectionOf(server), path, column, allowEmpty: true, ...exact });
  await reader.describe();
  const plan = await reader.plan({ channels: 1, wanted: schema });
  const rows: Rows[number][] = [];
  for (const split of plan.splits) {
    const limits = { batchRows: 100, batchBytes: 1 << 20, signal: new AbortController().signal };
    rows.push(...(await collect(reader.read({ schema: plan.schema, shared: plan.shared, split, ...limits }))));
  }
  await reader.close();
  return rows;
}
