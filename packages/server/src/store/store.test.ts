import { sql } from 'kysely';
import { beforeAll, describe, expect, test } from 'vitest';
import { service, type Server } from '@sluice/testkit';
import { migrate, unmigrate } from './migrate.ts';
import { openStore } from './open.ts';
import { newId } from './ids.ts';

test('ids sort by time and differ within a millisecond', () => {
  const [early, late] = [newId(1_000), newId(2_000)];
  expect(early < late).toBe(true);
  expect(newId(1_000)).not.toBe(early);
  expect(early).toHaveLength(26);
});

describe.each(['sqlite', 'postgresql'] as const)('the store on %s', (dialect) => {
  let server: Server;
  beforeAll(async () => {
    if (dialect === 'postgresql') server = await (await service('postgresql')).newDatabase();
  });
  const open = () => openStore(dialect === 'sqlite' ? ':memory:' : server.url);

  test('migrates up, down and up again', async () => {
    const store = await open();
    await unmigrate(store);
    await migrate(store);
    await store.database
      .insertInto('settings')
      .values({ key: 'a', value: '1', changed_at: 2 ** 45 })
      .execute();
    expect(await store.database.selectFrom('settings').selectAll().execute()).toEqual([
      { key: 'a', value: '1', changed_at: 2 ** 45 },
    ]);
    await unmigrate(store);
    await store.close();
  });

  test.runIf(dialect === 'postgresql')(
    'a connection that is cut within a transaction fails it, and nothing else',
    async () => {
      const [store, other] = [await open(), await open()];
      const failing = store.transaction(async (transaction) => {
        await transaction.insertInto('settings').values({ key: 'c', value: '1', changed_at: 1 }).execute();
        await sql`select pg_terminate_backend(pid) from pg_stat_activity 
        where state = 'idle in transaction' and datname = current_database()`.execute(other.database);
        // Between two statements nobody waits for an answer of the server.
        await new Promise((resolve) => setTimeout(resolve, 200));
        await transaction.insertInto('settings').values({ key: 'd', value: '1', changed_at: 1 }).execute();
      });
      await expect(failing).rejects.toThrow();
      expect(await store.database.selectFrom('settings').selectAll().execute()).toEqual([]);
      await unmigrate(store);
      await Promise.all([store.close(), other.close()]);
    },
  );

  test.runIf(dialect === 'postgresql')('a transaction whose server hangs is ended after ten seconds', async () => {
    const store = await open();
    const { rows } = await sql`show idle_in_transaction_session_timeout`.execute(store.database);
    expect(rows).toEqual([{ idle_in_transaction_session_timeout: '10s' }]);
    await unmigrate(store);
    await store.close();
  });

  test('a failed transaction leaves nothing', async () => {
    const store = await open();
    const failing = store.transaction(async (transaction) => {
      await transaction.insertInto('settings').values({ key: 'b', value: '1', changed_at: 1 }).execute();
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    expect(await store.database.selectFrom('settings').selectAll().execute()).toEqual([]);
    await unmigrate(store);
    await store.close();
  });
});
