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
  readonly jobs: readonly PlannedJob[];
}

export interface PlannedJob {
  readonly job: DeployedJob;
  readonly isDryRun: boolean;
  readonly why: z.output<typeof backfillRoutes.preview.reply>['jobs'][number]['why'];
}

/**
 * What a backfill would make.
 *
 * @throws SluiceError BACKFILL_…, BACKFILLS_…, SCHEDULES_NOT_SCHEDULED with the path of what is wrong.
 */
export async function planOf(database: Database, projectId: string, fields: BackfillFields): Promise<Plan> {
  const calendar = await loadCalendar(database);
  const context = { database, calendar, projectId };
  const named = (await jobsNamed(fields.jobs, 'jobs', context)).map(({ id }) => id);
  const descendants = await descendantsOf(named, fields, context);
  const chosen = [...new Set([...named, ...descendants])];
  const dryRun = dryRunsOf(fields.dryRun, chosen, calendar);
  const { ranges, order, groups } = fields;
  const steps = withoutEmpty(planBackfill({ ranges, order, groups, chosen, dryRun }, calendar));
  const total = steps.reduce((sum, { instances }) => sum + instances.length, 0);
  if (total === 0) throw backfillServiceErrors.nothingToMake().at({ path: 'ranges' });
  const real = new Set(chosen.filter((id) => !dryRun.includes(id)));
  const ids = new Set(steps.flatMap(({ instances }) => instances.map(({ job }) => job)));
  const jobs = [...ids].flatMap((id): PlannedJob[] => {
    const job = calendar.job(id);
    if (job === undefined) return [];
    const why = named.includes(id) ? 'named' : descendants.has(id) ? 'descendant' : 'between';
    return [{ job, isDryRun: !real.has(id), why }];
  });
  return { steps, calendar, total, jobs };
}

interface Context {
  readonly database: Database;
  readonly calendar: StoreCalendar;
  readonly projectId: string;
}

/** In the order of their names. Throws BACKFILLS_UNKNOWN_JOB, SCHEDULES_NOT_SCHEDULED. */
async function jobsNamed(
  names: readonly string[],
  field: 'jobs' | 'chosen',
  { database, calendar, projectId }: Context,
): Promise<readonly DeployedJob[]> {
  const found: DeployedJob[] = [];
  for (const [index, name] of names.entries()) {
    const job = calendar.find({ kind: 'sameCycle', job: name }, projectId);
    if (job === undefined) throw (await whyNot(database, projectId, name)).at({ path: `${field}[${index}]` });
    found.push(job);
  }
  return found;
}

/** Those that run besides the named ones. Throws BACKFILLS_NO_DESCENDANT. */
async function descendantsOf(
  named: readonly string[],
  { descendants, chosen }: BackfillFields,
  context: Context,
): Promise<ReadonlySet<string>> {
  if (descendants === 'none') return new Set();
  const below = withDescendants(named, context.calendar, context.projectId);
  if (descendants === 'all') return new Set(below.filter((id) => !named.includes(id)));
  const jobs = await jobsNamed(chosen, 'chosen', context);
  for (const [index, { id, name }] of jobs.entries())
    if (!below.includes(id)) throw backfillServiceErrors.noDescendant({ job: name }).at({ path: `chosen[${index}]` });
  return new Set(jobs.map(({ id }) => id));
}

/** Throws BACKFILLS_NOT_CHOSEN. */
function dryRunsOf(names: readonly string[], chosen: readonly string[], calendar: StoreCalendar): readonly string[] {
  const byName = new Map(chosen.map((id) => [calendar.job(id)?.name.toLowerCase(), id]));
  return names.map((name, index) => {
    const id = byName.get(name.toLowerCase());
    if (id === undefined) throw backfillServiceErrors.notChosen({ job: name }).at({ path: `dryRun[${index}]` });
    return id;
  });
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
