import { service } from '@sluice/testkit';
import { afterEach, describe, expect, test } from 'vitest';
import { TestHouse } from '../scheduler/test-house.ts';
import type { Store } from '../store/database.ts';
import { createBackfill } from './create.ts';
import { removeUnmade } from './making.ts';
import { findBackfill } from './rows.ts';
import { stopBackfill } from './stop.ts';

const daily = { schedule: { cycle: { kind: 'day', time: '02:00' }, timeZone: 'UTC' } } as const;
const author = { projectId: 'project-p', userId: 'u' };
/** 1,096 business dates: three portions. */
function threeYears() {
  const ranges = [{ from: '2023-01-01', to: '2025-12-31' }];
  const options = { order: 'ascending', groups: 1, descendants: 'none', ignoreTimes: true } as const;
  return { ...options, ranges, jobs: ['orders'], chosen: [], dryRun: [] };
}

/** A store that nobody answers any more after so many transactions, as when the process is killed. */
function killedAfter(store: Store, transactions: number): Store {
  let count = 0;
  return {
    ...store,
    get database() {
      if (count > transactions) throw new Error('killed');
      return store.database;
    },
    async transaction(work) {
      if (++count > transactions) throw new Error('killed');
      return store.transaction(work);
    },
  };
}

describe.each(['sqlite', 'postgresql'] as const)('the making of a backfill on %s', (dialect) => {
  const open: TestHouse[] = [];
  afterEach(async () => {
    for (const each of open.splice(0)) await each.close();
  });
  async function house(): Promise<TestHouse> {
    const url = dialect === 'sqlite' ? ':memory:' : (await (await service('postgresql')).newDatabase()).url;
    const made = await TestHouse.open(url, '2026-03-01T10:00:00Z');
    open.push(made);
    await made.deploy('orders', { schedule: daily });
    return made;
  }
  const create = ({ ground }: TestHouse) => createBackfill(ground, author, threeYears());
  const leases = async ({ ground }: TestHouse) =>
    (await ground.store.database.selectFrom('leases').select('name').execute()).map(({ name }) => name);

  test('makes all of it, in portions, and then it begins', async () => {
    const here = await house();
    const row = await create(here);
    expect(row).toMatchObject({ state: 'running', total: 1_096 });
    expect(await here.instances('orders')).toHaveLength(1_096);
    await here.tick();
    expect(await here.runs()).toHaveLength(1);
    expect(await leases(here)).toEqual(['scheduler']);
  });

  test('that is killed in between leaves nothing, and nothing of it has begun', async () => {
    const here = await house();
    await expect(create(here.with({ store: killedAfter(here.ground.store, 2) }))).rejects.toThrow('killed');
    expect(await here.instances('orders')).toHaveLength(1_000);
    await here.tick();
    expect(await here.runs()).toEqual([]);
    // Its maker may yet live.
    await removeUnmade(here.ground);
    expect(await here.instances('orders')).toHaveLength(1_000);
    here.clock.advance(60_000);
    await removeUnmade(here.ground);
    expect(await here.instances('orders')).toEqual([]);
    expect(await here.ground.store.database.selectFrom('backfills').select('id').execute()).toEqual([]);
    expect(await leases(here)).toEqual(['scheduler']);
  });

  test('cannot go on after somebody took it for dead', async () => {
    const here = await house();
    const { store } = here.ground;
    let count = 0;
    const slow: Store = {
      ...store,
      async transaction(work) {
        if (++count === 2) {
          here.clock.advance(60_000);
          await removeUnmade(here.ground);
        }
        return store.transaction(work);
      },
    };
    await expect(create(here.with({ store: slow }))).rejects.toMatchObject({ code: 'STORE_LEASE_LOST' });
    expect(await here.instances('orders')).toEqual([]);
  });

  test('cannot be stopped: nothing of it has begun', async () => {
    const here = await house();
    const { id } = await create(here);
    const row = await findBackfill(here.ground.store.database, 'project-p', id);
    await expect(stopBackfill(here.ground, { ...row, state: 'making' }, 'ada')).rejects.toMatchObject({
      code: 'BACKFILLS_BEING_MADE',
    });
  });
});
