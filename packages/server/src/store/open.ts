import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Store } from './database.ts';
import { migrate } from './migrate.ts';
import { openPostgresql } from './postgresql.ts';
import { openSqlite } from './sqlite.ts';

/** Opens the store and brings its tables up to date. Nothing but `postgresql://…`, `sqlite:<file>` is understood. */
export async function openStore(url: string): Promise<Store> {
  const store = await open(url);
  try {
    await migrate(store);
    return store;
  } catch (error) {
    await store.close();
    throw error;
  }
}

async function open(url: string): Promise<Store> {
  if (/^postgres(ql)?:/.test(url)) return openPostgresql(url);
  const file = url.replace(/^sqlite:/, '');
  if (file !== ':memory:') mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  return openSqlite(file);
}
