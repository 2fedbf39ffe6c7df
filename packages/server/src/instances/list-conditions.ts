import { sql, type RawBuilder, type SqlBool } from 'kysely';
import type { z } from 'zod';
import type { instanceRoutes } from '../contract/instances.ts';
import type { Database } from '../store/database.ts';

type Query = z.output<typeof instanceRoutes.list.query>;
type Column = 'backfill_id' | 'job_id' | 'is_frozen' | 'kind' | 'state' | 'owner_id' | 'group_name' | 'is_dry_run';

export interface Condition {
  readonly column: Column;
  readonly values: readonly (string | number)[];
}

export interface Conditions {
  /** Absent: the project's own order by time leads. */
  readonly leading: Condition | undefined;
  readonly others: readonly Condition[];
  /** Pattern of names of jobs, when they are too many to lead. */
  readonly jobsLike?: string;
}

/** Facts about the index that begins with a column, followed by the cycle time and the id. */
interface Drive {
  /** The project stands before the column. */
  readonly isOfProject: boolean;
  /** The index holds only rows of which this is true; must be said again for it to be used. */
  readonly only?: RawBuilder<SqlBool>;
}

export const drives: Readonly<Record<Column, Drive>> = {
  backfill_id: { isOfProject: false, only: sql`backfill_id is not null` },
  job_id: { isOfProject: false },
  is_frozen: { isOfProject: true, only: sql`is_frozen = 1` },
  kind: { isOfProject: true, only: sql`kind <> 'scheduled'` },
  state: { isOfProject: true },
  owner_id: { isOfProject: true },
  group_name: { isOfProject: true },
  is_dry_run: { isOfProject: true, only: sql`is_dry_run = 1` },
};

/** A search that finds more jobs meets one of them soon when it looks at all instances. */
const mostLeadingJobs = 100;

/** Undefined: nothing can match. */
export async function conditionsOf(
  database: Database,
  projectId: string,
  query: Query,
): Promise<Conditions | undefined> {
  const { job, search, owner, group, backfill, state, kind, isFrozen, isDryRun } = query;
  const found: Condition[] = [];
  const add = (column: Column, ...values: readonly (string | number)[]): void => void found.push({ column, values });
  if (backfill !== undefined) add('backfill_id', backfill);
  if (job !== undefined) add('job_id', ...(await jobNamed(database, projectId, job)));
  const pattern = search === undefined || search === '' ? undefined : `%${escaped(search.toLowerCase())}%`;
  const jobs = pattern === undefined ? undefined : await jobsLike(database, projectId, pattern);
  if (jobs !== undefined && jobs.length <= mostLeadingJobs) add('job_id', ...jobs);
  if (isFrozen !== undefined) add('is_frozen', Number(isFrozen));
  if (kind !== undefined) add('kind', ...new Set(kind));
  if (state !== undefined) add('state', ...new Set(state));
  if (owner !== undefined) add('owner_id', ...(await userNamed(database, owner)));
  if (group !== undefined) add('group_name', group);
  if (isDryRun !== undefined) add('is_dry_run', Number(isDryRun));
  if (found.some(({ values }) => values.length === 0)) return undefined;
  const leading = found.find(leadsWell) ?? found.find(({ column }) => column === 'state');
  const others = found.filter((each) => each !== leading);
  const isMany = jobs !== undefined && jobs.length > mostLeadingJobs;
  return { leading, others, ...(isMany && pattern !== undefined ? { jobsLike: pattern } : {}) };
}

/** Few rows, or an index that has just these. */
function leadsWell({ column, values }: Condition): boolean {
  if (column === 'is_frozen' || column === 'is_dry_run') return values[0] === 1;
  if (column === 'kind') return !values.includes('scheduled');
  return column !== 'state' || !values.includes('success');
}

async function jobNamed(database: Database, projectId: string, name: string): Promise<readonly string[]> {
  const rows = await database
    .selectFrom('jobs')
    .select('id')
    .where('project_id', '=', projectId)
    .where('name_key', '=', name.toLowerCase())
    .execute();
  return rows.map(({ id }) => id);
}

async function userNamed(database: Database, name: string): Promise<readonly string[]> {
  const rows = await database.selectFrom('users').select('id').where('name_key', '=', name.toLowerCase()).execute();
  return rows.map(({ id }) => id);
}

/** Of those that have instances, one more than may lead. */
async function jobsLike(database: Database, projectId: string, pattern: string): Promise<readonly string[]> {
  const rows = await jobIdsLike(database, projectId, pattern)
    .where((by) =>
      by.exists(by.selectFrom('instances').select('instances.id').whereRef('instances.job_id', '=', 'jobs.id')),
    )
    .limit(mostLeadingJobs + 1)
    .execute();
  return rows.map(({ id }) => id);
}

export function jobIdsLike(database: Database, projectId: string, pattern: string) {
  return database.selectFrom('jobs').select('id').where('project_id', '=', projectId).where(isLike(pattern));
}

function isLike(pattern: string): RawBuilder<SqlBool> {
  return sql`name_key like ${pattern} escape '\\'`;
}

function escaped(text: string): string {
  return text.replaceAll(/[%_\\]/g, (sign) => `\\${sign}`);
}
