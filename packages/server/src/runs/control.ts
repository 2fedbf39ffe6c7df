import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { answerInDoubt, commitsInDoubt, runFolder, type InDoubtAnswer, type RunFolder } from '@sluice/engine';
import { httpErrors } from '../http/errors.ts';
import type { Database, DatabaseTransaction } from '../store/database.ts';
import type { Ground } from '../subject.ts';
import { runServiceErrors } from './errors.ts';
import type { RunRow } from './queue.ts';

/** Throws `HTTP_NOT_FOUND`. */
export async function findRun(database: Database, projectId: string, id: string): Promise<RunRow> {
  const row = await database
    .selectFrom('runs')
    .selectAll()
    .where('id', '=', id)
    .where('project_id', '=', projectId)
    .executeTakeFirst();
  if (row === undefined) throw httpErrors.notFound({ what: 'run', name: id });
  return row;
}

export function isOver({ state }: RunRow): boolean {
  return state !== 'queued' && state !== 'running';
}

/** A queued run ends at once; a running one is told through the store, wherever it runs. */
export async function cancelRun(
  ground: Ground,
  run: RunRow,
  isNow: boolean,
  database: Database | DatabaseTransaction = ground.store.database,
): Promise<RunRow> {
  if (isOver(run)) throw runServiceErrors.finished({ state: run.state });
  const queued = await removeFromQueue(ground, run.id, database);
  if (queued !== undefined) return queued;
  return database
    .updateTable('runs')
    .set({ stop: isNow ? 'kill' : 'drain' })
    .where('id', '=', run.id)
    .returningAll()
    .executeTakeFirstOrThrow();
}

/** Undefined when it has left the queue by itself. */
export async function removeFromQueue(
  { clock }: Ground,
  id: string,
  database: Database | DatabaseTransaction,
): Promise<RunRow | undefined> {
  return database
    .updateTable('runs')
    .set({ state: 'cancelled', finished_at: clock.now(), stop: 'kill' })
    .where('id', '=', id)
    .where('state', '=', 'queued')
    .returningAll()
    .executeTakeFirst();
}

function folderOf({ settings }: Ground, engineRun: string): RunFolder {
  return runFolder(join(settings.dataFolder, 'state'), engineRun);
}

/** Without it a resumed run would begin anew, and write again what is written. */
export function hasCheckpoint(ground: Ground, { engine_run }: RunRow): boolean {
  return engine_run !== null && existsSync(folderOf(ground, engine_run).path);
}

/**
 * Back into the queue; its finished splits are kept.
 *
 * @param transaction until its end nobody takes the run, so that the answer is stored before.
 * @param inDoubt what became of commits of which the target cannot tell; needed where there are such.
 */
export async function resumeRun(
  ground: Ground,
  run: RunRow,
  transaction: DatabaseTransaction,
  inDoubt?: InDoubtAnswer,
): Promise<RunRow> {
  if (!isOver(run)) throw runServiceErrors.notFinished({ state: run.state });
  if (run.state === 'succeeded' || run.engine_run === null) throw runServiceErrors.nothingToResume();
  if (!hasCheckpoint(ground, run)) throw runServiceErrors.stateGone();
  const folder = folderOf(ground, run.engine_run);
  const splits = commitsInDoubt(folder);
  if (splits.length > 0 && inDoubt === undefined) throw runServiceErrors.inDoubt({ splits });
  const row = await transaction
    .updateTable('runs')
    .set({
      state: 'queued',
      finished_at: null,
      stop: null,
      error: null,
      server_id: null,
      lease_until: null,
      attempts: 0,
    })
    .where('id', '=', run.id)
    .where('state', '=', run.state)
    .returningAll()
    .executeTakeFirst();
  if (row === undefined) throw runServiceErrors.notFinished({ state: 'queued' });
  if (inDoubt !== undefined && splits.length > 0) await answerInDoubt(folder, inDoubt);
  return row;
}
