import type { Database, DatabaseTransaction } from '../store/database.ts';

/** IANA zone of a project's schedules and business dates. */
export async function zoneOf(database: Database | DatabaseTransaction, projectId: string): Promise<string> {
  const row = await database.selectFrom('projects').select('time_zone').where('id', '=', projectId).executeTakeFirst();
  return row?.time_zone ?? 'UTC';
}
