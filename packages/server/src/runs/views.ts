import type { z } from 'zod';
import type { runSchema } from '../contract/runs.ts';
import type { Database } from '../store/database.ts';
import { namesOf, type UserNames } from '../jobs/views.ts';
import type { RunRow } from './queue.ts';

export type RunView = z.output<typeof runSchema>;

export async function viewRuns(database: Database, rows: readonly RunRow[]): Promise<RunView[]> {
  const groupIds = [...new Set(rows.map(({ group_id }) => group_id))];
  const [users, groups] = await Promise.all([
    namesOf(
      database,
      rows.map(({ started_by }) => started_by),
    ),
    groupIds.length === 0
      ? []
      : database.selectFrom('resource_groups').select(['id', 'name']).where('id', 'in', groupIds).execute(),
  ]);
  const groupNames = new Map(groups.map(({ id, name }) => [id, name]));
  return rows.map((row) => viewRun(row, users, groupNames));
}

function viewRun(row: RunRow, users: UserNames, groups: ReadonlyMap<string, string>): RunView {
  const instant = (at: number): string => new Date(at).toISOString();
  const view: RunView = {
    id: row.id,
    job: row.job_name,
    state: row.state as RunView['state'],
    reason: row.reason as RunView['reason'],
    group: groups.get(row.group_id) ?? 'default',
    priority: row.priority,
    environment: row.environment as RunView['environment'],
    variables: JSON.parse(row.shown_variables) as Record<string, string>,
    queuedAt: instant(row.queued_at),
    attempts: row.attempts,
  };
  return {
    ...view,
    ...present({
      jobVersion: row.job_version,
      startedBy: users.get(row.started_by ?? '') ?? null,
      bizdate: row.bizdate,
      cyctime: row.cyctime,
      startedAt: row.started_at === null ? null : instant(row.started_at),
      finishedAt: row.finished_at === null ? null : instant(row.finished_at),
      progress: row.progress === null ? null : (JSON.parse(row.progress) as Record<string, number>),
      rowsRead: row.rows_read,
      rowsWritten: row.rows_written,
      rowsDirty: row.rows_dirty,
      bytes: row.bytes,
      error: row.error === null ? null : (JSON.parse(row.error) as NonNullable<RunView['error']>),
      previous: row.previous_id,
    }),
  };
}

/** The members that are not null. */
export function present<T extends object>(members: T): { [Key in keyof T]?: NonNullable<T[Key]> } {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== null)) as never;
}
