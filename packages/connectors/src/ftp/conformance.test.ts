import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CellValue, Parameter, Schema } from '@sluice/core';
import { describeConnector, describeWithService, openReader, rowsOf, type Rows } from '@sluice/testkit';
import { describe } from 'vitest';
import connector from './index.ts';
import { fileServers, placeOn, type Place } from './test-servers.ts';

const { signal } = new AbortController();
const exact = { nullFormat: '', byteEncoding: 'base64' };

describe.each(fileServers)('$title', ({ service }) => {
  describeWithService(service, 'conformance', (server) => {
    const fresh = async (): Promise<Place> => placeOn(service, await server().newDatabase());
    let tables = 0;
    /** The folder of the suite as base folder. */
    const explored = (): Place => {
      const place = placeOn(service, server());
      return { ...place, parameter: { ...place.parameter, baseDirectory: place.remote } };
    };
    describeConnector({
      connector,
      reader: {
        async create(schema, rows) {
          const { parameter, remote, local } = await fresh();
          const half = Math.ceil(rows.length / 2);
          for (const [index, part] of [rows.slice(0, half), rows.slice(half)].entries())
            writeFileSync(join(local, `rows${index}.csv`), csvOf(part));
          const column = schema.columns.map(({ name }, index) => ({
            index,
            name,
            type: index === 0 ? 'int64' : 'utf8',
          }));
          return { ...parameter, path: remote, column, minSplitBytes: 200, ...exact };
        },
        missing: async () => ({
          ...(await fresh()).parameter,
          path: '/nowhere/at/all.csv',
          column: [{ index: 0, type: 'string' }],
        }),
      },
      writer: {
        async create(schema) {
          const { parameter, remote } = await fresh();
          return {
            parameter: { ...parameter, path: remote, fileName: 'rows', writeMode: 'append' },
            rows: () => rowsIn({ ...parameter, path: `${remote}/*.csv` }, schema),
          };
        },
        refusesDuplicates: false,
      },
      explorer: {
        connection: async () => explored().parameter,
        async table() {
          const name = `t${++tables}.jsonl`;
          writeFileSync(join(explored().local, name), '{"id":1,"name":"one"}\n');
          return name;
        },
        refused: async () => {
          const { parameter } = explored();
          return { ...parameter, port: 1 };
        },
      },
    });
  });
});

/** Texts in quotes, so that null and an empty text differ. */
function csvOf(rows: Rows): string {
  const field = (cell: CellValue): string => (cell === null ? '' : `"${String(cell).replaceAll('"', '""')}"`);
  return rows.map((cells) => `${cells.map(field).join(',')}\n`).join('');
}

async function rowsIn(parameter: Parameter, schema: Schema): Promise<Rows> {
  const column = schema.columns.map(({ name }, index) => ({ index, name }));
  const reader = await openReader(connector, { ...parameter, column, allowEmpty: true, ...exact });
  await reader.describe();
  const plan = await reader.plan({ channels: 1, wanted: schema });
  const rows: Rows[number][] = [];
  for (const split of plan.splits) {
    const task = { schema: plan.schema, shared: plan.shared, split, batchRows: 100, batchBytes: 1 << 20, signal };
    for await (const batch of reader.read(task)) rows.push(...rowsOf(batch));
  }
  await reader.close();
  return rows;
}
