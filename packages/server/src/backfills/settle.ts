import { instanceStates } from '../contract/schedule.ts';
import type { Ground } from '../subject.ts';

const unsuccessful = instanceStates.filter((state) => state !== 'success');

/**
 * Marks the backfills as finished whose instances have all succeeded: of all projects, or one of them. Cheap while
 * nothing has changed; to be called every minute or so.
 */
export async function settleBackfills({ store, clock }: Ground, id?: string): Promise<void> {
  await store.database
    .updateTable('backfills')
    .set({ state: 'succeeded', finished_at: clock.now() })
    .where('state', '=', 'running')
    .$if(id !== undefined, (query) => query.where('id', '=', id ?? ''))
    .where((by) =>
      by.not(
        by.exists(
          by
            .selectFrom('instances')
            .select('instances.id')
            .whereRef('instances.backfill_id', '=', 'backfills.id')
            .where('instances.state', 'in', unsuccessful),
        ),
      ),
    )
    .execute();
}
