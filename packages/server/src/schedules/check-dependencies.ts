/** What is wrong with the dependencies of a job that is being deployed. */
import { issueOf, type Issue } from '@sluice/core';
import type { Dependency } from '../contract/schedule.ts';
import type { DatabaseTransaction } from '../store/database.ts';
import type { DeployedJob, StoreCalendar } from './calendar.ts';
import { scheduleErrors } from './errors.ts';

/**
 * Warnings about parents that are not in production yet.
 *
 * @param calendar with the job as it will be.
 * @throws SluiceError SCHEDULES_UNKNOWN_PARENT, SCHEDULES_CYCLE
 */
export async function checkDependencies(
  transaction: DatabaseTransaction,
  calendar: StoreCalendar,
  job: DeployedJob,
): Promise<readonly Issue[]> {
  const issues: Issue[] = [];
  for (const [index, dependency] of job.named.entries()) {
    if (!('job' in dependency) || calendar.find(dependency, job.projectId) !== undefined) continue;
    const place = { path: `schedule.dependencies[${index}]` };
    const parent = nameOf(dependency);
    if (!(await exists(transaction, dependency, job.projectId)))
      throw scheduleErrors.unknownParent({ parent }).at(place);
    issues.push(issueOf('warning', scheduleErrors.parentNotDeployed({ parent }), place));
  }
  const path = cycleThrough(calendar, job.id);
  if (path === undefined) return issues;
  const names = path.map((id) => calendar.job(id)?.name ?? id);
  throw scheduleErrors.cycle({ path: names }).at({ path: 'schedule.dependencies' });
}

function nameOf({ job, project }: Extract<Dependency, { job: string }>): string {
  return project === undefined ? job : `${project}/${job}`;
}

async function exists(
  transaction: DatabaseTransaction,
  { job, project }: Extract<Dependency, { job: string }>,
  projectId: string,
): Promise<boolean> {
  const row = await transaction
    .selectFrom('jobs as j')
    .leftJoin('projects as p', 'p.id', 'j.project_id')
    .select('j.id')
    .where('j.name_key', '=', job.toLowerCase())
    .$if(project === undefined, (query) => query.where('j.project_id', '=', projectId))
    .$if(project !== undefined, (query) => query.where('p.name_key', '=', (project ?? '').toLowerCase()))
    .executeTakeFirst();
  return row !== undefined;
}

/** Ids from the job over its parents back to itself, each once but the first. */
function cycleThrough(calendar: StoreCalendar, job: string): readonly string[] | undefined {
  const cameFrom = new Map<string, string>();
  const open = [job];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    for (const parent of sameCycleParents(calendar, next)) {
      if (parent === job) return pathTo(next, job, cameFrom);
      if (cameFrom.has(parent)) continue;
      cameFrom.set(parent, next);
      open.push(parent);
    }
  }
  return undefined;
}

function sameCycleParents(calendar: StoreCalendar, job: string): readonly string[] {
  const dependencies = calendar.job(job)?.dependencies ?? [];
  return dependencies.flatMap((each) => (each.kind === 'sameCycle' ? [each.job] : []));
}

function pathTo(last: string, job: string, cameFrom: ReadonlyMap<string, string>): readonly string[] {
  const path = [job];
  for (let each: string | undefined = last; each !== undefined && each !== job; each = cameFrom.get(each))
    path.push(each);
  return [...path, job].toReversed();
}
