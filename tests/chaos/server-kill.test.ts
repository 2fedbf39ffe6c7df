/** A server that dies in the middle of a run, on either side: the run retries or fails, and ends with every row once. */
import { setTimeout as wait } from 'node:timers/promises';
import { describeWithService, service, type Server } from '@sluice/testkit';
import { beforeAll, expect, test } from 'vitest';
import { finishedSplits, job, runIds } from '../e2e/jobs.ts';
import { Workplace, answerOf, until } from '../e2e/sluice.ts';
import { makePostgresqlSource, mariadbQuery, postgresqlQuery, sourceColumns, step } from '../servers.ts';

const rowCount = 100_000;
const timeout = 90_000;
/** Slow enough to be hit: three seconds. */
const setting = { speed: { concurrent: 2, throttle: true, mbps: '2' } };
const source = { table: 'source', column: sourceColumns, splitPk: 'id', splitFactor: 20 };
const target = { table: 'target', column: sourceColumns };
const everyRow = { count: rowCount, ids: rowCount, sum: String((rowCount * (rowCount + 1)) / 2) };

interface Outcome {
  readonly exitCode: number | null;
  readonly stderr: string;
  /** Resumes the run; answers the exit code. */
  resume(): Promise<number | null>;
}

/** Runs the job and does something to a server when a few splits are finished. */
async function runWith(reader: object, writer: object, inTheMiddle: () => Promise<void>): Promise<Outcome> {
  const place = new Workplace();
  const file = place.write('job.json', job(reader, writer, setting));
  const child = place.start(['run', file]);
  const ended = answerOf(child);
  await until(() => finishedSplits(place.state) >= 5 || child.exitCode !== null, 'five splits are finished');
  expect(child.exitCode).toBeNull();
  await inTheMiddle();
  const { exitCode, stderr } = await ended;
  const resume = async (): Promise<number | null> => {
    const answer = await place.run(['resume', runIds(place.state)[0] ?? '']);
    if (answer.exitCode !== 0) console.error(answer.stderr);
    return answer.exitCode;
  };
  return { exitCode, stderr, resume };
}

/** Away for longer than the first pause before a retry. */
async function comeBackLater(server: Server): Promise<void> {
  await server.kill();
  await wait(1_200);
  await server.restart();
}

const countSql = 'select count(*) as count, count(distinct id) as ids, sum(id) as sum from target';

async function rowsInPostgresql(server: Server): Promise<object> {
  const [row] = await postgresqlQuery(server, countSql);
  return { count: Number(row?.['count']), ids: Number(row?.['ids']), sum: String(row?.['sum']) };
}

async function rowsInMariadb(server: Server): Promise<object> {
  const [row] = await mariadbQuery(server, countSql);
  return { count: Number(row?.['count']), ids: Number(row?.['ids']), sum: String(row?.['sum']) };
}

describeWithService('postgresql', 'PostgreSQL dies', (shared) => {
  let mortal: Server;
  beforeAll(async () => {
    mortal = await service('postgresql', { exclusive: true });
    await makePostgresqlSource(mortal, rowCount);
    await makePostgresqlSource(shared(), rowCount);
    const createTarget = 'create table target (id integer, name text, amount numeric)';
    await postgresqlQuery(mortal, createTarget);
    await postgresqlQuery(shared(), createTarget);
  });

  test('as the source, with the snapshot: the run says so, a resume reads the rest', { timeout }, async () => {
    const reader = step('postgresql', mortal, source);
    const run = await runWith(reader, step('postgresql', shared(), target), () => comeBackLater(mortal));
    expect(run).toMatchObject({ exitCode: 3, stderr: expect.stringContaining('POSTGRESQL_SNAPSHOT_GONE') });
    expect(run.stderr).toMatch(/resume \d{8}T/);
    expect(await run.resume()).toBe(0);
    expect(await rowsInPostgresql(shared())).toEqual(everyRow);
  });

  test('as the target, and comes back: the tasks are retried, no row comes twice', { timeout }, async () => {
    const reader = step('postgresql', shared(), source);
    const run = await runWith(reader, step('postgresql', mortal, target), () => comeBackLater(mortal));
    expect(run.exitCode, run.stderr).toBe(0);
    expect(run.stderr).toContain('task retried');
    expect(await rowsInPostgresql(mortal)).toEqual(everyRow);
  });
});

describeWithService('mariadb', 'MariaDB dies', (shared) => {
  let mortal: Server;
  beforeAll(async () => {
    mortal = await service('mariadb', { exclusive: true });
    const columns = '(id integer primary key, name varchar(40), amount decimal(20,6))';
    await mariadbQuery(
      mortal,
      `create table source ${columns}`,
      `insert into source select seq, md5(seq), seq / 7 from seq_1_to_${rowCount}`,
      `create table target ${columns}`,
    );
    await mariadbQuery(shared(), `create table target ${columns}`);
  });

  test('as the source, and comes back: the tasks are retried', { timeout }, async () => {
    const reader = step('mariadb', mortal, source);
    const run = await runWith(reader, step('mariadb', shared(), target), () => comeBackLater(mortal));
    expect(run.exitCode, run.stderr).toBe(0);
    expect(run.stderr).toContain('task retried');
    expect(await rowsInMariadb(shared())).toEqual(everyRow);
  });

  test('as the target, and comes back: the tasks are retried, no row comes twice', { timeout }, async () => {
    const postgresql = await (await service('postgresql')).newDatabase();
    await makePostgresqlSource(postgresql, rowCount);
    const writer = step('mariadb', mortal, { ...target, writeMode: 'replace' });
    const run = await runWith(step('postgresql', postgresql, source), writer, () => comeBackLater(mortal));
    // A commit whose answer was lost cannot be told on MariaDB: then the run stops, and a resume replaces by key.
    if (run.exitCode !== 0) {
      expect(run.stderr).toContain('RUN_COMMIT_IN_DOUBT');
      expect(await run.resume()).toBe(0);
    }
    expect(await rowsInMariadb(mortal)).toEqual(everyRow);
  });
});
