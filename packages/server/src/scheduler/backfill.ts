/**
 * A backfill: instances for chosen business dates, in steps of one date each.
 *
 * A step waits for the step before it in its group, all of it: that is the serial order, said once per date instead of
 * once per pair of instances. Between chosen jobs the ones that were not chosen make dry runs, which keeps the order.
 */
import { backfillErrors } from './errors.ts';
import { addDays, datesBetween } from './dates.ts';
import { parentsOf, type Calendar, type Edge, type ScheduledJob } from './dependencies.ts';
import type { InstanceTime } from './instances-of-day.ts';

export const backfillLimits = { jobs: 2_000, instances: 200_000, groups: 10 } as const;

export interface BackfillRequest {
  /** Business dates, both ends included; they may overlap. */
  readonly ranges: readonly { readonly from: string; readonly to: string }[];
  readonly order: 'ascending' | 'descending';
  /** Groups of dates that run side by side, 1 to 10; 1 is one date after the other. */
  readonly groups: number;
  readonly chosen: readonly string[];
  /** Of the chosen ones: only for the order, for instance the job itself when just its descendants are wanted. */
  readonly dryRun?: readonly string[];
}

export interface BackfillInstance extends InstanceTime {
  readonly job: string;
  readonly parents: readonly BackfillEdge[];
}

export interface BackfillEdge extends Edge {
  /** False: a scheduled instance before the first date. It counts only when there is one. */
  readonly isInside: boolean;
}

export interface BackfillStep {
  readonly businessDate: string;
  /** From 0. */
  readonly group: number;
  /** Date of the step in the same group that must have succeeded as a whole. */
  readonly after?: string;
  readonly instances: readonly BackfillInstance[];
}

/**
 * In the order in which the dates are started.
 * @throws SluiceError BACKFILL_…: too large, no dates, or an order that could never end.
 */
export function planBackfill(request: BackfillRequest, calendar: Calendar): readonly BackfillStep[] {
  const jobs = jobsOf(request, calendar);
  checkOrder(request, jobs);
  const dates = datesOf(request);
  const groups = Math.max(1, Math.min(request.groups, backfillLimits.groups, dates.length));
  const plan: Plan = { request, calendar, jobs, dates: new Set(dates), dryRuns: dryRunsOf(request, jobs) };
  let left = backfillLimits.instances;
  return dates.map((businessDate, index) => {
    const instances = instancesOf(businessDate, plan);
    left -= instances.length;
    if (left < 0) throw backfillErrors.tooManyInstances({ most: backfillLimits.instances });
    const after = dates[index - groups];
    return { businessDate, group: index % groups, ...(after === undefined ? {} : { after }), instances };
  });
}

interface Plan {
  readonly request: BackfillRequest;
  readonly calendar: Calendar;
  readonly jobs: ReadonlyMap<string, ScheduledJob>;
  readonly dates: ReadonlySet<string>;
  readonly dryRuns: ReadonlySet<string>;
}

function instancesOf(businessDate: string, plan: Plan): readonly BackfillInstance[] {
  return [...plan.jobs.values()].flatMap((job) =>
    plan.calendar.instancesOf(job.job, addDays(businessDate, 1)).map((time) => ({
      ...time,
      job: job.job,
      kind: plan.dryRuns.has(job.job) ? 'dryRun' : time.kind,
      parents: edgesOf(job, time, plan),
    })),
  );
}

/**
 * Parents outside of the backfill do not hold it, except a job's own instance before the first date. In descending
 * order a day knows nothing of the day before, which runs later.
 */
function edgesOf(job: ScheduledJob, time: InstanceTime, plan: Plan): readonly BackfillEdge[] {
  return parentsOf(job, time, plan.calendar).flatMap((edge) => {
    const isInside = plan.jobs.has(edge.job) && plan.dates.has(businessDateOf(edge));
    if (plan.request.order === 'descending' && businessDateOf(edge) !== time.businessDate) return [];
    return isInside || edge.kind === 'previousSelf' ? [{ ...edge, isInside }] : [];
  });
}

function businessDateOf({ cycleTime }: Edge): string {
  return addDays(`${cycleTime.slice(0, 4)}-${cycleTime.slice(4, 6)}-${cycleTime.slice(6, 8)}`, -1);
}

function datesOf({ ranges, order }: BackfillRequest): readonly string[] {
  const days = ranges.reduce((sum, { from, to }) => sum + (Date.parse(to) - Date.parse(from)) / 86_400_000, 0);
  if (days > backfillLimits.instances) throw backfillErrors.tooManyInstances({ most: backfillLimits.instances });
  const dates = [...new Set(ranges.flatMap(({ from, to }) => datesBetween(from, to)))].toSorted();
  if (dates.length === 0) throw backfillErrors.noDates();
  return order === 'ascending' ? dates : dates.toReversed();
}

/** A job that waits for yesterday and days that run backwards would wait for each other. */
function checkOrder({ order }: BackfillRequest, jobs: ReadonlyMap<string, ScheduledJob>): void {
  if (order === 'ascending') return;
  for (const { job, dependencies } of jobs.values())
    if (dependencies.some(({ kind }) => kind !== 'sameCycle')) throw backfillErrors.backwards({ job });
}

/** The chosen jobs and those between them. */
function jobsOf({ chosen }: BackfillRequest, calendar: Calendar): ReadonlyMap<string, ScheduledJob> {
  const below = reach(chosen, (job) => calendar.childrenOf(job));
  const above = reach(chosen, (job) => sameCycleParents(job, calendar));
  const wanted = new Set([...chosen, ...[...below].filter((job) => above.has(job))]);
  if (wanted.size > backfillLimits.jobs)
    throw backfillErrors.tooManyJobs({ count: wanted.size, most: backfillLimits.jobs });
  const jobs = [...wanted].map((job) => [job, calendar.job(job)] as const);
  return new Map(jobs.filter((entry): entry is [string, ScheduledJob] => entry[1] !== undefined));
}

function sameCycleParents(job: string, calendar: Calendar): readonly string[] {
  const dependencies = calendar.job(job)?.dependencies ?? [];
  return dependencies.flatMap((each) => (each.kind === 'sameCycle' ? [each.job] : []));
}

function reach(from: readonly string[], next: (job: string) => readonly string[]): ReadonlySet<string> {
  const found = new Set(from);
  for (const job of found) for (const each of next(job)) found.add(each); // grows while it is walked
  return found;
}

function dryRunsOf({ chosen, dryRun = [] }: BackfillRequest, jobs: ReadonlyMap<string, ScheduledJob>) {
  const runs = new Set(chosen.filter((job) => !dryRun.includes(job)));
  return new Set([...jobs.keys()].filter((job) => !runs.has(job)));
}
