import type { z } from 'zod';
import type { backfillRoutes } from '../contract/schedules.ts';
import type { Database } from '../store/database.ts';
import { planOf, type BackfillFields } from './plan.ts';

type Preview = z.output<typeof backfillRoutes.preview.reply>;

const mostShown = 200;

/** The instances that a backfill would make; makes nothing. */
export async function previewBackfill(database: Database, projectId: string, fields: BackfillFields): Promise<Preview> {
  const { steps, calendar, total, jobs } = await planOf(database, projectId, fields);
  let left = mostShown;
  return {
    total,
    jobs: jobs.map(({ job, ...facts }) => ({ job: job.name, ...facts })),
    steps: steps.map(({ businessDate, group, after, instances }) => {
      const shown = instances.slice(0, left);
      left -= shown.length;
      return {
        businessDate,
        group,
        ...(after === undefined ? {} : { after }),
        instances: shown.map(({ job, cycleTime, kind }) => ({
          job: calendar.job(job)?.name ?? job,
          cycleTime,
          isDryRun: kind === 'dryRun',
        })),
      };
    }),
  };
}
