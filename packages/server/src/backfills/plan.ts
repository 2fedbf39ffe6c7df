import type { z } from 'zod';
import type { backfillRoutes } from '../contract/schedules.ts';
import { findJob } from '../jobs/jobs.ts';
import { planBackfill, type BackfillStep } from '../scheduler/backfill.ts';
import { loadCalendar, type DeployedJob, type StoreCalendar } from '../schedules/calendar.ts';
import { scheduleErrors } from '../schedules/errors.ts';
import type { Database } from '../store/database.ts';
import { backfillServiceErrors } from './errors.ts';

export type BackfillFields = z.output<typeof backfillRoutes.preview.body>;

export interface Plan {
  /** Dates without any instance are left out: the next one waits for the one before them. */
  readonly steps: readonly BackfillStep[];
  readonly calendar: StoreCalendar;
  readonly total: number;
  /** Every job with instances, in the order of their first one. */
  readonly jobs: readonly { readonly job: DeployedJob; readonly isDryRun: boolean }[];
}

/**
 * What a backfill would make.
 *
 * @throws SluiceError BACKFILL_…, BACKFILLS_…, SCHEDULES_NOT_SCHEDULED with the path of what is wrong.
 */
export async function planOf(database: Database, projectId: string, fields: BackfillFields): Promise<Plan> {
  const calendar = await loadCalendar(database);
  const named = await jobsNamed(database, { calendar, projectId }, fields.jobs);
  const listed = [...named.values()].map(({ id }) => id);
  const dryRun = fields.dryRun.map((name, index) => {
    const job = named.get(name.toLowerCase());
    if (job === undefined) throw backfillServiceErrors.notChosen({ job: name }).at({ path: `dryRun[${index}]` });
    return job.id;
  });
  const chosen = fields.descendants === 'all' ? withDescendants(listed, calendar, projectId) : listed;
  const { ranges, order, groups } = fields;
  const planned = planBackfill({ ranges, order, groups, chosen, dryRun }, calendar);
  const steps = withoutEmpty(planned);
  const total = steps.reduce((sum, { instances }) => sum + instances.length, 0);
  if (total === 0) throw backfillServiceErrors.nothingToMake().at({ path: 'ranges' });
  const real = new Set(chosen.filter((id) => !dryRun.includes(id)));
  const ids = new Set(steps.flatMap(({ instances }) => instances.map(({ job }) => job)));
  const jobs = [...ids].flatMap((id) => {
    const job = calendar.job(id);
    return job === undefined ? [] : [{ job, isDryRun: !real.has(id) }];
  });
  return { steps, calendar, total, jobs };
}

/** By name in lower case. */
async function jobsNamed(
  database: Database,
  { calendar, projectId }: { readonly calendar: StoreCalendar; readonly projectId: string },
  names: readonly string[],
): Promise<ReadonlyMap<string, DeployedJob>> {
  const found = new Map<string, DeployedJob>();
  for (const [index, name] of names.entries()) {
    const job = calendar.find({ kind: 'sameCycle', job: name }, projectId);
    if (job === undefined) throw (await whyNot(database, projectId, name)).at({ path: `jobs[${index}]` });
    found.set(name.toLowerCase(), job);
  }
  return found;
}

async function whyNot(database: Database, projectId: string, name: string) {
  const job = await findJob(database, projectId, name).catch(() => undefined);
  return job === undefined
    ? backfillServiceErrors.unknownJob({ job: name })
    : scheduleErrors.notScheduled({ name: job.name });
}

/** Those of other projects are not run; where they lie between, they keep the order as dry runs. */
function withDescendants(ids: readonly string[], calendar: StoreCalendar, projectId: string): readonly string[] {
  const found = new Set(ids);
  for (const id of found) for (const child of calendar.childrenOf(id)) found.add(child); // grows while it is walked
  return [...found].filter((id) => calendar.job(id)?.projectId === projectId);
}

function withoutEmpty(steps: readonly BackfillStep[]): readonly BackfillStep[] {
  const before = new Map<string, string | undefined>();
  return steps.flatMap(({ after, ...step }) => {
    const last = after === undefined || !before.has(after) ? after : before.get(after);
    if (step.instances.length === 0) {
      before.set(step.businessDate, last);
      return [];
    }
    return [{ ...step, ...(last === undefined ? {} : { after: last }) }];
  });
}
