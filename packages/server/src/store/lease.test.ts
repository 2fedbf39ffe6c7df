import { fakeClock, service } from '@sluice/testkit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { TestHouse } from '../scheduler/test-house.ts';
import { Lease } from './lease.ts';
import { newServerId } from './server-id.ts';

describe.each(['sqlite', 'postgresql'] as const)('a lease on %s', (dialect) => {
  let house: TestHouse;
  const clock = fakeClock();
  beforeAll(async () => {
    const url = dialect === 'sqlite' ? ':memory:' : (await (await service('postgresql')).newDatabase()).url;
    house = await TestHouse.open(url, '2026-03-01T10:00:00Z');
  });
  afterAll(() => house.close());
  const leaseOf = (serverId: string, name: string) =>
    new Lease({ ...house.ground, clock, serverId }, { name, ttlMs: 10_000 });

  test('is held by one server, and renewed by it', async () => {
    const [one, other] = [leaseOf('a', 'renewed'), leaseOf('b', 'renewed')];
    expect([await one.hold(), await other.hold()]).toEqual([true, false]);
    clock.advance(9_000);
    expect([await one.hold(), await other.hold()]).toEqual([true, false]);
    clock.advance(9_000);
    expect(await other.hold()).toBe(false);
  });

  test('is not written anew while it was renewed a moment ago', async () => {
    const one = leaseOf('a', 'fresh');
    await one.hold();
    const begun = clock.now();
    const expiry = async () => {
      const { database } = house.ground.store;
      const leases = database.selectFrom('leases').select('expires_at').where('name', '=', 'fresh');
      return (await leases.executeTakeFirstOrThrow()).expires_at - begun;
    };
    clock.advance(2_400);
    expect([await one.hold(), await expiry()]).toEqual([true, 10_000]);
    clock.advance(200);
    expect([await one.hold(), await expiry()]).toEqual([true, 12_600]);
  });

  test('is taken over when it was not renewed; the first holder cannot write any more', async () => {
    const [one, other] = [leaseOf('a', 'lost'), leaseOf('b', 'lost')];
    await one.hold();
    const write = (lease: Lease) => house.ground.store.transaction((transaction) => lease.require(transaction));
    await write(one);
    clock.advance(10_000);
    expect(await other.hold()).toBe(true);
    await expect(write(one)).rejects.toMatchObject({ code: 'STORE_LEASE_LOST' });
    await write(other);
    expect(await one.hold()).toBe(false);
  });

  test('goes to exactly one of many that ask at the same moment', async () => {
    const leases = Array.from({ length: 8 }, (_, index) => leaseOf(`server-${index}`, 'wanted'));
    const held = await Promise.all(leases.map((lease) => lease.hold()));
    expect(held.filter(Boolean)).toHaveLength(1);
  });

  test('is taken over although the clock was turned back after the holder died', async () => {
    const back = { ...clock, monotonic: clock.monotonic, now: () => clock.now() - 86_400_000 };
    await leaseOf('a', 'old').hold();
    const other = new Lease({ ...house.ground, clock: back, serverId: 'b' }, { name: 'old', ttlMs: 10_000 });
    expect(await other.hold()).toBe(false);
    clock.advance(9_999);
    expect(await other.hold()).toBe(false);
    clock.advance(1);
    expect(await other.hold()).toBe(true);
  });

  test('is taken over at once when the process of its holder has ended on this machine', async () => {
    const [id, machine] = newServerId(1).split('.');
    await leaseOf([id, machine, 2 ** 30, 1].join('.'), 'dead').hold();
    await leaseOf(newServerId(1), 'alive').hold();
    expect([await leaseOf('b', 'dead').hold(), await leaseOf('b', 'alive').hold()]).toEqual([true, false]);
  });

  test('is free at once after its release', async () => {
    const [one, other] = [leaseOf('a', 'released'), leaseOf('b', 'released')];
    await one.hold();
    await one.release();
    expect(await other.hold()).toBe(true);
  });
});
