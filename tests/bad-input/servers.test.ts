/** Servers that refuse, get in the way, or are left: one clear error, quickly, and nothing stays behind. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { RunReport } from '@sluice/engine';
import { describeWithService, service, type Server } from '@sluice/testkit';
import { beforeAll, expect, onTestFinished, test } from 'vitest';
import { finishedSplits, job, runIds } from '../e2e/jobs.ts';
import { Workplace, answerOf, until } from '../e2e/sluice.ts';
import { makePostgresqlSource, mariadbQuery, postgresqlQuery, sourceColumns, step } from '../servers.ts';
import { run } from './run.ts';

const nowhere = { stepType: 'stream', print: false };
const poor = { user: 'poor', password: 'poor' };
const slow = { speed: { concurrent: 2, throttle: true, mbps: '1' } };

/** The second table is read after the first one, half a second later. */
const oneByOne = { speed: { concurrent: 1, throttle: true, mbps: '1' } };

function isPlanned({ state }: Workplace): boolean {
  return existsSync(join(state, 'runs', runIds(state)[0] ?? '', 'plan.json'));
}

describeWithService('postgresql', 'servers', (postgresql) => {
  let mariadb: Server;
  beforeAll(async () => {
    mariadb = await (await service('mariadb')).newDatabase();
    await makePostgresqlSource(postgresql(), 100_000);
    await postgresqlQuery(
      postgresql(),
      `do $$ begin if not exists (select from pg_roles where rolname = 'poor') then create role poor login password 'poor'; end if; end $$;
       create table target (id integer, name text, amount numeric);
       create table empty (id integer primary key, name text)`,
    );
    await mariadbQuery(
      mariadb,
      "create or replace user poor@'%' identified by 'poor'",
      'create table empty (id integer primary key, name varchar(50))',
      'create table target (id integer primary key, name varchar(50), amount decimal(20,6))',
      'create table busy (primary key (id)) select seq as id, md5(seq) as name, seq / 7 as amount from seq_1_to_100000',
      `grant select on ${mariadb.database}.empty to poor@'%'`,
    );
  });

  const parts = (): Record<string, () => [object, object]> => {
    const read = (parameter: object): object =>
      step('postgresql', postgresql(), { table: 'empty', column: ['*'], ...parameter });
    const readMariadb = (parameter: object): object =>
      step('mariadb', mariadb, { table: 'empty', column: ['*'], ...parameter });
    return {
      'PostgreSQL, wrong password': () => [read({ password: 'wrong' }), nowhere],
      'MariaDB, wrong password': () => [readMariadb({ password: 'wrong' }), nowhere],
      'PostgreSQL, unknown host': () => [read({ host: 'no.such.host.invalid' }), nowhere],
      'MariaDB, unknown host': () => [readMariadb({ host: 'no.such.host.invalid' }), nowhere],
      'PostgreSQL, nobody listens': () => [read({ port: 1 }), nowhere],
      'MariaDB, nobody listens': () => [readMariadb({ port: 1 }), nowhere],
      'PostgreSQL, no right to read': () => [read(poor), nowhere],
      'MariaDB, no right to read': () => [readMariadb({ ...poor, table: 'target' }), nowhere],
      'PostgreSQL, no right to write': () => [readMariadb({}), read(poor)],
      'MariaDB, no right to write': () => [
        step('postgresql', postgresql(), { querySql: ["select 1, 'x'"] }),
        readMariadb(poor),
      ],
      'PostgreSQL, missing table': () => [read({ table: 'emty' }), nowhere],
      'MariaDB, missing table': () => [readMariadb({ table: 'emty' }), nowhere],
      'PostgreSQL, read-only target': () => [
        step('postgresql', postgresql(), { querySql: ["select 1, 'x'"] }),
        read({ options: '-c default_transaction_read_only=on' }),
      ],
      'MariaDB, read-only target': () => [
        step('postgresql', postgresql(), { querySql: ["select 1, 'x'"] }),
        readMariadb({ session: ['set session transaction read only'] }),
      ],
    };
  };

  test.each([
    ['PostgreSQL, wrong password', 'POSTGRESQL_LOGIN_FAILED', 2],
    ['MariaDB, wrong password', 'MYSQL_ACCESS_DENIED', 2],
    ['PostgreSQL, unknown host', 'POSTGRESQL_HOST_UNKNOWN', 3],
    ['MariaDB, unknown host', 'MYSQL_HOST_UNKNOWN', 3],
    ['PostgreSQL, nobody listens', 'POSTGRESQL_CONNECTION_REFUSED', 3],
    ['MariaDB, nobody listens', 'MYSQL_CONNECTION_REFUSED', 3],
    ['PostgreSQL, no right to read', 'POSTGRESQL_ACCESS_DENIED', 2],
    ['MariaDB, no right to read', 'MYSQL_TABLE_NOT_FOUND', 2],
    ['PostgreSQL, no right to write', 'POSTGRESQL_ACCESS_DENIED', 2],
    ['MariaDB, no right to write', 'MYSQL_PRIVILEGE_MISSING', 2],
    ['PostgreSQL, missing table', 'POSTGRESQL_TABLE_NOT_FOUND', 2],
    ['MariaDB, missing table', 'MYSQL_TABLE_NOT_FOUND', 2],
    ['PostgreSQL, read-only target', 'POSTGRESQL_READ_ONLY', 3],
    ['MariaDB, read-only target', 'MYSQL_READ_ONLY', 3],
  ])('%s: %s at once and without a retry', async (name, code, exitCode) => {
    const [reader, writer] = parts()[name]?.() ?? [nowhere, nowhere];
    const ran = await run(reader, writer);
    expect(ran.report).toMatchObject({ state: 'failed', retries: 0, rowsWritten: 0, error: { code } });
    expect(ran.report.error?.suggestion).not.toBe('');
    expect(ran.exitCode).toBe(exitCode);
    // Of the run alone: how long Node takes to start depends on what else the machine does.
    expect(ran.report.seconds).toBeLessThan(5);
  });

  test('a deadlock is retried and the run succeeds', { timeout: 60_000 }, async () => {
    await mariadbQuery(
      mariadb,
      'create table accounts (id integer primary key, name varchar(50))',
      "insert into accounts select seq, 'before' from seq_1_to_20",
      'create table heavy (id integer primary key)',
    );
    const { createConnection } = await import('mysql2/promise');
    const { host, port, user, password, database } = mariadb;
    const other = await createConnection({ host, port, user, password, database });
    onTestFinished(() => other.end());
    // The server gives up the transaction that has changed less: not this one.
    await other.query('begin');
    await other.query('insert into heavy select seq from seq_1_to_1000');
    await other.query("update accounts set name = 'other' where id = 20");
    const reader = step('postgresql', postgresql(), {
      querySql: ["select g as id, 'after' as name from generate_series(1, 20) g"],
    });
    const running = run(reader, step('mariadb', mariadb, { table: 'accounts', column: ['*'], writeMode: 'update' }));
    await waitFor(async () => {
      // Not innodb_trx: the server renews that table only after a tenth of a second without a look at it.
      const sql =
        "select count(*) as count from information_schema.processlist where info like 'insert into `accounts`%' and time_ms > 200";
      return Number((await mariadbQuery(mariadb, sql))[0]?.['count']) > 0;
    });
    await other.query("update accounts set name = 'other' where id = 1");
    await other.query('commit');
    const { exitCode, report } = await running;
    expect(report).toMatchObject({ state: 'succeeded', retries: 1, rowsWritten: 20, rowsDirty: 0 });
    expect(exitCode).toBe(0);
    expect(await mariadbQuery(mariadb, 'select distinct name from accounts')).toEqual([{ name: 'after' }]);
  });

  test.each(['postgresql', 'mariadb'] as const)(
    'a table of %s that is dropped during the run ends it, unless the server keeps it for the run',
    async (stepType) => {
      const source = stepType === 'postgresql' ? postgresql() : mariadb;
      await makeParts(stepType, source);
      await postgresqlQuery(postgresql(), 'create table if not exists parts (id integer, name text); truncate parts');
      const place = new Workplace();
      const reader = step(stepType, source, { table: ['part_a', 'part_b'], column: ['id', 'name'], splitFactor: 5 });
      const writer = step('postgresql', postgresql(), { table: 'parts', column: ['id', 'name'] });
      const child = place.start(['run', place.write('job.json', job(reader, writer, oneByOne)), '--json']);
      const ended = answerOf(child);
      await until(() => isPlanned(place) || child.exitCode !== null, 'the run is planned');
      const isDropped = await dropPart(stepType, source);
      const { stdout, exitCode } = await ended;
      const report = JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '') as RunReport;
      const code = stepType === 'postgresql' ? 'POSTGRESQL_TABLE_NOT_FOUND' : 'MYSQL_TABLE_NOT_FOUND';
      if (isDropped) expect({ exitCode, code: report.error?.code }).toEqual({ exitCode: 2, code });
      else expect({ exitCode, rowsWritten: report.rowsWritten }).toEqual({ exitCode: 0, rowsWritten: 40_000 });
      const [row] = await postgresqlQuery(postgresql(), 'select count(*)::int as count from parts');
      expect(row).toEqual({ count: report.rowsWritten });
    },
  );

  test.each(['postgresql', 'mariadb'] as const)(
    'a table that was dropped before a resume reads from %s is told',
    async (stepType) => {
      const source = stepType === 'postgresql' ? postgresql() : mariadb;
      await makeParts(stepType, source);
      const place = new Workplace();
      const reader = step(stepType, source, { table: ['part_a', 'part_b'], column: ['id', 'name'], splitFactor: 5 });
      const child = place.start(['run', place.write('job.json', job(reader, nowhere, slow))]);
      const ended = answerOf(child);
      await until(() => finishedSplits(place.state) >= 1 || child.exitCode !== null, 'a split is finished');
      child.kill('SIGKILL');
      await ended;
      await waitFor(() => dropPart(stepType, source));
      const { exitCode, answer } = await place.json(['resume', runIds(place.state)[0] ?? '']);
      const code = stepType === 'postgresql' ? 'POSTGRESQL_TABLE_NOT_FOUND' : 'MYSQL_TABLE_NOT_FOUND';
      expect({ exitCode, error: answer.error }).toMatchObject({ exitCode: 2, error: { code, kind: 'config' } });
    },
  );

  test.each([
    ['PostgreSQL', () => step('postgresql', postgresql(), { querySql: ["select 1, 'x', 2 from pg_sleep(60)"] })],
    ['MariaDB', () => step('mariadb', mariadb, { querySql: ["select 1, 'x', sleep(60)"] })],
    [
      'a busy PostgreSQL',
      () => step('postgresql', postgresql(), { table: 'source', column: sourceColumns, splitPk: 'id' }),
    ],
    ['a busy MariaDB', () => step('mariadb', mariadb, { table: 'busy', column: ['*'], splitPk: 'id' })],
  ])('two interrupts end a run that reads from %s, and leave no session behind', async (_case, reader) => {
    const place = new Workplace();
    const writer = step('mariadb', mariadb, { table: 'target', column: sourceColumns, preSql: ['delete from @table'] });
    const child = place.start(['run', place.write('job.json', job(reader(), writer, slow))]);
    const ended = answerOf(child);
    await waitFor(async () => isPlanned(place) && (await sessions(postgresql(), mariadb)) >= 2);
    const startedAt = performance.now();
    child.kill('SIGINT');
    await new Promise((resolve) => child.stderr.once('data', resolve));
    child.kill('SIGINT');
    const { exitCode, stderr } = await ended;
    expect(performance.now() - startedAt).toBeLessThan(5_000);
    expect(exitCode).toBe(130);
    expect(stderr).toContain('Stopping at once.');
    await waitFor(async () => (await sessions(postgresql(), mariadb)) === 0);
  });
});

/** Two tables of 20,000 rows. */
async function makeParts(stepType: 'postgresql' | 'mariadb', server: Server): Promise<void> {
  for (const name of ['part_a', 'part_b']) {
    if (stepType === 'postgresql') {
      const rows = 'select g as id, md5(g::text) as name from generate_series(1, 20000) g';
      await postgresqlQuery(server, `drop table if exists ${name}; create table ${name} as ${rows}; analyze ${name}`);
    } else {
      const rows = 'select seq as id, md5(seq) as name from seq_1_to_20000';
      await mariadbQuery(server, `drop table if exists ${name}`, `create table ${name} (primary key (id)) ${rows}`);
    }
  }
}

/** False when somebody holds the table for more than a moment. */
async function dropPart(stepType: 'postgresql' | 'mariadb', server: Server): Promise<boolean> {
  const dropping =
    stepType === 'postgresql'
      ? postgresqlQuery(server, "set lock_timeout = '300ms'; drop table part_b")
      : mariadbQuery(server, 'set lock_wait_timeout = 1', 'drop table part_b');
  return dropping.then(
    () => true,
    () => false,
  );
}

/** Sessions of others on both databases. */
async function sessions(postgresql: Server, mariadb: Server): Promise<number> {
  const [inPostgresql] = await postgresqlQuery(
    postgresql,
    'select count(*) as count from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()',
  );
  const [inMariadb] = await mariadbQuery(
    mariadb,
    'select count(*) as count from information_schema.processlist where db = database() and id <> connection_id()',
  );
  return Number(inPostgresql?.['count']) + Number(inMariadb?.['count']);
}

/** Waits until something holds at a server, or fails after 10 seconds. */
async function waitFor(condition: () => Promise<boolean>): Promise<void> {
  const deadline = performance.now() + 10_000;
  while (!(await condition())) {
    if (performance.now() > deadline) throw new Error('waited in vain');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
