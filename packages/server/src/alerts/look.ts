/** The regular look of the alerts at everything: what has ended since the last one, what is late, what runs too long. */
import { sql } from 'kysely';
import { newId } from '../store/ids.ts';
import type { Ground } from '../subject.ts';
import type { Rule } from './alerts-for.ts';
import { rulesInForce } from './rule-store.ts';
import { instanceColumns, runColumns, type SeenInstance, type SeenRun } from './seen.ts';
import { endedInstances, endedRuns, passedBy } from './watch.ts';

const dayMs = 86_400_000;
const mark = 'looked';
/** Ends are looked at again for so long: a commit may come later than its time, and clocks of servers differ. */
const overlapMs = 2 * 60_000;
/** After a longer pause older ends raise no alerts any more. */
const longestPauseMs = 3 * dayMs;
/** A deadline lies at most 48 hours after the beginning of the run date, which lies at most a day before the plan. */
const farthestPlanMs = 49 * 3_600_000;
const rememberedMs = 30 * dayMs;
const page = 500;

/** Looks once. True when something is to be sent. */
export async function look(ground: Ground): Promise<boolean> {
  const now = ground.clock.now();
  const last = await lastLook(ground, now);
  const since = Math.min(now, Math.max(last, now - longestPauseMs));
  const hasEnded = await lookAtEnds(ground, since - overlapMs);
  const hasPassed = await lookAtClock(ground, since, now);
  await ground.store.database.updateTable('alert_marks').set({ at: now }).where('name', '=', mark).execute();
  await forget(ground, now);
  return hasEnded || hasPassed;
}

/** That something was told need not be known any longer than it can be found again. Ids grow with time. */
async function forget({ store }: Ground, now: number): Promise<void> {
  const oldest = newId(Math.max(0, now - rememberedMs)).slice(0, 10);
  await store.database.deleteFrom('alerts').where('id', '<', oldest).execute();
}

/** The first look ever sees nothing of the past. */
async function lastLook({ store }: Ground, now: number): Promise<number> {
  await store.database
    .insertInto('alert_marks')
    .values({ name: mark, at: now })
    .onConflict((conflict) => conflict.column('name').doNothing())
    .execute();
  const row = await store.database
    .selectFrom('alert_marks')
    .select('at')
    .where('name', '=', mark)
    .executeTakeFirstOrThrow();
  return row.at;
}

async function lookAtEnds(ground: Ground, since: number): Promise<boolean> {
  const { database } = ground.store;
  const instances = (after: SeenInstance | undefined) =>
    database
      .selectFrom('instances')
      .select(instanceColumns)
      .where('finished_at', '>=', after?.finished_at ?? since)
      .$if(after !== undefined, (query) => query.where(isAfter('finished_at', after?.finished_at, after?.id)))
      .orderBy('finished_at')
      .orderBy('id')
      .limit(page)
      .execute();
  const retrying = (after: SeenInstance | undefined) =>
    database
      .selectFrom('instances')
      .select(instanceColumns)
      .where('state', '=', 'waitTime')
      .where('planned_at', '>=', after?.planned_at ?? 0)
      .where('retry_at', 'is not', null)
      .$if(after !== undefined, (query) => query.where(isAfter('planned_at', after?.planned_at, after?.id)))
      .orderBy('planned_at')
      .orderBy('id')
      .limit(page)
      .execute();
  const runs = (after: SeenRun | undefined) =>
    database
      .selectFrom('runs')
      .select(runColumns)
      .where('finished_at', '>=', after?.finished_at ?? since)
      .$if(after !== undefined, (query) => query.where(isAfter('finished_at', after?.finished_at, after?.id)))
      .orderBy('finished_at')
      .orderBy('id')
      .limit(page)
      .execute();
  const found = [
    await eachPage(instances, (rows) => endedInstances(ground, rows)),
    await eachPage(retrying, (rows) => endedInstances(ground, rows)),
    await eachPage(runs, (rows) => endedRuns(ground, rows)),
  ];
  return found.includes(true);
}

/** Rows behind the last one of the page before, in the order of a time and the id. */
function isAfter(
  column: 'finished_at' | 'planned_at' | 'cycle_time',
  at: number | string | null | undefined,
  id: string | undefined,
) {
  const time = sql.ref(column);
  return sql<boolean>`(${time} > ${at ?? 0} or (${time} = ${at ?? 0} and id > ${id ?? ''}))`;
}

async function lookAtClock(ground: Ground, since: number, now: number): Promise<boolean> {
  const rules = await rulesInForce(ground.store.database, { triggers: ['unfinished', 'runsLongerThan'] });
  if (rules.length === 0) return false;
  const moment = { kind: 'clock', at: now, since } as const;
  const projects = [...new Set(rules.map(({ projectId }) => projectId))];
  const isAboutDeadlines = (rule: Rule): boolean => rule.triggers.some(({ kind }) => kind === 'unfinished');
  const late = rules.some(isAboutDeadlines)
    ? await eachPage<SeenInstance>(
        (after) => unfinished(ground, { projects, from: since - farthestPlanMs, to: now, after }),
        (instances) => passedBy(ground, { instances, runs: [] }, moment),
      )
    : false;
  const long = await passedBy(ground, await running(ground, projects), moment);
  return late || long;
}

interface Wanted {
  readonly projects: readonly string[];
  readonly from: number;
  readonly to: number;
  readonly after: SeenInstance | undefined;
}

function unfinished({ store }: Ground, { projects, from, to, after }: Wanted): Promise<SeenInstance[]> {
  return (
    store.database
      .selectFrom('instances')
      .select(instanceColumns)
      .where('state', 'in', ['notRun', 'waitTime', 'waitResource', 'running', 'failure'])
      // Wall clocks and UTC are less than a day apart; the index goes by this column.
      .where('cycle_time', '>=', after?.cycle_time ?? dayOf(from - dayMs))
      .where('planned_at', '>=', from)
      .where('planned_at', '<=', to)
      .where('project_id', 'in', projects)
      .where('kind', '=', 'scheduled')
      .where('is_dry_run', '=', 0)
      .$if(after !== undefined, (query) => query.where(isAfter('cycle_time', after?.cycle_time, after?.id)))
      .orderBy('cycle_time')
      .orderBy('id')
      .limit(page)
      .execute()
  );
}

/** `yyyymmdd` */
function dayOf(instant: number): string {
  return new Date(instant).toISOString().slice(0, 10).replaceAll('-', '');
}

/** As many as there are slots, so few. */
async function running(
  { store }: Ground,
  projects: readonly string[],
): Promise<{ readonly instances: readonly SeenInstance[]; readonly runs: readonly SeenRun[] }> {
  const [instances, runs] = await Promise.all([
    store.database
      .selectFrom('instances')
      .select(instanceColumns)
      .where('state', '=', 'running')
      .where('project_id', 'in', projects)
      .execute(),
    store.database
      .selectFrom('runs')
      .select(runColumns)
      .where('state', '=', 'running')
      .where('instance_id', 'is', null)
      .where('project_id', 'in', projects)
      .execute(),
  ]);
  return { instances, runs };
}

/** Rows in pages, so that a night with very many failures takes no more memory. */
async function eachPage<Row>(
  read: (after: Row | undefined) => Promise<readonly Row[]>,
  use: (rows: readonly Row[]) => Promise<boolean>,
): Promise<boolean> {
  let isRaised = false;
  for (let after: Row | undefined; ;) {
    const rows = await read(after);
    if (rows.length > 0 && (await use(rows))) isRaised = true;
    if (rows.length < page) return isRaised;
    after = rows.at(-1);
  }
}
