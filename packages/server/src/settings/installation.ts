import type { z } from 'zod';
import { retentionSchema, settingsRoutes, type Retention } from '../contract/settings.ts';
import { httpErrors } from '../http/errors.ts';
import type { Database, DatabaseTransaction, Store } from '../store/database.ts';
import { routeSet, type Ground, type Subject } from '../subject.ts';

type View = z.output<typeof settingsRoutes.get.reply>;
type Change = z.output<typeof settingsRoutes.update.body>;

const key = 'retention';

/** Settings that administrators change while the server runs. */
export function settingsSubject({ store, clock }: Ground): Subject {
  const routes = routeSet('settings', settingsRoutes, {
    get: async () => readSettings(store.database),
    async update(call) {
      const before = await readSettings(store.database);
      const after = await changeSettings(store, call.body, call.ifMatch, clock.now());
      call.note({ target: 'settings of the installation', before, after });
      return after;
    },
  });
  return { routes: [routes] };
}

export async function readRetention(database: Database): Promise<Retention> {
  return (await readSettings(database)).retention;
}

/** A setting that was never changed has its default, of this version of Sluice. */
async function readSettings(database: Database | DatabaseTransaction): Promise<View> {
  const row = await database.selectFrom('settings').selectAll().where('key', '=', key).executeTakeFirst();
  const stored = row === undefined ? {} : (JSON.parse(row.value) as object);
  return { retention: retentionSchema.parse(stored), version: row?.changed_at ?? 1 };
}

/** The time of the last change is the version. */
async function changeSettings(store: Store, { retention }: Change, version: number, now: number): Promise<View> {
  return store.transaction(async (transaction) => {
    const before = await readSettings(transaction);
    if (before.version !== version) throw httpErrors.changed({ what: 'settings', version: before.version });
    const given = Object.fromEntries(Object.entries(retention ?? {}).filter(([, value]) => value !== undefined));
    const value = JSON.stringify({ ...before.retention, ...given });
    const values = { value, changed_at: Math.max(now, before.version + 1) };
    await transaction
      .insertInto('settings')
      .values({ key, ...values })
      .onConflict((conflict) => conflict.column('key').doUpdateSet(values))
      .execute();
    return readSettings(transaction);
  });
}
