import { nameSchema } from '../contract/parts.ts';
import type { DatabaseTransaction } from '../store/database.ts';
import type { Ground } from '../subject.ts';
import { peopleErrors } from './errors.ts';
import type { Identity } from './oidc-provider.ts';
import { insertUser, type UserRow } from './users.ts';

/**
 * The user of an identity: the one it was seen with before, else the only one with its verified e-mail address, else a
 * new one without any rights, where the settings allow it. Throws `PEOPLE_OIDC_UNKNOWN`.
 */
export async function userOfIdentity({ store, settings, clock }: Ground, identity: Identity): Promise<UserRow> {
  const user = await store.transaction(async (transaction) => {
    const known = await knownUser(transaction, identity);
    if (known !== undefined) return known;
    const found = await userByEmail(transaction, identity);
    if (found === undefined && !settings.oidcCreateUsers) throw peopleErrors.oidcUnknown();
    const linked = found ?? (await createUser(transaction, identity, clock.now()));
    await transaction
      .insertInto('user_identities')
      .values({ issuer: identity.issuer, subject: identity.subject, user_id: linked.id, created_at: clock.now() })
      .execute();
    return linked;
  });
  if (user.is_disabled === 1) throw peopleErrors.oidcUnknown();
  return user;
}

async function knownUser(
  transaction: DatabaseTransaction,
  { issuer, subject }: Identity,
): Promise<UserRow | undefined> {
  return transaction
    .selectFrom('user_identities')
    .innerJoin('users', 'users.id', 'user_identities.user_id')
    .selectAll('users')
    .where('user_identities.issuer', '=', issuer)
    .where('user_identities.subject', '=', subject)
    .executeTakeFirst();
}

/** An address that two users have says nothing. */
async function userByEmail(transaction: DatabaseTransaction, { email }: Identity): Promise<UserRow | undefined> {
  if (email === undefined) return undefined;
  const users = await transaction
    .selectFrom('users')
    .selectAll()
    .where((by) => by(by.fn('lower', ['email']), '=', email))
    .limit(2)
    .execute();
  return users.length === 1 ? users[0] : undefined;
}

/** Names are unique here: a second anna becomes anna-2. */
async function createUser(transaction: DatabaseTransaction, identity: Identity, now: number): Promise<UserRow> {
  const wanted = nameOf(identity);
  for (let number = 1; ; number++) {
    const name = number === 1 ? wanted : `${wanted}-${number}`;
    const taken = await transaction
      .selectFrom('users')
      .select('id')
      .where('name_key', '=', name.toLowerCase())
      .executeTakeFirst();
    if (taken !== undefined) continue;
    const { email, name: displayName = '' } = identity;
    return insertUser(transaction, { name, displayName, email, password: null, isAdministrator: false }, now);
  }
}

function nameOf({ name, email }: Identity): string {
  const text = (name ?? email ?? 'user').split('@')[0] ?? '';
  const plain = text
    .replaceAll(/[^\p{L}\p{N}_.-]+/gu, '-')
    .replace(/^[^\p{L}\p{N}]+/u, '')
    .slice(0, 60);
  return nameSchema.safeParse(plain).success ? plain : 'user';
}
