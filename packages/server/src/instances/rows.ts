import type { Selectable } from 'kysely';
import type { InstancePolicy, InstanceState } from '../contract/schedule.ts';
import { httpErrors } from '../http/errors.ts';
import type { Database, DatabaseTransaction, Tables } from '../store/database.ts';

export type InstanceRow = Selectable<Tables['instances']>;

/** Throws `HTTP_NOT_FOUND`, also for instances of other projects. */
export async function findInstance(
  database: Database | DatabaseTransaction,
  projectId: string,
  id: string,
): Promise<InstanceRow> {
  const row = await database
    .selectFrom('instances')
    .selectAll()
    .where('id', '=', id)
    .where('project_id', '=', projectId)
    .executeTakeFirst();
  if (row === undefined) throw httpErrors.notFound({ what: 'instance', name: id });
  return row;
}

/** In any order; those that do not exist are left out. */
export async function findInstances(
  database: Database | DatabaseTransaction,
  ids: readonly string[],
): Promise<readonly InstanceRow[]> {
  if (ids.length === 0) return [];
  return database.selectFrom('instances').selectAll().where('id', 'in', ids).execute();
}

export function stateOf({ state }: InstanceRow): InstanceState {
  return state as InstanceState;
}

export function policyOf({ policy }: InstanceRow): InstancePolicy {
  return JSON.parse(policy) as InstancePolicy;
}

/** For messages and the audit log: `orders of 20261120000000`. */
export function nameOf({ job_name, cycle_time }: Pick<InstanceRow, 'job_name' | 'cycle_time'>): string {
  return `${job_name} of ${cycle_time}`;
}
