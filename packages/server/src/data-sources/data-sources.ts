import type { Selectable } from 'kysely';
import type { Parameter } from '@sluice/core';
import { httpErrors } from '../http/errors.ts';
import type { DatabaseTransaction, Tables } from '../store/database.ts';
import { newId } from '../store/ids.ts';
import type { Ground } from '../subject.ts';
import type { WorkSource } from '../worker/work.ts';
import { dataSourceErrors } from './errors.ts';

export type SourceRow = Selectable<Tables['data_sources']>;
export type Environment = 'production' | 'development';

/** A secret of one data source decrypts nowhere else. */
function purposeOf(id: string): string {
  return `data source ${id}`;
}

export function connectionOf({ keyring }: Ground, { id, connection }: SourceRow): Parameter {
  return JSON.parse(keyring.decrypt(connection, purposeOf(id))) as Parameter;
}

/** All definitions of one name; throws `HTTP_NOT_FOUND` when there is none. */
export async function findDefinitions(
  { store }: Ground,
  projectId: string,
  name: string,
): Promise<readonly SourceRow[]> {
  const rows = await store.database
    .selectFrom('data_sources')
    .selectAll()
    .where('project_id', '=', projectId)
    .where('name_key', '=', name.toLowerCase())
    .orderBy('environment', 'desc')
    .execute();
  if (rows.length === 0) throw httpErrors.notFound({ what: 'data source', name });
  return rows;
}

/** The definition for an environment, ready for a worker. */
export async function workSource(
  ground: Ground,
  projectId: string,
  name: string,
  environment: Environment,
): Promise<WorkSource> {
  const rows = await findDefinitions(ground, projectId, name);
  const row = rows.find((each) => each.environment === environment);
  if (row === undefined) throw dataSourceErrors.notDefined({ name, environment });
  return { name: row.name, type: row.type, connection: connectionOf(ground, row) };
}

export interface Definition {
  readonly projectId: string;
  readonly name: string;
  readonly environment: Environment;
  readonly type: string;
  readonly description: string;
  readonly connection: Parameter;
  readonly changedBy: string;
}

/** Creates or replaces a definition; `version` is that of the one to replace. */
export async function saveDefinition(
  ground: Ground,
  definition: Definition,
  version: number | undefined,
): Promise<void> {
  await ground.store.transaction(async (transaction) => {
    const rows = await transaction
      .selectFrom('data_sources')
      .selectAll()
      .where('project_id', '=', definition.projectId)
      .where('name_key', '=', definition.name.toLowerCase())
      .execute();
    const existing = rows.find(({ environment }) => environment === definition.environment);
    const other = rows.find((row) => row !== existing);
    if (other !== undefined && other.type !== definition.type)
      throw dataSourceErrors.otherType({ name: definition.name, type: other.type });
    if (existing === undefined) return insertDefinition(ground, transaction, definition);
    if (version === undefined) throw httpErrors.exists({ what: 'data source', name: definition.name });
    if (existing.version !== version) throw httpErrors.changed({ what: 'data source', version: existing.version });
    await transaction
      .updateTable('data_sources')
      .set({
        type: definition.type,
        description: definition.description,
        connection: ground.keyring.encrypt(JSON.stringify(definition.connection), purposeOf(existing.id)),
        version: version + 1,
        changed_at: ground.clock.now(),
        changed_by: definition.changedBy,
      })
      .where('id', '=', existing.id)
      .execute();
    // It says nothing about the new values.
    await transaction.deleteFrom('data_source_tests').where('source_id', '=', existing.id).execute();
  });
}

export async function insertDefinition(
  { keyring, clock }: Ground,
  transaction: DatabaseTransaction,
  definition: Definition,
): Promise<void> {
  const id = newId(clock.now());
  const inserted = await transaction
    .insertInto('data_sources')
    .values({
      id,
      project_id: definition.projectId,
      name: definition.name,
      name_key: definition.name.toLowerCase(),
      environment: definition.environment,
      type: definition.type,
      description: definition.description,
      connection: keyring.encrypt(JSON.stringify(definition.connection), purposeOf(id)),
      version: 1,
      changed_at: clock.now(),
      changed_by: definition.changedBy,
    })
    .onConflict((conflict) => conflict.columns(['project_id', 'name_key', 'environment']).doNothing())
    .returning('id')
    .executeTakeFirst();
  if (inserted === undefined) throw httpErrors.exists({ what: 'data source', name: definition.name });
}

export async function deleteDefinitions(
  { store }: Ground,
  projectId: string,
  name: string,
  environment: Environment | undefined,
): Promise<void> {
  await store.database
    .deleteFrom('data_sources')
    .where('project_id', '=', projectId)
    .where('name_key', '=', name.toLowerCase())
    .$if(environment !== undefined, (query) => query.where('environment', '=', environment as string))
    .execute();
}
