import type { z } from 'zod';
import { backfillRoutes } from '../contract/schedules.ts';
import { decodeCursor, encodeCursor } from '../http/paging.ts';
import type { Database } from '../store/database.ts';
import { routeSet, type Ground, type RouteSet } from '../subject.ts';
import { createBackfill } from './create.ts';
import { previewBackfill } from './preview.ts';
import { findBackfill, viewBackfills, type BackfillRow, type BackfillView } from './rows.ts';
import { settleBackfills } from './settle.ts';
import { stopBackfill } from './stop.ts';

export interface BackfillNeeds {
  /** The scheduler looks at once for what may start now. */
  wake(): void;
}

export function backfillRouteSet(ground: Ground, { wake }: BackfillNeeds): RouteSet {
  const { database } = ground.store;
  const view = async (row: BackfillRow): Promise<BackfillView> =>
    (await viewBackfills(database, [row]))[0] as BackfillView;

  return routeSet('backfills', backfillRoutes, {
    preview: ({ project, body }) => previewBackfill(database, project.id, body),
    async create(call) {
      const author = { projectId: call.project.id, userId: call.caller.userId };
      const after = await view(await createBackfill(ground, author, call.body));
      wake();
      call.note({ target: `backfill ${after.name}`, after });
      return after;
    },
    list: ({ project, query }) => listBackfills(database, project.id, query),
    async get({ project, params }) {
      await settleBackfills(ground, params.backfill);
      return view(await findBackfill(database, project.id, params.backfill));
    },
    async stop(call) {
      const row = await findBackfill(database, call.project.id, call.params.backfill);
      call.note({ target: `backfill ${row.name}`, before: await view(row) });
      await stopBackfill(ground, row, call.caller.name);
      wake();
      const after = await view(await findBackfill(database, call.project.id, row.id));
      call.note({ after });
      return after;
    },
  });
}

/** The latest first; ids grow with time. */
async function listBackfills(
  database: Database,
  projectId: string,
  { limit, cursor, job }: z.output<typeof backfillRoutes.list.query>,
): Promise<z.output<typeof backfillRoutes.list.reply>> {
  let select = database
    .selectFrom('backfills')
    .selectAll()
    .where('project_id', '=', projectId)
    .orderBy('id', 'desc')
    .limit(limit + 1);
  if (cursor !== undefined) select = select.where('id', '<', String(decodeCursor(cursor)[0]));
  if (job !== undefined)
    select = select.where('id', 'in', (by) =>
      by
        .selectFrom('instances')
        .innerJoin('jobs', 'jobs.id', 'instances.job_id')
        .select('instances.backfill_id')
        .where('jobs.project_id', '=', projectId)
        .where('jobs.name_key', '=', job.toLowerCase())
        .where('instances.backfill_id', 'is not', null),
    );
  const rows = await select.execute();
  const items = rows.slice(0, limit);
  const last = rows.length > limit ? items.at(-1) : undefined;
  return {
    items: await viewBackfills(database, items),
    ...(last === undefined ? {} : { nextCursor: encodeCursor([last.id]) }),
  };
}
