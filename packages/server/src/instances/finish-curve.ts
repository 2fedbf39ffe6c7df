import { sql } from 'kysely';
import type { z } from 'zod';
import type { instanceRoutes } from '../contract/instances.ts';
import { addDays, datesBetween } from '../scheduler/dates.ts';
import { clockOfDay } from '../scheduler/zones.ts';
import type { Database } from '../store/database.ts';
import type { Day } from './statistics.ts';

type Curve = z.output<typeof instanceRoutes.statistics.reply>['finishCurve'];

const averagedDates = 14;
const hours = Array.from({ length: 25 }, (_, hour) => hour);

/** How many instances have succeeded before each hour of the run date, on the wall clock of the project. */
export async function finishCurve(database: Database, day: Day): Promise<Curve> {
  const { businessDate, timeZone, now } = day;
  const dates = datesBetween(addDays(businessDate, -averagedDates), businessDate);
  const kept = keptCurves(database, day);
  const curves = await curvesOf(
    database,
    day,
    dates.filter((date) => !kept.has(date)).map((date) => ({ date, begins: hoursOf(date, timeZone) })),
  );
  for (const [date, { curve }] of kept) curves.set(date, curve);
  // What people look at changes: the date itself and the one before.
  for (const date of dates.slice(0, -2)) keep(database, day, date, curves.get(date) ?? []);
  const ends = hoursOf(businessDate, timeZone);
  const earlier = dates.slice(0, averagedDates).map((date) => curves.get(date) ?? []);
  return hours.map((hour) => ({
    hour,
    ...((ends[hour] ?? 0) > now ? {} : { today: curves.get(businessDate)?.[hour] ?? 0 }),
    yesterday: earlier.at(-1)?.[hour] ?? 0,
    average: earlier.reduce((sum, curve) => sum + (curve[hour] ?? 0), 0) / averagedDates,
  }));
}

interface DateHours {
  readonly date: string;
  /** Instants at which the hours 0 to 24 of its run date begin. */
  readonly begins: readonly number[];
}

/** Each hour is a range of one index, which is counted without sorting. */
async function curvesOf(
  database: Database,
  { projectId }: Day,
  dates: readonly DateHours[],
): Promise<Map<string, readonly number[]>> {
  const ranges = dates.flatMap(({ date, begins }) =>
    hours.map((hour) => {
      const values = [date, hour, begins[hour - 1] ?? 0, begins[hour] ?? 0];
      return sql`(${sql.join(values.map((value) => sql.lit(value)))})`;
    }),
  );
  const { rows } = await sql<{ day: string; count: number }>`
    with ranges (day, hour, begins, ends) as (values ${sql.join(ranges)})
    select day, (
      select count(*) from instances
      where project_id = ${projectId} and business_date = day and kind = 'scheduled' and state = 'success'
        and finished_at >= begins and finished_at < ends
    ) as count
    from ranges order by day, hour`.execute(database);
  const curves = new Map<string, readonly number[]>();
  for (const { day, count } of rows) {
    const curve = curves.get(day) ?? [];
    curves.set(day, [...curve, (curve.at(-1) ?? 0) + Number(count)]);
  }
  return curves;
}

/** Instants at which the hours 0 to 24 of the run date begin. */
function hoursOf(businessDate: string, timeZone: string): readonly number[] {
  const instantOf = clockOfDay(addDays(businessDate, 1), { timeZone, repeatedTimes: 'first' });
  return hours.map((hour) => instantOf(hour * 3_600));
}

/** Earlier dates change only by reruns, and many people look at the same dashboard all the time. */
const keptMs = 600_000;
const mostKept = 5_000;
interface Kept {
  readonly at: number;
  readonly curve: readonly number[];
}
const keptByStore = new WeakMap<Database, Map<string, Kept>>();

function keptCurves(database: Database, day: Day): ReadonlyMap<string, Kept> {
  const kept = keptByStore.get(database) ?? new Map<string, Kept>();
  const dates = datesBetween(addDays(day.businessDate, -averagedDates), addDays(day.businessDate, -2));
  const found = dates.map((date) => [date, kept.get(keyOf(day, date))] as const);
  const isFresh = (entry: (typeof found)[number]): entry is readonly [string, Kept] =>
    entry[1] !== undefined && Math.abs(day.now - entry[1].at) < keptMs;
  return new Map(found.filter(isFresh));
}

function keep(database: Database, day: Day, date: string, curve: readonly number[]): void {
  const kept = keptByStore.get(database) ?? new Map<string, Kept>();
  if (kept.size >= mostKept) kept.clear();
  const known = kept.get(keyOf(day, date));
  if (known?.curve !== curve) kept.set(keyOf(day, date), { at: day.now, curve });
  keptByStore.set(database, kept);
}

function keyOf({ projectId, timeZone }: Day, date: string): string {
  return `${date} ${timeZone} ${projectId}`;
}
