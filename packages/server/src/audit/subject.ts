import type { Selectable } from 'kysely';
import type { z } from 'zod';
import { auditRoutes } from '../contract/audit.ts';
import { decodeCursor, encodeCursor } from '../http/paging.ts';
import type { Database, Tables } from '../store/database.ts';
import { routeSet, type Ground, type Subject } from '../subject.ts';

type Query = z.output<typeof auditRoutes.list.query>;
type Page = z.output<typeof auditRoutes.list.reply>;

export function auditSubject({ store }: Ground): Subject {
  const routes = routeSet('audit', auditRoutes, {
    list: ({ project, query }) => listEntries(store.database, query, project.id),
    listAll: ({ query }) => listEntries(store.database, query),
  });
  return { routes: [routes] };
}

/** The latest first; ids grow with time. */
async function listEntries(database: Database, query: Query, projectId?: string): Promise<Page> {
  const { limit, cursor, user, action, from, to } = query;
  let select = database
    .selectFrom('audit')
    .selectAll()
    .orderBy('id', 'desc')
    .limit(limit + 1);
  if (projectId !== undefined) select = select.where('project_id', '=', projectId);
  if (cursor !== undefined) select = select.where('id', '<', String(decodeCursor(cursor)[0]));
  if (user !== undefined) select = select.where('user_name', '=', user);
  if (action !== undefined) select = select.where('action', '>=', action).where('action', '<', `${action}\uffff`);
  if (from !== undefined) select = select.where('at', '>=', Date.parse(from));
  if (to !== undefined) select = select.where('at', '<', Date.parse(to));
  const rows = await select.execute();
  const items = rows.slice(0, limit);
  const last = rows.length > limit ? items.at(-1) : undefined;
  return { items: items.map(entryOf), ...(last === undefined ? {} : { nextCursor: encodeCursor([last.id]) }) };
}

function entryOf(row: Selectable<Tables['audit']>): Page['items'][number] {
  return {
    id: row.id,
    at: new Date(row.at).toISOString(),
    action: row.action,
    ...(row.user_name === null ? {} : { user: row.user_name }),
    isToken: row.token_id !== null,
    address: row.address,
    ...(row.target === null ? {} : { target: row.target }),
    ...(row.before === null ? {} : { before: JSON.parse(row.before) as unknown }),
    ...(row.after === null ? {} : { after: JSON.parse(row.after) as unknown }),
    outcome: row.outcome as 'done' | 'refused',
    ...(row.code === null ? {} : { code: row.code }),
    requestId: row.request_id,
  };
}
