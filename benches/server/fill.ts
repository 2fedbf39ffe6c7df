/** A store with many jobs and instances, filled by the database itself. */
import { sql } from 'kysely';
import { jobScheduleSchema } from '../../packages/server/src/contract/schedule.ts';
import type { Store } from '../../packages/server/src/store/database.ts';

export const jobCount = 10_000;
const dateCount = 100;
/** Instances of a day that are due at the same time and wait for nobody. */
export const dueCount = 500;
/** The last business date, and the run date of its instances. */
export const lastDate = '2026-11-20';
const firstRunDate = '2026-11-21';
export const projectId = 'project-p';

const policy = JSON.stringify({
  recurrence: 'normal',
  generation: 'nextDay',
  catchUp: 'all',
  rerun: 'always',
  retries: 3,
  retryIntervalMs: 180_000,
  timeoutMs: 14_400_000,
});
const facts = JSON.stringify({
  reader: 'mysql',
  writer: 'postgresql',
  dataSources: ['shop', 'dwh'],
  variables: ['day'],
});

/** One instance a date of each job: the last date is under way, one in a hundred of the others failed. */
export async function fill(store: Store, dates = dateCount): Promise<void> {
  const { database } = store;
  const indices = await dropIndices(store);
  await sql`insert into projects (id, name, name_key, title, description, time_zone, is_scheduling, created_at, version)
    values (${projectId}, 'p', 'p', '', '', 'Asia/Shanghai', 1, 1, 1)`.execute(database);
  await sql`insert into users (id, name, name_key, display_name, is_administrator, is_disabled, created_at, version)
    select 'user-' || n, 'user-' || n, 'user-' || n, '', 0, 0, 1, 1 from ${series(store, 'n', 20)}`.execute(database);
  await sql`insert into jobs (id, project_id, name, name_key, state, script, parameters, facts, folder, description, owner_id,
      tags, group_name, priority, submitted_version, deployed_version, created_at, changed_at, version)
    select ${jobId(store)}, ${projectId}, 'job_' || n, 'job_' || n, 'deployed', '{}', '', ${facts}, '', '',
      'user-' || (n % 20), '[]', 'default', 1, 1, 1, 1, 1, 1 from ${series(store, 'n', jobCount)}`.execute(database);
  await deployJobs(store);
  await fillInstances(store, dates);
  await sql`insert into instance_parents (child_id, parent_key, kind, is_required)
    select id, substr(key, 1, 25) || ${padded(store, sql`cast(substr(job_id, 17) as integer) - 1`, 26)}, 'sameCycle', 1
    from instances where cast(substr(job_id, 17) as integer) % 10 <> 0 and kind = 'scheduled'`.execute(database);
  for (const statement of indices) await sql.raw(statement).execute(database);
  // As its own housekeeping does it; SQLite has none.
  if (store.dialect === 'postgresql') await sql`vacuum analyze`.execute(database);
  if (indices.length === 0) throw new Error('The store has no indices of instances.');
}

/** Chains of ten jobs that also wait for their own yesterday; the first jobs of the half of them are due earlier. */
async function deployJobs(store: Store): Promise<void> {
  const { database } = store;
  const early = scheduleOf('01:00', '[]');
  const late = scheduleOf('05:00', '[]');
  const child = scheduleOf('05:00', '[{"kind":"sameCycle","job":"job_N"},{"kind":"previousSelf"}]');
  await sql`insert into job_versions (job_id, number, script, parameters, schedule, comment, created_at)
    select ${jobId(store)}, 1, ${'{}'.padEnd(1_000)}, ${'day=${yyyymmdd} hour=$[hh24-1/24] table=orders'},
      case when n % 20 = 0 then ${early} when n % 10 = 0 then ${late}
        else replace(${child}, 'job_N', 'job_' || (n - 1)) end, '', 1
    from ${series(store, 'n', jobCount)}`.execute(database);
  await sql`insert into job_generations (job_id, deployed_at, last_run_date)
    select ${jobId(store)}, 1, ${firstRunDate} from ${series(store, 'n', jobCount)}`.execute(database);
}

function scheduleOf(time: string, dependencies: string): string {
  const schedule = { cycle: { kind: 'day', time }, timeZone: 'Asia/Shanghai' };
  return JSON.stringify(jobScheduleSchema.parse({ schedule, dependencies: JSON.parse(dependencies) }));
}

/** All instances so far have succeeded, and the ones up to a run date are made: nothing is to be done before its end. */
export async function completeAll({ database }: Store, lastRunDate?: string): Promise<void> {
  const now = Date.parse(`${lastDate}T16:00:00Z`);
  await database
    .updateTable('instances')
    .set({ state: 'success', is_frozen: 0, finished_at: now })
    .where('state', '!=', 'success')
    .execute();
  await database
    .updateTable('runs')
    .set({ state: 'succeeded', finished_at: now })
    .where('state', 'in', ['queued', 'running'])
    .execute();
  if (lastRunDate !== undefined)
    await database.updateTable('job_generations').set({ last_run_date: lastRunDate }).execute();
}

async function fillInstances(store: Store, dates: number): Promise<void> {
  const number = sql`(d * ${sql.lit(jobCount)} + n)`;
  const runDay = dayAt(store, sql`d - ${sql.lit(dates - 2)}`);
  const businessDay = dayAt(store, sql`d - ${sql.lit(dates - 1)}`);
  const plannedAt = sql`(${sql.lit(Date.parse(`${lastDate}T16:00:00Z`))} - (${sql.lit(dates - 1)} - cast(d as bigint)) * 86400000)`;
  await sql`insert into instances (id, key, project_id, job_id, job_name, kind, cycle_time, planned_at, business_date, time_zone,
      cycle, is_dry_run, is_expired, state, is_frozen, ignores_parents, ignores_time, attempt, due_at, policy, parameters,
      shown_parameters, priority, group_name, owner_id, backfill_id, made_at, started_at, finished_at, rows_read, rows_written,
      rows_dirty, error, version)
    select ${padded(store, number, 26)}, 'scheduled/' || ${compact(runDay)} || '000000/' || ${jobId(store)}, ${projectId},
      ${jobId(store)}, 'job_' || n,
      case when ${number} % 200 = 7 then 'backfill' when ${number} % 200 = 9 then 'test' else 'scheduled' end,
      ${compact(runDay)} || '000000', ${plannedAt}, ${businessDay}, 'Asia/Shanghai', 'day',
      case when n % 33 = 0 then 1 else 0 end, 0,
      case when d = ${sql.lit(dates - 1)} and n % 10 > 5
          then case n % 10 when 6 then 'running' when 7 then 'failure' else 'notRun' end
        when ${number} % 101 = 0 then 'failure' else 'success' end,
      case when ${number} % 2003 = 0 then 1 else 0 end, 0, 0, 1, ${plannedAt}, ${policy},
      ${'x'.repeat(150)}, '{"day":"20261120"}', 1, case when n % 20 = 3 then 'large' else 'default' end, 'user-' || (n % 20),
      case when ${number} % 200 = 7 then 'backfill-' || d end, ${plannedAt}, ${plannedAt} + 1000,
      ${plannedAt} + 2000 + (n * 7919 % 20000) * 1000, 1000, 1000, 0, null, 1
    from ${series(store, 'n', jobCount)} cross join ${series(store, 'd', dates)} order by d, n`.execute(store.database);
}

/** They are built faster afterwards. Answers the statements that make them again. */
async function dropIndices({ database, dialect }: Store): Promise<readonly string[]> {
  const found =
    dialect === 'sqlite'
      ? sql<Index>`select name, sql as statement from sqlite_master where type = 'index' and name like 'instances_by_%'`
      : sql<Index>`select indexname as name, indexdef as statement from pg_indexes where indexname like 'instances_by_%'`;
  const { rows } = await found.execute(database);
  for (const { name } of rows) await database.schema.dropIndex(name).execute();
  return rows.map(({ statement }) => statement);
}

interface Index {
  readonly name: string;
  readonly statement: string;
}

function series({ dialect }: Store, name: string, count: number) {
  const column = sql.ref(name);
  return dialect === 'postgresql'
    ? sql`(select generate_series as ${column} from generate_series(0, ${sql.lit(count - 1)})) as ${sql.ref(`s${name}`)}`
    : sql`(with recursive s(${column}) as (select 0 union all select ${column} + 1 from s where ${column} < ${sql.lit(count - 1)})
        select ${column} from s) as ${sql.ref(`s${name}`)}`;
}

function padded({ dialect }: Store, number: ReturnType<typeof sql>, length: number) {
  return dialect === 'postgresql'
    ? sql`lpad((${number})::text, ${sql.lit(length)}, '0')`
    : sql`printf(${sql.lit(`%0${length}d`)}, ${number})`;
}

function jobId(store: Store) {
  return padded(store, sql`n`, 26);
}

function dayAt({ dialect }: Store, offset: ReturnType<typeof sql>) {
  return dialect === 'postgresql'
    ? sql`to_char(date ${sql.lit(lastDate)} + (${offset}), 'YYYY-MM-DD')`
    : sql`date(${sql.lit(lastDate)}, (${offset}) || ' days')`;
}

function compact(date: ReturnType<typeof sql>) {
  return sql`replace(${date}, '-', '')`;
}
