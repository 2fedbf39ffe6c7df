/** Begins what is due, and repairs what was missed. */
import { asSluiceError, SluiceError } from '@sluice/core';
import type { ExpressionBuilder } from 'kysely';
import { making } from '../backfills/making.ts';
import type { InstanceChanged } from '../instances/advance.ts';
import { instanceErrors } from '../instances/errors.ts';
import { releaseReady } from '../instances/release.ts';
import type { InstanceRow } from '../instances/rows.ts';
import type { DatabaseTransaction, Tables } from '../store/database.ts';
import { isLeaseLost, type Lease } from '../store/lease.ts';
import type { Ground } from '../subject.ts';
import { loadMeans, startInstance } from './start-instance.ts';

const dueAtOnce = 100;

/**
 * Begins all instances whose time has come: those that wait for it, and those that a person sent to the queue.
 *
 * @param onStarted told after each transaction.
 * @param beat called between transactions.
 */
export async function startDue(
  ground: Ground,
  lease: Lease,
  { onStarted, beat }: { readonly onStarted: (changed: readonly InstanceChanged[]) => void; beat(): Promise<void> },
): Promise<void> {
  for (;;) {
    const due = await dueInstances(ground);
    if (due.length === 0) return;
    const started = await startAll(ground, lease, due);
    onStarted(started);
    await beat();
    // Nobody moved: all of them are in the hands of others, or cannot be changed now.
    if (started.length === 0) return;
  }
}

/** When the time of the next instance comes, epoch ms; those whose time has come already do not count. */
export async function nextDue({ store, clock }: Ground): Promise<number> {
  const row = await store.database
    .selectFrom('instances')
    .select('due_at')
    .where('state', '=', 'waitTime')
    .where('due_at', '>', clock.now())
    .orderBy('due_at')
    .limit(1)
    .executeTakeFirst();
  return row?.due_at ?? Infinity;
}

/** What people sent to the queue comes first. */
async function dueInstances(ground: Ground): Promise<readonly InstanceRow[]> {
  const asked = await dueIn(ground, 'waitResource');
  return asked.length > 0 ? asked : dueIn(ground, 'waitTime');
}

async function dueIn({ store, clock }: Ground, state: string): Promise<readonly InstanceRow[]> {
  const held = store.database.selectFrom('projects').select('id').where('is_scheduling', '=', 0);
  const unmade = store.database.selectFrom('backfills').select('id').where('state', '=', making);
  return (
    store.database
      .selectFrom('instances')
      .selectAll()
      .where('state', '=', state)
      .where('due_at', '<=', clock.now())
      .where('is_frozen', '=', 0)
      .where('project_id', 'not in', held)
      .where((by) => by.or([by('backfill_id', 'is', null), by('backfill_id', 'not in', unmade)]))
      // Tests and backfills never run beside the scheduled instance of the same job and time.
      .where((by) => by.or([by('kind', '=', 'scheduled'), by.not(by.exists(scheduledAtWork(by)))]))
      .orderBy('due_at')
      .limit(dueAtOnce)
      .execute()
  );
}

function scheduledAtWork(by: ExpressionBuilder<Tables, 'instances'>) {
  return by
    .selectFrom('instances as other')
    .select('other.id')
    .whereRef('other.job_id', '=', 'instances.job_id')
    .whereRef('other.cycle_time', '=', 'instances.cycle_time')
    .where('other.kind', '=', 'scheduled')
    .where('other.state', 'in', ['waitResource', 'running']);
}

/** Together, which is quick; when that fails each by itself, so that one cannot hold the others. */
async function startAll(
  ground: Ground,
  lease: Lease,
  rows: readonly InstanceRow[],
): Promise<readonly InstanceChanged[]> {
  const start = (some: readonly InstanceRow[]): Promise<readonly InstanceChanged[]> =>
    ground.store.transaction(async (transaction) => {
      await lease.require(transaction);
      return startSome(ground, transaction, some);
    });
  try {
    return await start(rows);
  } catch (error) {
    if (isLeaseLost(error)) throw error;
    ground.log.warn('instances begin one by one', { error: asSluiceError(error).message });
  }
  const changed: InstanceChanged[] = [];
  for (const row of rows) {
    try {
      changed.push(...(await start([row])));
    } catch (error) {
      if (isLeaseLost(error)) throw error;
      ground.log.error('instance could not begin', { instance: row.id, error: asSluiceError(error).message });
    }
  }
  return changed;
}

async function startSome(
  ground: Ground,
  transaction: DatabaseTransaction,
  rows: readonly InstanceRow[],
): Promise<readonly InstanceChanged[]> {
  const means = await loadMeans(transaction, rows);
  const changed: InstanceChanged[] = [];
  for (const before of rows) {
    try {
      changed.push({ before, ...(await startInstance(ground, transaction, before, means)) });
    } catch (error) {
      // A person was quicker; nothing of it was done.
      if (!(error instanceof SluiceError) || error.code !== instanceErrors.changedMeanwhile.code) throw error;
    }
  }
  return changed;
}

const swept = 500;

/** Instances whose time has come, and that still wait for parents which are done: a wake-up was lost. */
export async function sweepWaiting(ground: Ground, lease: Lease, beat: () => Promise<void>): Promise<number> {
  const { store, clock } = ground;
  let count = 0;
  for (let after = { due_at: -1, id: '' }; ;) {
    const rows = await store.database
      .selectFrom('instances')
      .select(['id', 'due_at'])
      .where('state', '=', 'notRun')
      .where('due_at', '<=', clock.now())
      .where((by) =>
        by.or([by('due_at', '>', after.due_at), by.and([by('due_at', '=', after.due_at), by('id', '>', after.id)])]),
      )
      .orderBy('due_at')
      .orderBy('id')
      .limit(swept)
      .execute();
    const last = rows.at(-1);
    if (last === undefined) return count;
    after = last;
    const released = await store.transaction(async (transaction) => {
      await lease.require(transaction);
      return releaseReady(
        transaction,
        rows.map(({ id }) => id),
      );
    });
    count += released.length;
    await beat();
  }
}
