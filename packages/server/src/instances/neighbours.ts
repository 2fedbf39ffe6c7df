import { sql } from 'kysely';
import type { Database, DatabaseTransaction } from '../store/database.ts';

/** An edge between two instances that exist. */
export interface InstanceEdge {
  readonly parent: string;
  readonly child: string;
  /** Of the dependency. */
  readonly kind: string;
}

/** Ids or keys that one statement names; both dialects allow many more. */
const mostAtOnce = 1_000;

/** Edges to the parents within the project, at most `limit` of them; it may be Infinity. */
export async function edgesUp(
  database: Database | DatabaseTransaction,
  projectId: string,
  children: readonly string[],
  limit: number,
): Promise<readonly InstanceEdge[]> {
  return inChunks(children, limit, (ids, left) =>
    edgeQuery(database, projectId, left).where('child.id', 'in', ids).execute(),
  );
}

/** Edges to the children within the project, at most `limit` of them. */
export async function edgesDown(
  database: Database | DatabaseTransaction,
  projectId: string,
  parentKeys: readonly string[],
  limit: number,
): Promise<readonly InstanceEdge[]> {
  return inChunks(parentKeys, limit, (keys, left) =>
    edgeQuery(database, projectId, left).where('instance_parents.parent_key', 'in', keys).execute(),
  );
}

function edgeQuery(database: Database | DatabaseTransaction, projectId: string, limit: number) {
  return (
    database
      .selectFrom('instance_parents')
      .innerJoin('instances as child', 'child.id', 'instance_parents.child_id')
      .innerJoin('instances as parent', 'parent.key', 'instance_parents.parent_key')
      .select(['parent.id as parent', 'child.id as child', 'instance_parents.kind'])
      // Written so that no planner begins with all instances of the project.
      .where(sql`child.project_id || ''`, '=', projectId)
      .where(sql`parent.project_id || ''`, '=', projectId)
      .$if(Number.isFinite(limit), (query) => query.limit(limit))
  );
}

/** Parents, or children, of each instance that exist, in whichever project. */
export async function countParents(
  database: Database,
  children: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  const rows = await inChunks(children, Infinity, (ids) =>
    database
      .selectFrom('instance_parents')
      .innerJoin('instances as parent', 'parent.key', 'instance_parents.parent_key')
      .select((by) => ['child_id as one', by.fn.count<number>('parent_key').distinct().as('count')])
      .where('child_id', 'in', ids)
      .groupBy('child_id')
      .execute(),
  );
  return new Map(rows.map(({ one, count }) => [one, Number(count)]));
}

/** By the key of the parent. */
export async function countChildren(
  database: Database,
  parentKeys: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  const rows = await inChunks(parentKeys, Infinity, (keys) =>
    database
      .selectFrom('instance_parents')
      .select((by) => ['parent_key as one', by.fn.count<number>('child_id').distinct().as('count')])
      .where('parent_key', 'in', keys)
      .groupBy('parent_key')
      .execute(),
  );
  return new Map(rows.map(({ one, count }) => [one, Number(count)]));
}

async function inChunks<Row>(
  items: readonly string[],
  limit: number,
  ask: (chunk: readonly string[], left: number) => Promise<readonly Row[]>,
): Promise<readonly Row[]> {
  const rows: Row[] = [];
  for (let from = 0; from < items.length && rows.length < limit; from += mostAtOnce)
    rows.push(...(await ask(items.slice(from, from + mostAtOnce), limit - rows.length)));
  return rows;
}
