import { scheduleRoutes } from '../contract/schedules.ts';
import { findJob } from '../jobs/jobs.ts';
import { requireZone, zoneOf } from '../projects/zone.ts';
import { cycleOfCron } from '../scheduler/cron.ts';
import { addDays } from '../scheduler/dates.ts';
import { firstRunDate } from '../scheduler/generation.ts';
import { routeSet, type Ground, type RouteSet } from '../subject.ts';
import { calendarDays } from './calendar-days.ts';
import { loadCalendar } from './calendar.ts';
import { scheduleErrors } from './errors.ts';
import { neighboursOf } from './neighbours.ts';
import { previewSchedule } from './preview.ts';
import { suggestDependencies } from './suggest.ts';

export function scheduleRouteSet({ store, clock }: Ground): RouteSet {
  const { database } = store;
  /** Random times go by the id of a job; a job that does not exist yet has another time then. */
  const identityOf = async (projectId: string, name: string | undefined): Promise<string> => {
    if (name === undefined) return '';
    const row = await database
      .selectFrom('jobs')
      .select('id')
      .where('project_id', '=', projectId)
      .where('name_key', '=', name.toLowerCase())
      .executeTakeFirst();
    return row?.id ?? name;
  };

  return routeSet('schedules', scheduleRoutes, {
    async preview({ project, body }) {
      const named = body.schedule.timeZone;
      const timeZone =
        named === undefined ? await zoneOf(database, project.id) : requireZone(named, 'schedule.timeZone');
      const job = await identityOf(project.id, body.job);
      return previewSchedule(body, { ...body.schedule, timeZone }, { job, now: clock.now() });
    },
    fromCron: async ({ body }) => ({ cycle: cycleOfCron(body.cron) }),
    async calendar({ project, params, query }) {
      const row = await findJob(database, project.id, params.job);
      const calendar = await loadCalendar(database);
      const job = calendar.job(row.id);
      if (job === undefined) throw scheduleErrors.notScheduled({ name: row.name });
      return {
        firstBusinessDate: addDays(firstRunDate(job), -1),
        days: [...(await calendarDays(database, calendar, job, query))],
      };
    },
    async dependencies({ project, params }) {
      const row = await findJob(database, project.id, params.job);
      return neighboursOf(await loadCalendar(database), row, project.name);
    },
    async suggestDependencies({ project, params }) {
      const row = await findJob(database, project.id, params.job);
      return { items: [...(await suggestDependencies(database, row))] };
    },
  });
}
