/** Takes back scheduled instances that have not begun. */
import type { DatabaseTransaction } from '../store/database.ts';
import type { Ground } from '../subject.ts';

interface Waiting {
  readonly id: string;
  readonly cycle_time: string;
  readonly planned_at: number;
  readonly run_id: string | null;
}

const idsAtOnce = 500;
const waitingStates = ['notRun', 'waitTime', 'waitResource'];

/** Those that never had a run, or whose first run is still in the queue. */
export async function waitingInstances(transaction: DatabaseTransaction, jobId: string): Promise<readonly Waiting[]> {
  return transaction
    .selectFrom('instances as i')
    .leftJoin('runs as r', 'r.id', 'i.run_id')
    .select(['i.id', 'i.cycle_time', 'i.planned_at', 'i.run_id'])
    .where('i.job_id', '=', jobId)
    .where('i.kind', '=', 'scheduled')
    .where('i.state', 'in', waitingStates)
    .where('i.started_at', 'is', null)
    .where((by) =>
      by.or([by('i.run_id', 'is', null), by.and([by('r.state', '=', 'queued'), by('r.previous_id', 'is', null)])]),
    )
    .execute();
}

/** Their queued runs are cancelled; one that has begun in this moment stays, with its instance. */
export async function removeWaiting(
  { clock }: Ground,
  transaction: DatabaseTransaction,
  waiting: readonly Waiting[],
): Promise<void> {
  for (let from = 0; from < waiting.length; from += idsAtOnce) {
    const portion = waiting.slice(from, from + idsAtOnce);
    const queued = portion.flatMap(({ run_id }) => run_id ?? []);
    const cancelled = await cancel(transaction, queued, clock.now());
    const ids = portion.map(({ id }) => id);
    await transaction
      .deleteFrom('instances')
      .where('id', 'in', ids)
      .where('state', 'in', waitingStates)
      .where((by) => by.or([by('run_id', 'is', null), by('run_id', 'in', [...cancelled, ''])]))
      .execute();
  }
}

async function cancel(
  transaction: DatabaseTransaction,
  runs: readonly string[],
  now: number,
): Promise<readonly string[]> {
  if (runs.length === 0) return [];
  const rows = await transaction
    .updateTable('runs')
    .set({ state: 'cancelled', stop: 'kill', finished_at: now })
    .where('id', 'in', runs)
    .where('state', '=', 'queued')
    .returning('id')
    .execute();
  return rows.map(({ id }) => id);
}
