/** A calendar of jobs for tests. */
import { scheduleSchema } from '../contract/schedule.ts';
import type { z } from 'zod';
import type { Calendar, ResolvedDependency, ScheduledJob } from './dependencies.ts';
import { instancesOfDay } from './instances-of-day.ts';

type CycleInput = z.input<typeof scheduleSchema>['cycle'];

export function scheduled(
  job: string,
  cycle: CycleInput,
  dependencies: readonly ResolvedDependency[] = [],
  timeZone = 'Europe/Berlin',
): ScheduledJob {
  return { job, schedule: scheduleSchema.parse({ cycle, timeZone }), dependencies };
}

export function calendarOf(...jobs: readonly ScheduledJob[]): Calendar {
  const byName = new Map(jobs.map((each) => [each.job, each]));
  return {
    job: (job) => byName.get(job),
    childrenOf: (job) =>
      jobs
        .filter(({ dependencies }) => dependencies.some((each) => each.kind === 'sameCycle' && each.job === job))
        .map((each) => each.job),
    instancesOf: (job, runDate) => {
      const found = byName.get(job);
      return found === undefined ? [] : instancesOfDay(found.schedule, runDate, job);
    },
  };
}
