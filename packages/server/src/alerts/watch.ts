/**
 * Looks at what has happened and raises the alerts that follow. What others tell (`instances`, `runs`) is only the quick
 * way: each look goes over everything that has ended since the last one, so that nothing is missed when a server dies in
 * between. An alert that is found twice is raised once.
 */
import type { Ground } from '../subject.ts';
import { alertsFor, needsHistory, type History, type Moment, type Rule } from './alerts-for.ts';
import { factsOf } from './facts.ts';
import { raise, type Project } from './raise.ts';
import { rulesInForce } from './rule-store.ts';
import { isManual, phaseOf, seenInstance, seenRun, type Seen, type SeenInstance, type SeenRun } from './seen.ts';

const historyCount = 7;

/** Raises what follows from the ends of these instances' attempts. True when something is to be sent. */
export async function endedInstances(ground: Ground, rows: readonly SeenInstance[]): Promise<boolean> {
  const ended = rows.filter((row) => ['succeeded', 'failed', 'retrying'].includes(phaseOf(row)));
  return watch(ground, ended, seenInstance, ({ endedAt }) => ({ kind: 'ended', at: endedAt ?? ground.clock.now() }));
}

/** The same for runs; attempts of instances are none of its business. */
export async function endedRuns(ground: Ground, rows: readonly SeenRun[]): Promise<boolean> {
  const ended = rows.filter((row) => isManual(row) && row.finished_at !== null);
  return watch(ground, ended, seenRun, ({ endedAt }) => ({ kind: 'ended', at: endedAt ?? ground.clock.now() }));
}

/** Raises what follows from the time that has passed, for things that have not ended well. */
export async function passedBy(
  ground: Ground,
  rows: { readonly instances: readonly SeenInstance[]; readonly runs: readonly SeenRun[] },
  moment: Moment,
): Promise<boolean> {
  const hasInstances = await watch(ground, rows.instances, seenInstance, () => moment);
  const hasRuns = await watch(ground, rows.runs.filter(isManual), seenRun, () => moment);
  return hasInstances || hasRuns;
}

interface Row {
  readonly project_id: string;
  readonly job_id: string | null;
}

async function watch<Item extends Row>(
  ground: Ground,
  rows: readonly Item[],
  see: (row: Item, folder: string) => Seen,
  momentOf: (seen: Seen) => Moment,
): Promise<boolean> {
  let isRaised = false;
  for (const [projectId, items] of Map.groupBy(rows, ({ project_id }) => project_id)) {
    const rules = await rulesInForce(ground.store.database, { projectId });
    if (rules.length === 0) continue;
    const [project, folders] = await Promise.all([projectOf(ground, projectId), foldersOf(ground, items)]);
    for (const item of items) {
      const seen = see(item, folders.get(item.job_id ?? '') ?? '');
      if (await watchOne(ground, { project, rules, seen, moment: momentOf(seen) })) isRaised = true;
    }
  }
  return isRaised;
}

interface Watch {
  readonly project: Project;
  readonly rules: readonly Rule[];
  readonly seen: Seen;
  readonly moment: Moment;
}

async function watchOne(ground: Ground, { project, rules, seen, moment }: Watch): Promise<boolean> {
  const { watched } = seen;
  const past = needsHistory(watched, rules) ? await historyOf(ground, seen) : { rowsWritten: [] };
  let isRaised = false;
  for (const alert of alertsFor(watched, moment, rules, past)) {
    if (await isKnown(ground, alert.key)) continue;
    const facts = await factsOf(ground, project.name, seen, alert);
    if (await raise(ground, project, alert, facts)) isRaised = true;
  }
  return isRaised;
}

async function isKnown({ store }: Ground, key: string): Promise<boolean> {
  const row = await store.database.selectFrom('alerts').select('id').where('key', '=', key).executeTakeFirst();
  return row !== undefined;
}

/** Scheduled instances of the job before this one, the latest first. */
async function historyOf({ store }: Ground, { watched }: Seen): Promise<History> {
  const { jobId, plan, id } = watched;
  if (jobId === undefined) return { rowsWritten: [] };
  const rows = await store.database
    .selectFrom('instances')
    .select('rows_written')
    .where('job_id', '=', jobId)
    .where('kind', '=', 'scheduled')
    .where('state', '=', 'success')
    .where('is_dry_run', '=', 0)
    .where('is_expired', '=', 0)
    .where('rows_written', 'is not', null)
    .where('id', '!=', id)
    .$if(plan !== undefined, (query) => query.where('cycle_time', '<', plan?.cycleTime ?? ''))
    .orderBy('cycle_time', 'desc')
    .limit(historyCount)
    .execute();
  return { rowsWritten: rows.map(({ rows_written }) => Number(rows_written)) };
}

async function projectOf({ store }: Ground, id: string): Promise<Project> {
  const row = await store.database
    .selectFrom('projects')
    .select(['name', 'time_zone'])
    .where('id', '=', id)
    .executeTakeFirst();
  return { id, name: row?.name ?? id, timeZone: row?.time_zone ?? 'UTC' };
}

async function foldersOf({ store }: Ground, rows: readonly Row[]): Promise<ReadonlyMap<string, string>> {
  const ids = [...new Set(rows.flatMap(({ job_id }) => (job_id === null ? [] : [job_id])))];
  if (ids.length === 0) return new Map();
  const jobs = await store.database.selectFrom('jobs').select(['id', 'folder']).where('id', 'in', ids).execute();
  return new Map(jobs.map(({ id, folder }) => [id, folder]));
}
