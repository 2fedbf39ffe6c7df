/** The next real times of a schedule, for previews. */
import type { Schedule } from '../contract/schedule.ts';
import { isChosenDay } from './cycle.ts';
import { addDays } from './dates.ts';
import { instancesOfDay, isEffective, type InstanceTime } from './instances-of-day.ts';
import { localTime } from './zones.ts';

/** 29 February may be away eight years (1896, 1904; 2096, 2104); a day that never comes is given up after that. */
const farthestDays = 8 * 366;

/** The next `count` instances that are no dry runs, after an instant; fewer when the schedule ends, or has no such day. */
export function nextTimes(
  schedule: Schedule,
  after: number,
  { count, job }: { readonly count: number; readonly job: string },
): readonly InstanceTime[] {
  const found: InstanceTime[] = [];
  // The day before too: a time that the clock skips may be planned for the next day.
  let date = firstDate(schedule, addDays(localTime(after, schedule.timeZone).date, -1));
  for (let idle = 0; found.length < count && idle <= farthestDays; idle++, date = addDays(date, 1)) {
    if (schedule.effectiveTo !== undefined && date > schedule.effectiveTo) break;
    if (!isEffective(schedule, date) || !isChosenDay(schedule.cycle, date)) continue;
    const times = instancesOfDay(schedule, date, job).filter(({ plannedAt }) => plannedAt > after);
    if (times.length > 0) idle = 0;
    found.push(...times);
  }
  return found.slice(0, count);
}

function firstDate({ effectiveFrom }: Schedule, date: string): string {
  return effectiveFrom !== undefined && effectiveFrom > date ? effectiveFrom : date;
}
