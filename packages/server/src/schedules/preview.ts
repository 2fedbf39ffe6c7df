import type { z } from 'zod';
import { parseAssignments, type Issue } from '@sluice/core';
import type { scheduleRoutes } from '../contract/schedules.ts';
import type { Schedule } from '../contract/schedule.ts';
import { issueView } from '../jobs/views.ts';
import { cronOfCycle } from '../scheduler/cron.ts';
import { addDays } from '../scheduler/dates.ts';
import { instancesOfDay, type InstanceTime } from '../scheduler/instances-of-day.ts';
import { nextTimes } from '../scheduler/next-times.ts';
import { resolveParameters } from '../scheduler/resolve-parameters.ts';

type Request = z.output<typeof scheduleRoutes.preview.body>;
type Preview = z.output<typeof scheduleRoutes.preview.reply>;

/** Times of a schedule with the values that each would get. `job` is what decides a random time. */
export function previewSchedule(
  request: Request,
  schedule: Schedule,
  { job, now }: { job: string; now: number },
): Preview {
  const { parameters } = request;
  const resolved = timesOf(request, schedule, { job, now }).map((time) => ({
    time,
    ...resolveParameters(parameters, time, { now, timeZone: schedule.timeZone }),
  }));
  const issues: readonly Issue[] = resolved[0]?.issues ?? parseAssignments(parameters).issues;
  const cron = cronOfCycle(schedule.cycle);
  return {
    items: resolved.map(({ time, values }) => ({
      at: new Date(time.plannedAt).toISOString(),
      cycleTime: time.cycleTime,
      businessDate: time.businessDate,
      isDryRun: time.kind === 'dryRun',
      values: { ...values },
    })),
    issues: issues.map(issueView),
    ...(cron === undefined ? {} : { cron }),
  };
}

function timesOf(
  { businessDate, after, count }: Request,
  schedule: Schedule,
  { job, now }: { job: string; now: number },
): readonly InstanceTime[] {
  if (businessDate !== undefined) return instancesOfDay(schedule, addDays(businessDate, 1), job);
  return nextTimes(schedule, after === undefined ? now : Date.parse(after), { count, job });
}
