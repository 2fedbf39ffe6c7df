import { afterAll, expect, test } from 'vitest';
import { sql } from 'kysely';
import { openSqlite } from './sqlite.ts';

const store = openSqlite(':memory:');
afterAll(() => store.close());
const { database } = store;

test('a statement that is executed again sees what has changed, the columns of the table too', async () => {
  await sql`create table t (a integer)`.execute(database);
  const all = () => sql`select * from t`.execute(database);
  const add = (value: number) => sql`insert into t (a) values (${value})`.execute(database);
  await add(1);
  expect((await all()).rows).toEqual([{ a: 1 }]);
  await add(2);
  expect((await all()).rows).toEqual([{ a: 1 }, { a: 2 }]);
  await sql`alter table t add column b text default 'x'`.execute(database);
  expect((await all()).rows).toEqual([
    { a: 1, b: 'x' },
    { a: 2, b: 'x' },
  ]);
});

test('a statement that has failed can be executed again', async () => {
  await sql`create table u (a integer primary key)`.execute(database);
  const add = () => sql`insert into u (a) values (1)`.execute(database);
  await add();
  await expect(add()).rejects.toThrow('UNIQUE');
  await sql`delete from u`.execute(database);
  await add();
  expect((await sql`select * from u`.execute(database)).rows).toEqual([{ a: 1 }]);
});
