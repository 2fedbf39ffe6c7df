import type { Store } from '../store/database.ts';
import { peopleErrors } from './errors.ts';
import { redeemLink } from './links.ts';
import { checkPassword, hashPassword, isPassword } from './passwords.ts';
import { closeSessions } from './sessions.ts';
import { checkThrottle, countFailure, forgetFailures } from './throttle.ts';
import { findUser, insertUser, type UserRow } from './users.ts';

/** Checks name and password; slows down whoever guesses. */
export async function signIn(
  { database }: Store,
  { name, password, address }: { readonly name: string; readonly password: string; readonly address: string },
  now: number,
): Promise<UserRow> {
  const keys = [`user:${name.toLowerCase()}`, `address:${address}`];
  await checkThrottle(database, keys, now);
  const user = await database
    .selectFrom('users')
    .selectAll()
    .where('name_key', '=', name.toLowerCase())
    .executeTakeFirst();
  const isRight = await isPassword(password, user?.password ?? null);
  if (!isRight || user === undefined || user.is_disabled === 1) {
    await countFailure(database, keys, now);
    throw peopleErrors.wrongLogin();
  }
  await forgetFailures(database, keys);
  return user;
}

export async function isSetUp({ database }: Store): Promise<boolean> {
  return (await database.selectFrom('users').select('id').limit(1).executeTakeFirst()) !== undefined;
}

/** Makes the first administrator. */
export async function setUp(
  store: Store,
  { code, name, password }: { readonly code: string; readonly name: string; readonly password: string },
  now: number,
): Promise<UserRow> {
  if (await isSetUp(store)) throw peopleErrors.alreadySetUp();
  checkPassword(password, name);
  const hash = await hashPassword(password);
  return store.transaction(async (transaction) => {
    if ((await redeemLink(transaction, code, now)) !== null) throw peopleErrors.badCode();
    return insertUser(transaction, { name, displayName: '', password: hash, isAdministrator: true }, now);
  });
}

/** Sets the password that a link is for; ends all sessions of the user. */
export async function redeemPasswordLink(store: Store, code: string, password: string, now: number): Promise<UserRow> {
  const hash = await hashPassword(password);
  const user = await store.transaction(async (transaction) => {
    const userId = await redeemLink(transaction, code, now);
    if (userId === null) throw peopleErrors.badCode();
    const found = await findUser(transaction, userId);
    checkPassword(password, found.name);
    await transaction.updateTable('users').set({ password: hash }).where('id', '=', userId).execute();
    return found;
  });
  await closeSessions(store.database, user.id);
  await forgetFailures(store.database, [`user:${user.name_key}`]);
  return user;
}

export async function changePassword(
  { database }: Store,
  user: UserRow,
  passwords: { readonly current: string; readonly next: string },
  keepSession: string | undefined,
): Promise<void> {
  if (!(await isPassword(passwords.current, user.password))) throw peopleErrors.wrongLogin();
  checkPassword(passwords.next, user.name);
  const password = await hashPassword(passwords.next);
  await database.updateTable('users').set({ password }).where('id', '=', user.id).execute();
  await closeSessions(database, user.id, keepSession);
}
