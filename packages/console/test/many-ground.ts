/** Much of everything, made quickly: a log of 100,000 lines, 20,000 instances. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runFolder } from '@sluice/engine';
import { sql } from 'kysely';
import { project, type House } from './house.ts';
import { short, until } from './operations-ground.ts';

export const logLines = 100_000;
/** Number of the only line of level error. */
export const errorLine = 71_234;

/** Runs a small job and gives its run a long log. Answers the run's id. */
export async function makeLongLog(house: House): Promise<string> {
  await house.api.jobs.create({ params: { project }, body: { name: 'talkative', script: short } });
  const { id } = await house.api.runs.start({ params: { project, job: 'talkative' }, body: { what: 'draft' } });
  await until(
    () => house.api.runs.get({ params: { project, run: id } }),
    ({ state }) => state === 'succeeded',
  );
  const { settings, store } = house.server.ground;
  const run = await store.database
    .selectFrom('runs')
    .select('engine_run')
    .where('id', '=', id)
    .executeTakeFirstOrThrow();
  const { log } = runFolder(join(settings.dataFolder, 'state'), run.engine_run ?? '');
  writeFileSync(log, Array.from({ length: logLines }, (_, index) => lineOf(index + 1)).join(''));
  return id;
}

function lineOf(line: number): string {
  const level = line === errorLine ? 'error' : line % 1_000 === 0 ? 'warn' : 'info';
  const message = line === errorLine ? 'task failed' : 'task finished';
  return `${JSON.stringify({ time: '2026-11-20T10:00:00.000Z', level, message, task: line, rows: line * 7 })}\n`;
}

export const instanceCount = 20_000;

/** One real instance of `nightly`, many times over: 200 a date, one in a hundred of them failed. */
export async function makeManyInstances(house: House): Promise<void> {
  const params = { project, job: 'nightly' };
  const schedule = { schedule: { cycle: { kind: 'day' as const, time: '00:10' } }, policy: { retries: 0 } };
  await house.api.jobs.create({ params: { project }, body: { name: 'nightly', script: short, schedule } });
  await house.api.jobs.submit({ params, body: {} });
  await house.api.jobs.deploy({ params, body: {} });
  const made = await house.api.instances.test({ params, body: { businessDate: '2026-01-01' } });
  await until(
    () => house.api.instances.get({ params: { project, instance: made.id } }),
    ({ state }) => state === 'success',
  );
  const { database } = house.server.ground.store;
  const row = await database.selectFrom('instances').selectAll().where('id', '=', made.id).executeTakeFirstOrThrow();
  const date = sql`date('2026-01-01', '+' || (n / 200) || ' days')`;
  const other: Readonly<Record<string, ReturnType<typeof sql>>> = {
    id: sql`printf('%026d', n)`,
    key: sql`'scheduled/' || n`,
    kind: sql`'scheduled'`,
    job_name: sql`'nightly'`,
    business_date: date,
    cycle_time: sql`replace(date(${date}, '+1 days'), '-', '') || printf('%02d%02d00', n % 200 / 60, n % 60)`,
    state: sql`case when n % 100 = 7 then 'failure' else 'success' end`,
  };
  const names = Object.keys(row);
  await sql`with recursive numbers(n) as (select 1 union all select n + 1 from numbers where n < ${sql.lit(instanceCount - 1)})
    insert into instances (${sql.join(names.map((name) => sql.ref(name)))})
    select ${sql.join(names.map((name) => other[name] ?? sql.ref(`i.${name}`)))}
    from instances as i cross join numbers where i.id = ${made.id}`.execute(database);
}
