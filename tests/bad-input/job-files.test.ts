/** Jobs that cannot work are told before anything moves, with place and hint. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describeWithService, service, type Server } from '@sluice/testkit';
import { beforeAll, expect, test } from 'vitest';
import { job } from '../e2e/jobs.ts';
import { Workplace } from '../e2e/sluice.ts';
import { mariadbQuery, postgresqlQuery, step } from '../servers.ts';
import { run } from './run.ts';

const nowhere = { stepType: 'stream', print: false };

describeWithService('postgresql', 'a job that cannot work', (server) => {
  let mariadb: Server;
  beforeAll(async () => {
    mariadb = await (await service('mariadb')).newDatabase();
    await postgresqlQuery(
      server(),
      `create table three (a integer primary key, b text, c numeric); insert into three values (1, 'x', 1.5);
       create table "semi;colon ""quoted"" 'name'" ("id;" integer primary key, "va""lue" text, "or'der" integer);
       insert into "semi;colon ""quoted"" 'name'" values (1, 'one', 10), (2, null, 20)`,
    );
    await mariadbQuery(
      mariadb,
      'create table two (a integer primary key, b varchar(20))',
      "insert into two values (77, 'kept')",
      "create table `semi;colon ``quoted`` 'name'` (`id;` integer primary key, `va``lue` text, `or'der` integer)",
    );
  });

  test('because its JSON is broken says the line and the column', async () => {
    const place = new Workplace();
    const file = place.write('job.json', '{\n  "type": "job",\n  "steps": [}\n}');
    const { exitCode, answer } = await place.json(['run', file]);
    expect(exitCode).toBe(2);
    expect(answer).toMatchObject({
      ok: false,
      error: { code: 'JSON_EXPECTED', kind: 'config', line: 3, column: 13 },
    });
    expect(() => readdirSync(join(place.state, 'runs'))).toThrow('ENOENT');
  });

  test('because of an unknown plug-in says which one was probably meant', async () => {
    const { exitCode, report } = await run({ stepType: 'postgresq', table: 'three' }, nowhere);
    expect(exitCode).toBe(2);
    expect(report.error).toMatchObject({
      code: 'JOB_CONNECTOR_UNKNOWN',
      suggestion: 'Did you mean "postgresql"?',
      path: 'steps[0]',
      line: 5,
    });
  });

  test('because of an unknown option warns with the place and the option that was probably meant', async () => {
    const place = new Workplace();
    const reader = step('postgresql', server(), { table: 'three', column: ['*'], wher: 'a > 1' });
    const file = place.write('job.json', job(reader, nowhere));
    const { exitCode, stderr } = await place.run(['run', file]);
    expect(exitCode).toBe(0);
    expect(stderr).toMatch(/job\.json:\d+:\d+ +"wher" is not an option here/);
    expect(stderr).toContain('Did you mean "where"?');
  });

  test('because the column counts differ says where, and empties no table', async () => {
    const reader = step('postgresql', server(), { table: 'three', column: ['*'] });
    const writer = step('mariadb', mariadb, { table: 'two', column: ['*'], preSql: ['delete from @table'] });
    const { exitCode, report } = await run(reader, writer);
    expect(exitCode).toBe(2);
    expect(report.error).toMatchObject({
      code: 'RELATIONAL_COLUMN_COUNT_DIFFERS',
      message: 'The reader delivers 3 columns, the writer expects 2: "a", "b", "c" against "a", "b".',
      suggestion: 'Columns are matched by position. Give both sides lists of the same length.',
      path: 'steps[1].parameter.column',
    });
    expect(report.error?.line).toBeGreaterThan(20);
    expect(await mariadbQuery(mariadb, 'select b from two')).toEqual([{ b: 'kept' }]);
  });

  test('because a type cannot become another says so, and empties no table', async () => {
    await postgresqlQuery(
      server(),
      "create table flags (a integer, b boolean); create table days (a integer, b date); insert into days values (1, 'today')",
    );
    const writer = step('postgresql', server(), { table: 'days', column: ['*'], preSql: ['delete from @table'] });
    const { exitCode, report } = await run(step('postgresql', server(), { table: 'flags', column: ['*'] }), writer);
    expect(exitCode).toBe(2);
    expect(report.error).toMatchObject({
      code: 'RUN_CONVERSION_IMPOSSIBLE',
      message: 'Column "b": bool cannot become date.',
      suggestion: 'Cast the column in the reader, or choose another target type.',
    });
    expect(await postgresqlQuery(server(), 'select a from days')).toEqual([{ a: 1 }]);
  });

  test.each([['three; drop table three'], ['"three"; drop table three; --'], ["three' or '1'='1"]])(
    'because its table is the SQL %j runs none of it',
    async (table) => {
      const { exitCode, report } = await run(step('postgresql', server(), { table, column: ['*'] }), nowhere);
      expect(exitCode).toBe(2);
      expect(report.error).toMatchObject({ code: 'POSTGRESQL_TABLE_NOT_FOUND', kind: 'config' });
      expect(await postgresqlQuery(server(), 'select count(*)::int as count from three')).toEqual([{ count: 1 }]);
    },
  );

  test.each([['two; drop table two'], ['two`; drop table two; -- '], ["two' or '1'='1"]])(
    'because its target is the SQL %j runs none of it',
    async (table) => {
      const reader = step('postgresql', server(), { table: 'three', column: ['a', 'b'] });
      const { exitCode, report } = await run(reader, step('mariadb', mariadb, { table, column: ['a', 'b'] }));
      expect(exitCode).toBe(2);
      expect(report.error).toMatchObject({ code: 'MYSQL_TABLE_NOT_FOUND', kind: 'config' });
      expect(await mariadbQuery(mariadb, 'select count(*) as count from two')).toEqual([{ count: 1 }]);
    },
  );

  test.each([
    ['a column', { table: 'three', column: ['a', '1; drop table three; --'] }],
    ['a filter', { table: 'three', column: ['a'], where: 'true; drop table three; --' }],
    ['a query', { querySql: ['select 1; drop table three'] }],
  ])('because %s holds a second statement runs none of it', async (_case, parameter) => {
    const { exitCode, report } = await run(step('postgresql', server(), parameter), nowhere);
    expect(exitCode).toBe(2);
    expect(report.error).toMatchObject({ code: 'POSTGRESQL_SQL_INVALID' });
    expect(await postgresqlQuery(server(), 'select count(*)::int as count from three')).toEqual([{ count: 1 }]);
  });

  test('names with quotes and semicolons are only names, on both servers', async () => {
    const table = { table: ['"semi;colon ""quoted"" \'name\'"'], column: ['*'], splitPk: 'id;' };
    const target = { table: ["`semi;colon ``quoted`` 'name'`"], column: ['*'], writeMode: 'update' };
    const { exitCode, report } = await run(step('postgresql', server(), table), step('mariadb', mariadb, target));
    expect(report.error).toBeUndefined();
    expect(exitCode).toBe(0);
    expect(await mariadbQuery(mariadb, "select * from `semi;colon ``quoted`` 'name'` order by 1")).toEqual([
      { 'id;': 1, 'va`lue': 'one', "or'der": 10 },
      { 'id;': 2, 'va`lue': null, "or'der": 20 },
    ]);
    await postgresqlQuery(server(), 'create table back (like "semi;colon ""quoted"" \'name\'")');
    const back = await run(
      step('mariadb', mariadb, target),
      step('postgresql', server(), { table: 'back', column: ['*'] }),
    );
    expect(back.report).toMatchObject({ state: 'succeeded', rowsWritten: 2 });
  });
});
