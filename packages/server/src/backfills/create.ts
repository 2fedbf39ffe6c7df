import type { z } from 'zod';
import type { backfillRoutes } from '../contract/schedules.ts';
import type { InstanceToMake } from '../instances/make.ts';
import type { BackfillInstance, BackfillStep } from '../scheduler/backfill.ts';
import { instanceKey } from '../scheduler/generation.ts';
import type { DeployedJob } from '../schedules/calendar.ts';
import { newId } from '../store/ids.ts';
import type { Ground } from '../subject.ts';
import { makeBackfill } from './making.ts';
import { planOf, type Plan } from './plan.ts';
import type { BackfillRow } from './rows.ts';

type NewBackfill = z.output<typeof backfillRoutes.create.body>;

export interface BackfillAuthor {
  readonly projectId: string;
  readonly userId: string;
}

/** Makes a backfill with all its instances, or nothing of it. */
export async function createBackfill(
  ground: Ground,
  { projectId, userId }: BackfillAuthor,
  { name, ...fields }: NewBackfill,
): Promise<BackfillRow> {
  const { store, clock } = ground;
  const plan = await planOf(store.database, projectId, fields);
  const now = clock.now();
  const id = newId(now);
  const row = {
    id,
    project_id: projectId,
    name: name ?? nameOf(plan, now),
    state: 'running',
    request: JSON.stringify(fields),
    total: plan.total,
    created_at: now,
    created_by: userId,
    finished_at: null,
  };
  const filling = { id, projectId, ...fields };
  return makeBackfill(
    ground,
    row,
    plan.steps.flatMap((step) => instancesOf(step, plan, filling)),
  );
}

/** `orders and 2 more, 2026-11-21 16:30` */
function nameOf({ jobs }: Plan, now: number): string {
  const real = jobs.filter(({ isDryRun }) => !isDryRun);
  const first = (real[0] ?? jobs[0])?.job.name ?? '';
  const more = Math.max(real.length, 1) - 1;
  const at = new Date(now).toISOString().slice(0, 16).replace('T', ' ');
  return `${first}${more === 0 ? '' : ` and ${more} more`}, ${at}`;
}

interface Filling {
  readonly id: string;
  readonly projectId: string;
  readonly ignoreTimes: boolean;
}

function instancesOf(step: BackfillStep, { calendar }: Plan, filling: Filling): readonly InstanceToMake[] {
  return step.instances.flatMap((instance) => {
    const job = calendar.job(instance.job);
    return job === undefined ? [] : [instanceOf(instance, step, job, filling)];
  });
}

function instanceOf(
  { parents, ...time }: BackfillInstance,
  { after }: BackfillStep,
  job: DeployedJob,
  { id, projectId, ignoreTimes }: Filling,
): InstanceToMake {
  return {
    // A dry run of another project's job belongs to the project that fills.
    job: { ...job, projectId },
    time,
    kind: 'backfill',
    scope: id,
    parents: parents.map(({ isInside, kind, ...edge }) => ({
      key: instanceKey(edge, isInside ? id : 'scheduled'),
      kind,
      isRequired: isInside,
    })),
    ignoresTime: ignoreTimes,
    backfillId: id,
    ...(after === undefined ? {} : { afterDate: after }),
  };
}
