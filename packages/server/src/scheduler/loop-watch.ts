/** Looks after instances whose runs wait in the queue, run, or have ended without anybody telling. */
import { asSluiceError } from '@sluice/core';
import type { InstanceChanged } from '../instances/advance.ts';
import { cancelRun } from '../runs/control.ts';
import type { Ground } from '../subject.ts';
import { isTooLong, settleRun } from './settle-run.ts';

const most = 1_000;
const unfinishedStates = ['queued', 'running'];

/** Runs that have begun or were resumed, runs that have ended, and runs that last too long; these are killed. */
export async function watchRuns(ground: Ground): Promise<readonly InstanceChanged[]> {
  const { database } = ground.store;
  const begun = await database
    .selectFrom('runs as r')
    .innerJoin('instances as i', 'i.run_id', 'r.id')
    .select('r.id')
    .where('r.state', '=', 'running')
    .where((by) =>
      by.or([by('i.state', '=', 'waitResource'), by.and([by('i.state', '=', 'failure'), by('r.stop', 'is', null)])]),
    )
    .limit(most)
    .execute();
  const ended = await database
    .selectFrom('instances as i')
    .leftJoin('runs as r', 'r.id', 'i.run_id')
    .select('i.run_id as id')
    .where('i.state', '=', 'running')
    .where((by) => by.or([by('r.id', 'is', null), by('r.state', 'not in', unfinishedStates)]))
    .limit(most)
    .execute();
  await killLate(ground);
  return settleAll(ground, [...begun, ...ended]);
}

/** Runs that were cancelled while they waited in the queue, or began and ended between two looks. */
export async function watchQueue(ground: Ground): Promise<readonly InstanceChanged[]> {
  const rows = await ground.store.database
    .selectFrom('instances as i')
    .leftJoin('runs as r', 'r.id', 'i.run_id')
    .select('i.run_id as id')
    .where('i.state', '=', 'waitResource')
    .where('i.run_id', 'is not', null)
    .where((by) => by.or([by('r.id', 'is', null), by('r.state', 'not in', unfinishedStates)]))
    .limit(most)
    .execute();
  return settleAll(ground, rows);
}

async function settleAll(
  ground: Ground,
  runs: readonly { readonly id: string | null }[],
): Promise<readonly InstanceChanged[]> {
  const changed: InstanceChanged[] = [];
  for (const { id } of runs) {
    try {
      const change = await settleRun(ground, id ?? '');
      if (change !== undefined) changed.push(change);
    } catch (error) {
      // Somebody else changed it, or the store refused: the next look finds it again.
      ground.log.warn('outcome of a run not applied', { run: id ?? '', error: asSluiceError(error).message });
    }
  }
  return changed;
}

async function killLate(ground: Ground): Promise<void> {
  const { store, clock, log } = ground;
  const rows = await store.database
    .selectFrom('instances as i')
    .innerJoin('runs as r', 'r.id', 'i.run_id')
    .selectAll('i')
    .select(['r.claimed_at', 'r.stop'])
    .where('i.state', '=', 'running')
    .where('r.state', '=', 'running')
    // While its server is gone nobody works on it, and that time does not count.
    .where('r.lease_until', '>', clock.now())
    .execute();
  for (const { claimed_at, stop, ...row } of rows) {
    if (stop === 'kill' || !isTooLong({ claimed_at }, row, clock.now())) continue;
    log.warn('run killed: it lasts longer than its job allows', { run: row.run_id ?? '', job: row.job_name });
    const run = await store.database.selectFrom('runs').selectAll().where('id', '=', row.run_id).executeTakeFirst();
    if (run?.state === 'running') await cancelRun(ground, run, true);
  }
}
