/** Rows that cannot be stored are left out one by one, each with table, column, value, reason and position. */
import { describeWithService, service, type Server } from '@sluice/testkit';
import { beforeAll, expect, test } from 'vitest';
import { mariadbQuery, postgresqlQuery, step } from '../servers.ts';
import { allowed, dirtyRecords, run } from './run.ts';

describeWithService('postgresql', 'rows that cannot be stored', (server) => {
  let mariadb: Server;
  beforeAll(async () => {
    mariadb = await (await service('mariadb')).newDatabase();
  });

  test('wrong types, overflow, NaN and 64-bit limits into MariaDB', async () => {
    await postgresqlQuery(
      server(),
      `create table mixed (id integer primary key, small integer, wide numeric, text text, price numeric);
       insert into mixed values
         (1, 1, 1, '12', 1.25), (2, 128, 1, '1', 1), (3, 1, 18446744073709551616, '1', 1), (4, 1, -1, '1', 1),
         (5, 1, 18446744073709551615, 'twelve', 1), (6, 1, 1, '99999999999', 1), (7, 1, 1, '', 1), (8, 1, 1, '1', 'NaN'),
         (9, 1, 1, '1', 1.255), (10, 1, 1, '1', 100000), (11, -128, 18446744073709551615, '-5', -999.99)`,
    );
    await mariadbQuery(
      mariadb,
      'create table mixed (id integer primary key, small tinyint, wide bigint unsigned, number integer, price decimal(5,2))',
    );
    const columns = { table: 'mixed', column: ['*'] };
    const ran = await run(step('postgresql', server(), columns), step('mariadb', mariadb, columns), allowed(9));
    expect(ran.report).toMatchObject({ state: 'succeeded', rowsRead: 11, rowsWritten: 2, rowsDirty: 9 });
    const records = await dirtyRecords(ran);
    const facts = records.map(({ ordinal, column, code }) => [ordinal + 1, column, code]);
    expect(facts.toSorted((left, right) => Number(left[0]) - Number(right[0]))).toEqual([
      [2, 'small', 'OUT_OF_RANGE'],
      [3, 'wide', 'OUT_OF_RANGE'],
      [4, 'wide', 'OUT_OF_RANGE'],
      [5, 'text', 'MALFORMED'],
      [6, 'text', 'OUT_OF_RANGE'],
      [7, 'text', 'MALFORMED'],
      [8, 'price', 'OUT_OF_RANGE'],
      [9, 'price', 'INEXACT'],
      [10, 'price', 'OUT_OF_RANGE'],
    ]);
    const wide = records.find(({ ordinal }) => ordinal === 2);
    expect(wide).toMatchObject({ origin: 'mixed', values: { id: 3, wide: '18446744073709551616', text: '1' } });
    expect(wide?.reason).not.toBe('');
    expect(await mariadbQuery(mariadb, 'select id, cast(wide as char) as wide from mixed order by id')).toEqual([
      { id: 1, wide: '1' },
      { id: 11, wide: '18446744073709551615' },
    ]);
  });

  test('64-bit limits and overflow into PostgreSQL', async () => {
    await mariadbQuery(
      mariadb,
      'create table limits (id integer primary key, n bigint unsigned)',
      'insert into limits values (1, 9223372036854775807), (2, 9223372036854775808), (3, 18446744073709551615)',
    );
    await postgresqlQuery(server(), 'create table limits (id integer primary key, n bigint)');
    const columns = { table: 'limits', column: ['*'] };
    const ran = await run(step('mariadb', mariadb, columns), step('postgresql', server(), columns), allowed(2));
    expect(ran.report).toMatchObject({ state: 'succeeded', rowsWritten: 1, rowsDirty: 2 });
    expect(await dirtyRecords(ran)).toMatchObject([
      { column: 'n', code: 'OUT_OF_RANGE', values: { id: 2, n: '9223372036854775808' } },
      { column: 'n', code: 'OUT_OF_RANGE', values: { id: 3, n: '18446744073709551615' } },
    ]);
    expect(await postgresqlQuery(server(), 'select n::text from limits')).toEqual([{ n: '9223372036854775807' }]);
  });

  test('zero dates: dirty records, or NULL where the data source says so', async () => {
    await mariadbQuery(
      mariadb,
      'create table days (id integer primary key, day date, at datetime)',
      "set sql_mode = ''",
      `insert into days values (1, '0000-00-00', null), (2, '2020-02-29', '2020-02-29 12:00:00'), (3, null, '2020-00-10 01:02:03')`,
    );
    await postgresqlQuery(server(), 'create table days (id integer primary key, day date, at timestamp)');
    const target = step('postgresql', server(), { table: 'days', column: ['*'], preSql: ['delete from @table'] });
    const source = { table: 'days', column: ['*'] };
    const strict = await run(step('mariadb', mariadb, source), target, allowed(2));
    expect(strict.report).toMatchObject({ state: 'succeeded', rowsWritten: 1, rowsDirty: 2 });
    expect(await dirtyRecords(strict)).toMatchObject([
      { ordinal: 0, stage: 'reader', column: 'day', code: 'MALFORMED', values: { id: 1, day: '0000-00-00' } },
      { ordinal: 2, stage: 'reader', column: 'at', code: 'MALFORMED', values: { id: 3, at: '2020-00-10 01:02:03' } },
    ]);
    const lenient = await run(step('mariadb', mariadb, { ...source, zeroDates: 'null' }), target);
    expect(lenient.report).toMatchObject({ state: 'succeeded', rowsWritten: 3, rowsDirty: 0 });
    expect(await postgresqlQuery(server(), 'select id, day::text, at::text from days order by id')).toEqual([
      { id: 1, day: null, at: null },
      { id: 2, day: '2020-02-29', at: '2020-02-29 12:00:00' },
      { id: 3, day: null, at: null },
    ]);
  });

  test.each(['postgresql', 'mariadb'] as const)('duplicate keys in insert mode on %s', async (stepType) => {
    const table = `keyed_${stepType}`;
    const query = stepType === 'postgresql' ? postgresqlQuery : mariadbQuery;
    const target = stepType === 'postgresql' ? server() : mariadb;
    await query(target, `create table ${table} (id integer primary key, name varchar(20))`);
    await query(target, `insert into ${table} values (3, 'was here')`);
    const reader = step('postgresql', server(), {
      querySql: [
        "select case when g = 900 then 7 else g end as id, 'row ' || g as name from generate_series(1, 1000) g",
      ],
    });
    const ran = await run(reader, step(stepType, target, { table, column: ['id', 'name'] }), allowed(2));
    expect(ran.report).toMatchObject({ state: 'succeeded', rowsRead: 1000, rowsWritten: 998, rowsDirty: 2 });
    expect(await dirtyRecords(ran)).toMatchObject([
      { ordinal: 2, stage: 'writer', code: 'DUPLICATE_KEY', values: { id: 3, name: 'row 3' } },
      { ordinal: 899, stage: 'writer', code: 'DUPLICATE_KEY', values: { id: 7, name: 'row 900' } },
    ]);
    const kept = await query(target, `select name from ${table} where id in (3, 7) order by id`);
    expect(kept).toEqual([{ name: 'was here' }, { name: 'row 7' }]);
    expect(Number((await query(target, `select count(*) as count from ${table}`))[0]?.['count'])).toBe(999);
  });

  test('a column whose values may be rounded is named in the report', async () => {
    await postgresqlQuery(
      server(),
      'create table prices (n numeric); insert into prices values (0.1234567890123); create table floats (n real)',
    );
    const side = (table: string): object => step('postgresql', server(), { table, column: ['n'] });
    const { report } = await run(side('prices'), side('floats'));
    expect(report.notes).toContain('Column "n": decimal becomes float32, rounded to the nearest float32.');
  });

  test('the limit of dirty records holds exactly over several channels, and nothing of the rest is stored', async () => {
    await postgresqlQuery(
      server(),
      `create table texts (id integer primary key, t text);
       insert into texts select g, case when g % 10 = 0 then 'bad' else g::text end from generate_series(1, 40000) g;
       analyze texts; create table numbers (id integer primary key, t integer)`,
    );
    const reader = step('postgresql', server(), { table: 'texts', column: ['*'], splitPk: 'id' });
    const writer = step('postgresql', server(), { table: 'numbers', column: ['*'] });
    const setting = { errorLimit: { record: '500' }, speed: { concurrent: 4, throttle: false } };
    const ran = await run(reader, writer, setting);
    expect(ran.exitCode).toBe(4);
    expect(ran.report).toMatchObject({
      state: 'failed',
      rowsDirty: 501,
      error: { code: 'RUN_TOO_MANY_DIRTY_RECORDS' },
    });
    expect(await dirtyRecords(ran)).toHaveLength(501);
    const [stored] = await postgresqlQuery(server(), 'select count(*)::int as count from numbers');
    expect(stored).toEqual({ count: ran.report.rowsWritten });
  });
});
