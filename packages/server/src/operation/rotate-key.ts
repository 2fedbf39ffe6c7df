import { randomBytes } from 'node:crypto';
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import type { Kysely } from 'kysely';
import type { Keyring } from '../secrets/keyring.ts';
import type { Database, Store } from '../store/database.ts';

/** THE list of what is encrypted in the store, each with the place that it decrypts at. */
export const encryptedColumns: readonly {
  readonly table: string;
  readonly column: string;
  readonly purposeOf: (id: string) => string;
}[] = [
  { table: 'data_sources', column: 'connection', purposeOf: (id) => `data source ${id}` },
  { table: 'runs', column: 'variables', purposeOf: (id) => `run ${id}` },
  { table: 'instances', column: 'parameters', purposeOf: (id) => `instance ${id}` },
  { table: 'trials', column: 'request', purposeOf: (id) => `trial ${id}` },
  { table: 'alert_channels', column: 'options', purposeOf: (id) => `alert channel ${id}` },
];

const batchRows = 200;

/** Puts a new key in front of those in the file; the others stay, so that everything can still be decrypted. */
export function addKey(file: string): void {
  const before = readFileSync(file, 'utf8');
  writeFileSync(`${file}.new`, `${randomBytes(32).toString('base64')}\n${before}`, { mode: 0o600 });
  renameSync(`${file}.new`, file);
}

/**
 * Encrypts with the current key what was encrypted with an older one, in small batches, while servers work. Answers how
 * much that was; a value that is written meanwhile is left to whoever wrote it.
 */
export async function reencrypt({ database }: Pick<Store, 'database'>, keyring: Keyring): Promise<number> {
  let total = 0;
  for (const each of encryptedColumns) {
    for (let after = ''; ;) {
      const rows = await oldRows(database, each, { after, current: keyring.current });
      const last = rows.at(-1);
      if (last === undefined) break;
      after = last.id;
      for (const { id, sealed } of rows) {
        const purpose = each.purposeOf(id);
        const fresh = keyring.encrypt(keyring.decrypt(sealed, purpose), purpose);
        await anyTable(database)
          .updateTable(each.table)
          .set({ [each.column]: fresh })
          .where('id', '=', id)
          .where(each.column, '=', sealed)
          .execute();
        total++;
      }
    }
  }
  return total;
}

async function oldRows(
  database: Database,
  { table, column }: (typeof encryptedColumns)[number],
  { after, current }: { readonly after: string; readonly current: string },
): Promise<readonly { readonly id: string; readonly sealed: string }[]> {
  const rows = await anyTable(database)
    .selectFrom(table)
    .select(['id', `${column} as sealed`])
    .where('id', '>', after)
    .where(column, 'not like', `${current}:%`)
    .orderBy('id')
    .limit(batchRows)
    .execute();
  return rows as unknown as readonly { readonly id: string; readonly sealed: string }[];
}

function anyTable(database: Database): Kysely<Record<string, Record<string, string>>> {
  return database as unknown as Kysely<Record<string, Record<string, string>>>;
}
