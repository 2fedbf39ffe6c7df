/** Test runs are remembered until nothing is left of them at their target. */
import type { Kysely } from 'kysely';

export const tables: readonly string[] = ['trials'];

export async function up({ schema }: Kysely<unknown>): Promise<void> {
  await schema
    .createTable('trials')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('project_id', 'text', (column) => column.notNull())
    .addColumn('job_name', 'text', (column) => column.notNull())
    .addColumn('group_name', 'text', (column) => column.notNull())
    .addColumn('request', 'text', (column) => column.notNull())
    .addColumn('began_at', 'bigint', (column) => column.notNull())
    .addColumn('tried_at', 'bigint', (column) => column.notNull())
    .execute();
}

export async function down({ schema }: Kysely<unknown>): Promise<void> {
  await schema.dropTable('trials').execute();
}
