import { fakeClock, service } from '@sluice/testkit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { TestHouse } from '../scheduler/test-house.ts';
import { Lease } from './lease.ts';

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

  test('is free at once after its release', async () => {
    const [one, other] = [leaseOf('a', 'released'), leaseOf('b', 'released')];
    await one.hold();
    await one.release();
    expect(await other.hold()).toBe(true);
  });
});
