/**
 * Which parent instances an instance waits for.
 *
 * Where no manual is clear, this is decided here:
 *
 * - Parents within the day and a child within the day, same step: first with first, second with second, … of the day,
 *   also when their minutes differ.
 * - Other steps: the parents since the child's previous instance up to its own time, over midnight too. So each
 *   instance of a finer parent is waited for by exactly one child, and an hourly child at 00:00 has the whole last hour
 *   of yesterday. A coarser parent has none in most of these spans: then the latest one before, of the same day.
 * - A child within the day waits for a parent of a day cycle (or longer) of the same run date, all its instances alike.
 * - Self: the first instance of a day waits for the last one of yesterday.
 * - Previous cycle of others and of children: what the child's previous instance would wait for; of parents with one
 *   instance a day always that of yesterday; for a child with one instance a day always all of yesterday.
 * - Dry runs wait like real instances, so that nobody overtakes through them.
 * - A parent that has no instance (not yet effective, other dates) gives no edge.
 */
import type { Schedule } from '../contract/schedule.ts';
import { isWithinDay, timesOfDay } from './cycle.ts';
import { addDays } from './dates.ts';
import type { InstanceTime } from './instances-of-day.ts';

/** As in the contract, with the parent found: `job` is what identifies it in the calendar. */
export type ResolvedDependency =
  | { readonly kind: 'sameCycle' | 'previousOther'; readonly job: string }
  | { readonly kind: 'previousSelf' }
  | { readonly kind: 'previousChildren' };

export interface ScheduledJob {
  readonly job: string;
  readonly schedule: Schedule;
  readonly dependencies: readonly ResolvedDependency[];
}

/** What is known about the jobs around: from the store, or computed. */
export interface Calendar {
  /** Undefined: it is not scheduled. */
  job(job: string): ScheduledJob | undefined;
  /** Jobs that name it as a parent of the same cycle. */
  childrenOf(job: string): readonly string[];
  /** In order of time, of one run date. */
  instancesOf(job: string, runDate: string): readonly InstanceTime[];
}

export interface Edge {
  readonly job: string;
  readonly cycleTime: string;
  readonly kind: ResolvedDependency['kind'];
}

/** Parent instances of one instance, each once per kind. */
export function parentsOf(child: ScheduledJob, time: InstanceTime, calendar: Calendar): readonly Edge[] {
  const edges = child.dependencies.flatMap((dependency) => edgesOf(dependency, { child, time, calendar }));
  return [...new Map(edges.map((edge) => [`${edge.kind} ${edge.cycleTime} ${edge.job}`, edge])).values()];
}

interface Context {
  readonly child: ScheduledJob;
  readonly time: InstanceTime;
  readonly calendar: Calendar;
}

function edgesOf(dependency: ResolvedDependency, context: Context): readonly Edge[] {
  const { kind } = dependency;
  const { child, time, calendar } = context;
  if (kind === 'previousSelf') {
    const previous = previousOf(context);
    return previous === undefined ? [] : [{ job: child.job, cycleTime: previous.cycleTime, kind }];
  }
  const jobs = kind === 'previousChildren' ? calendar.childrenOf(child.job) : [dependency.job];
  return jobs.flatMap((job) => {
    const parent = calendar.job(job);
    if (parent === undefined) return [];
    const found = kind === 'sameCycle' ? sameCycle(parent, { child, time, calendar }) : previousCycle(parent, context);
    return found.map(({ cycleTime }) => ({ job, cycleTime, kind }));
  });
}

function sameCycle(parent: ScheduledJob, context: Context): readonly InstanceTime[] {
  const { child, time, calendar } = context;
  const ofDay = calendar.instancesOf(parent.job, runDateOf(time));
  if (!isWithinDay(parent.schedule.cycle)) return ofDay;
  if (!isWithinDay(child.schedule.cycle)) return waitsForItself(parent) ? ofDay.slice(0, 1) : ofDay;
  const siblings = calendar.instancesOf(child.job, runDateOf(time));
  if (stepOf(parent.schedule) === stepOf(child.schedule) && siblings.length === ofDay.length) {
    const index = siblings.findIndex(({ cycleTime }) => cycleTime === time.cycleTime);
    if (index >= 0) return ofDay.slice(index, index + 1);
  }
  return sinceLastTime(parent, context);
}

/** Parents later than the child's previous instance and not later than itself. */
function sinceLastTime(parent: ScheduledJob, context: Context): readonly InstanceTime[] {
  const { child, time, calendar } = context;
  const isOneZone = child.schedule.timeZone === parent.schedule.timeZone;
  const isAfter = isOneZone ? isAfterOnClock : isAfterInTime;
  const previous = previousOf(context);
  // In another zone some of these times are on the day before or after.
  const around = (isOneZone ? [-1, 0] : [-2, -1, 0, 1])
    .flatMap((days) => calendar.instancesOf(parent.job, addDays(runDateOf(time), days)))
    .filter((each) => !isAfter(each, time));
  const ofDay = around.filter(({ businessDate }) => businessDate === time.businessDate);
  const found = previous === undefined ? ofDay : around.filter((each) => isAfter(each, previous));
  return found.length > 0 ? found : ofDay.slice(-1);
}

/** On one wall clock, so that a skipped hour still has its own instances. */
function isAfterOnClock(one: InstanceTime, other: InstanceTime): boolean {
  return one.cycleTime > other.cycleTime;
}

function isAfterInTime(one: InstanceTime, other: InstanceTime): boolean {
  return one.plannedAt > other.plannedAt;
}

function previousCycle(parent: ScheduledJob, context: Context): readonly InstanceTime[] {
  const { child, time, calendar } = context;
  if (!isWithinDay(parent.schedule.cycle) || !isWithinDay(child.schedule.cycle))
    return calendar.instancesOf(parent.job, addDays(runDateOf(time), -1));
  const previous = previousOf(context);
  return previous === undefined ? [] : sameCycle(parent, { ...context, time: previous });
}

/** The instance before, on the same day or the day before. */
function previousOf({ child, time, calendar }: Context): InstanceTime | undefined {
  const runDate = runDateOf(time);
  return [addDays(runDate, -1), runDate]
    .flatMap((date) => calendar.instancesOf(child.job, date))
    .findLast(({ cycleTime }) => cycleTime < time.cycleTime);
}

function waitsForItself({ dependencies }: ScheduledJob): boolean {
  return dependencies.some(({ kind }) => kind === 'previousSelf');
}

export function runDateOf({ businessDate }: Pick<InstanceTime, 'businessDate'>): string {
  return addDays(businessDate, 1);
}

/** Equal for cycles of the same kind and step; the minute within the hour does not matter. */
function stepOf({ cycle }: Schedule): string {
  if (cycle.kind === 'minute') return `every ${cycle.every} minutes`;
  return `hours ${timesOfDay(cycle, '')
    .map((time) => Math.floor(time / 3_600))
    .join()}`;
}
