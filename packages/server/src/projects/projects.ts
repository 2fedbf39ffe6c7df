import type { Selectable } from 'kysely';
import type { z } from 'zod';
import type { projectSchema } from '../contract/projects.ts';
import { httpErrors } from '../http/errors.ts';
import type { Caller } from '../http/call.ts';
import type { Database, Store, Tables } from '../store/database.ts';
import { newId } from '../store/ids.ts';
import { requireZone } from './zone.ts';

type ProjectRow = Selectable<Tables['projects']>;
export type Project = z.output<typeof projectSchema>;

export interface ProjectChange {
  readonly title?: string | undefined;
  readonly description?: string | undefined;
  readonly timeZone?: string | undefined;
  readonly isScheduling?: boolean | undefined;
}

export async function listProjects(database: Database, caller: Caller): Promise<readonly Project[]> {
  const rows = await database
    .selectFrom('projects')
    .selectAll()
    .$if(!caller.isAdministrator, (query) =>
      query.where('id', 'in', (by) =>
        by.selectFrom('members').select('project_id').where('user_id', '=', caller.userId),
      ),
    )
    .orderBy('name_key')
    .execute();
  return rows.map(projectOf);
}

/** Whoever makes a project owns it. */
export async function createProject(
  store: Store,
  userId: string,
  {
    name,
    title = '',
    description = '',
    timeZone = 'UTC',
    isScheduling = true,
  }: ProjectChange & { readonly name: string },
  now: number,
): Promise<Project> {
  const zone = requireZone(timeZone);
  return store.transaction(async (transaction) => {
    const row = await transaction
      .insertInto('projects')
      .values({
        id: newId(now),
        name,
        name_key: name.toLowerCase(),
        title,
        description,
        time_zone: zone,
        is_scheduling: Number(isScheduling),
        created_at: now,
        version: 1,
      })
      .onConflict((conflict) => conflict.column('name_key').doNothing())
      .returningAll()
      .executeTakeFirst();
    if (row === undefined) throw httpErrors.exists({ what: 'project', name });
    await transaction.insertInto('members').values({ project_id: row.id, user_id: userId, role: 'owner' }).execute();
    return projectOf(row);
  });
}

export async function getProject(database: Database, id: string): Promise<Project> {
  return projectOf(await database.selectFrom('projects').selectAll().where('id', '=', id).executeTakeFirstOrThrow());
}

export async function changeProject(
  store: Store,
  id: string,
  change: ProjectChange,
  version: number,
): Promise<Project> {
  const { title, description, timeZone, isScheduling } = change;
  const row = await store.database
    .updateTable('projects')
    .set({
      ...(title === undefined ? {} : { title }),
      ...(description === undefined ? {} : { description }),
      ...(timeZone === undefined ? {} : { time_zone: requireZone(timeZone) }),
      ...(isScheduling === undefined ? {} : { is_scheduling: Number(isScheduling) }),
      version: version + 1,
    })
    .where('id', '=', id)
    .where('version', '=', version)
    .returningAll()
    .executeTakeFirst();
  if (row !== undefined) return projectOf(row);
  throw httpErrors.changed({ what: 'project', version: (await getProject(store.database, id)).version });
}

function projectOf(row: ProjectRow): Project {
  return {
    id: row.id,
    name: row.name,
    title: row.title === '' ? row.name : row.title,
    description: row.description,
    timeZone: row.time_zone,
    isScheduling: row.is_scheduling === 1,
    createdAt: new Date(row.created_at).toISOString(),
    version: row.version,
  };
}
