import { service } from '@sluice/testkit';
import { afterEach, describe, expect, test } from 'vitest';
import type { Store } from '../store/database.ts';
import { TestHouse } from './test-house.ts';

const daily = { schedule: { cycle: { kind: 'day', time: '02:00' }, timeZone: 'UTC' } } as const;

/** Transactions that are killed before they are committed, from the n-th on. */
function dyingStore(store: Store, from: number): Store {
  let count = 0;
  return {
    ...store,
    transaction: (work) =>
      store.transaction(async (transaction) => {
        const result = await work(transaction);
        if (++count >= from) throw new Error('killed');
        return result;
      }),
  };
}

describe.each(['sqlite', 'postgresql'] as const)('a scheduler that dies on %s', (dialect) => {
  const open: TestHouse[] = [];
  async function house(start: string): Promise<TestHouse> {
    const url = dialect === 'sqlite' ? ':memory:' : (await (await service('postgresql')).newDatabase()).url;
    const made = await TestHouse.open(url, start);
    open.push(made);
    return made;
  }
  afterEach(async () => {
    for (const each of open.splice(0)) await each.close();
  });

  test('between the run and the instance leaves neither, and the next one makes exactly one run', async () => {
    const here = await house('2026-03-01T10:00:00Z');
    await here.deploy('orders', { schedule: daily });
    here.at('2026-03-01T23:31:00Z');
    await here.tick();
    here.at('2026-03-02T02:00:00Z');
    const dying = here.with({ store: dyingStore(here.ground.store, 1) });
    await dying.tick();
    await dying.loop.close();
    expect(await here.runs()).toEqual([]);
    expect(await here.states('orders')).toEqual(['20260302020000 waitTime']);
    await here.tick();
    await here.tick();
    expect(await here.runs()).toHaveLength(1);
    expect(await here.states('orders')).toEqual(['20260302020000 waitResource']);
  });

  test('in the middle of a generation loses nothing and makes nothing twice', async () => {
    const here = await house('2026-03-01T10:00:00Z');
    const every = { cycle: { kind: 'minute', every: 5 }, timeZone: 'UTC' } as const;
    for (const name of ['a', 'b', 'c', 'd']) await here.deploy(name, { schedule: { schedule: every } });
    here.at('2026-03-01T23:31:00Z');
    const dying = here.with({ store: dyingStore(here.ground.store, 2) });
    await dying.tick();
    await dying.loop.close();
    expect((await here.instances('a')).length + (await here.instances('d')).length).toBe(288);
    await here.tick();
    const counts = await Promise.all(['a', 'b', 'c', 'd'].map(async (name) => (await here.instances(name)).length));
    expect(counts).toEqual([288, 288, 288, 288]);
  });

  test('a year of days is generated once however often it is asked for, also when the clock is changed', async () => {
    const here = await house('2026-01-01T10:00:00Z');
    const timeZone = 'Europe/Berlin';
    await here.deploy('daily', { schedule: { schedule: { cycle: { kind: 'day', time: '02:30' }, timeZone } } });
    await here.deploy('hourly', {
      schedule: { schedule: { cycle: { kind: 'hour', hours: [1, 2, 3] }, timeZone }, policy: { catchUp: 'none' } },
    });
    for (let part = 1; part <= 5; part++) {
      here.clock.advance(73 * 86_400_000);
      await here.tick();
      if (part !== 3) continue;
      // Another server takes over, and nobody remembers what is made.
      await here.ground.store.database.updateTable('job_generations').set({ last_run_date: null }).execute();
      here.clock.advance(10_000);
      await here.with({ serverId: 'server-2' }).tick();
    }
    const days = await here.instances('daily');
    expect(days).toHaveLength(365);
    expect(new Set(days.map(({ cycle_time }) => cycle_time)).size).toBe(365);
    expect(await here.instances('hourly')).toHaveLength(365 * 3);
    const plannedAt = (cycleTime: string) =>
      new Date(days.find(({ cycle_time }) => cycle_time === cycleTime)?.planned_at ?? 0).toISOString();
    expect(plannedAt('20260329023000')).toBe('2026-03-29T01:00:00.000Z');
    expect(plannedAt('20261025023000')).toBe('2026-10-25T00:30:00.000Z');
  });
});
