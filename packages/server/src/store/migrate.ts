import { Migrator, type Migration } from 'kysely/migration';
import { storeErrors } from './errors.ts';
import type { Store } from './database.ts';
import * as first from './migrations/0001-first.ts';
import * as schedules from './migrations/0002-schedules.ts';
import * as trials from './migrations/0003-trials.ts';

/** In order; a name never changes once it was released. */
const migrations: Readonly<Record<string, Migration>> = {
  '0001-first': first,
  '0002-schedules': schedules,
  '0003-trials': trials,
};

export const migrationNames: readonly string[] = Object.keys(migrations);
/** All tables of the newest version, in the order of their references. */
export const tableNames: readonly string[] = [...first.tables, ...schedules.tables, ...trials.tables];
export const newestMigration = migrationNames.at(-1) as string;

/** Brings the tables to a version, by default the newest. Servers that start together wait for each other (Kysely's lock). */
export async function migrate(store: Store, to?: string): Promise<void> {
  const migrator = migratorOf(store);
  const { error } = to === undefined ? await migrator.migrateToLatest() : await migrator.migrateTo(to);
  if (error !== undefined) throw storeErrors.migrationFailed(undefined, error);
}

/** Takes everything back, for tests that migrations are reversible. */
export async function unmigrate(store: Store): Promise<void> {
  for (;;) {
    const { error, results } = await migratorOf(store).migrateDown();
    if (error !== undefined) throw storeErrors.migrationFailed(undefined, error);
    if (results === undefined || results.length === 0) return;
  }
}

function migratorOf({ database }: Store): Migrator {
  return new Migrator({ db: database, provider: { getMigrations: async () => ({ ...migrations }) } });
}
