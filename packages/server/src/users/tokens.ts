import type { Selectable } from 'kysely';
import type { z } from 'zod';
import type { Permission } from '../contract/access.ts';
import type { tokenSchema } from '../contract/people.ts';
import { httpErrors } from '../http/errors.ts';
import type { Database, Tables } from '../store/database.ts';
import { newId } from '../store/ids.ts';
import { hashSecret, newSecret } from './secrets.ts';
import { enabledUser } from './sessions.ts';
import type { UserRow } from './users.ts';

export type TokenRow = Selectable<Tables['tokens']>;
export type Token = z.output<typeof tokenSchema>;

const prefixOfAll = 'sluice_';
const shownLength = prefixOfAll.length + 6;
const dayMs = 24 * 3_600_000;
const usedEveryMs = 60_000;

export interface NewToken {
  readonly name: string;
  readonly projectId: string | null;
  readonly permissions: readonly Permission[] | undefined;
  readonly days: number;
}

export async function createToken(
  database: Database,
  userId: string,
  token: NewToken,
  now: number,
): Promise<{ row: TokenRow; secret: string }> {
  const secret = newSecret(prefixOfAll);
  const row = await database
    .insertInto('tokens')
    .values({
      id: newId(now),
      user_id: userId,
      name: token.name,
      prefix: secret.slice(0, shownLength),
      secret_hash: hashSecret(secret),
      project_id: token.projectId,
      permissions: token.permissions === undefined ? null : JSON.stringify(token.permissions),
      created_at: now,
      expires_at: now + token.days * dayMs,
      last_used_at: null,
    })
    .returningAll()
    .executeTakeFirstOrThrow();
  return { row, secret };
}

export async function listTokens(database: Database, userId: string): Promise<readonly TokenRow[]> {
  return database.selectFrom('tokens').selectAll().where('user_id', '=', userId).orderBy('id').execute();
}

export async function deleteToken(database: Database, userId: string, id: string): Promise<TokenRow> {
  const row = await database
    .deleteFrom('tokens')
    .where('id', '=', id)
    .where('user_id', '=', userId)
    .returningAll()
    .executeTakeFirst();
  if (row === undefined) throw httpErrors.notFound({ what: 'token', name: id });
  return row;
}

/** The token and its user, when both are good. */
export async function findToken(
  database: Database,
  secret: string,
  now: number,
): Promise<{ token: TokenRow; user: UserRow } | undefined> {
  const token = await database
    .selectFrom('tokens')
    .selectAll()
    .where('secret_hash', '=', hashSecret(secret))
    .executeTakeFirst();
  if (token === undefined || token.expires_at < now) return undefined;
  const user = await enabledUser(database, token.user_id);
  if (user === undefined) return undefined;
  if ((token.last_used_at ?? 0) < now - usedEveryMs)
    await database.updateTable('tokens').set({ last_used_at: now }).where('id', '=', token.id).execute();
  return { token, user };
}

export function tokenOf(row: TokenRow, project: string | undefined): Token {
  return {
    id: row.id,
    name: row.name,
    prefix: row.prefix,
    ...(project === undefined ? {} : { project }),
    ...(row.permissions === null ? {} : { permissions: JSON.parse(row.permissions) as Permission[] }),
    createdAt: new Date(row.created_at).toISOString(),
    expiresAt: new Date(row.expires_at).toISOString(),
    ...(row.last_used_at === null ? {} : { lastUsedAt: new Date(row.last_used_at).toISOString() }),
  };
}
