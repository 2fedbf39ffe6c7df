import { service } from '@sluice/testkit';
import { afterEach, describe, expect, test } from 'vitest';
import { TestHouse } from './test-house.ts';

const daily = { schedule: { cycle: { kind: 'day', time: '02:00' }, timeZone: 'UTC' } } as const;

describe.each(['sqlite', 'postgresql'] as const)('the clock of a server on %s', (dialect) => {
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

  test('when it is turned back by days, nothing is put off', async () => {
    const here = await house('2026-03-05T10:00:00Z');
    await here.tick();
    here.at('2026-03-01T10:00:00Z');
    await here.deploy('orders', { schedule: daily });
    here.at('2026-03-01T23:31:00Z');
    await here.tick();
    expect(await here.states('orders')).toEqual(['20260302020000 waitTime']);
  });

  test('when it was a week ahead by mistake, each day has its instance once', async () => {
    const here = await house('2026-03-01T10:00:00Z');
    await here.deploy('orders', { schedule: daily });
    here.at('2026-03-04T10:00:00Z');
    await here.tick();
    expect(await here.work()).toBe(3);
    for (const instant of [
      '2026-03-01T10:01:00Z',
      '2026-03-01T23:31:00Z',
      '2026-03-02T02:00:00Z',
      '2026-03-04T23:31:00Z',
    ]) {
      here.at(instant);
      await here.tick();
    }
    expect(await here.states('orders')).toEqual([
      '20260302020000 success',
      '20260303020000 success',
      '20260304020000 success',
      '20260305020000 waitTime',
    ]);
    expect(await here.runs()).toHaveLength(3);
  });

  test('the hours in which the server of a run was down do not count as its running time', async () => {
    const here = await house('2026-03-01T10:00:00Z');
    await here.deploy('orders', { schedule: { ...daily, policy: { timeoutMs: 3_600_000 } } });
    here.at('2026-03-02T02:00:00Z');
    await here.tick();
    await here.take();
    await here.tick();
    const lease = (until: string) =>
      here.ground.store.database
        .updateTable('runs')
        .set({ lease_until: Date.parse(until) })
        .execute();
    await lease('2026-03-02T02:00:20Z');
    here.at('2026-03-02T09:00:00Z');
    await here.tick();
    expect((await here.runs())[0]?.stop).toBeNull();
    await lease('2026-03-02T09:00:20Z');
    await here.tick();
    expect((await here.runs())[0]?.stop).toBe('kill');
  });

  test.each([
    {
      what: 'the night that skips an hour',
      down: ['2026-03-27T12:00:00Z', '2026-03-30T12:00:00Z'],
      made: [
        '20260328020000 2026-03-28T01:00:00.000Z',
        '20260329020000 2026-03-29T01:00:00.000Z',
        '20260330020000 2026-03-30T00:00:00.000Z',
      ],
    },
    {
      what: 'the night that repeats an hour',
      down: ['2026-10-23T12:00:00Z', '2026-10-26T12:00:00Z'],
      made: [
        '20261024020000 2026-10-24T00:00:00.000Z',
        '20261025020000 2026-10-25T00:00:00.000Z',
        '20261026020000 2026-10-26T01:00:00.000Z',
      ],
    },
    {
      what: 'the end of a year',
      down: ['2026-12-30T12:00:00Z', '2027-01-02T12:00:00Z'],
      made: [
        '20261231020000 2026-12-31T01:00:00.000Z',
        '20270101020000 2027-01-01T01:00:00.000Z',
        '20270102020000 2027-01-02T01:00:00.000Z',
      ],
    },
    {
      what: 'a leap day',
      down: ['2028-02-27T12:00:00Z', '2028-03-01T12:00:00Z'],
      made: [
        '20280228020000 2028-02-28T01:00:00.000Z',
        '20280229020000 2028-02-29T01:00:00.000Z',
        '20280301020000 2028-03-01T01:00:00.000Z',
      ],
    },
  ] as const)('three days down over $what are made up for, each cycle once', async ({ down: [from, to], made }) => {
    const here = await house(from);
    const schedule = { cycle: { kind: 'day', time: '02:00' }, timeZone: 'Europe/Berlin' } as const;
    for (const catchUp of ['all', 'latest', 'none'] as const)
      await here.deploy(catchUp, { schedule: { schedule, policy: { catchUp } } });
    here.at(to);
    await here.tick();
    await here.tick();
    const instances = await here.instances('all');
    const times = instances.map((each) => `${each.cycle_time} ${new Date(each.planned_at).toISOString()}`);
    expect(times).toEqual(made);
    const queued = async (name: string) =>
      (await here.instances(name)).map(({ state }) => (state === 'waitResource' ? 'runs' : 'complete'));
    expect(await queued('all')).toEqual(['runs', 'runs', 'runs']);
    expect(await queued('latest')).toEqual(['complete', 'complete', 'runs']);
    expect(await queued('none')).toEqual(['complete', 'complete', 'complete']);
    expect(await here.runs()).toHaveLength(4);
  });
});
