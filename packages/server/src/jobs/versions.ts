import type { Selectable } from 'kysely';
import type { Issue } from '@sluice/core';
import type { JobSchedule } from '../contract/schedule.ts';
import { httpErrors } from '../http/errors.ts';
import type { Database, DatabaseTransaction, Tables } from '../store/database.ts';
import { oneAtATime } from '../store/one-at-a-time.ts';
import type { Ground } from '../subject.ts';
import { jobErrors } from './errors.ts';
import { changeJob, findJob, linkSources, type Author, type JobRow } from './jobs.ts';
import { readScript } from './read-script.ts';
import { noScheduling, type Scheduling } from './scheduling.ts';

export type VersionRow = Selectable<Tables['job_versions']>;

/** Keeps the draft as the next version. Throws `JOBS_HAS_MISTAKES`. */
export async function submitJob(
  { store, clock }: Ground,
  { projectId, userId }: Author,
  name: string,
  comment: string,
): Promise<JobRow> {
  const draft = await findJob(store.database, projectId, name);
  const errors = (await readScript(draft.script, draft.parameters)).issues.filter(
    ({ severity }) => severity === 'error',
  );
  const [first] = errors;
  if (first !== undefined)
    throw jobErrors.hasMistakes({ name: draft.name, problem: first.message, more: errors.length - 1 }).at(first);
  return store.transaction(async (transaction) => {
    const row = await findJob(transaction, projectId, name);
    if (row.version !== draft.version) throw httpErrors.changed({ what: 'job', version: row.version });
    const number = (row.submitted_version ?? 0) + 1;
    const { script, parameters, schedule } = row;
    await transaction
      .insertInto('job_versions')
      .values({
        job_id: row.id,
        number,
        script,
        parameters,
        schedule,
        comment,
        created_at: clock.now(),
        created_by: userId,
      })
      .execute();
    const state = row.deployed_version === null ? 'submitted' : 'deployed';
    return update(transaction, row, { submitted_version: number, state });
  });
}

/** Puts a version into production, the latest by default. Answers warnings too. */
export async function deployJob(
  { store }: Ground,
  projectId: string,
  name: string,
  number: number | undefined,
  scheduling: Scheduling = noScheduling,
): Promise<{ readonly row: JobRow; readonly issues: readonly Issue[] }> {
  return store.transaction(async (transaction) => {
    // Two jobs that are deployed at once might each wait for the other without seeing it.
    await oneAtATime(store, transaction, 'deployments');
    const row = await findJob(transaction, projectId, name);
    const wanted = number ?? row.submitted_version;
    if (wanted === null) throw jobErrors.notSubmitted({ name: row.name });
    const version = await findVersion(transaction, row, wanted);
    await requireSources(transaction, projectId, version);
    const deployed = await update(transaction, row, { deployed_version: wanted, state: 'deployed' });
    await linkSources(transaction, deployed);
    return { row: deployed, issues: await scheduling.deployed(transaction, deployed, version) };
  });
}

export async function undeployJob(
  { store }: Ground,
  projectId: string,
  name: string,
  scheduling: Scheduling = noScheduling,
): Promise<JobRow> {
  return store.transaction(async (transaction) => {
    await oneAtATime(store, transaction, 'deployments');
    const row = await findJob(transaction, projectId, name);
    if (row.deployed_version === null) throw jobErrors.notDeployed({ name: row.name });
    const undeployed = await update(transaction, row, { deployed_version: null, state: 'undeployed' });
    await linkSources(transaction, undeployed);
    await scheduling.undeployed(transaction, undeployed);
    return undeployed;
  });
}

export async function listVersions(database: Database, { id }: JobRow): Promise<readonly VersionRow[]> {
  return database.selectFrom('job_versions').selectAll().where('job_id', '=', id).orderBy('number', 'desc').execute();
}

/** Throws `HTTP_NOT_FOUND`. */
export async function findVersion(
  database: Database | DatabaseTransaction,
  { id, name }: JobRow,
  number: number,
): Promise<VersionRow> {
  const row = await database
    .selectFrom('job_versions')
    .selectAll()
    .where('job_id', '=', id)
    .where('number', '=', number)
    .executeTakeFirst();
  if (row === undefined) throw httpErrors.notFound({ what: 'version', name: `${name} ${number}` });
  return row;
}

/** Makes a version the draft again. */
export async function restoreVersion(ground: Ground, author: Author, name: string, number: number): Promise<JobRow> {
  const row = await findJob(ground.store.database, author.projectId, name);
  const { script, parameters, schedule: text } = await findVersion(ground.store.database, row, number);
  const schedule = text === null ? null : (JSON.parse(text) as JobSchedule);
  return changeJob(ground, author, name, { script, parameters, schedule }, row.version);
}

async function update(
  transaction: DatabaseTransaction,
  { id, version }: JobRow,
  values: { readonly state: string; readonly submitted_version?: number; readonly deployed_version?: number | null },
): Promise<JobRow> {
  return transaction
    .updateTable('jobs')
    .set({ ...values, version: version + 1 })
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirstOrThrow();
}

/** Scheduled runs use production definitions: each data source must have one. */
async function requireSources(
  transaction: DatabaseTransaction,
  projectId: string,
  { script, parameters }: VersionRow,
): Promise<void> {
  for (const name of (await readScript(script, parameters)).facts.dataSources) {
    const found = await transaction
      .selectFrom('data_sources')
      .select('id')
      .where('project_id', '=', projectId)
      .where('name_key', '=', name.toLowerCase())
      .where('environment', '=', 'production')
      .executeTakeFirst();
    if (found === undefined) throw jobErrors.sourceMissing({ name });
  }
}
