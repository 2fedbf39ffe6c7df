import { changeInstance } from '../instances/advance.ts';
import { endRun } from '../instances/operations.ts';
import type { InstanceRow } from '../instances/rows.ts';
import type { Database, DatabaseTransaction } from '../store/database.ts';
import { newId } from '../store/ids.ts';
import type { Ground } from '../subject.ts';
import { backfillServiceErrors } from './errors.ts';
import { making } from './making.ts';
import type { BackfillRow } from './rows.ts';

const instancesAtOnce = 500;
const unbegun = ['notRun', 'waitTime'];
const unfinished = [...unbegun, 'waitResource', 'running'];

/**
 * Nothing of the backfill begins any more, and what runs is killed: all of it counts as failed. A stop that was
 * interrupted is completed by the next one.
 *
 * @throws SluiceError BACKFILLS_BEING_MADE, BACKFILLS_NOTHING_TO_STOP
 */
export async function stopBackfill(ground: Ground, row: BackfillRow, userName: string): Promise<void> {
  const { store, clock } = ground;
  if (row.state === making) throw backfillServiceErrors.beingMade(row);
  if (!(await hasUnfinished(store.database, row))) throw backfillServiceErrors.nothingToStop(row);
  await store.database
    .updateTable('backfills')
    .set({ state: 'stopped', finished_at: clock.now() })
    .where('id', '=', row.id)
    .execute();
  // The scheduler may begin some of them meanwhile: they are found in the next portion.
  for (let count = Infinity; count > 0;)
    count = await store.transaction((transaction) => stopPortion(ground, transaction, row.id, userName));
}

async function hasUnfinished(database: Database, { id }: BackfillRow): Promise<boolean> {
  const found = await database
    .selectFrom('instances')
    .select('id')
    .where('backfill_id', '=', id)
    .where('state', 'in', unfinished)
    .limit(1)
    .executeTakeFirst();
  return found !== undefined;
}

/** How many were stopped. */
async function stopPortion(
  ground: Ground,
  transaction: DatabaseTransaction,
  backfillId: string,
  userName: string,
): Promise<number> {
  let query = transaction
    .selectFrom('instances')
    .selectAll()
    .where('backfill_id', '=', backfillId)
    .where('state', 'in', unfinished)
    .orderBy('id')
    .limit(instancesAtOnce);
  if (ground.store.dialect === 'postgresql') query = query.forUpdate();
  const rows = await query.execute();
  await failUnbegun(
    ground,
    transaction,
    rows.filter(({ state }) => unbegun.includes(state)),
    userName,
  );
  for (const row of rows.filter(({ state }) => !unbegun.includes(state))) {
    await endRun(ground, transaction, row);
    const error = `The backfill was stopped by ${userName}.`;
    const history = { text: 'Killed: the backfill was stopped.', userName };
    await changeInstance(ground, transaction, row, { state: 'failure', error }, history);
  }
  return rows.length;
}

/** All at once: there may be many thousands of them. */
async function failUnbegun(
  { clock }: Ground,
  transaction: DatabaseTransaction,
  rows: readonly InstanceRow[],
  userName: string,
): Promise<void> {
  if (rows.length === 0) return;
  const now = clock.now();
  await transaction
    .updateTable('instances')
    .set((by) => ({
      state: 'failure',
      finished_at: now,
      retry_at: null,
      error: `The backfill was stopped by ${userName}.`,
      version: by('version', '+', 1),
    }))
    .where(
      'id',
      'in',
      rows.map(({ id }) => id),
    )
    .execute();
  await transaction
    .insertInto('instance_events')
    .values(
      rows.map(({ id }) => ({
        id: newId(now),
        instance_id: id,
        at: now,
        user_name: userName,
        text: 'Not begun: the backfill was stopped.',
      })),
    )
    .execute();
}
