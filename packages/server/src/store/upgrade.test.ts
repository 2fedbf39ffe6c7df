import { sql, type Kysely, type TableMetadata } from 'kysely';
import { beforeAll, describe, expect, test } from 'vitest';
import { service, type Server } from '@sluice/testkit';
import type { Store } from './database.ts';
import { migrate, migrationNames, newestMigration, unmigrate } from './migrate.ts';
import { openStore } from './open.ts';

/** Stores of a version, by the migrations they were made with. */
const versions: Readonly<Record<string, (store: Store) => Promise<void>>> = {
  'before schedules': (store) => migrate(store, '0001-first'),
  'with schedules in its first migration': async (store) => {
    await migrate(store, '0002-schedules');
    await sql`delete from kysely_migration where name = '0002-schedules'`.execute(store.database);
  },
  'before test runs were remembered': (store) => migrate(store, '0002-schedules'),
};

test('every migration but the newest is a version to upgrade from', () => {
  expect(migrationNames).toEqual(['0001-first', '0002-schedules', '0003-trials']);
});

describe.each(['sqlite', 'postgresql'] as const)('a store on %s', (dialect) => {
  let server: Server;
  beforeAll(async () => {
    if (dialect === 'postgresql') server = await (await service('postgresql')).newDatabase();
  });
  const open = () => openStore(dialect === 'sqlite' ? ':memory:' : server.url);

  test.each(Object.keys(versions))('of a version %s keeps its rows when it is upgraded', async (version) => {
    const store = await open();
    const wanted = shapeOf(await tablesOf(store));
    await unmigrate(store);
    await versions[version]?.(store);
    const before = await tablesOf(store);
    for (const table of before) await fill(store, table);
    const rows = await allRows(store, before);
    await migrate(store);
    expect(shapeOf(await tablesOf(store))).toEqual(wanted);
    expect(await allRows(store, before)).toEqual(rows);
    expect(rows).toHaveLength(before.length);
    await unmigrate(store);
    await store.close();
  });

  test('knows its newest version', async () => {
    const store = await open();
    const { rows } = await sql<{ name: string }>`select name from kysely_migration order by name`.execute(
      store.database,
    );
    expect(rows.at(-1)?.name).toBe(newestMigration);
    await unmigrate(store);
    await store.close();
  });
});

/** Tables that others refer to. */
const parents = [
  'users',
  'projects',
  'resource_groups',
  'data_sources',
  'jobs',
  'runs',
  'instances',
  'alert_channels',
  'alert_rules',
];

/** In an order in which they may be filled. */
async function tablesOf({ database }: Store): Promise<readonly TableMetadata[]> {
  const tables = await database.introspection.getTables();
  const rank = ({ name }: TableMetadata): number => (parents.includes(name) ? parents.indexOf(name) : parents.length);
  return tables.toSorted((one, other) => rank(one) - rank(other));
}

function shapeOf(tables: readonly TableMetadata[]): Record<string, string[]> {
  const columnsOf = ({ columns }: TableMetadata): string[] =>
    columns.map(({ name, dataType, isNullable }) => `${name} ${dataType} ${isNullable}`).toSorted();
  return Object.fromEntries(tables.map((table) => [table.name, columnsOf(table)]));
}

/** One row whose texts are «x», so that it refers to the row of any other table. */
async function fill({ database }: Store, { name, columns }: TableMetadata): Promise<void> {
  const values = columns.map(({ name: column, dataType }): [string, unknown] => [
    column,
    /text|char/i.test(dataType) ? 'x' : 1,
  ]);
  await anyTable(database).insertInto(name).values(Object.fromEntries(values)).execute();
}

async function allRows({ database }: Store, tables: readonly TableMetadata[]): Promise<readonly unknown[]> {
  const rows: unknown[] = [];
  for (const { name, columns } of tables)
    rows.push(
      ...(await anyTable(database)
        .selectFrom(name)
        .select(columns.map((column) => column.name))
        .execute()),
    );
  return rows;
}

function anyTable(database: Store['database']): Kysely<Record<string, Record<string, unknown>>> {
  return database as unknown as Kysely<Record<string, Record<string, unknown>>>;
}
