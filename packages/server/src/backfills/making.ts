/**
 * A backfill may have 200,000 instances: they are written in portions, between which others have their turn. Until the
 * last one is written nothing of it begins. Who makes it holds a lease; when that server dies, the beginnings of the
 * backfill are removed, as if it had never been asked for.
 */
import { makeInstances, type InstanceToMake } from '../instances/make.ts';
import { Lease } from '../store/lease.ts';
import type { Ground } from '../subject.ts';
import type { BackfillRow } from './rows.ts';

const instancesAtOnce = 500;
const leaseMs = 60_000;

/** Before it is `running`. */
export const making = 'making';

/**
 * @param row as it shall be; its state is that of this moment.
 * @param instances in the order of their dates: a later date finds the one that it waits for.
 */
export async function makeBackfill(
  ground: Ground,
  row: BackfillRow,
  instances: readonly InstanceToMake[],
): Promise<BackfillRow> {
  const { store } = ground;
  const lease = leaseOf(ground, row.id);
  await lease.hold();
  try {
    await store.database
      .insertInto('backfills')
      .values({ ...row, state: making })
      .execute();
    for (let from = 0; from < instances.length; from += instancesAtOnce) {
      await store.transaction(async (transaction) => {
        await lease.require(transaction);
        const own = transaction.selectFrom('backfills').select('id').where('id', '=', row.id);
        await own.where('state', '=', making).executeTakeFirstOrThrow();
        await makeInstances(ground, transaction, instances.slice(from, from + instancesAtOnce));
      });
      await lease.hold();
    }
    return await store.transaction(async (transaction) => {
      await lease.require(transaction);
      await transaction.deleteFrom('leases').where('name', '=', leaseName(row.id)).execute();
      const update = transaction.updateTable('backfills').set({ state: row.state }).where('id', '=', row.id);
      return update.returningAll().executeTakeFirstOrThrow();
    });
  } catch (error) {
    // What cannot be removed now is found by the next look, when the lease has ended.
    await remove(ground, row.id).catch(() => undefined);
    throw error;
  }
}

/** Removes what a server that died has left; to be called every minute or so. */
export async function removeUnmade(ground: Ground): Promise<void> {
  const { database } = ground.store;
  const rows = await database.selectFrom('backfills').select('id').where('state', '=', making).execute();
  for (const { id } of rows) {
    // Its maker lives as long as nobody else gets the lease, and writes nothing more after that.
    if (!(await leaseOf(ground, id).hold())) continue;
    await remove(ground, id);
    ground.log.warn('a backfill was removed: its server died while it was made', { backfill: id });
  }
}

/** Leases of backfills do not pile up either. */
async function remove({ store: { database } }: Ground, id: string): Promise<void> {
  for (let count = instancesAtOnce; count > 0;) {
    const { numDeletedRows } = await database
      .deleteFrom('instances')
      .where('id', 'in', (by) =>
        by.selectFrom('instances').select('id').where('backfill_id', '=', id).limit(instancesAtOnce),
      )
      .executeTakeFirstOrThrow();
    count = Number(numDeletedRows);
  }
  await database.deleteFrom('backfills').where('id', '=', id).execute();
  await database.deleteFrom('leases').where('name', '=', leaseName(id)).execute();
}

function leaseOf(ground: Ground, id: string): Lease {
  return new Lease(ground, { name: leaseName(id), ttlMs: leaseMs });
}

function leaseName(id: string): string {
  return `backfill ${id}`;
}
