import type { z } from 'zod';
import type { jobRoutes } from '../contract/jobs.ts';
import { decodeCursor, encodeCursor } from '../http/paging.ts';
import type { Database } from '../store/database.ts';
import { namesOf, summaryOf } from './views.ts';

type Query = z.output<typeof jobRoutes.list.query>;
type Page = z.output<typeof jobRoutes.list.reply>;

/** Jobs by name. */
export async function listJobs(database: Database, projectId: string, query: Query): Promise<Page> {
  const { limit, cursor, search, folder, state, owner, dataSource } = query;
  let select = database
    .selectFrom('jobs')
    .selectAll()
    .where('project_id', '=', projectId)
    .orderBy('name_key')
    .limit(limit + 1);
  if (cursor !== undefined) select = select.where('name_key', '>', String(decodeCursor(cursor)[0]));
  if (state !== undefined) select = select.where('state', '=', state);
  if (folder !== undefined && folder !== '')
    select = select.where((by) => by.or([by('folder', '=', folder), by('folder', 'like', `${plain(folder)}/%`)]));
  if (owner !== undefined)
    select = select.where('owner_id', 'in', (by) =>
      by.selectFrom('users').select('id').where('name_key', '=', owner.toLowerCase()),
    );
  if (dataSource !== undefined)
    select = select.where('id', 'in', (by) =>
      by
        .selectFrom('job_data_sources')
        .select('job_id')
        .where('project_id', '=', projectId)
        .where('source_key', '=', dataSource.toLowerCase()),
    );
  if (search !== undefined) {
    const pattern = `%${plain(search.toLowerCase())}%`;
    select = select.where((by) =>
      by.or([
        by('name_key', 'like', pattern),
        by(by.fn<string>('lower', ['description']), 'like', pattern),
        by(by.fn<string>('lower', ['tags']), 'like', pattern),
      ]),
    );
  }
  const rows = await select.execute();
  const shown = rows.slice(0, limit);
  const names = await namesOf(
    database,
    shown.flatMap(({ owner_id, changed_by }) => [owner_id, changed_by]),
  );
  const last = rows.length > limit ? shown.at(-1) : undefined;
  return {
    items: shown.map((row) => summaryOf(row, names)),
    ...(last === undefined ? {} : { nextCursor: encodeCursor([last.name_key]) }),
  };
}

/** Without the wildcards of LIKE. */
function plain(text: string): string {
  return text.replaceAll(/[%_\\]/g, '');
}
