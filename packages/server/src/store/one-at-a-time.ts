/** Transactions that must see each other's outcome. */
import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import type { DatabaseTransaction, Store } from './database.ts';

/**
 * Waits for the end of all other transactions of the store, on any server, that called it with this name; from here on
 * they wait for this one. To be called first: what was read before may be stale.
 */
export async function oneAtATime(
  { dialect }: Store,
  transaction: DatabaseTransaction,
  name: 'deployments',
): Promise<void> {
  // The embedded store has one connection, so its transactions follow each other anyway.
  if (dialect !== 'postgresql') return;
  const key = createHash('sha256').update(`sluice ${name}`).digest().readBigInt64BE();
  await sql`select pg_advisory_xact_lock(${key.toString()}::bigint)`.execute(transaction);
}
