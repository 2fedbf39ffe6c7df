import { testContext } from '@sluice/testkit';
import { expect, test } from 'vitest';
import sqlite from './index.ts';
import { testDatabase } from './test-database.ts';

const explore = async (path: string) => {
  const explorer = await sqlite.explore?.({ path } as never, testContext());
  if (explorer === undefined) throw new Error('no explorer');
  return explorer;
};

const create = () =>
  testDatabase(`
    create table orders (id integer primary key, code text not null unique, day date, total integer as (id * 2));
    create table keyed (a text, b integer, primary key (b, a)) without rowid;
    create view big as select id from orders;
    insert into orders (id, code) values (1, 'a'), (10, 'b');
  `);

test('lists tables and views', async () => {
  const explorer = await explore(create().path);
  expect(await explorer.listTables()).toEqual([
    { name: 'big', kind: 'view' },
    { name: 'keyed', kind: 'table' },
    { name: 'orders', kind: 'table', estimatedRows: 10 },
  ]);
  expect((await explorer.listTables({ pattern: 'ord*', limit: 5 })).map((entry) => entry.name)).toEqual(['orders']);
  await explorer.close();
});

test('describes a table with its keys', async () => {
  const explorer = await explore(create().path);
  const orders = await explorer.describeTable('ORDERS');
  expect(orders).toMatchObject({ name: 'orders', kind: 'table', primaryKey: ['id'], uniqueKeys: [['code']] });
  expect(orders.schema.columns.map(({ name, nativeType, isNullable }) => [name, nativeType, isNullable])).toEqual([
    ['id', 'integer', false],
    ['code', 'text', false],
    ['day', 'date', true],
    ['total', 'integer', true],
  ]);
  expect((await explorer.describeTable('keyed')).primaryKey).toEqual(['b', 'a']);
  await expect(explorer.describeTable('nope')).rejects.toThrow('Table "nope" does not exist.');
  await explorer.close();
});

test('tests step by step and stops at the first failure', async () => {
  const good = await explore(create().path);
  expect((await good.test()).map(({ step, ok, detail }) => [step, ok, detail])).toEqual([
    ['connect', true, 'connected and logged in'],
    ['read', true, '3 tables are visible'],
  ]);
  await good.close();
  const bad = await explore('/nowhere/x.db');
  expect((await bad.test()).map(({ step, ok, detail }) => [step, ok, detail])).toEqual([
    ['connect', false, 'The database file "/nowhere/x.db" does not exist.'],
  ]);
  await bad.close();
});

test('turns a URL into parameters', () => {
  const toParameter = sqlite.urls?.toParameter;
  expect(toParameter?.(new URL('sqlite:data/my%20shop.db?table=orders'), 'reader')).toEqual({
    path: 'data/my shop.db',
    table: ['orders'],
  });
  expect(toParameter?.(new URL('sqlite:///var/shop.db#orders'), 'writer')).toEqual({
    path: '/var/shop.db',
    table: ['orders'],
  });
  expect(toParameter?.(new URL('sqlite:shop.db'), 'writer')).toEqual({ path: 'shop.db' });
});
