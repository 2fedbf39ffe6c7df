import type { Selectable } from 'kysely';
import type { z } from 'zod';
import type { backfillSchema } from '../contract/schedules.ts';
import type { InstanceState } from '../contract/schedule.ts';
import { httpErrors } from '../http/errors.ts';
import { namesOf } from '../jobs/views.ts';
import type { Database, Tables } from '../store/database.ts';
import type { BackfillFields } from './plan.ts';

export type BackfillRow = Selectable<Tables['backfills']>;
export type BackfillView = z.output<typeof backfillSchema>;
type Counts = ReadonlyMap<InstanceState, number>;

/** Throws `HTTP_NOT_FOUND`. */
export async function findBackfill(database: Database, projectId: string, id: string): Promise<BackfillRow> {
  const row = await database
    .selectFrom('backfills')
    .selectAll()
    .where('id', '=', id)
    .where('project_id', '=', projectId)
    .executeTakeFirst();
  if (row === undefined) throw httpErrors.notFound({ what: 'backfill', name: id });
  return row;
}

/** In the order of the rows, with the states of their instances now. */
export async function viewBackfills(database: Database, rows: readonly BackfillRow[]): Promise<BackfillView[]> {
  const users = await namesOf(
    database,
    rows.map(({ created_by }) => created_by),
  );
  const counts = await countStates(
    database,
    rows.map(({ id }) => id),
  );
  return rows.map((row) => {
    const { ranges, order, groups, jobs, descendants, chosen } = JSON.parse(row.request) as BackfillFields;
    const states = counts.get(row.id) ?? new Map<InstanceState, number>();
    const state = stateOf(row, states);
    const startedBy = users.get(row.created_by ?? '');
    const isOver = row.finished_at !== null && (state === 'succeeded' || state === 'stopped');
    return {
      id: row.id,
      name: row.name,
      state,
      ranges,
      order,
      groups,
      jobs,
      descendants,
      chosen,
      total: row.total,
      states: Object.fromEntries(states),
      ...(startedBy === undefined ? {} : { startedBy }),
      createdAt: new Date(row.created_at).toISOString(),
      ...(isOver ? { finishedAt: new Date(row.finished_at ?? 0).toISOString() } : {}),
    };
  });
}

/** Follows from its instances, which people may rerun at any time; only that it was stopped does not. */
function stateOf({ state, total }: BackfillRow, states: Counts): BackfillView['state'] {
  if (state === 'stopped') return 'stopped';
  if ((states.get('failure') ?? 0) > 0) return 'failed';
  const succeeded = states.get('success') ?? 0;
  // Old instances are removed after a time; what is left of a finished one says nothing else.
  const left = [...states.values()].reduce((sum, count) => sum + count, 0);
  return succeeded === total || (state === 'succeeded' && succeeded === left) ? 'succeeded' : 'running';
}

async function countStates(database: Database, ids: readonly string[]): Promise<ReadonlyMap<string, Counts>> {
  if (ids.length === 0) return new Map();
  const rows = await database
    .selectFrom('instances')
    .select((by) => ['backfill_id', 'state', by.fn.countAll<number>().as('count')])
    .where('backfill_id', 'in', ids)
    .groupBy(['backfill_id', 'state'])
    .execute();
  const counts = new Map<string, Map<InstanceState, number>>(ids.map((id) => [id, new Map()]));
  for (const { backfill_id, state, count } of rows)
    counts.get(backfill_id ?? '')?.set(state as InstanceState, Number(count));
  return counts;
}
