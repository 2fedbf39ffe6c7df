import type { z } from 'zod';
import type { instanceRoutes } from '../contract/instances.ts';
import type { Database, DatabaseTransaction } from '../store/database.ts';
import { countChildren, countParents, edgesDown, edgesUp, type InstanceEdge } from './neighbours.ts';
import { findInstances, type InstanceRow } from './rows.ts';
import { viewInstances } from './views.ts';

type Graph = z.output<typeof instanceRoutes.graph.reply>;

export const mostNodes = 500;
export const mostDescendants = 2_000;
/** Edges that one step looks at: of wide graphs only so many nodes are shown anyway. */
const mostEdges = 20_000;

interface Walk {
  /** By id, the chosen one included. */
  readonly rows: Map<string, InstanceRow>;
  /** 0: the chosen one; negative: above. */
  readonly levels: Map<string, number>;
  isCut: boolean;
}

/** The instances of the project around one; those of other projects are only counted. */
export async function graphAround(
  database: Database,
  row: InstanceRow,
  { up, down }: { readonly up: number; readonly down: number },
): Promise<Graph> {
  const walk: Walk = { rows: new Map([[row.id, row]]), levels: new Map([[row.id, 0]]), isCut: false };
  await walkFrom(database, row, walk, { direction: 'up', steps: up, most: mostNodes });
  await walkFrom(database, row, walk, { direction: 'down', steps: down, most: mostNodes });
  const rows = [...walk.rows.values()];
  const edges = await edgesAmong(database, row.project_id, walk.rows);
  const [views, parents, children] = await Promise.all([
    viewInstances(database, rows),
    countParents(database, [...walk.rows.keys()]),
    countChildren(
      database,
      rows.map(({ key }) => key),
    ),
  ]);
  const nodes = rows.map((each, index) => ({
    ...(views[index] as (typeof views)[number]),
    level: walk.levels.get(each.id) ?? 0,
    hiddenParents: (parents.get(each.id) ?? 0) - edges.filter(({ child }) => child === each.id).length,
    hiddenChildren: (children.get(each.key) ?? 0) - edges.filter(({ parent }) => parent === each.id).length,
  }));
  return { nodes, edges, isCut: walk.isCut };
}

/** Everything that waits for an instance, parents before children, without itself. */
export async function descendantsOf(
  database: Database | DatabaseTransaction,
  row: InstanceRow,
): Promise<{ readonly rows: readonly InstanceRow[]; readonly isCut: boolean }> {
  const walk: Walk = { rows: new Map([[row.id, row]]), levels: new Map([[row.id, 0]]), isCut: false };
  await walkFrom(database, row, walk, { direction: 'down', steps: Infinity, most: mostDescendants + 1 });
  const edges = await edgesUp(database, row.project_id, [...walk.rows.keys()], Infinity);
  return { rows: inOrder(walk.rows, edges).filter(({ id }) => id !== row.id), isCut: walk.isCut };
}

/** Adds the neighbours, level by level, until there are no more or enough. */
async function walkFrom(
  database: Database | DatabaseTransaction,
  row: InstanceRow,
  walk: Walk,
  { direction, steps, most }: { readonly direction: 'up' | 'down'; readonly steps: number; readonly most: number },
): Promise<void> {
  let level: readonly InstanceRow[] = [row];
  for (let step = 1; step <= steps && level.length > 0; step++) {
    const edges =
      direction === 'up'
        ? await edgesUp(
            database,
            row.project_id,
            level.map(({ id }) => id),
            mostEdges,
          )
        : await edgesDown(
            database,
            row.project_id,
            level.map(({ key }) => key),
            mostEdges,
          );
    const ends = new Set(edges.map(({ parent, child }) => (direction === 'up' ? parent : child)));
    const found = [...ends].filter((id) => !walk.rows.has(id));
    const free = most - walk.rows.size;
    if (found.length > free || edges.length >= mostEdges) walk.isCut = true;
    level = await findInstances(database, found.slice(0, free));
    for (const each of level) {
      walk.rows.set(each.id, each);
      walk.levels.set(each.id, direction === 'up' ? -step : step);
    }
  }
}

async function edgesAmong(database: Database, projectId: string, rows: ReadonlyMap<string, InstanceRow>) {
  const all = await edgesUp(database, projectId, [...rows.keys()], Infinity);
  const among = new Map<string, { parent: string; child: string; isCrossCycle: boolean }>();
  for (const { parent, child, kind } of all) {
    const [from, to] = [rows.get(parent), rows.get(child)];
    if (from === undefined || to === undefined) continue;
    const isCrossCycle = kind !== 'sameCycle' || from.business_date !== to.business_date;
    const pair = `${parent} ${child}`;
    // Two dependencies on the same instance are one line; a solid one when either is.
    if (among.get(pair)?.isCrossCycle !== false) among.set(pair, { parent, child, isCrossCycle });
  }
  return [...among.values()];
}

/** Each after its parents; where the order is free, by time. Edges of a circle, which no schedule makes, are ignored. */
function inOrder(rows: ReadonlyMap<string, InstanceRow>, edges: readonly InstanceEdge[]): readonly InstanceRow[] {
  const parents = new Map<string, string[]>();
  for (const { parent, child } of edges)
    if (rows.has(parent)) parents.set(child, [...(parents.get(child) ?? []), parent]);
  const byTime = [...rows.values()].toSorted((a, b) =>
    `${a.cycle_time} ${a.id}` < `${b.cycle_time} ${b.id}` ? -1 : 1,
  );
  const ordered: InstanceRow[] = [];
  const seen = new Set<string>();
  const pending = byTime.toReversed();
  while (pending.length > 0) {
    const row = pending.at(-1) as InstanceRow;
    const before = seen.has(row.id) ? [] : (parents.get(row.id) ?? []).filter((id) => !seen.has(id));
    if (!seen.has(row.id)) {
      seen.add(row.id);
      pending.push(...before.map((id) => rows.get(id) as InstanceRow));
      if (before.length > 0) continue;
    }
    pending.pop();
    if (!ordered.includes(row)) ordered.push(row);
  }
  return ordered;
}
