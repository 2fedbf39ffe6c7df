/** Lets instances go on that have waited for their parents: `notRun` → `waitTime`. */
import { sql } from 'kysely';
import type { DatabaseTransaction } from '../store/database.ts';
import type { Ground } from '../subject.ts';
import type { InstanceRow } from './rows.ts';

const idsAtOnce = 500;

/** A parent that is not done; one that does not exist counts when it is required. */
const isBlocked = sql<boolean>`exists (
  select 1 from instance_parents as p left join instances as i on i.key = p.parent_key
  where p.child_id = instances.id
    and ((i.id is null and p.is_required = 1) or i.state <> 'success' or i.is_frozen = 1))`;

/** An earlier day of the same backfill that is not done. */
const isEarly = sql<boolean>`exists (
  select 1 from instances as e
  where e.backfill_id = instances.backfill_id and e.business_date = instances.after_date and e.state <> 'success')`;

/** Of these, the ones that wait for no parent any more (all done, or ignored) wait for their time from now on. */
export async function releaseReady(
  transaction: DatabaseTransaction,
  ids: readonly string[],
): Promise<readonly InstanceRow[]> {
  const released: InstanceRow[] = [];
  for (let from = 0; from < ids.length; from += idsAtOnce) {
    const rows = await transaction
      .updateTable('instances')
      .set((by) => ({ state: 'waitTime', version: by('version', '+', 1) }))
      .where('id', 'in', ids.slice(from, from + idsAtOnce))
      .where('state', '=', 'notRun')
      .where('is_frozen', '=', 0)
      .where(sql<boolean>`(ignores_parents = 1 or (not ${isBlocked} and not ${isEarly}))`)
      .returningAll()
      .execute();
    released.push(...rows);
  }
  return released;
}

/**
 * To be called after instances (by key) have succeeded or were unfrozen. Children are locked before they are looked at:
 * of two parents that end at the same moment, the later one sees both.
 */
export async function wakeChildren(
  { store }: Ground,
  transaction: DatabaseTransaction,
  keys: readonly string[],
): Promise<readonly InstanceRow[]> {
  const ids: string[] = [];
  for (let from = 0; from < keys.length; from += idsAtOnce) {
    const children = transaction
      .selectFrom('instances')
      .select('id')
      .where('id', 'in', (by) =>
        by
          .selectFrom('instance_parents')
          .select('child_id')
          .where('parent_key', 'in', keys.slice(from, from + idsAtOnce)),
      )
      .where('state', '=', 'notRun')
      .orderBy('id');
    const found = await (store.dialect === 'postgresql' ? children.forUpdate() : children).execute();
    ids.push(...found.map(({ id }) => id));
  }
  return releaseReady(transaction, [...new Set(ids)]);
}

/** To be called after an instance of a backfill has succeeded: the next day of its group begins when the day is done. */
export async function wakeNextDay(
  transaction: DatabaseTransaction,
  { backfill_id: backfillId, business_date: businessDate }: InstanceRow,
): Promise<readonly InstanceRow[]> {
  if (backfillId === null) return [];
  const unfinished = await transaction
    .selectFrom('instances')
    .select('id')
    .where('backfill_id', '=', backfillId)
    .where('business_date', '=', businessDate)
    .where('state', '!=', 'success')
    .limit(1)
    .executeTakeFirst();
  if (unfinished !== undefined) return [];
  const next = await transaction
    .selectFrom('instances')
    .select('id')
    .where('backfill_id', '=', backfillId)
    .where('after_date', '=', businessDate)
    .where('state', '=', 'notRun')
    .execute();
  return releaseReady(
    transaction,
    next.map(({ id }) => id),
  );
}
