import { canonicalZone } from '@sluice/core';
import type { Database, DatabaseTransaction } from '../store/database.ts';
import { peopleErrors } from '../users/errors.ts';

/** Zone of a project's schedules and business dates, as every calendar knows it. */
export async function zoneOf(database: Database | DatabaseTransaction, projectId: string): Promise<string> {
  const row = await database.selectFrom('projects').select('time_zone').where('id', '=', projectId).executeTakeFirst();
  return row?.time_zone ?? 'UTC';
}

/** A zone that somebody wrote, as every calendar knows it: `GMT+8` is `+08:00`. Throws `PEOPLE_NO_SUCH_ZONE`. */
export function requireZone(timeZone: string, path = 'timeZone'): string {
  const zone = canonicalZone(timeZone);
  if (zone === undefined) throw peopleErrors.noSuchZone({ timeZone }).at({ path });
  return zone;
}
