import type { z } from 'zod';
import type { instanceSchema } from '../contract/instances.ts';
import { namesOf, type UserNames } from '../jobs/views.ts';
import { present } from '../runs/views.ts';
import type { Database } from '../store/database.ts';
import { policyOf, stateOf, type InstanceRow } from './rows.ts';

export type InstanceView = z.output<typeof instanceSchema>;

/** In the order of the rows. */
export async function viewInstances(database: Database, rows: readonly InstanceRow[]): Promise<InstanceView[]> {
  const [owners, jobs] = await Promise.all([
    namesOf(
      database,
      rows.map(({ owner_id }) => owner_id),
    ),
    jobNames(
      database,
      rows.map(({ job_id }) => job_id),
    ),
  ]);
  return rows.map((row) => viewOf({ ...row, job_name: jobs.get(row.job_id) ?? row.job_name }, owners));
}

/** As they are called now; those that were deleted keep the name in their instances. */
export async function jobNames(database: Database, ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const wanted = [...new Set(ids)];
  if (wanted.length === 0) return new Map();
  const rows = await database.selectFrom('jobs').select(['id', 'name']).where('id', 'in', wanted).execute();
  return new Map(rows.map(({ id, name }) => [id, name]));
}

function viewOf(row: InstanceRow, owners: UserNames): InstanceView {
  const { rerun, retries } = policyOf(row);
  return {
    id: row.id,
    job: row.job_name,
    kind: row.kind as InstanceView['kind'],
    cycleTime: row.cycle_time,
    plannedAt: instantOf(row.planned_at),
    businessDate: row.business_date,
    timeZone: row.time_zone,
    cycle: row.cycle,
    isDryRun: row.is_dry_run === 1,
    isExpired: row.is_expired === 1,
    state: stateOf(row),
    isFrozen: row.is_frozen === 1,
    attempt: row.attempt,
    mostAttempts: rerun === 'never' ? 1 : retries + 1,
    priority: row.priority,
    group: row.group_name,
    ...present({
      retryAt: row.retry_at === null ? null : instantOf(row.retry_at),
      owner: owners.get(row.owner_id ?? '') ?? null,
      run: row.run_id,
      backfill: row.backfill_id,
      startedAt: row.started_at === null ? null : instantOf(row.started_at),
      finishedAt: row.finished_at === null ? null : instantOf(row.finished_at),
      rowsRead: row.rows_read,
      rowsWritten: row.rows_written,
      rowsDirty: row.rows_dirty,
      error: row.error,
    }),
  };
}

export function instantOf(at: number): string {
  return new Date(at).toISOString();
}
