import type { Database, DatabaseTransaction } from '../store/database.ts';
import { peopleErrors } from './errors.ts';
import { hashSecret, newSecret } from './secrets.ts';

const dayMs = 24 * 3_600_000;

/** A code that works once: for the first administrator (no user), or to set a password. */
export async function createLink(database: Database, userId: string | null, now: number): Promise<string> {
  const code = newSecret();
  await database
    .insertInto('links')
    .values({ code_hash: hashSecret(code), user_id: userId, created_at: now, expires_at: now + dayMs })
    .execute();
  return code;
}

/** Takes the code out of use. Throws `PEOPLE_BAD_CODE`. */
export async function redeemLink(transaction: DatabaseTransaction, code: string, now: number): Promise<string | null> {
  const link = await transaction
    .deleteFrom('links')
    .where('code_hash', '=', hashSecret(code))
    .returningAll()
    .executeTakeFirst();
  if (link === undefined || link.expires_at < now) throw peopleErrors.badCode();
  return link.user_id;
}

/** Set-up links of earlier starts. */
export async function dropSetUpLinks(database: Database): Promise<void> {
  await database.deleteFrom('links').where('user_id', 'is', null).execute();
}
