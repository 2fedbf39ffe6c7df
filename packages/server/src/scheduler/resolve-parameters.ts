/** Values of a job's parameters for its instances. They are fixed when an instance is made, not when it runs. */
import { resolveAssignments, type Issue } from '@sluice/core';
import type { Schedule } from '../contract/schedule.ts';
import { addDays } from './dates.ts';
import { instancesOfDay, type InstanceTime } from './instances-of-day.ts';
import { localTime } from './zones.ts';

export interface ResolvedParameters {
  readonly values: Readonly<Record<string, string>>;
  readonly issues: readonly Issue[];
}

export interface ParameterIds {
  readonly jobId?: string;
  readonly nodeId?: string;
  readonly taskId?: string;
}

/**
 * @param text assignments, for instance `day=${yyyymmdd} hour=$[hh24-1/24]`.
 * @param now when it is made. Before the planned time the latter counts: `$bizmonth` of an instance that is made in the
 *   night before is that of its own day.
 */
export function resolveParameters(
  text: string,
  time: InstanceTime,
  { now, timeZone, ids = {} }: { readonly now: number; readonly timeZone: string; readonly ids?: ParameterIds },
): ResolvedParameters {
  const present = localTime(now, timeZone);
  const presentClock = `${present.date}${present.time}`.replaceAll(/\D/g, '');
  return resolveAssignments(text, {
    ...ids,
    cycleTime: time.cycleTime,
    businessDate: time.businessDate,
    now: presentClock > time.cycleTime ? presentClock : time.cycleTime,
  });
}

export interface ParameterPreview extends ResolvedParameters {
  readonly time: InstanceTime;
}

/** What the instances of a business date would get, or got: at most `most` of them. */
export function previewParameters(
  text: string,
  schedule: Schedule,
  options: { readonly businessDate: string; readonly job: string; readonly now: number; readonly most: number },
): readonly ParameterPreview[] {
  const { businessDate, job, now, most } = options;
  return instancesOfDay(schedule, addDays(businessDate, 1), job)
    .slice(0, most)
    .map((time) => ({ time, ...resolveParameters(text, time, { now, timeZone: schedule.timeZone }) }));
}
