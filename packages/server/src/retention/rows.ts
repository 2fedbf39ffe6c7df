/** Rows of the store whose time is over, in small batches, so that nothing waits for a long statement. */
import type { Database } from '../store/database.ts';
import { newId } from '../store/ids.ts';

export const batchRows = 500;

const overStates = ['succeeded', 'failed', 'cancelled'];
const doneInstances = ['success', 'failure'];

export interface OverRun {
  readonly id: string;
  readonly engineRun: string | null;
}

/**
 * Deletes up to `batchRows` runs that ended before `ended`; those with dirty records only when they ended before
 * `dirtyEnded`, too. Answers those that were deleted.
 */
export async function deleteRuns(database: Database, ended: number, dirtyEnded: number): Promise<readonly OverRun[]> {
  const rows = await database
    .selectFrom('runs')
    .select('id')
    .where('state', 'in', overStates)
    .where('finished_at', '<', ended)
    .where((by) => by.or([by('rows_dirty', 'is', null), by('rows_dirty', '=', 0), by('finished_at', '<', dirtyEnded)]))
    .orderBy('finished_at')
    .limit(batchRows)
    .execute();
  if (rows.length === 0) return [];
  const deleted = await database
    .deleteFrom('runs')
    .where(
      'id',
      'in',
      rows.map(({ id }) => id),
    )
    // Somebody may have resumed one meanwhile.
    .where('state', 'in', overStates)
    .where('finished_at', '<', ended)
    .returning(['id', 'engine_run'])
    .execute();
  return deleted.map(({ id, engine_run }) => ({ id, engineRun: engine_run }));
}

/** Ended runs from one time up to another, in the order of their ends; each with its end. */
export async function runsEndedBetween(
  database: Database,
  from: number,
  to: number,
): Promise<readonly { readonly engineRun: string | null; readonly endedAt: number }[]> {
  const rows = await database
    .selectFrom('runs')
    .select(['engine_run', 'finished_at'])
    .where('state', 'in', overStates)
    .where('finished_at', '>', from)
    .where('finished_at', '<=', to)
    .orderBy('finished_at')
    .limit(batchRows)
    .execute();
  return rows.map(({ engine_run, finished_at }) => ({ engineRun: engine_run, endedAt: finished_at ?? 0 }));
}

/**
 * Finished instances that were planned and ended before `ended`. The latest one of each job stays: the next one may
 * depend on it. So do those for which an unfinished one waits.
 */
export async function deleteInstances(database: Database, ended: number): Promise<number> {
  const rows = await database
    .selectFrom('instances as old')
    .select('old.id')
    .where('old.state', 'in', doneInstances)
    .where('old.planned_at', '<', ended)
    .where('old.finished_at', '<', ended)
    .where((by) =>
      by.exists(
        by
          .selectFrom('instances as newer')
          .select('newer.id')
          .whereRef('newer.job_id', '=', 'old.job_id')
          .whereRef('newer.cycle_time', '>', 'old.cycle_time'),
      ),
    )
    .where((by) =>
      by.not(
        by.exists(
          by
            .selectFrom('instance_parents as link')
            .innerJoin('instances as child', 'child.id', 'link.child_id')
            .select('child.id')
            .whereRef('link.parent_key', '=', 'old.key')
            .where('child.state', 'not in', doneInstances),
        ),
      ),
    )
    .limit(batchRows)
    .execute();
  if (rows.length === 0) return 0;
  await database
    .deleteFrom('instances')
    .where(
      'id',
      'in',
      rows.map(({ id }) => id),
    )
    .where('state', 'in', doneInstances)
    .execute();
  return rows.length;
}

/** Finished backfills that have no instances any more. */
export async function deleteBackfills(database: Database, ended: number): Promise<number> {
  const { numDeletedRows } = await database
    .deleteFrom('backfills')
    .where('id', 'in', (by) =>
      by
        .selectFrom('backfills as old')
        .select('old.id')
        .where('old.finished_at', '<', ended)
        .where((inner) =>
          inner.not(
            inner.exists(
              inner.selectFrom('instances').select('instances.id').whereRef('instances.backfill_id', '=', 'old.id'),
            ),
          ),
        )
        .limit(batchRows),
    )
    .executeTakeFirstOrThrow();
  return Number(numDeletedRows);
}

/** Ids grow with time, so they tell the age without another index. */
export async function deleteAudit(database: Database, before: number): Promise<number> {
  const { numDeletedRows } = await database
    .deleteFrom('audit')
    .where('id', 'in', (by) => by.selectFrom('audit').select('id').where('id', '<', idAt(before)).limit(batchRows))
    .executeTakeFirstOrThrow();
  return Number(numDeletedRows);
}

/** Deliveries that are not to be sent again, and what they told of. */
export async function deleteDeliveries(database: Database, before: number): Promise<number> {
  const deliveries = await database
    .deleteFrom('alert_deliveries')
    .where('id', 'in', (by) =>
      by
        .selectFrom('alert_deliveries')
        .select('id')
        .where('id', '<', idAt(before))
        .where('next_at', 'is', null)
        .limit(batchRows),
    )
    .executeTakeFirstOrThrow();
  return Number(deliveries.numDeletedRows);
}

/** The smallest id of a moment. */
function idAt(time: number): string {
  return newId(Math.max(0, time)).slice(0, 10);
}
