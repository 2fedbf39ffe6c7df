import type { z } from 'zod';
import type { Issue } from '@sluice/core';
import type { issueSchema } from '../contract/parts.ts';
import type { jobSchema, jobSummarySchema } from '../contract/jobs.ts';
import type { JobSchedule } from '../contract/schedule.ts';
import type { Database } from '../store/database.ts';
import type { JobRow } from './jobs.ts';
import type { ScriptFacts } from './read-script.ts';

export type JobView = z.output<typeof jobSchema>;
export type JobSummary = z.output<typeof jobSummarySchema>;

/** Names of users by id. */
export type UserNames = ReadonlyMap<string, string>;

export async function namesOf(database: Database, ids: readonly (string | null)[]): Promise<UserNames> {
  const wanted = [...new Set(ids.filter((id) => id !== null))];
  if (wanted.length === 0) return new Map();
  const users = await database.selectFrom('users').select(['id', 'name']).where('id', 'in', wanted).execute();
  return new Map(users.map(({ id, name }) => [id, name]));
}

export function summaryOf(row: JobRow, names: UserNames): JobSummary {
  const { reader, writer, dataSources, variables } = JSON.parse(row.facts) as ScriptFacts;
  const changedBy = names.get(row.changed_by ?? '');
  return {
    name: row.name,
    state: row.state as JobView['state'],
    ...(reader === undefined ? {} : { reader }),
    ...(writer === undefined ? {} : { writer }),
    dataSources: [...dataSources],
    variables: [...variables],
    parameters: row.parameters,
    ...(row.schedule === null ? {} : { schedule: JSON.parse(row.schedule) as JobSchedule }),
    folder: row.folder,
    description: row.description,
    owner: names.get(row.owner_id ?? '') ?? 'nobody',
    tags: JSON.parse(row.tags) as string[],
    group: row.group_name,
    priority: row.priority,
    ...(row.submitted_version === null ? {} : { submittedVersion: row.submitted_version }),
    ...(row.deployed_version === null ? {} : { deployedVersion: row.deployed_version }),
    createdAt: new Date(row.created_at).toISOString(),
    changedAt: new Date(row.changed_at).toISOString(),
    ...(changedBy === undefined ? {} : { changedBy }),
    version: row.version,
  };
}

export function jobOf(row: JobRow, names: UserNames): JobView {
  return { ...summaryOf(row, names), script: row.script };
}

export function issueView(issue: Issue): z.output<typeof issueSchema> {
  const { severity, code, message, hint, path, line, column } = issue;
  return {
    severity,
    code,
    message,
    ...(hint === undefined ? {} : { hint }),
    ...(path === undefined ? {} : { path }),
    ...(line === undefined ? {} : { line }),
    ...(column === undefined ? {} : { column }),
  };
}
