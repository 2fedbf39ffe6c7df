import { sql, type Expression, type SqlBool } from 'kysely';
import type { z } from 'zod';
import type { instanceRoutes } from '../contract/instances.ts';
import { decodeCursor, encodeCursor } from '../http/paging.ts';
import { addDays } from '../scheduler/dates.ts';
import type { Database } from '../store/database.ts';
import { conditionsOf, drives, jobIdsLike, type Condition, type Conditions } from './list-conditions.ts';
import { findInstances } from './rows.ts';
import { viewInstances } from './views.ts';

type Query = z.output<typeof instanceRoutes.list.query>;
type Page = z.output<typeof instanceRoutes.list.reply>;

/**
 * Instances, the latest cycle time first. A page costs the same wherever it begins, and however many instances there are.
 *
 * One condition leads: its index gives the keys in order, one list per value, which are merged. The others are checked on
 * the way, written so that no planner prefers their index: it would have to read all rows of a state to sort them.
 */
export async function listInstances(database: Database, projectId: string, query: Query): Promise<Page> {
  const conditions = await conditionsOf(database, projectId, query);
  if (conditions === undefined) return { items: [], total: 0 };
  const { limit } = query;
  const keys = await keysOf(database, { projectId, query, conditions });
  const shown = keys.slice(0, limit).map(({ id }) => id);
  const rows = new Map((await findInstances(database, shown)).map((row) => [row.id, row]));
  const items = await viewInstances(
    database,
    shown.flatMap((id) => rows.get(id) ?? []),
  );
  const last = keys.length > limit ? keys[limit - 1] : undefined;
  // A search that finds many jobs looks at every instance until there are enough: that may be all of them.
  const isCheap = conditions.jobsLike === undefined;
  const total = query.withTotal === true && isCheap ? await countOf(database, { projectId, query, conditions }) : {};
  return { items, ...total, ...(last === undefined ? {} : { nextCursor: encodeCursor([last.cycle_time, last.id]) }) };
}

interface Search {
  readonly projectId: string;
  readonly query: Query;
  readonly conditions: Conditions;
}

/** Counting on would read the whole index, for a number that nobody reads to its last digit. */
const mostCounted = 10_000;

async function countOf(database: Database, search: Search): Promise<Pick<Page, 'total' | 'isTotalCut'>> {
  const { cursor: _, ...query } = search.query;
  const all = unionOf(database, { ...search, query: { ...query, limit: mostCounted } });
  if (all === undefined) return { total: 0 };
  const some = database
    .selectFrom(all.as('keys'))
    .select('keys.id')
    .limit(mostCounted + 1);
  const { count } = await database
    .selectFrom(some.as('some'))
    .select((by) => by.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow();
  const total = Number(count);
  return total > mostCounted ? { total: mostCounted, isTotalCut: true } : { total };
}

/** Of all parts; undefined when there are none. */
function unionOf(database: Database, search: Search) {
  const [first, ...rest] = partsOf(search).map((part) =>
    database.selectFrom(partQuery(database, search, part).as('part')).select(['part.id', 'part.cycle_time']),
  );
  return first === undefined ? undefined : rest.reduce((sum, each) => sum.unionAll(each), first);
}

async function keysOf(database: Database, search: Search) {
  const all = unionOf(database, search);
  if (all === undefined) return [];
  return database
    .selectFrom(all.as('keys'))
    .select(['keys.id', 'keys.cycle_time'])
    .orderBy('keys.cycle_time', 'desc')
    .orderBy('keys.id', 'desc')
    .limit(search.query.limit + 1)
    .execute();
}

/** What leads a part: one value of the leading condition, or nothing but the project. */
interface Part {
  readonly column?: Condition['column'];
  readonly value?: string | number;
}

function partsOf({ conditions: { leading } }: Search): readonly Part[] {
  return leading === undefined ? [{}] : leading.values.map((value) => ({ column: leading.column, value }));
}

function partQuery(database: Database, { projectId, query, conditions }: Search, { column, value }: Part) {
  let select = database.selectFrom('instances').select(['id', 'cycle_time']);
  if (column === undefined || drives[column].isOfProject) select = select.where('project_id', '=', projectId);
  else select = select.where(unled('project_id'), '=', projectId);
  if (column !== undefined) select = select.where(column, '=', value as string);
  if (column !== undefined && drives[column].only !== undefined) select = select.where(drives[column].only);
  for (const { column, values } of conditions.others) select = select.where(unled(column), 'in', values);
  if (conditions.jobsLike !== undefined)
    select = select.where(unled('job_id'), 'in', jobIdsLike(database, projectId, conditions.jobsLike));
  const { businessDateFrom, businessDateTo, cursor, limit } = query;
  // The run date, with which a cycle time begins, is the day after the business date.
  if (businessDateFrom !== undefined) select = select.where('cycle_time', '>=', dayOf(addDays(businessDateFrom, 1)));
  if (businessDateTo !== undefined) select = select.where('cycle_time', '<', dayOf(addDays(businessDateTo, 2)));
  if (cursor !== undefined) select = select.where(before(decodeCursor(cursor)));
  return select
    .orderBy('cycle_time', 'desc')
    .orderBy('id', 'desc')
    .limit(limit + 1);
}

/** A column whose index is not used. */
function unled(column: string): Expression<string | number> {
  return numeric.has(column) ? sql`(${sql.ref(column)} + 0)` : sql`(${sql.ref(column)} || '')`;
}
const numeric = new Set(['is_frozen', 'is_dry_run']);

function before([cycleTime, id]: readonly (string | number | null)[]): Expression<SqlBool> {
  return sql`(cycle_time, id) < (${String(cycleTime)}, ${String(id)})`;
}

function dayOf(date: string): string {
  return date.replaceAll('-', '');
}
