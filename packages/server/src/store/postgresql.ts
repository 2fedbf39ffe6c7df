import { setTimeout as sleep } from 'node:timers/promises';
import { Kysely, PostgresDialect } from 'kysely';
import type { Store, Tables } from './database.ts';

/** Serialization failure, deadlock. */
const conflicts = new Set(['40001', '40P01']);
const attempts = 5;
const int8 = 20;
const silentTransactionMs = 10_000;

/** A store that several servers share. */
export async function openPostgresql(url: string): Promise<Store> {
  const { default: pg } = await import('pg');
  const pool = new pg.Pool({
    connectionString: url,
    max: 10,
    connectionTimeoutMillis: 10_000,
    // A server that hangs within a transaction must not hold its locks: others wait for them to take over.
    idle_in_transaction_session_timeout: silentTransactionMs,
    application_name: 'sluice-server',
    types: { getTypeParser: (oid, format) => (oid === int8 ? Number : pg.types.getTypeParser(oid, format)) },
  });
  // A lost idle connection is replaced; whoever used one sees the error itself.
  pool.on('error', () => undefined);
  // Also between the statements of a transaction, where nobody else listens and the process would end.
  pool.on('connect', (client) => client.on('error', () => undefined));
  const database = new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) });
  return {
    database,
    dialect: 'postgresql',
    transaction: async (work) => {
      for (let attempt = 1; ; attempt++) {
        try {
          return await database.transaction().execute(work);
        } catch (error) {
          if (attempt === attempts || !conflicts.has((error as { readonly code?: string }).code ?? '')) throw error;
          await sleep(20 * attempt * (1 + Math.random()));
        }
      }
    },
    close: () => database.destroy(),
  };
}
