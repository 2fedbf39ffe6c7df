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
