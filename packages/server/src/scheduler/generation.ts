/** Which instances to make now. Same input, same answer; what is made already is never made again. */
import type { InstancePolicy, InstanceState, Schedule } from '../contract/schedule.ts';
import { secondOfDay } from './cycle.ts';
import { addDays, datesBetween } from './dates.ts';
import { instancesOfDay, type InstanceTime } from './instances-of-day.ts';
import { localTime } from './zones.ts';

/** From this wall clock time on the next day is made, and a deployment counts for the day after. */
export const nightRunTime = '23:30';
/** An instance of the day of the deployment runs only when its time is at least this far ahead. */
export const leadTimeMs = 600_000;
/** Days that one call makes, so that memory stays bounded after a long downtime. */
export const mostDaysAtOnce = 31;

export interface GeneratedJob {
  readonly job: string;
  readonly schedule: Schedule;
  readonly policy: Pick<InstancePolicy, 'generation' | 'catchUp' | 'recurrence'>;
  /** When it came into production; a new version of a deployed job does not change it. */
  readonly deployedAt: number;
  /** The last run date that was made completely. */
  readonly lastRunDate?: string;
}

export interface NewInstance extends InstanceTime {
  readonly job: string;
  /** `success`: made as already complete, so that children go on. */
  readonly state: 'notRun' | 'success';
  readonly isFrozen: boolean;
  /** Its time had passed when it was made; it was not and will not be run. */
  readonly isExpired: boolean;
}

/** What tells instances apart, over all servers and restarts. */
export function instanceKey({ job, cycleTime }: { job: string; cycleTime: string }, kind = 'scheduled'): string {
  return `${kind}/${cycleTime}/${job}`;
}

/** Run dates to make for a job at an instant, ascending: the next day from 23:30 on, and days that were missed. */
export function dueRunDates(generated: GeneratedJob, now: number): readonly string[] {
  const { schedule, deployedAt, lastRunDate } = generated;
  const last = dayAfterNight(now, schedule, 0);
  // Nearly always, and asked every minute for each of many jobs.
  if (lastRunDate !== undefined && lastRunDate >= last) return [];
  const first = dayAfterNight(deployedAt, schedule, 1);
  const next = lastRunDate === undefined ? first : addDays(lastRunDate, 1);
  const from = [first, next, schedule.effectiveFrom ?? ''].toSorted().at(-1) as string;
  return datesBetween(from, schedule.effectiveTo && schedule.effectiveTo < last ? schedule.effectiveTo : last);
}

/** The first run date that has instances, whatever the effective dates say. */
export function firstRunDate({ schedule, policy, deployedAt }: Omit<GeneratedJob, 'job' | 'lastRunDate'>): string {
  const { date, time } = localTime(deployedAt, schedule.timeZone);
  const isBeforeNight = secondOfDay(time) < secondOfDay(nightRunTime);
  return policy.generation === 'immediate' && isBeforeNight ? date : dayAfterNight(deployedAt, schedule, 1);
}

/** The date of an instant plus `days`, one more in the night run. */
function dayAfterNight(instant: number, { timeZone }: Schedule, days: number): string {
  // It changes at full minutes only, and thousands of jobs ask for the present one.
  const key = `${Math.floor(instant / 60_000)} ${days} ${timeZone}`;
  const known = nights.get(key);
  if (known !== undefined) return known;
  const { date, time } = localTime(instant, timeZone);
  const found = addDays(date, days + (secondOfDay(time) >= secondOfDay(nightRunTime) ? 1 : 0));
  if (nights.size >= nightsKept) nights.clear();
  nights.set(key, found);
  return found;
}

const nights = new Map<string, string>();
const nightsKept = 1_000;

export interface Generation {
  readonly instances: readonly NewInstance[];
  /** Made completely by this call. Call again with the last one as `lastRunDate` until there are none. */
  readonly runDates: readonly string[];
}

/**
 * Instances that are due to be made for a job: those of the next day, and of missed days by its catch-up policy.
 *
 * @param made keys of instances that exist (see `instanceKey`); only those of the due run dates matter.
 */
export function generate(generated: GeneratedJob, now: number, made: ReadonlySet<string>): Generation {
  const { job, schedule, policy } = generated;
  const due = dueRunDates(generated, now);
  const runDates = due.slice(0, mostDaysAtOnce);
  const latest = policy.catchUp === 'latest' ? latestMissed(generated, due, now) : undefined;
  const runs = ({ plannedAt, cycleTime }: InstanceTime) =>
    plannedAt >= now || policy.catchUp === 'all' || cycleTime === latest;
  const instances = runDates
    .flatMap((date) => instancesOfDay(schedule, date, job))
    .filter(({ cycleTime }) => !made.has(instanceKey({ job, cycleTime })))
    .map((time) => newInstance(generated, time, !runs(time)));
  return { instances, runDates };
}

/** Cycle time of the last instance, no dry run, that should have begun already. */
function latestMissed({ schedule, job }: GeneratedJob, due: readonly string[], now: number): string | undefined {
  for (const date of due.toReversed()) {
    const times = instancesOfDay(schedule, date, job);
    const found = times.findLast(({ plannedAt, kind }) => plannedAt < now && kind === 'real');
    if (found !== undefined) return found.cycleTime;
  }
  return undefined;
}

export interface ExistingInstance {
  readonly cycleTime: string;
  readonly plannedAt: number;
  readonly state: InstanceState;
}

/**
 * What a deployment changes on its own day, for jobs with immediate generation; nothing between 23:30 and 24:00.
 *
 * Waiting instances that are at least ten minutes ahead are replaced. Earlier ones stay and run the new version: made
 * as complete, their work would be lost without a word.
 *
 * @param deployed `existing`: all instances of the job for the run date of the deployment.
 */
export function generateOnDeployment(
  generated: GeneratedJob,
  { at, existing }: { readonly at: number; readonly existing: readonly ExistingInstance[] },
): { readonly make: readonly NewInstance[]; readonly remove: readonly string[] } {
  const { job, schedule, policy } = generated;
  const { date, time } = localTime(at, schedule.timeZone);
  if (policy.generation !== 'immediate' || secondOfDay(time) >= secondOfDay(nightRunTime))
    return { make: [], remove: [] };
  const line = at + leadTimeMs;
  const replaced = existing.filter(({ plannedAt, state }) => plannedAt >= line && isWaiting(state));
  const gone = new Set(replaced.map(({ cycleTime }) => cycleTime));
  const kept = new Set(existing.map(({ cycleTime }) => cycleTime).filter((cycleTime) => !gone.has(cycleTime)));
  const make = instancesOfDay(schedule, date, job)
    .filter(({ cycleTime }) => !kept.has(cycleTime))
    .map((each) => newInstance(generated, each, each.plannedAt < line));
  return { make, remove: [...gone] };
}

function isWaiting(state: InstanceState): boolean {
  return state === 'notRun' || state === 'waitTime' || state === 'waitResource';
}

function newInstance({ job, policy }: GeneratedJob, time: InstanceTime, isExpired: boolean): NewInstance {
  const kind = policy.recurrence === 'skip' ? 'dryRun' : time.kind;
  const isFrozen = policy.recurrence === 'pause' && !isExpired;
  return { ...time, job, kind, state: isExpired ? 'success' : 'notRun', isFrozen, isExpired };
}
