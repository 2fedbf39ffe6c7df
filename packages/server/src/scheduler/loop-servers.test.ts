import { describeWithService } from '@sluice/testkit';
import { expect, test } from 'vitest';
import { isLeaseLost } from '../store/lease.ts';
import { TestHouse } from './test-house.ts';

/** As the loop itself does it: who loses the lease in the middle of a look has changed nothing, and goes on later. */
async function look(house: TestHouse): Promise<void> {
  try {
    await house.tick();
  } catch (error) {
    if (!isLeaseLost(error)) throw error;
  }
}

const daily = { schedule: { cycle: { kind: 'day', time: '02:00' }, timeZone: 'UTC' } } as const;

describeWithService('postgresql', 'two servers of one store', (server) => {
  async function houses(start: string): Promise<readonly [TestHouse, TestHouse, () => Promise<void>]> {
    const { url } = await server().newDatabase();
    const one = await TestHouse.open(url, start);
    const other = await one.second(url, 'server-2');
    return [one, other, async () => void (await Promise.all([one.close(), other.close()]))];
  }

  test('each instance is begun once, whoever looks at it', async () => {
    const [one, other, close] = await houses('2026-03-01T10:00:00Z');
    for (let index = 0; index < 40; index++) await one.deploy(`job-${index}`, { schedule: daily });
    one.at('2026-03-01T23:31:00Z');
    await Promise.all([look(one), look(other), look(one), look(other)]);
    one.at('2026-03-02T02:00:00Z');
    for (let round = 0; round < 5; round++) {
      await Promise.all([look(one), look(other)]);
      one.clock.advance(11_000); // the lease of the one who held it ends
      await Promise.all([look(other), look(one), other.work(), one.work()]);
    }
    const runs = await one.runs();
    expect(runs).toHaveLength(40);
    expect(new Set(runs.map(({ instance_id }) => instance_id)).size).toBe(40);
    await look(one);
    await look(other);
    const { database } = one.ground.store;
    const states = await database.selectFrom('instances').select('state').distinct().execute();
    expect(states).toEqual([{ state: 'success' }]);
    await close();
  });

  test('the second takes over when the first is silent, and the first cannot write any more', async () => {
    const [one, other, close] = await houses('2026-03-01T10:00:00Z');
    await one.deploy('orders', { schedule: daily });
    await one.tick();
    one.at('2026-03-01T23:31:00Z');
    await one.tick();
    one.clock.advance(9_999);
    await other.tick();
    one.at('2026-03-02T02:00:00Z');
    await other.tick();
    expect(await one.states('orders')).toEqual(['20260302020000 waitResource']);
    const { database } = one.ground.store;
    const lease = () => database.selectFrom('leases').selectAll().where('name', '=', 'scheduler').execute();
    expect(await lease()).toMatchObject([{ holder: 'server-2', fence: 2 }]);
    await one.tick();
    expect(await lease()).toMatchObject([{ holder: 'server-2', fence: 2 }]);
    await close();
  });

  test('a server that stops hands over at once', async () => {
    const [one, other, close] = await houses('2026-03-01T10:00:00Z');
    await one.deploy('orders', { schedule: daily });
    await one.tick();
    await one.loop.close();
    one.at('2026-03-01T10:00:01Z');
    await other.tick();
    const lease = await one.ground.store.database.selectFrom('leases').selectAll().execute();
    expect(lease).toMatchObject([{ holder: 'server-2' }]);
    await close();
  });
});
