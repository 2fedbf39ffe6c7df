/** The deployed schedules of all projects, with their dependencies found. */
import type { Dependency, JobSchedule } from '../contract/schedule.ts';
import type { InstanceJob } from '../instances/make.ts';
import type { Calendar, ResolvedDependency, ScheduledJob } from '../scheduler/dependencies.ts';
import { instancesOfDay, type InstanceTime } from '../scheduler/instances-of-day.ts';
import type { Database, DatabaseTransaction } from '../store/database.ts';

/** A job with a schedule in production. `job` is its id, as in `dependencies`. */
export interface DeployedJob extends InstanceJob, ScheduledJob {
  readonly projectName: string;
  readonly version: number;
  readonly deployedAt: number;
  readonly lastRunDate?: string;
  /** As people wrote them, also those that were not found. */
  readonly named: readonly Dependency[];
  /** Its project has scheduling switched off. */
  readonly isHeld: boolean;
}

export interface StoreCalendar extends Calendar {
  job(job: string): DeployedJob | undefined;
  readonly jobs: ReadonlyMap<string, DeployedJob>;
  /** The job that a dependency names; undefined when it has no deployed schedule. */
  find(dependency: Dependency, projectId: string): DeployedJob | undefined;
}

/** As it is now. Reads every deployed schedule: about 100 ms for 10,000 jobs. */
export async function loadCalendar(database: Database | DatabaseTransaction): Promise<StoreCalendar> {
  const rows = await database
    .selectFrom('jobs as j')
    .innerJoin('job_versions as v', (join) =>
      join.onRef('v.job_id', '=', 'j.id').onRef('v.number', '=', 'j.deployed_version'),
    )
    .innerJoin('job_generations as g', 'g.job_id', 'j.id')
    .leftJoin('projects as p', 'p.id', 'j.project_id')
    .select(['j.id', 'j.project_id', 'j.name', 'j.name_key', 'j.group_name', 'j.priority', 'j.owner_id'])
    .select(['v.number', 'v.parameters', 'v.schedule', 'g.deployed_at', 'g.last_run_date'])
    .select(['p.name as project_name', 'p.name_key as project_key', 'p.is_scheduling'])
    .where('v.schedule', 'is not', null)
    .execute();
  const jobs = rows.map((row): Omit<DeployedJob, 'dependencies'> => {
    const { schedule, policy, dependencies } = parsed(row.id, row.number, row.schedule ?? '');
    return {
      job: row.id,
      id: row.id,
      projectId: row.project_id,
      projectName: row.project_name ?? '',
      name: row.name,
      version: row.number,
      schedule,
      policy,
      named: dependencies,
      parameters: row.parameters,
      priority: row.priority,
      group: row.group_name,
      ownerId: row.owner_id,
      deployedAt: row.deployed_at,
      ...(row.last_run_date === null ? {} : { lastRunDate: row.last_run_date }),
      isHeld: row.is_scheduling === 0,
    };
  });
  return calendarOf(jobs, new Map(rows.map((row) => [row.project_key ?? '', row.project_id])));
}

function calendarOf(
  unresolved: readonly Omit<DeployedJob, 'dependencies'>[],
  projects: ReadonlyMap<string, string>,
): StoreCalendar {
  const ids = new Map(unresolved.map(({ id, projectId, name }) => [`${projectId}/${name.toLowerCase()}`, id]));
  const idOf = (dependency: Dependency, projectId: string): string | undefined => {
    if (!('job' in dependency)) return undefined;
    const { job, project } = dependency;
    const place = project === undefined ? projectId : projects.get(project.toLowerCase());
    return ids.get(`${place}/${job.toLowerCase()}`);
  };
  const resolve = (dependency: Dependency, projectId: string): readonly ResolvedDependency[] => {
    if (!('job' in dependency)) return [dependency];
    const job = idOf(dependency, projectId);
    return job === undefined ? [] : [{ kind: dependency.kind, job }];
  };
  const jobs = new Map(
    unresolved.map((job): [string, DeployedJob] => [
      job.id,
      { ...job, dependencies: job.named.flatMap((each) => resolve(each, job.projectId)) },
    ]),
  );
  const children = childrenOf(jobs.values());
  return {
    jobs,
    job: (job) => jobs.get(job),
    find: (dependency, projectId) => jobs.get(idOf(dependency, projectId) ?? ''),
    childrenOf: (job) => children.get(job) ?? [],
    instancesOf: instancesOf(jobs),
  };
}

function childrenOf(jobs: Iterable<DeployedJob>): ReadonlyMap<string, readonly string[]> {
  const children = new Map<string, string[]>();
  for (const { id, dependencies } of jobs) {
    const parents = dependencies.flatMap((each) => (each.kind === 'sameCycle' ? [each.job] : []));
    for (const parent of new Set(parents)) {
      const siblings = children.get(parent);
      if (siblings === undefined) children.set(parent, [id]);
      else siblings.push(id);
    }
  }
  return children;
}

/** Each instance of a job asks for those of the same few days. */
const daysKept = 2_000;

function instancesOf(jobs: ReadonlyMap<string, DeployedJob>): Calendar['instancesOf'] {
  const days = new Map<string, readonly InstanceTime[]>();
  return (job, runDate) => {
    const found = jobs.get(job);
    if (found === undefined) return [];
    const key = `${runDate}/${job}`;
    const known = days.get(key);
    if (known !== undefined) return known;
    const instances = instancesOfDay(found.schedule, runDate, job);
    if (days.size >= daysKept) days.clear();
    days.set(key, instances);
    return instances;
  };
}

/** Versions never change, and every minute all of them are asked for. */
const schedules = new Map<string, JobSchedule>();
const schedulesKept = 50_000;

function parsed(job: string, version: number, text: string): JobSchedule {
  const key = `${version}/${job}`;
  const known = schedules.get(key);
  if (known !== undefined) return known;
  const schedule = JSON.parse(text) as JobSchedule;
  if (schedules.size >= schedulesKept) schedules.clear();
  schedules.set(key, schedule);
  return schedule;
}
