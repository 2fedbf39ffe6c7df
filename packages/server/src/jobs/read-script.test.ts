import { expect, test } from 'vitest';
import { readScript } from './read-script.ts';

const step = (category: string, parameter: object) => ({
  stepType: category === 'reader' ? 'mysql' : 'postgresql',
  category,
  name: category,
  parameter: { column: ['id'], ...parameter },
});

async function tablesOf(reader: object, writer: object) {
  const script = { type: 'job', version: '2.0', steps: [step('reader', reader), step('writer', writer)] };
  const { readsTables, writesTables } = (await readScript(JSON.stringify(script), '')).facts;
  return { readsTables, writesTables };
}

test('a job knows which tables of which data sources it reads and writes', async () => {
  expect(await tablesOf({ datasource: 'Shop', table: 'orders' }, { datasource: 'Dw', table: ['dw.orders'] })).toEqual({
    readsTables: [{ dataSource: 'Shop', table: 'orders' }],
    writesTables: [{ dataSource: 'Dw', table: 'dw.orders' }],
  });
});

test('shards have data sources and tables of their own; tables without a data source belong to nobody', async () => {
  const connection = [
    { datasource: 'East', table: ['o_[0-1]', 'p'] },
    { datasource: 'West' },
    { jdbcUrl: 'x', table: 'q' },
  ];
  expect(await tablesOf({ connection, table: 'orders' }, { host: 'h', user: 'u', table: 'orders' })).toEqual({
    readsTables: [
      { dataSource: 'East', table: 'o_[0-1]' },
      { dataSource: 'East', table: 'p' },
      { dataSource: 'West', table: 'orders' },
    ],
    writesTables: [],
  });
});

test('a query names no table, and a script that cannot be read neither', async () => {
  expect((await tablesOf({ datasource: 'Shop', querySql: ['select 1'] }, {})).readsTables).toEqual([]);
  expect((await readScript('{', '')).facts.readsTables).toBeUndefined();
});
