import type { Database } from '../store/database.ts';

/** Jobs of a project that name a data source. */
export async function usersOfSource(
  database: Database,
  projectId: string,
  name: string,
): Promise<readonly { readonly job: string; readonly isDeployed: boolean }[]> {
  const rows = await database
    .selectFrom('job_data_sources')
    .innerJoin('jobs', 'jobs.id', 'job_data_sources.job_id')
    .select(['jobs.name', 'jobs.deployed_version'])
    .where('job_data_sources.project_id', '=', projectId)
    .where('job_data_sources.source_key', '=', name.toLowerCase())
    .orderBy('jobs.name_key')
    .execute();
  return rows.map((row) => ({ job: row.name, isDeployed: row.deployed_version !== null }));
}

/** How many jobs name each of these data sources; those without any are left out. */
export async function countUsersOfSources(
  database: Database,
  projectId: string,
  names: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  if (names.length === 0) return new Map();
  const rows = await database
    .selectFrom('job_data_sources')
    .select((by) => ['source_key', by.fn.countAll<number>().as('count')])
    .where('project_id', '=', projectId)
    .where(
      'source_key',
      'in',
      names.map((name) => name.toLowerCase()),
    )
    .groupBy('source_key')
    .execute();
  const counts = new Map(rows.map(({ source_key, count }) => [source_key, Number(count)]));
  return new Map(names.map((name) => [name, counts.get(name.toLowerCase()) ?? 0]));
}

/** Deployed jobs of a project, or jobs of all projects that run in a group. */
export async function countJobs(
  database: Database,
  where: { readonly deployedIn: string } | { readonly group: string },
): Promise<number> {
  const row = await database
    .selectFrom('jobs')
    .select((by) => by.fn.countAll<number>().as('count'))
    .$if('deployedIn' in where, (query) =>
      query
        .where('project_id', '=', 'deployedIn' in where ? where.deployedIn : '')
        .where('deployed_version', 'is not', null),
    )
    .$if('group' in where, (query) => query.where('group_name', '=', 'group' in where ? where.group : ''))
    .executeTakeFirstOrThrow();
  return Number(row.count);
}
