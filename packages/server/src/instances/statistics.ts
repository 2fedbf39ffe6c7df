import { sql } from 'kysely';
import type { z } from 'zod';
import type { instanceRoutes } from '../contract/instances.ts';
import { instanceStates, type InstanceState } from '../contract/schedule.ts';
import type { ScriptFacts } from '../jobs/read-script.ts';
import { addDays } from '../scheduler/dates.ts';
import { localTime } from '../scheduler/zones.ts';
import type { Database } from '../store/database.ts';
import type { Ground } from '../subject.ts';
import { finishCurve } from './finish-curve.ts';
import { findInstances } from './rows.ts';
import { jobNames } from './views.ts';

export type Statistics = z.output<typeof instanceRoutes.statistics.reply>;

/** Scheduled instances of a business date; backfills and tests would blur what a day is like. */
export interface Day {
  readonly projectId: string;
  readonly businessDate: string;
  /** Of the project. */
  readonly timeZone: string;
  readonly now: number;
}

const mostListed = 10;
/** Earlier successes of a job that its average is taken from. */
const averaged = 15;

/** What the dashboard shows for a business date, by default yesterday in the project's zone. */
export async function statisticsOf(ground: Ground, projectId: string, businessDate?: string): Promise<Statistics> {
  const { database } = ground.store;
  const project = await database
    .selectFrom('projects')
    .select('time_zone')
    .where('id', '=', projectId)
    .executeTakeFirst();
  const timeZone = project?.time_zone ?? 'UTC';
  const now = ground.clock.now();
  const day = { projectId, timeZone, now, businessDate: businessDate ?? addDays(localTime(now, timeZone).date, -1) };
  const [counts, curve, slowest, failing, byType] = await Promise.all([
    countStates(database, day),
    finishCurve(database, day),
    slowestOf(database, day),
    failingOf(database, day),
    byTypeOf(database, day),
  ]);
  return { businessDate: day.businessDate, ...counts, finishCurve: curve, slowest, failing, byType };
}

export function instancesOf(database: Database, { projectId, businessDate }: Day) {
  return database
    .selectFrom('instances')
    .where('instances.project_id', '=', projectId)
    .where('instances.business_date', '=', businessDate)
    .where('instances.kind', '=', 'scheduled');
}

async function countStates(database: Database, day: Day): Promise<Pick<Statistics, 'states' | 'frozen' | 'total'>> {
  const rows = await instancesOf(database, day)
    .select((by) => ['state', 'is_frozen', by.fn.countAll<number>().as('count')])
    .groupBy(['state', 'is_frozen'])
    .execute();
  const sum = (isCounted: (row: (typeof rows)[number]) => boolean): number =>
    rows.filter(isCounted).reduce((total, { count }) => total + Number(count), 0);
  const states = instanceStates.map((state) => [state, sum((row) => row.state === state)] as const);
  return {
    states: Object.fromEntries(states) as Record<InstanceState, number>,
    frozen: sum(({ is_frozen }) => is_frozen === 1),
    total: sum(() => true),
  };
}

/** Those that run are measured until now. */
async function slowestOf(database: Database, day: Day): Promise<Statistics['slowest']> {
  const top = await instancesOf(database, day)
    .select('id')
    .where('started_at', 'is not', null)
    .where('state', 'in', ['success', 'failure', 'running'])
    .orderBy(sql`coalesce(finished_at, ${sql.lit(day.now)}) - started_at`, 'desc')
    .limit(mostListed)
    .execute();
  const found = new Map(
    (
      await findInstances(
        database,
        top.map(({ id }) => id),
      )
    ).map((row) => [row.id, row]),
  );
  const rows = top.flatMap(({ id }) => found.get(id) ?? []);
  const names = await jobNames(
    database,
    rows.map(({ job_id }) => job_id),
  );
  const averages = await Promise.all(rows.map((row) => averageMs(database, row)));
  return rows.map(({ id, job_id, job_name, started_at, finished_at }, index) => {
    const durationMs = (finished_at ?? day.now) - (started_at ?? 0);
    return {
      job: names.get(job_id) ?? job_name,
      instance: id,
      seconds: durationMs / 1_000,
      // The first one of its job is its own average.
      averageSeconds: (averages[index] ?? durationMs) / 1_000,
    };
  });
}

async function averageMs(
  database: Database,
  { job_id, cycle_time }: { readonly job_id: string; readonly cycle_time: string },
): Promise<number | undefined> {
  const rows = await database
    .selectFrom('instances')
    .select(['started_at', 'finished_at'])
    .where('job_id', '=', job_id)
    .where('cycle_time', '<', cycle_time)
    .where('kind', '=', 'scheduled')
    .where('state', '=', 'success')
    .where('started_at', 'is not', null)
    .orderBy('cycle_time', 'desc')
    .limit(averaged)
    .execute();
  if (rows.length === 0) return undefined;
  return rows.reduce((sum, row) => sum + (row.finished_at ?? 0) - (row.started_at ?? 0), 0) / rows.length;
}

async function failingOf(database: Database, day: Day): Promise<Statistics['failing']> {
  const rows = await instancesOf(database, day)
    .select((by) => ['job_id', by.fn.countAll<number>().as('failures'), by.fn.max('id').as('last')])
    .where('state', '=', 'failure')
    .groupBy('job_id')
    .orderBy('failures', 'desc')
    .orderBy('last', 'desc')
    .limit(mostListed)
    .execute();
  const [names, last] = await Promise.all([
    jobNames(
      database,
      rows.map(({ job_id }) => job_id),
    ),
    findInstances(
      database,
      rows.map((row) => row.last),
    ),
  ]);
  const instances = new Map(last.map((row) => [row.id, row]));
  return rows.map((row) => {
    const { job_name = '', error = null } = instances.get(row.last) ?? {};
    return {
      job: names.get(row.job_id) ?? job_name,
      failures: Number(row.failures),
      last: row.last,
      ...(error === null ? {} : { error }),
    };
  });
}

async function byTypeOf(database: Database, day: Day): Promise<Statistics['byType']> {
  const rows = await instancesOf(database, day)
    .innerJoin('jobs', 'jobs.id', 'instances.job_id')
    .select((by) => [
      'jobs.facts',
      by.fn.countAll<number>().as('count'),
      by.fn.sum<number | null>('instances.rows_written').as('rowsWritten'),
    ])
    .groupBy('jobs.facts')
    .execute();
  const types = new Map<string, Statistics['byType'][number]>();
  for (const { facts, count, rowsWritten } of rows) {
    const { reader = 'unknown', writer = 'unknown' } = JSON.parse(facts) as ScriptFacts;
    const known = types.get(`${reader} ${writer}`) ?? { reader, writer, count: 0 };
    types.set(`${reader} ${writer}`, {
      ...known,
      count: known.count + Number(count),
      ...(rowsWritten === null ? {} : { rowsWritten: (known.rowsWritten ?? 0) + Number(rowsWritten) }),
    });
  }
  return [...types.values()].toSorted((a, b) => b.count - a.count);
}
