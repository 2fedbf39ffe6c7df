import type { Selectable } from 'kysely';
import type { JobSchedule, JobScheduleInput } from '../contract/schedule.ts';
import { httpErrors } from '../http/errors.ts';
import { requireZone, zoneOf } from '../projects/zone.ts';
import type { Database, DatabaseTransaction, Tables } from '../store/database.ts';
import { oneAtATime } from '../store/one-at-a-time.ts';
import { newId } from '../store/ids.ts';
import type { Ground } from '../subject.ts';
import { jobErrors } from './errors.ts';
import { readScript, type ScriptFacts } from './read-script.ts';
import { noScheduling, type Scheduling } from './scheduling.ts';

export type JobRow = Selectable<Tables['jobs']>;

/** What people set; absent members stay as they are. */
export interface JobChange {
  readonly name?: string | undefined;
  readonly script?: string | undefined;
  readonly parameters?: string | undefined;
  /** null: no longer scheduled. */
  readonly schedule?: JobScheduleInput | null | undefined;
  readonly folder?: string | undefined;
  readonly description?: string | undefined;
  readonly owner?: string | undefined;
  readonly tags?: readonly string[] | undefined;
  readonly group?: string | undefined;
  readonly priority?: number | undefined;
}

export interface Author {
  readonly projectId: string;
  readonly userId: string;
}

/** Throws `HTTP_NOT_FOUND`. */
export async function findJob(
  database: Database | DatabaseTransaction,
  projectId: string,
  name: string,
): Promise<JobRow> {
  const row = await database
    .selectFrom('jobs')
    .selectAll()
    .where('project_id', '=', projectId)
    .where('name_key', '=', name.toLowerCase())
    .executeTakeFirst();
  if (row === undefined) throw httpErrors.notFound({ what: 'job', name });
  return row;
}

export async function createJob(
  ground: Ground,
  { projectId, userId }: Author,
  change: JobChange & { readonly name: string; readonly script: string; readonly parameters: string },
): Promise<JobRow> {
  const { store, clock } = ground;
  const { facts } = await readScript(change.script, change.parameters);
  const columns = await columnsOf(store.database, projectId, change);
  const now = clock.now();
  return store.transaction(async (transaction) => {
    const row = await transaction
      .insertInto('jobs')
      .values({
        id: newId(now),
        project_id: projectId,
        name: change.name,
        name_key: change.name.toLowerCase(),
        state: 'draft',
        script: change.script,
        parameters: change.parameters,
        schedule: null,
        facts: JSON.stringify(facts),
        folder: '',
        description: '',
        owner_id: userId,
        tags: '[]',
        group_name: 'default',
        priority: 1,
        submitted_version: null,
        deployed_version: null,
        created_at: now,
        changed_at: now,
        changed_by: userId,
        version: 1,
        ...columns,
      })
      .onConflict((conflict) => conflict.columns(['project_id', 'name_key']).doNothing())
      .returningAll()
      .executeTakeFirst();
    if (row === undefined) throw httpErrors.exists({ what: 'job', name: change.name });
    await linkSources(transaction, row);
    return row;
  });
}

/** Throws when somebody else changed it since `version`. */
export async function changeJob(
  { store, clock }: Ground,
  { projectId, userId }: Author,
  name: string,
  change: JobChange,
  version: number,
  scheduling: Scheduling = noScheduling,
): Promise<JobRow> {
  const before = await findJob(store.database, projectId, name);
  const script = change.script ?? before.script;
  const parameters = change.parameters ?? before.parameters;
  const { facts } = await readScript(script, parameters);
  const columns = await columnsOf(store.database, projectId, change);
  return store.transaction(async (transaction) => {
    const isRenamed = change.name !== undefined && change.name.toLowerCase() !== before.name_key;
    if (isRenamed) await oneAtATime(store, transaction, 'deployments');
    if (change.name !== undefined) await requireFree(transaction, before, change.name);
    if (isRenamed) await scheduling.renaming(transaction, before);
    const row = await transaction
      .updateTable('jobs')
      .set({
        ...columns,
        ...(change.name === undefined ? {} : { name: change.name, name_key: change.name.toLowerCase() }),
        script,
        parameters,
        facts: JSON.stringify(facts),
        changed_at: clock.now(),
        changed_by: userId,
        version: version + 1,
      })
      .where('id', '=', before.id)
      .where('version', '=', version)
      .returningAll()
      .executeTakeFirst();
    if (row === undefined) throw httpErrors.changed({ what: 'job', version: before.version });
    await linkSources(transaction, row);
    return row;
  });
}

export async function deleteJob({ store }: Ground, projectId: string, name: string): Promise<JobRow> {
  return store.transaction(async (transaction) => {
    const row = await findJob(transaction, projectId, name);
    if (row.deployed_version !== null) throw jobErrors.isDeployed({ name: row.name });
    await transaction.deleteFrom('jobs').where('id', '=', row.id).execute();
    return row;
  });
}

async function requireFree(transaction: DatabaseTransaction, { id, project_id }: JobRow, name: string): Promise<void> {
  const other = await transaction
    .selectFrom('jobs')
    .select('id')
    .where('project_id', '=', project_id)
    .where('name_key', '=', name.toLowerCase())
    .where('id', '!=', id)
    .executeTakeFirst();
  if (other !== undefined) throw httpErrors.exists({ what: 'job', name });
}

async function columnsOf(database: Database, projectId: string, change: JobChange) {
  const { folder, description, owner, tags, group, priority, schedule } = change;
  if (group !== undefined) await requireGroup(database, group);
  return {
    ...(folder === undefined ? {} : { folder }),
    ...(description === undefined ? {} : { description }),
    ...(owner === undefined ? {} : { owner_id: await userId(database, owner) }),
    ...(tags === undefined ? {} : { tags: JSON.stringify(tags) }),
    ...(group === undefined ? {} : { group_name: group }),
    ...(priority === undefined ? {} : { priority }),
    ...(schedule === undefined ? {} : { schedule: await scheduleText(database, projectId, schedule) }),
  };
}

/** With the zone of the project, unless it names one. */
async function scheduleText(
  database: Database,
  projectId: string,
  given: JobScheduleInput | null,
): Promise<string | null> {
  if (given === null) return null;
  const named = given.schedule.timeZone;
  const timeZone =
    named === undefined ? await zoneOf(database, projectId) : requireZone(named, 'schedule.schedule.timeZone');
  return JSON.stringify({ ...given, schedule: { ...given.schedule, timeZone } } satisfies JobSchedule);
}

async function requireGroup(database: Database, group: string): Promise<void> {
  const row = await database
    .selectFrom('resource_groups')
    .select('id')
    .where('name_key', '=', group.toLowerCase())
    .executeTakeFirst();
  if (row === undefined) throw jobErrors.unknownGroup({ group }).at({ path: 'group' });
}

async function userId(database: Database, name: string): Promise<string> {
  const row = await database
    .selectFrom('users')
    .select('id')
    .where('name_key', '=', name.toLowerCase())
    .executeTakeFirst();
  if (row === undefined) throw httpErrors.notFound({ what: 'user', name });
  return row.id;
}

/** Remembers the data sources of the draft and of the deployed version. */
export async function linkSources(transaction: DatabaseTransaction, row: JobRow): Promise<void> {
  const names = new Set((JSON.parse(row.facts) as ScriptFacts).dataSources);
  if (row.deployed_version !== null) {
    const { script, parameters } = await transaction
      .selectFrom('job_versions')
      .select(['script', 'parameters'])
      .where('job_id', '=', row.id)
      .where('number', '=', row.deployed_version)
      .executeTakeFirstOrThrow();
    for (const name of (await readScript(script, parameters)).facts.dataSources) names.add(name);
  }
  await transaction.deleteFrom('job_data_sources').where('job_id', '=', row.id).execute();
  const keys = new Set([...names].map((name) => name.toLowerCase()));
  for (const source_key of keys) {
    await transaction
      .insertInto('job_data_sources')
      .values({ job_id: row.id, project_id: row.project_id, source_key })
      .execute();
  }
}
