/** Instances that waited for others which were replaced by those of a new schedule. */
import { insertParents } from '../instances/make.ts';
import { releaseReady } from '../instances/release.ts';
import type { DatabaseTransaction } from '../store/database.ts';
import type { Ground } from '../subject.ts';
import type { StoreCalendar } from './calendar.ts';
import { scheduledParents } from './planned.ts';

const keysAtOnce = 500;

/** Waiting children of removed instances (by key) wait for those that the new schedule has in their place. */
export async function rebindChildren(
  { store }: Ground,
  transaction: DatabaseTransaction,
  calendar: StoreCalendar,
  removed: readonly string[],
): Promise<void> {
  const seen = new Set<string>();
  for (let from = 0; from < removed.length; from += keysAtOnce) {
    const query = transaction
      .selectFrom('instances')
      .selectAll()
      .where('id', 'in', (by) =>
        by
          .selectFrom('instance_parents')
          .select('child_id')
          .where('parent_key', 'in', removed.slice(from, from + keysAtOnce)),
      )
      .where('kind', '=', 'scheduled')
      .where('state', '=', 'notRun')
      .orderBy('id');
    const children = await (store.dialect === 'postgresql' ? query.forUpdate() : query).execute();
    for (const child of children) {
      const job = calendar.job(child.job_id);
      if (job === undefined || seen.has(child.id)) continue;
      seen.add(child.id);
      const parents = scheduledParents(calendar, job, {
        cycleTime: child.cycle_time,
        plannedAt: child.planned_at,
        businessDate: child.business_date,
        kind: child.is_dry_run === 1 ? 'dryRun' : 'real',
      });
      await transaction.deleteFrom('instance_parents').where('child_id', '=', child.id).execute();
      await insertParents(
        store,
        transaction,
        parents.map((parent) => ({ childId: child.id, parent })),
      );
    }
  }
  await releaseReady(transaction, [...seen]);
}
