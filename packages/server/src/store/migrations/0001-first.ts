/** The first version of the store. Each subject creates its tables in a file of its own. */
import type { Kysely } from 'kysely';
import type { Subject } from './columns.ts';
import { dataSources } from './0001/data-sources.ts';
import { installation } from './0001/installation.ts';
import { jobs } from './0001/jobs.ts';
import { people } from './0001/people.ts';
import { runs } from './0001/runs.ts';

/** In the order of their references. */
const subjects: readonly Subject[] = [installation, people, dataSources, jobs, runs];

export const tables: readonly string[] = subjects.flatMap((subject) => subject.tables);

export async function up(database: Kysely<unknown>): Promise<void> {
  for (const subject of subjects) await subject.up(database.schema);
}

export async function down(database: Kysely<unknown>): Promise<void> {
  for (const { tables } of subjects.toReversed())
    for (const table of tables.toReversed()) await database.schema.dropTable(table).execute();
}
