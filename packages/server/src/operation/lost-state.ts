import { existsSync } from 'node:fs';
import { runFolder } from '@sluice/engine';
import type { DatabaseTransaction } from '../store/database.ts';
import { operationErrors } from './errors.ts';

/**
 * Ends runs that had begun and whose folder is not here: nobody knows which of their rows are written already, and
 * beginning anew might write them twice. Answers how many there were.
 */
export async function failRunsWithoutState(
  transaction: DatabaseTransaction,
  stateFolder: string,
  now: number,
): Promise<number> {
  const rows = await transaction
    .selectFrom('runs')
    .select(['id', 'engine_run'])
    .where('state', 'in', ['queued', 'running'])
    .where('engine_run', 'is not', null)
    .execute();
  const lost = rows.filter(({ engine_run }) => !existsSync(runFolder(stateFolder, engine_run ?? '').path));
  const error = JSON.stringify(operationErrors.stateMissing({ folder: stateFolder }).toJSON());
  for (const { id } of lost)
    await transaction
      .updateTable('runs')
      .set({ state: 'failed', finished_at: now, lease_until: null, server_id: null, error })
      .where('id', '=', id)
      .execute();
  return lost.length;
}
