import { join } from 'node:path';
import type { Parameter, Schema } from '@sluice/core';
import { batchOf, collect, describeConnector, openReader, temporaryFolder, type Rows } from '@sluice/testkit';
import { describe } from 'vitest';
import connector from './index.ts';
import { writeFiles } from './test-files.ts';

/** What each format needs to keep every value: text has null and bytes only by agreement. */
const formats: Readonly<Record<string, Parameter>> = {
  csv: { nullFormat: '' },
  text: { nullFormat: String.raw`\N`, fieldDelimiter: '\u0001' },
  jsonl: {},
  parquet: {},
  orc: {},
  avro: {},
  excel: {},
};

const awkward = 'nulls, empty, long and awkward texts arrive as they are';
const lineBreaks = 'text has no quotes, so a value with a line break is rejected';
const longTexts = 'a cell of Excel holds at most 32,767 characters; longer texts are rejected';
const waivers: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  text: { [`reader: ${awkward}`]: lineBreaks, [`writer: ${awkward}`]: lineBreaks },
  excel: { [`reader: ${awkward}`]: longTexts, [`writer: ${awkward}`]: longTexts },
};

for (const [fileFormat, options] of Object.entries(formats)) {
  const written = { fileFormat, fileName: 'rows', ...options };
  const read = { fileFormat, byteEncoding: 'base64', allowEmpty: true, ...options };
  describe(fileFormat, () => {
    describeConnector({
      connector,
      waivers: waivers[fileFormat] ?? {},
      reader: {
        async create(schema, rows) {
          const folder = temporaryFolder();
          const half = Math.ceil(rows.length / 2);
          await writeFiles({ path: folder, ...written }, [
            [batchOf(schema, rows.slice(0, half))],
            [batchOf(schema, rows.slice(half))],
          ]);
          const column = schema.columns.map(({ name }, index) => ({
            index,
            name,
            type: index === 0 ? 'int64' : 'utf8',
          }));
          return { path: folder, column, minSplitBytes: 200, ...read };
        },
        missing: async () => ({ path: '/nowhere/at/all.csv', column: [{ index: 0, type: 'string' }], fileFormat }),
      },
      writer: {
        async create(schema) {
          const folder = temporaryFolder();
          const column = schema.columns.map(({ name }, index) => ({ index, name }));
          const readerParameter = { path: join(folder, 'rows*'), column, ...read };
          return {
            parameter: { path: folder, writeMode: 'append', ...written },
            readerParameter,
            rows: () => rowsIn(readerParameter, schema),
          };
        },
        refusesDuplicates: false,
        roundTrips: true,
      },
    });
  });
}

async function rowsIn(parameter: Parameter, schema: Schema): Promise<Rows> {
  const reader = await openReader(connector, parameter);
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
