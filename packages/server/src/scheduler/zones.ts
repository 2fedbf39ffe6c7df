/** Between wall clock times of a zone and instants; the rule for summer time lives here. */
import { Temporal } from 'temporal-polyfill';
import type { Schedule } from '../contract/schedule.ts';

const dayMs = 86_400_000;

export type ZoneRule = Pick<Schedule, 'timeZone' | 'repeatedTimes'>;

/**
 * A function from the second of a day on the wall clock to the instant, epoch ms.
 *
 * A time that the clock skips is the next instant there is (02:30 of a gap from 02:00 to 03:00 is 03:00); one that it
 * shows twice is one of both, by the schedule's rule.
 */
export function clockOfDay(date: string, { timeZone, repeatedTimes }: ZoneRule): (second: number) => number {
  const start = startOfWholeDay(date, timeZone);
  if (start !== undefined) return (second) => start + second * 1_000;
  const midnight = Temporal.PlainDate.from(date).toPlainDateTime();
  return (second) => {
    const wanted = midnight.add({ seconds: second });
    const found = wanted.toZonedDateTime(timeZone, { disambiguation: repeatedTimes === 'first' ? 'earlier' : 'later' });
    if (found.toPlainDateTime().equals(wanted)) return found.epochMilliseconds;
    const before = wanted.toZonedDateTime(timeZone, { disambiguation: 'earlier' });
    return (before.getTimeZoneTransition('next') ?? before).epochMilliseconds;
  };
}

/** Thousands of jobs share a few dates and zones; the calendar arithmetic behind them is slow. */
const starts = new Map<string, number | undefined>();
const mostKept = 1_000;

/** The instant of 00:00, of a day of 24 hours; undefined of days on which the clock is changed. */
function startOfWholeDay(date: string, timeZone: string): number | undefined {
  const key = `${date} ${timeZone}`;
  if (starts.has(key)) return starts.get(key);
  const day = Temporal.PlainDate.from(date);
  const midnight = day.toZonedDateTime(timeZone);
  const next = day.add({ days: 1 }).toZonedDateTime(timeZone);
  const isWhole =
    midnight.hour === 0 && next.hour === 0 && next.epochMilliseconds - midnight.epochMilliseconds === dayMs;
  if (starts.size >= mostKept) starts.clear();
  starts.set(key, isWhole ? midnight.epochMilliseconds : undefined);
  return starts.get(key);
}

export interface LocalTime {
  /** `yyyy-mm-dd` */
  readonly date: string;
  /** `hh:mm:ss` */
  readonly time: string;
}

export function localTime(instant: number, timeZone: string): LocalTime {
  const [date, time] = new Date(instant + offsetAt(instant, timeZone)).toISOString().split(/[T.]/) as [string, string];
  return { date, time };
}

/** Of the present minute, which is asked again for every job. */
const offsets = new Map<string, number>();

/** Milliseconds that the wall clock is ahead of UTC; it changes at full minutes only. */
function offsetAt(instant: number, timeZone: string): number {
  const key = `${Math.floor(instant / 60_000)} ${timeZone}`;
  const known = offsets.get(key);
  if (known !== undefined) return known;
  const offset = Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO(timeZone).offsetNanoseconds / 1e6;
  if (offsets.size >= mostKept) offsets.clear();
  offsets.set(key, offset);
  return offset;
}
