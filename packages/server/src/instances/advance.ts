/** Changes of instances, by the scheduler and by people: one at a time, each with a line of history. */
import type { InstanceChange } from '../scheduler/transitions.ts';
import type { DatabaseTransaction } from '../store/database.ts';
import { newId } from '../store/ids.ts';
import type { Ground } from '../subject.ts';
import { dueAt } from './due-at.ts';
import { instanceErrors } from './errors.ts';
import { releaseReady, wakeChildren, wakeNextDay } from './release.ts';
import { nameOf, type InstanceRow } from './rows.ts';

/** Absent members stay. `endsRun` is for the caller: the run is not touched here. */
export interface InstanceUpdate extends InstanceChange {
  /** Going to `waitResource` without one means: the scheduler queues a run soon. */
  readonly runId?: string;
  /** Not again before this instant; without it a change of state forgets the last one. */
  readonly retryAt?: number;
  /** Of the first attempt; default: now, when it begins to run. */
  readonly startedAt?: number;
  readonly rowsRead?: number | null;
  readonly rowsWritten?: number | null;
  readonly rowsDirty?: number | null;
  /** One line of the failure; a change to another state forgets it. */
  readonly error?: string;
}

export interface History {
  /** One sentence. */
  readonly text: string;
  /** Absent: nobody, it happened by itself. */
  readonly userName?: string;
}

/** What happened to an instance; told to others once it is committed. */
export interface InstanceChanged {
  readonly before: InstanceRow;
  readonly after: InstanceRow;
  readonly text: string;
}

/**
 * Changes an instance as it was read, and lets go on who waited for that: children after a success, the next day of a
 * backfill, the instance itself when its parents are ignored or it is unfrozen.
 *
 * @throws SluiceError INSTANCES_CHANGED_MEANWHILE when somebody else changed it since; nothing is done then.
 */
export async function changeInstance(
  ground: Ground,
  transaction: DatabaseTransaction,
  row: InstanceRow,
  change: InstanceUpdate,
  { text, userName }: History,
): Promise<InstanceRow> {
  const now = ground.clock.now();
  const changed = await transaction
    .updateTable('instances')
    .set({ ...columnsOf(row, change, now), version: row.version + 1 })
    .where('id', '=', row.id)
    .where('version', '=', row.version)
    .returningAll()
    .executeTakeFirst();
  if (changed === undefined) throw instanceErrors.changedMeanwhile({ name: nameOf(row) });
  await transaction
    .insertInto('instance_events')
    .values({ id: newId(now), instance_id: row.id, at: now, user_name: userName ?? null, text })
    .execute();
  if (isDone(changed) && !isDone(row)) {
    await wakeChildren(ground, transaction, [changed.key]);
    await wakeNextDay(transaction, changed);
  }
  if (!mayGoOn(row, changed)) return changed;
  const [released] = await releaseReady(transaction, [changed.id]);
  return released ?? changed;
}

/** Children may begin. */
function isDone({ state, is_frozen }: InstanceRow): boolean {
  return state === 'success' && is_frozen === 0;
}

/** A person has taken away what held it. */
function mayGoOn(before: InstanceRow, after: InstanceRow): boolean {
  if (after.state !== 'notRun') return false;
  return before.is_frozen > after.is_frozen || before.ignores_parents < after.ignores_parents;
}

function columnsOf(row: InstanceRow, change: InstanceUpdate, now: number): Partial<InstanceRow> {
  const { state = row.state, attempt = row.attempt, runId, error } = change;
  const isFrozen = change.isFrozen ?? row.is_frozen === 1;
  const ignoresTime = change.ignoresTime ?? row.ignores_time === 1;
  const hasMoved = change.state !== undefined;
  const retryAt = change.retryAt ?? (hasMoved ? null : row.retry_at);
  const hasEnded = state === 'success' || state === 'failure';
  const newRun = runId ?? (change.state === 'waitResource' ? null : row.run_id);
  const isAnew = attempt === 0 || (state === 'waitResource' && attempt === 1);
  const began = isAnew ? null : row.started_at;
  return {
    state,
    attempt,
    is_frozen: Number(isFrozen),
    ignores_parents: Number(change.ignoresParents ?? row.ignores_parents === 1),
    ignores_time: Number(ignoresTime),
    retry_at: retryAt,
    due_at: dueAt({ state, runId: newRun, isFrozen, ignoresTime, plannedAt: row.planned_at, retryAt }),
    started_at: began ?? change.startedAt ?? (state === 'running' ? now : null),
    finished_at: !hasMoved ? row.finished_at : hasEnded ? now : null,
    error: error ?? (hasMoved ? null : row.error),
    run_id: newRun,
    ...(change.rowsRead === undefined ? {} : { rows_read: change.rowsRead }),
    ...(change.rowsWritten === undefined ? {} : { rows_written: change.rowsWritten }),
    ...(change.rowsDirty === undefined ? {} : { rows_dirty: change.rowsDirty }),
  };
}
