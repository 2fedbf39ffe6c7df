import { type Schema } from '@sluice/core';
import { type Rows, type Server, describeConnector, hasService, service } from '@sluice/testkit';
import { beforeAll, describe } from 'vitest';
import mariadb from '../mariadb/index.ts';
import mysql from './index.ts';
import { load, openSession, readAll } from './test-session.ts';
import { nativeTypeFor } from './types.ts';

/** Dolt speaks as MySQL 8 does: no bulk execute, a JSON type, other catalogs. */
const servers = { mariadb: [mysql, mariadb], dolt: [mysql] } as const;

const check = (type: string): string => `types: ${type} comes back as it was, or is rejected`;
const early = 'Dolt cuts the connection when it sends a year before 1000 in binary';
const waivers: Readonly<Record<keyof typeof servers, Readonly<Record<string, string>>>> = {
  mariadb: {},
  dolt: {
    [check('float32')]: 'Dolt refuses the largest FLOAT, by an error without a number of its own',
    [check('date')]: early,
    [check('timestamp(us)')]: early,
  },
};

describe.for(Object.keys(servers) as (keyof typeof servers)[])('MySQL connectors on %s', (name) => {
  if (!hasService(name)) return void describe.skip(`${name} is not there`);
  let server: Server;
  let tables = 0;
  beforeAll(async () => {
    server = await (await service(name)).newDatabase();
  });

  const connection = () => {
    const { host, port, user, password, database } = server;
    return { host, port, user, password, database };
  };

  const createTable = async (schema: Schema): Promise<string> => {
    const table = `t ${++tables}`;
    const session = await openSession(server);
    const columns = schema.columns.map(
      (column) =>
        `\`${column.name}\` ${nativeTypeFor(column.type)} ${column.isNullable ? 'null' : 'not null'}${column.name === 'id' ? ' primary key' : ''}`,
    );
    await session.execute(`CREATE TABLE \`${table}\` (${columns.join(', ')})`);
    await session.close();
    return table;
  };

  const rowsOf = async (table: string): Promise<Rows> => {
    const session = await openSession(server);
    const { rows } = await readAll(session, `SELECT * FROM \`${table}\``);
    await session.close();
    return rows;
  };

  for (const connector of servers[name]) {
    describeConnector({
      connector,
      waivers: waivers[name],
      reader: {
        create: async (schema, rows) => {
          const table = await createTable(schema);
          const session = await openSession(server);
          if (rows.length > 0) await load(session, table, rows);
          await session.close();
          return { ...connection(), table: [`\`${table}\``], column: ['*'], splitFactor: 2 };
        },
        missing: async () => ({ ...connection(), table: ['nope'], column: ['*'] }),
      },
      writer: {
        create: async (schema) => {
          const table = await createTable(schema);
          const parameter = { ...connection(), table: [`\`${table}\``], column: ['*'] };
          return { parameter, readerParameter: parameter, rows: () => rowsOf(table) };
        },
        missing: async () => ({ ...connection(), table: ['nope'], column: ['*'] }),
        refusesDuplicates: true,
        roundTrips: true,
      },
      explorer: {
        connection: async () => connection(),
        table: async () => {
          const session = await openSession(server);
          await session.execute('DROP TABLE IF EXISTS people');
          await session.execute('CREATE TABLE people (id int primary key, name text)');
          await session.close();
          return 'people';
        },
        refused: async () => ({ ...connection(), password: 'wrong' }),
      },
    });
  }
});
