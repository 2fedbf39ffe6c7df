import type { SluiceError } from '@sluice/core';
import { hasCheckpoint, isOver } from '../runs/control.ts';
import { runServiceErrors } from '../runs/errors.ts';
import type { RunRow } from '../runs/queue.ts';
import type { Database, DatabaseTransaction } from '../store/database.ts';
import type { Ground } from '../subject.ts';
import { instanceErrors } from './errors.ts';
import type { InstanceRow } from './rows.ts';

/** The latest run of an instance. */
export async function runOf(
  database: Database | DatabaseTransaction,
  { run_id: runId }: InstanceRow,
): Promise<RunRow | undefined> {
  if (runId === null) return undefined;
  return database.selectFrom('runs').selectAll().where('id', '=', runId).executeTakeFirst();
}

/** Why the run of a failed instance cannot be continued; undefined when it has a checkpoint to go on from. */
export function resumeRefusal(ground: Ground, run: RunRow | undefined): SluiceError | undefined {
  if (run === undefined) return instanceErrors.nothingToResume();
  if (!isOver(run)) return runServiceErrors.notFinished({ state: run.state });
  if (run.engine_run === null || run.state === 'succeeded') return instanceErrors.nothingToResume();
  return hasCheckpoint(ground, run) ? undefined : runServiceErrors.stateGone();
}

/**
 * A killed run takes some seconds to end. Until then another one would write to the same target.
 *
 * @throws SluiceError INSTANCES_RUN_ENDS
 */
export async function requireRunsOver(
  database: Database | DatabaseTransaction,
  rows: readonly InstanceRow[],
): Promise<void> {
  const ids = rows.flatMap(({ run_id }) => run_id ?? []);
  if (ids.length === 0) return;
  const run = await database
    .selectFrom('runs')
    .select('id')
    .where('id', 'in', ids)
    .where('state', 'in', ['queued', 'running'])
    .executeTakeFirst();
  if (run !== undefined) throw instanceErrors.runEnds({ run: run.id });
}
