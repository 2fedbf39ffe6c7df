/**
 * Schedules, instances, backfills, alerts, and people of other identity providers. Stores of one earlier version had
 * these in their first migration already, and are left as they are.
 */
import type { Kysely } from 'kysely';
import type { Subject } from './columns.ts';
import { alerts } from './0002/alerts.ts';
import { identities } from './0002/identities.ts';
import { instances } from './0002/instances.ts';

/** In the order of their references. */
const subjects: readonly Subject[] = [identities, instances, alerts];

export const tables: readonly string[] = subjects.flatMap((subject) => subject.tables);

export async function up(database: Kysely<unknown>): Promise<void> {
  const { schema, introspection } = database;
  if ((await introspection.getTables()).some(({ name }) => name === 'instances')) return;
  for (const table of ['jobs', 'job_versions']) await schema.alterTable(table).addColumn('schedule', 'text').execute();
  await schema.alterTable('runs').addColumn('claimed_at', 'bigint').execute();
  await schema.alterTable('runs').addColumn('instance_id', 'text').execute();
  await schema.createIndex('runs_by_instance').on('runs').columns(['instance_id', 'id']).execute();
  await schema.createIndex('runs_by_end').on('runs').columns(['finished_at', 'id']).execute();
  for (const subject of subjects) await subject.up(schema);
}

export async function down({ schema }: Kysely<unknown>): Promise<void> {
  for (const table of tables.toReversed()) await schema.dropTable(table).execute();
  for (const index of ['runs_by_end', 'runs_by_instance']) await schema.dropIndex(index).execute();
  for (const column of ['instance_id', 'claimed_at']) await schema.alterTable('runs').dropColumn(column).execute();
  for (const table of ['job_versions', 'jobs']) await schema.alterTable(table).dropColumn('schedule').execute();
}
