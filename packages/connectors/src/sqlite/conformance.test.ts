import { DatabaseSync } from 'node:sqlite';
import type { CellValue, Schema } from '@sluice/core';
import type { Rows } from '@sluice/testkit';
import { describeConnector } from '@sluice/testkit';
import sqlite from './index.ts';
import type { TestDatabase } from './test-database.ts';
import { testDatabase } from './test-database.ts';
import { declarationFor } from './types.ts';

function createTable(schema: Schema): TestDatabase {
  const columns = schema.columns.map(
    ({ name, type, isNullable }) =>
      `"${name}" ${declarationFor(type)}${isNullable ? '' : ' not null'}${name === 'id' ? ' primary key' : ''}`,
  );
  return testDatabase(`create table t (${columns.join(', ')})`);
}

function insert(path: string, rows: Rows): void {
  const database = new DatabaseSync(path);
  database.exec('begin');
  const marks = (rows[0] ?? []).map(() => '?').join(', ');
  if (rows.length > 0) {
    const statement = database.prepare(`insert into t values (${marks})`);
    for (const row of rows) statement.run(...(row as (string | bigint | null)[]));
  }
  database.exec('commit');
  database.close();
}

describeConnector({
  connector: sqlite,
  reader: {
    create: async (schema, rows) => {
      const { path } = createTable(schema);
      insert(path, rows);
      return { path, table: 't', column: ['*'], splitFactor: 2 };
    },
    missing: async () => ({ path: testDatabase().path, table: 'nope', column: ['*'] }),
  },
  writer: {
    create: async (schema) => {
      const database = createTable(schema);
      const parameter = { path: database.path, table: 't', column: ['*'] };
      return {
        parameter,
        readerParameter: parameter,
        rows: async () => database.all('select * from t') as readonly (readonly CellValue[])[],
      };
    },
    missing: async () => ({ path: testDatabase().path, table: 'nope', column: ['*'] }),
    refusesDuplicates: true,
    roundTrips: true,
  },
  explorer: {
    connection: async () => ({ path: testDatabase('create table people (id integer primary key, name text)').path }),
    table: async () => 'people',
    refused: async () => ({ path: '/nowhere/none.db' }),
  },
});
