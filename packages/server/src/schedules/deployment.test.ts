import { service } from '@sluice/testkit';
import { afterEach, describe, expect, test } from 'vitest';
import { deleteJob } from '../jobs/jobs.ts';
import { streamScript, TestHouse } from '../scheduler/test-house.ts';

const daily = { schedule: { cycle: { kind: 'day', time: '02:00' }, timeZone: 'UTC' } } as const;
const after = (...jobs: readonly string[]) => ({
  ...daily,
  dependencies: jobs.map((job) => ({ kind: 'sameCycle', job }) as const),
});
const halfHourly = { cycle: { kind: 'minute', every: 30, from: '09:00', to: '11:00' }, timeZone: 'UTC' } as const;
const immediate = { schedule: halfHourly, policy: { generation: 'immediate' } } as const;

describe.each(['sqlite', 'postgresql'] as const)('deployments on %s', (dialect) => {
  const open: TestHouse[] = [];
  async function house(start = '2026-03-02T09:55:00Z'): Promise<TestHouse> {
    const url = dialect === 'sqlite' ? ':memory:' : (await (await service('postgresql')).newDatabase()).url;
    const made = await TestHouse.open(url, start);
    open.push(made);
    return made;
  }
  afterEach(async () => {
    for (const each of open.splice(0)) await each.close();
  });

  test('immediate generation makes the rest of the day; what is less than ten minutes ahead counts as complete', async () => {
    const here = await house();
    await here.deploy('orders', { schedule: immediate });
    expect(await here.states('orders')).toEqual([
      '20260302090000 success',
      '20260302093000 success',
      '20260302100000 success',
      '20260302103000 waitTime',
      '20260302110000 waitTime',
    ]);
    const expired = (await here.instances('orders')).map(({ is_expired }) => is_expired);
    expect(expired).toEqual([1, 1, 1, 0, 0]);
  });

  test('a new version replaces waiting instances of the day and leaves the others', async () => {
    const here = await house();
    await here.deploy('orders', { schedule: immediate });
    const schedule = { ...immediate, schedule: { ...halfHourly, cycle: { ...halfHourly.cycle, to: '12:00' } } };
    here.at('2026-03-02T10:25:00Z');
    const before = await here.instances('orders');
    await here.deploy('orders', { parameters: 'a=1', schedule });
    const now = await here.instances('orders');
    expect(now.map(({ cycle_time }) => cycle_time.slice(8, 12))).toEqual([
      '0900',
      '0930',
      '1000',
      '1030',
      '1100',
      '1130',
      '1200',
    ]);
    const kept = before.filter(({ id }) => now.some((each) => each.id === id)).map(({ cycle_time }) => cycle_time);
    expect(kept.map((time) => time.slice(8, 12))).toEqual(['0900', '0930', '1000', '1030']);
    expect(now[4]?.shown_parameters).toBe('{"a":"1"}');
  });

  test('changed times count from the next day on; what is made keeps its time, and the deployment says so', async () => {
    const here = await house('2026-03-01T10:00:00Z');
    const at = (time: string) => ({ schedule: { cycle: { kind: 'day', time }, timeZone: 'UTC' } }) as const;
    await here.deploy('orders', { schedule: at('12:00') });
    here.at('2026-03-01T23:31:00Z');
    await here.tick();
    here.at('2026-03-02T08:00:00Z');
    const { issues } = await here.deploy('orders', { schedule: at('15:00') });
    expect(issues).toEqual([
      {
        severity: 'note',
        code: 'SCHEDULES_KEEPS_OLD_TIMES',
        message:
          'Instances that are made already and have not begun keep their old times (1 of them); the new ones count from 2026-03-03 on.',
        hint: 'With immediate generation a deployment replaces the instances of its own day.',
        path: 'schedule',
      },
    ]);
    expect((await here.deploy('orders', { parameters: 'a=1', schedule: at('12:00') })).issues).toEqual([]);
    await here.deploy('orders', { schedule: at('15:00') });
    here.at('2026-03-02T23:31:00Z');
    await here.tick();
    expect((await here.instances('orders')).map(({ cycle_time }) => cycle_time)).toEqual([
      '20260302120000',
      '20260303150000',
    ]);
  });

  test('of two jobs that are deployed at once and name each other only one gets through', async () => {
    const here = await house();
    for (let pair = 0; pair < 5; pair++) {
      const [one, other] = [`one-${pair}`, `other-${pair}`];
      for (const name of [one, other]) {
        await here.deploy(name, { schedule: daily });
        await here.undeploy(name);
      }
      const outcomes = await Promise.allSettled([
        here.deploy(one, { schedule: after(other) }),
        here.deploy(other, { schedule: after(one) }),
      ]);
      expect(outcomes.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
      const refused = outcomes.find(({ status }) => status === 'rejected');
      expect(refused).toMatchObject({ reason: { code: 'SCHEDULES_CYCLE' } });
    }
  });

  test('a child that waited for replaced instances waits for those in their place', async () => {
    const here = await house('2026-03-02T09:55:00Z');
    await here.deploy('orders', { schedule: immediate });
    const child = { kind: 'sameCycle', job: 'orders' } as const;
    const noon = { cycle: { kind: 'day', time: '12:00' }, timeZone: 'UTC' } as const;
    const policy = { generation: 'immediate' } as const;
    await here.deploy('totals', { schedule: { schedule: noon, policy, dependencies: [child] } });
    const schedule = { ...immediate, schedule: { ...halfHourly, cycle: { ...halfHourly.cycle, every: 20 } } };
    await here.deploy('orders', { schedule });
    const { database } = here.ground.store;
    const edges = await database
      .selectFrom('instance_parents as p')
      .innerJoin('instances as c', 'c.id', 'p.child_id')
      .select('p.parent_key')
      .where('c.job_name', '=', 'totals')
      .orderBy('p.parent_key')
      .execute();
    const times = edges.map(({ parent_key }) => parent_key.split('/')[1]?.slice(8, 12));
    expect(times).toEqual(['0900', '0920', '0940', '1000', '1020', '1040', '1100']);
    here.at('2026-03-02T12:00:00Z');
    await here.tick();
    await here.work();
    await here.tick();
    expect(await here.states('totals')).toEqual(['20260302120000 waitResource']);
  });

  test('the switch to production keeps its date over new versions, and ends with the job', async () => {
    const here = await house();
    const { id } = await here.deploy('orders', { schedule: daily });
    const rows = () => here.ground.store.database.selectFrom('job_generations').selectAll().execute();
    const deployedAt = here.clock.now();
    here.clock.advance(60_000);
    await here.deploy('orders', { schedule: daily });
    expect(await rows()).toEqual([{ job_id: id, deployed_at: deployedAt, last_run_date: null }]);
    await here.deploy('orders', { schedule: null });
    expect(await rows()).toEqual([]);
    await here.deploy('orders', { schedule: daily });
    await here.undeploy('orders');
    expect(await rows()).toEqual([]);
    await deleteJob(here.ground, 'project-p', 'orders');
  });

  test('an undeployed job loses what has not begun, queued runs too; what runs goes on', async () => {
    const here = await house('2026-03-01T10:00:00Z');
    await here.deploy('orders', {
      schedule: { schedule: { cycle: { kind: 'hour', hours: [1, 2, 3] }, timeZone: 'UTC' } },
    });
    here.at('2026-03-01T23:31:00Z');
    await here.tick();
    here.at('2026-03-02T02:00:00Z');
    await here.tick();
    const run = await here.take();
    await here.tick();
    await here.undeploy('orders');
    expect(await here.states('orders')).toEqual([expect.stringMatching(/ running$/)]);
    expect((await here.runs()).map(({ state }) => state).toSorted()).toEqual(['cancelled', 'running']);
    await here.end(run!, { state: 'succeeded' });
    await here.tick();
    expect(await here.states('orders')).toEqual([expect.stringMatching(/ success$/)]);
  });

  test('a parent that does not exist is refused, one that is not deployed is told', async () => {
    const here = await house();
    await expect(here.deploy('totals', { schedule: after('nobody') })).rejects.toMatchObject({
      code: 'SCHEDULES_UNKNOWN_PARENT',
      place: { path: 'schedule.dependencies[0]' },
    });
    const other = { kind: 'sameCycle', job: 'orders', project: 'nowhere' } as const;
    await expect(here.deploy('totals', { schedule: { ...daily, dependencies: [other] } })).rejects.toMatchObject({
      message: 'It waits for the job "nowhere/orders", which does not exist.',
    });
    await here.deploy('orders', { schedule: daily });
    await here.undeploy('orders');
    const { issues } = await here.deploy('totals', { schedule: after('orders') });
    expect(issues).toMatchObject([{ severity: 'warning', code: 'SCHEDULES_PARENT_NOT_DEPLOYED' }]);
  });

  test('jobs that would wait for each other are refused with the way around', async () => {
    const here = await house();
    await here.deploy('a', { schedule: daily });
    await here.deploy('b', { schedule: after('a') });
    await here.deploy('c', { schedule: after('b') });
    await expect(here.deploy('a', { schedule: after('c') })).rejects.toMatchObject({
      code: 'SCHEDULES_CYCLE',
      message: 'Jobs would wait for each other: a waits for c waits for b waits for a.',
    });
    await expect(here.deploy('alone', { schedule: after('alone') })).rejects.toMatchObject({
      message: 'Jobs would wait for each other: alone waits for alone.',
    });
    const previous = { ...daily, dependencies: [{ kind: 'previousOther', job: 'c' } as const] };
    expect((await here.deploy('a', { schedule: previous })).issues).toEqual([]);
  });

  test('a variable that nobody fills is refused, because nobody can be asked', async () => {
    const here = await house();
    const script = streamScript.replace('"x"', '"${day}${bizdate}"');
    await expect(here.deploy('orders', { schedule: daily, script })).rejects.toMatchObject({
      code: 'SCHEDULES_VALUES_MISSING',
      message: 'Nobody can be asked when it runs by itself, and these variables have no value: day.',
    });
    await here.deploy('orders', { schedule: daily, script, parameters: 'day=$bizdate' });
  });

  test('a refused deployment changes nothing', async () => {
    const here = await house();
    await here.deploy('orders', { schedule: immediate });
    const before = await here.instances('orders');
    await expect(here.deploy('orders', { schedule: after('nobody') })).rejects.toMatchObject({ name: 'SluiceError' });
    expect(await here.instances('orders')).toEqual(before);
  });

  test('a job of another project is waited for by its name', async () => {
    const here = await house('2026-03-01T10:00:00Z');
    await here.deploy('orders', { schedule: daily, project: 'q' });
    const dependencies = [{ kind: 'sameCycle', job: 'Orders', project: 'Q' } as const];
    await here.deploy('totals', { schedule: { ...daily, dependencies } });
    here.at('2026-03-02T02:00:00Z');
    await here.tick();
    expect(await here.states('totals')).toEqual(['20260302020000 notRun']);
    await here.work();
    expect(await here.states('totals')).toEqual(['20260302020000 waitTime']);
  });

  test('a job that others wait for keeps its name while they are deployed', async () => {
    const here = await house();
    await here.deploy('orders', { schedule: daily });
    await here.deploy('totals', { schedule: after('orders') });
    await expect(here.rename('orders', 'sales')).rejects.toMatchObject({ code: 'SCHEDULES_IS_NEEDED' });
    await here.undeploy('totals');
    await here.rename('orders', 'sales');
  });

  test('a child whose parent of the day was never made waits for a person', async () => {
    const here = await house();
    await here.deploy('orders', { schedule: daily });
    const child = { ...immediate, dependencies: [{ kind: 'sameCycle', job: 'orders' } as const] };
    await here.deploy('totals', { schedule: child });
    expect(await here.states('totals')).toContain('20260302103000 notRun');
    here.at('2026-03-02T10:31:00Z');
    await here.tick();
    expect(await here.states('totals')).toContain('20260302103000 notRun');
  });
});
