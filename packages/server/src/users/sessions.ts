import type { Database } from '../store/database.ts';
import { hashSecret, newSecret } from './secrets.ts';
import type { UserRow } from './users.ts';

export const sessionCookie = 'sluice_session';
/** Without a request for so long a session ends. */
const idleMs = 12 * 3_600_000;
const longestMs = 7 * 24 * 3_600_000;
/** `last_seen_at` is not written at every request. */
const seenEveryMs = 60_000;

/** The secret for the cookie. */
export async function openSession(database: Database, user: UserRow, now: number): Promise<string> {
  const secret = newSecret();
  await database
    .insertInto('sessions')
    .values({
      id_hash: hashSecret(secret),
      user_id: user.id,
      created_at: now,
      last_seen_at: now,
      expires_at: now + longestMs,
    })
    .execute();
  await database.updateTable('users').set({ last_seen_at: now }).where('id', '=', user.id).execute();
  return secret;
}

/** The user of a session that is still good. */
export async function userOfSession(database: Database, secret: string, now: number): Promise<UserRow | undefined> {
  const id = hashSecret(secret);
  const session = await database.selectFrom('sessions').selectAll().where('id_hash', '=', id).executeTakeFirst();
  if (session === undefined || session.expires_at < now || session.last_seen_at < now - idleMs) return undefined;
  if (session.last_seen_at < now - seenEveryMs) {
    await database.updateTable('sessions').set({ last_seen_at: now }).where('id_hash', '=', id).execute();
    await database.updateTable('users').set({ last_seen_at: now }).where('id', '=', session.user_id).execute();
  }
  return enabledUser(database, session.user_id);
}

export async function enabledUser(database: Database, userId: string): Promise<UserRow | undefined> {
  return database
    .selectFrom('users')
    .selectAll()
    .where('id', '=', userId)
    .where('is_disabled', '=', 0)
    .executeTakeFirst();
}

export async function closeSession(database: Database, secret: string): Promise<void> {
  await database.deleteFrom('sessions').where('id_hash', '=', hashSecret(secret)).execute();
}

/** All but the one that is kept. */
export async function closeSessions(database: Database, userId: string, keep?: string): Promise<void> {
  await database
    .deleteFrom('sessions')
    .where('user_id', '=', userId)
    .$if(keep !== undefined, (query) => query.where('id_hash', '!=', hashSecret(keep ?? '')))
    .execute();
}

/** Forgets sessions and links that are over. */
export async function expire(database: Database, now: number): Promise<void> {
  await database.deleteFrom('sessions').where('expires_at', '<', now).execute();
  await database
    .deleteFrom('sessions')
    .where('last_seen_at', '<', now - idleMs)
    .execute();
  await database.deleteFrom('links').where('expires_at', '<', now).execute();
}
