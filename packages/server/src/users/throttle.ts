import type { Database } from '../store/database.ts';
import { peopleErrors } from './errors.ts';

/** So many wrong passwords are free; then each doubles the wait. */
const freeFailures = 5;
const firstWaitMs = 2_000;
const longestWaitMs = 15 * 60_000;
const forgottenAfterMs = 24 * 3_600_000;

/** Throws `PEOPLE_BLOCKED` while one of the keys (user name, address) has to wait. */
export async function checkThrottle(database: Database, keys: readonly string[], now: number): Promise<void> {
  const rows = await database.selectFrom('login_failures').selectAll().where('key', 'in', keys).execute();
  const until = Math.max(0, ...rows.map((row) => row.blocked_until));
  if (until > now) throw peopleErrors.blocked({ seconds: Math.ceil((until - now) / 1000) });
}

export async function countFailure(database: Database, keys: readonly string[], now: number): Promise<void> {
  for (const key of keys) {
    const row = await database.selectFrom('login_failures').selectAll().where('key', '=', key).executeTakeFirst();
    const count = row === undefined || row.changed_at < now - forgottenAfterMs ? 1 : row.count + 1;
    const wait = count <= freeFailures ? 0 : Math.min(firstWaitMs * 2 ** (count - freeFailures - 1), longestWaitMs);
    const values = { count, blocked_until: now + wait, changed_at: now };
    await database
      .insertInto('login_failures')
      .values({ key, ...values })
      .onConflict((conflict) => conflict.column('key').doUpdateSet(values))
      .execute();
  }
}

export async function forgetFailures(database: Database, keys: readonly string[]): Promise<void> {
  await database.deleteFrom('login_failures').where('key', 'in', keys).execute();
}
