/** Whether an alert is sent now, later with others, or not at all: quiet hours, least interval, most per day. */
import { addDays } from '../scheduler/dates.ts';
import { clockOfDay, localTime } from '../scheduler/zones.ts';
import type { Rule } from './alerts-for.ts';

export type Limits = Pick<Rule, 'mostPerDay' | 'leastIntervalMinutes' | 'quietHours' | 'heldBack'>;

/** What the rule has told. */
export interface Told {
  /** Alerts of this day that were not dropped. */
  readonly today: number;
  /** When the latest of them was told, or, in the future, will be. */
  readonly latest: number | undefined;
}

export type Verdict =
  | { readonly kind: 'send'; readonly isLastOfDay: boolean }
  | { readonly kind: 'holdBack'; readonly until: number; readonly reason: 'quietHours' | 'interval' }
  | { readonly kind: 'drop'; readonly reason: 'limit' | 'quietHours' | 'interval' };

/** @param timeZone of the project. */
export function verdictOf(now: number, limits: Limits, { today, latest }: Told, timeZone: string): Verdict {
  if (today >= limits.mostPerDay) return { kind: 'drop', reason: 'limit' };
  const quietUntil = quietEnd(now, limits, timeZone);
  if (quietUntil !== undefined) return later(Math.max(quietUntil, latest ?? 0), 'quietHours', limits);
  // Others wait for a summary already.
  if (latest !== undefined && latest > now) return later(latest, 'interval', limits);
  const free = latest === undefined ? now : latest + limits.leastIntervalMinutes * 60_000;
  if (free > now) return later(quietEnd(free, limits, timeZone) ?? free, 'interval', limits);
  return { kind: 'send', isLastOfDay: today + 1 === limits.mostPerDay };
}

function later(until: number, reason: 'quietHours' | 'interval', { heldBack }: Limits): Verdict {
  return heldBack === 'drop' ? { kind: 'drop', reason } : { kind: 'holdBack', until, reason };
}

/** The end of the quiet hours that `now` is in; undefined outside of them. */
function quietEnd(now: number, { quietHours }: Limits, timeZone: string): number | undefined {
  if (quietHours === undefined) return undefined;
  const { from, to } = quietHours;
  const { date, time } = localTime(now, timeZone);
  const minute = time.slice(0, 5);
  const goesOverMidnight = from > to;
  const isQuiet = goesOverMidnight ? minute >= from || minute < to : minute >= from && minute < to;
  if (!isQuiet) return undefined;
  const day = goesOverMidnight && minute >= from ? addDays(date, 1) : date;
  const [hours, minutes] = to.split(':').map(Number) as [number, number];
  const at = (repeatedTimes: 'first' | 'last') =>
    clockOfDay(day, { timeZone, repeatedTimes })(hours * 3_600 + minutes * 60);
  // When summer time ends, the clock shows the end of the quiet hours twice.
  return at('first') > now ? at('first') : at('last');
}

/** The beginning of the day that `now` is in. */
export function startOfDay(now: number, timeZone: string): number {
  return clockOfDay(localTime(now, timeZone).date, { timeZone, repeatedTimes: 'first' })(0);
}
