import type { z } from 'zod';
import type { Connector } from '@sluice/core';
import type { dataSourceRoutes, dataSourceSchema } from '../contract/data-sources.ts';
import type { Ground } from '../subject.ts';
import { connectionOf, type SourceRow } from './data-sources.ts';
import { maskConnection } from './secrets.ts';

export type DataSourceView = z.output<typeof dataSourceSchema>;
export type TestView = z.output<(typeof dataSourceRoutes)['test']['reply']>;

export interface ViewNeeds {
  connectorOf(type: string): Promise<Connector | undefined>;
  /** How many jobs of a project name each data source. */
  countUsers(projectId: string, names: readonly string[]): Promise<ReadonlyMap<string, number>>;
}

/** Data sources as the API answers them: definitions of one name together, secrets masked. */
export async function viewSources(
  ground: Ground,
  projectId: string,
  rows: readonly SourceRow[],
  needs: ViewNeeds,
): Promise<readonly DataSourceView[]> {
  const names = [...new Set(rows.map(({ name }) => name))];
  const [users, tests, people] = await Promise.all([
    needs.countUsers(projectId, names),
    testsOf(ground, rows),
    namesOf(ground, rows),
  ]);
  const views: DataSourceView[] = [];
  for (const group of Map.groupBy(rows, ({ name_key }) => name_key).values()) {
    const [first] = group as [SourceRow, ...SourceRow[]];
    const fields = (await needs.connectorOf(first.type))?.connection;
    const definitions = group.map((row) => {
      const changedBy = people.get(row.changed_by ?? '');
      return [
        row.environment,
        {
          connection: maskConnection(connectionOf(ground, row), fields) as Record<string, never>,
          version: row.version,
          changedAt: new Date(row.changed_at).toISOString(),
          ...(changedBy === undefined ? {} : { changedBy }),
          tests: tests.get(row.id) ?? [],
        },
      ] as const;
    });
    views.push({
      name: first.name,
      type: first.type,
      description: first.description,
      definitions: Object.fromEntries(definitions),
      usedBy: users.get(first.name) ?? 0,
    });
  }
  return views;
}

async function testsOf({ store }: Ground, rows: readonly SourceRow[]): Promise<Map<string, TestView[]>> {
  if (rows.length === 0) return new Map();
  const found = await store.database
    .selectFrom('data_source_tests')
    .selectAll()
    .where(
      'source_id',
      'in',
      rows.map(({ id }) => id),
    )
    .orderBy('group_name')
    .execute();
  const tests = new Map<string, TestView[]>();
  for (const { source_id, group_name, at, is_ok, checks } of found) {
    const list = tests.get(source_id) ?? [];
    list.push({
      group: group_name,
      at: new Date(at).toISOString(),
      ok: is_ok === 1,
      checks: JSON.parse(checks) as TestView['checks'],
    });
    tests.set(source_id, list);
  }
  return tests;
}

async function namesOf({ store }: Ground, rows: readonly SourceRow[]): Promise<ReadonlyMap<string, string>> {
  const ids = [...new Set(rows.flatMap(({ changed_by }) => (changed_by === null ? [] : [changed_by])))];
  if (ids.length === 0) return new Map();
  const users = await store.database.selectFrom('users').select(['id', 'name']).where('id', 'in', ids).execute();
  return new Map(users.map(({ id, name }) => [id, name]));
}
