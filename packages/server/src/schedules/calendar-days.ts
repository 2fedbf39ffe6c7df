import type { z } from 'zod';
import type { InstanceState } from '../contract/schedule.ts';
import type { scheduleRoutes } from '../contract/schedules.ts';
import { addDays, datesBetween } from '../scheduler/dates.ts';
import type { Database } from '../store/database.ts';
import type { DeployedJob, StoreCalendar } from './calendar.ts';
import { scheduleErrors } from './errors.ts';

type Day = z.output<typeof scheduleRoutes.calendar.reply>['days'][number];
const mostDays = 400;

/** Business dates of a deployed schedule: what is planned, and in which states the instances are. */
export async function calendarDays(
  database: Database,
  calendar: StoreCalendar,
  job: DeployedJob,
  { from, to }: { readonly from: string; readonly to: string },
): Promise<readonly Day[]> {
  const count = Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000) + 1;
  if (count > mostDays) throw scheduleErrors.tooManyDays({ count, most: mostDays });
  const states = await statesOf(database, job.id, { from, to });
  return datesBetween(from, to).map((businessDate) => {
    const planned = calendar.instancesOf(job.id, addDays(businessDate, 1));
    return {
      businessDate,
      planned: planned.length,
      isDryRun: planned.length > 0 && planned.every(({ kind }) => kind === 'dryRun'),
      states: Object.fromEntries(states.get(businessDate) ?? []),
    };
  });
}

async function statesOf(
  database: Database,
  jobId: string,
  { from, to }: { readonly from: string; readonly to: string },
): Promise<ReadonlyMap<string, readonly (readonly [InstanceState, number])[]>> {
  const day = (date: string): string => addDays(date, 1).replaceAll('-', '');
  const rows = await database
    .selectFrom('instances')
    .select((by) => ['business_date', 'state', by.fn.countAll<number>().as('count')])
    .where('job_id', '=', jobId)
    .where('cycle_time', '>=', `${day(from)}000000`)
    .where('cycle_time', '<=', `${day(to)}235959`)
    .where('kind', '=', 'scheduled')
    .groupBy(['business_date', 'state'])
    .execute();
  const found = new Map<string, (readonly [InstanceState, number])[]>();
  for (const { business_date: date, state, count } of rows)
    found.set(date, [...(found.get(date) ?? []), [state as InstanceState, Number(count)]]);
  return found;
}
