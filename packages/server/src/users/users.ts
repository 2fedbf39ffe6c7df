import type { Selectable } from 'kysely';
import type { z } from 'zod';
import type { userSchema } from '../contract/people.ts';
import { httpErrors } from '../http/errors.ts';
import type { Database, DatabaseTransaction, Store, Tables } from '../store/database.ts';
import { newId } from '../store/ids.ts';
import { peopleErrors } from './errors.ts';

export type UserRow = Selectable<Tables['users']>;
export type User = z.output<typeof userSchema>;

export interface NewUser {
  readonly name: string;
  readonly displayName: string;
  readonly email?: string | undefined;
  /** Hashed. */
  readonly password: string | null;
  readonly isAdministrator: boolean;
}

/** Throws `HTTP_EXISTS` when the name is taken in any spelling. */
export async function insertUser(
  database: Database | DatabaseTransaction,
  user: NewUser,
  now: number,
): Promise<UserRow> {
  const inserted = await database
    .insertInto('users')
    .values({
      id: newId(now),
      name: user.name,
      name_key: user.name.toLowerCase(),
      display_name: user.displayName,
      email: user.email ?? null,
      password: user.password,
      is_administrator: Number(user.isAdministrator),
      is_disabled: 0,
      created_at: now,
      last_seen_at: null,
      version: 1,
    })
    .onConflict((conflict) => conflict.column('name_key').doNothing())
    .returningAll()
    .executeTakeFirst();
  if (inserted === undefined) throw httpErrors.exists({ what: 'user', name: user.name });
  return inserted;
}

/** By name or id. Throws `HTTP_NOT_FOUND`. */
export async function findUser(database: Database | DatabaseTransaction, name: string): Promise<UserRow> {
  const row = await database
    .selectFrom('users')
    .selectAll()
    .where((by) => by.or([by('name_key', '=', name.toLowerCase()), by('id', '=', name)]))
    .executeTakeFirst();
  if (row === undefined) throw httpErrors.notFound({ what: 'user', name });
  return row;
}

export interface UserChange {
  readonly displayName?: string | undefined;
  readonly email?: string | undefined;
  readonly isAdministrator?: boolean | undefined;
  readonly isDisabled?: boolean | undefined;
}

/** Throws when somebody else changed it, or when no administrator would be left. */
export async function changeUser(store: Store, name: string, change: UserChange, version: number): Promise<UserRow> {
  return store.transaction(async (transaction) => {
    const user = await findUser(transaction, name);
    if (user.version !== version) throw httpErrors.changed({ what: 'user', version: user.version });
    const { displayName, email, isAdministrator, isDisabled } = change;
    const changed = await transaction
      .updateTable('users')
      .set({
        ...(displayName === undefined ? {} : { display_name: displayName }),
        ...(email === undefined ? {} : { email }),
        ...(isAdministrator === undefined ? {} : { is_administrator: Number(isAdministrator) }),
        ...(isDisabled === undefined ? {} : { is_disabled: Number(isDisabled) }),
        version: version + 1,
      })
      .where('id', '=', user.id)
      .returningAll()
      .executeTakeFirstOrThrow();
    await requireAdministrator(transaction);
    if (isDisabled === true) await endAccess(transaction, user.id);
    return changed;
  });
}

export async function deleteUser(store: Store, name: string): Promise<UserRow> {
  return store.transaction(async (transaction) => {
    const user = await findUser(transaction, name);
    await requireOtherOwners(transaction, user);
    await transaction.deleteFrom('users').where('id', '=', user.id).execute();
    await requireAdministrator(transaction);
    return user;
  });
}

/** Ends the sessions and tokens of a user. */
async function endAccess(transaction: DatabaseTransaction, userId: string): Promise<void> {
  await transaction.deleteFrom('sessions').where('user_id', '=', userId).execute();
  await transaction.deleteFrom('tokens').where('user_id', '=', userId).execute();
}

async function requireAdministrator(transaction: DatabaseTransaction): Promise<void> {
  const left = await transaction
    .selectFrom('users')
    .select('id')
    .where('is_administrator', '=', 1)
    .where('is_disabled', '=', 0)
    .executeTakeFirst();
  if (left === undefined) throw peopleErrors.lastAdministrator();
}

async function requireOtherOwners(transaction: DatabaseTransaction, user: UserRow): Promise<void> {
  const alone = await transaction
    .selectFrom('members as own')
    .innerJoin('projects', 'projects.id', 'own.project_id')
    .select('projects.name')
    .where('own.user_id', '=', user.id)
    .where('own.role', '=', 'owner')
    .where((by) =>
      by.not(
        by.exists(
          by
            .selectFrom('members as other')
            .select('other.user_id')
            .whereRef('other.project_id', '=', 'own.project_id')
            .where('other.role', '=', 'owner')
            .where('other.user_id', '!=', user.id),
        ),
      ),
    )
    .executeTakeFirst();
  if (alone !== undefined) throw peopleErrors.lastOwner({ project: alone.name });
}

export function userOf(row: UserRow): User {
  return {
    id: row.id,
    name: row.name,
    displayName: row.display_name === '' ? row.name : row.display_name,
    ...(row.email === null ? {} : { email: row.email }),
    isAdministrator: row.is_administrator === 1,
    isDisabled: row.is_disabled === 1,
    hasPassword: row.password !== null,
    createdAt: new Date(row.created_at).toISOString(),
    ...(row.last_seen_at === null ? {} : { lastSeenAt: new Date(row.last_seen_at).toISOString() }),
    version: row.version,
  };
}
