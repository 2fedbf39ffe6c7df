import { describeConnector, describeWithService } from '@sluice/testkit';
import type { Rows, Server } from '@sluice/testkit';
import type { Schema } from '@sluice/core';
import postgresql from './index.ts';
import { typeFor } from './types.ts';

describeWithService('postgresql', 'PostgreSQL', (server) => {
  let tables = 0;

  const connection = (): Pick<Server, 'host' | 'port' | 'user' | 'password' | 'database'> => {
    const { host, port, user, password, database } = server();
    return { host, port, user, password, database };
  };

  /** Every value as the server writes it. */
  async function query(sql: string, values: unknown[] = []): Promise<Rows> {
    const { default: pg } = await import('pg');
    const client = new pg.Client({ ...connection(), types: { getTypeParser: () => (text: string) => text } });
    await client.connect();
    try {
      return (await client.query({ text: sql, values, rowMode: 'array' })).rows;
    } finally {
      await client.end();
    }
  }

  async function createTable({ columns }: Schema): Promise<string> {
    const name = `"t ${++tables}"`;
    const declared = columns.map(
      (column) =>
        `"${column.name}" ${typeFor(column.type)}${column.isNullable ? '' : ' not null'}${column.name === 'id' ? ' primary key' : ''}`,
    );
    await query(`create table ${name} (${declared.join(', ')})`);
    return name;
  }

  describeConnector({
    connector: postgresql,
    reader: {
      create: async (schema, rows) => {
        const table = await createTable(schema);
        const lists = schema.columns.map((_, index) => rows.map((row) => row[index]?.toString() ?? null));
        await query(`insert into ${table} select * from unnest($1::bigint[], $2::text[])`, lists);
        return { ...connection(), table: [table], column: ['*'], splitFactor: 2 };
      },
      missing: async () => ({ ...connection(), table: ['nope'], column: ['*'] }),
    },
    writer: {
      create: async (schema) => {
        const table = await createTable(schema);
        const parameter = { ...connection(), table: [table], column: ['*'] };
        return { parameter, readerParameter: parameter, rows: () => query(`select * from ${table}`) };
      },
      missing: async () => ({ ...connection(), table: ['nope'], column: ['*'] }),
      refusesDuplicates: true,
      roundTrips: true,
    },
    explorer: {
      connection: async () => connection(),
      table: async () => {
        await query('create table if not exists people (id integer primary key, name text)');
        return 'people';
      },
      refused: async () => ({ ...connection(), password: 'wrong' }),
    },
  });
});
