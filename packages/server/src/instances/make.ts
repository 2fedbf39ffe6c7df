/** Puts new instances into the store, each once, with everything that is fixed now. */
import type { InstanceKind } from '../contract/instances.ts';
import type { InstancePolicy, Schedule } from '../contract/schedule.ts';
import type { Edge } from '../scheduler/dependencies.ts';
import { instanceKey } from '../scheduler/generation.ts';
import type { InstanceTime } from '../scheduler/instances-of-day.ts';
import { resolveParameters } from '../scheduler/resolve-parameters.ts';
import { masked } from '../secrets/masked.ts';
import type { DatabaseTransaction, Store } from '../store/database.ts';
import { newId } from '../store/ids.ts';
import { insertMissing } from '../store/insert-many.ts';
import type { Ground } from '../subject.ts';
import { dueAt } from './due-at.ts';
import { releaseReady, wakeChildren } from './release.ts';

/** What an instance takes over from its job. */
export interface InstanceJob {
  readonly id: string;
  readonly projectId: string;
  readonly name: string;
  readonly schedule: Schedule;
  readonly policy: InstancePolicy;
  /** Assignments of the deployed version. */
  readonly parameters: string;
  readonly priority: number;
  readonly group: string;
  readonly ownerId: string | null;
}

export interface InstanceParent {
  /** See `instanceKey`. */
  readonly key: string;
  readonly kind: Edge['kind'];
  /** False: it counts only when there is such an instance. */
  readonly isRequired: boolean;
}

export interface InstanceToMake {
  readonly job: InstanceJob;
  readonly time: InstanceTime;
  readonly kind: InstanceKind;
  /** `scheduled`, or the id of the backfill or test that it belongs to: the first part of its key. */
  readonly scope: string;
  readonly parents: readonly InstanceParent[];
  readonly isFrozen?: boolean;
  /** Made as complete: its time has passed and it shall not run. */
  readonly isExpired?: boolean;
  readonly ignoresParents?: boolean;
  readonly ignoresTime?: boolean;
  readonly backfillId?: string;
  /** Business date of the same backfill that must have succeeded before, all of it. */
  readonly afterDate?: string;
}

const rowsAtOnce = 500;

/**
 * Makes those that do not exist yet (by key), with their parents; the ones that wait for nothing are in `waitTime` at
 * once. Any number: they are written in portions.
 *
 * @returns ids of the ones that were made.
 */
export async function makeInstances(
  ground: Ground,
  transaction: DatabaseTransaction,
  wanted: readonly InstanceToMake[],
): Promise<readonly string[]> {
  const made: string[] = [];
  for (let from = 0; from < wanted.length; from += rowsAtOnce) {
    const portion = wanted.slice(from, from + rowsAtOnce).map((each) => ({ each, row: rowOf(ground, each) }));
    const rows = portion.map(({ row }) => row);
    const inserted = await insertMissing(ground.store, transaction, { into: 'instances', rows, returning: 'id' });
    const fresh = portion.filter(({ row }) => inserted.has(row.id));
    await insertParents(
      ground.store,
      transaction,
      fresh.flatMap(({ each, row }) => each.parents.map((parent) => ({ childId: row.id, parent }))),
    );
    const waiting = fresh.filter(({ each, row }) => row.state === 'notRun' && each.isFrozen !== true);
    await releaseReady(
      transaction,
      waiting.map(({ row }) => row.id),
    );
    const complete = fresh.filter(({ row }) => row.state === 'success').map(({ row }) => row.key);
    await wakeChildren(ground, transaction, complete);
    made.push(...fresh.map(({ row }) => row.id));
  }
  return made;
}

function rowOf({ clock, keyring }: Ground, wanted: InstanceToMake) {
  const { job, time, kind, scope } = wanted;
  const now = clock.now();
  const id = newId(now);
  const { timeZone, cycle } = job.schedule;
  const ids = { jobId: job.id, nodeId: job.id, taskId: id };
  const { values } = resolveParameters(job.parameters, time, { now, timeZone, ids });
  return {
    id,
    key: instanceKey({ job: job.id, cycleTime: time.cycleTime }, scope),
    project_id: job.projectId,
    job_id: job.id,
    job_name: job.name,
    kind,
    cycle_time: time.cycleTime,
    planned_at: time.plannedAt,
    business_date: time.businessDate,
    time_zone: timeZone,
    cycle: cycle.kind,
    is_dry_run: Number(time.kind === 'dryRun'),
    ...beginningOf(wanted, now),
    policy: JSON.stringify(job.policy),
    parameters: keyring.encrypt(JSON.stringify(values), purposeOf(id)),
    shown_parameters: JSON.stringify(masked(values)),
    priority: job.priority,
    group_name: job.group,
    owner_id: job.ownerId,
    backfill_id: wanted.backfillId ?? null,
    after_date: wanted.afterDate ?? null,
    made_at: now,
    version: 1,
  };
}

/** Where its life begins. */
function beginningOf(wanted: InstanceToMake, now: number) {
  const { isFrozen = false, isExpired = false, ignoresParents = false, ignoresTime = false } = wanted;
  const { plannedAt } = wanted.time;
  const state = firstState(wanted);
  return {
    state,
    is_expired: Number(isExpired),
    is_frozen: Number(isFrozen),
    ignores_parents: Number(ignoresParents),
    ignores_time: Number(ignoresTime),
    attempt: 0,
    due_at: dueAt({ state, runId: null, isFrozen, ignoresTime, plannedAt, retryAt: null }),
    finished_at: isExpired ? now : null,
  };
}

function firstState({ isExpired, isFrozen, ignoresParents, parents, afterDate }: InstanceToMake): string {
  if (isExpired === true) return 'success';
  if (isFrozen === true) return 'notRun';
  const waitsForNobody = parents.length === 0 && afterDate === undefined;
  return waitsForNobody || ignoresParents === true ? 'waitTime' : 'notRun';
}

/** Edges that exist already stay. */
export async function insertParents(
  store: Pick<Store, 'dialect'>,
  transaction: DatabaseTransaction,
  edges: readonly { readonly childId: string; readonly parent: InstanceParent }[],
): Promise<void> {
  const rows = edges.map(({ childId, parent }) => ({
    child_id: childId,
    parent_key: parent.key,
    kind: parent.kind,
    is_required: Number(parent.isRequired),
  }));
  await insertMissing(store, transaction, { into: 'instance_parents', rows });
}

const purposeOf = (id: string): string => `instance ${id}`;

/** Values of the parameters, secrets included. */
export function parametersOf(
  { keyring }: Ground,
  { id, parameters }: { readonly id: string; readonly parameters: string },
): Readonly<Record<string, string>> {
  return JSON.parse(keyring.decrypt(parameters, purposeOf(id))) as Record<string, string>;
}
