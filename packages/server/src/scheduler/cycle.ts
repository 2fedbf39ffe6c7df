/** What a cycle means on one day: at which wall clock times, and whether the day is one of its days. */
import type { Cycle } from '../contract/schedule.ts';
import { dayOfMonth, isLastOfMonth, monthOf, weekdayOf } from './dates.ts';

/** Jobs with a random time start within the first half hour. */
const randomSeconds = 1_800;

/** Seconds of the day, ascending. `job` decides a random time: the same for all days and calls. */
export function timesOfDay(cycle: Cycle, job: string): readonly number[] {
  if (cycle.kind === 'minute')
    return steps(secondOfDay(cycle.from), secondOfDay(cycle.to), cycle.every * 60).map((time) => time + cycle.second);
  if (cycle.kind === 'hour') {
    const { hours, minute, second } = cycle;
    const chosen = Array.isArray(hours) ? hours.toSorted((a, b) => a - b) : steps(hours.from, hours.to, hours.every);
    return chosen.map((hour) => hour * 3_600 + minute * 60 + second);
  }
  return [cycle.time === 'random' ? spread(job) % randomSeconds : secondOfDay(cycle.time)];
}

/** False on the days on which the cycle makes a dry run. */
export function isChosenDay(cycle: Cycle, date: string): boolean {
  if (cycle.kind === 'week') return cycle.weekdays.includes(weekdayOf(date));
  if (cycle.kind === 'month') return isOneOf(cycle.days, date);
  if (cycle.kind === 'year') return cycle.months.includes(monthOf(date)) && isOneOf(cycle.days, date);
  return true;
}

/** Minute and hour cycles: several instances a day. */
export function isWithinDay(cycle: Cycle): boolean {
  return cycle.kind === 'minute' || cycle.kind === 'hour';
}

/** `08:30` and `08:30:15` */
export function secondOfDay(time: string): number {
  const [hour = 0, minute = 0, second = 0] = time.split(':').map(Number);
  return hour * 3_600 + minute * 60 + second;
}

function steps(from: number, to: number, every: number): number[] {
  return Array.from({ length: Math.floor((to - from) / every) + 1 }, (_, index) => from + index * every);
}

function isOneOf(days: readonly (number | 'L')[], date: string): boolean {
  return days.includes(dayOfMonth(date)) || (days.includes('L') && isLastOfMonth(date));
}

/** FNV-1a: even, and the same on every server. */
function spread(text: string): number {
  let hash = 0x811c9dc5;
  for (const character of text) hash = Math.imul(hash ^ (character.codePointAt(0) as number), 0x01000193);
  return hash >>> 0;
}
