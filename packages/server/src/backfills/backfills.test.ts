import { service } from '@sluice/testkit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { backfillRoutes, instanceRoutes, jobRoutes } from '../contract/index.ts';
import type { JobSchedule } from '../contract/schedule.ts';
import { instanceSubject } from '../instances/subject.ts';
import { jobSubject } from '../jobs/subject.ts';
import { ensureBuiltIn } from '../resource-groups/groups.ts';
import { SchedulerLoop } from '../scheduler/loop.ts';
import { settleRun } from '../scheduler/settle-run.ts';
import { streamScript } from '../scheduler/test-house.ts';
import { scheduleSubject } from '../schedules/subject.ts';
import { startTestServer, type TestServer } from '../test-server.ts';
import { settleBackfills } from './settle.ts';
import { backfillSubject } from './subject.ts';

const contract = { jobs: jobRoutes, instances: instanceRoutes, backfills: backfillRoutes };
type ScheduleInput = NonNullable<
  Parameters<ReturnType<TestServer<typeof contract>['as']>['jobs']['create']>[0]['body']['schedule']
>;
type Dependency = NonNullable<JobSchedule['dependencies']>[number];

describe.each(['sqlite', 'postgresql'] as const)('backfills on %s', (dialect) => {
  let server: TestServer<typeof contract>;
  let loop: SchedulerLoop;
  beforeAll(async () => {
    const databaseUrl = dialect === 'sqlite' ? ':memory:' : (await (await service('postgresql')).newDatabase()).url;
    server = await startTestServer({
      contract,
      databaseUrl,
      subjects(ground) {
        const { scheduling } = scheduleSubject(ground, {});
        const wake = () => undefined;
        return [jobSubject(ground, scheduling), instanceSubject(ground, { wake }), backfillSubject(ground, { wake })];
      },
    });
    await ensureBuiltIn(server.server.ground);
    loop = new SchedulerLoop(server.server.ground, {});
  });
  afterAll(async () => {
    await loop.close();
    await server.server.close();
  });

  const at = { params: { project: 'p' } };
  const database = () => server.server.ground.store.database;
  const api = () => server.as('developer').backfills;

  async function deploy(
    name: string,
    cycle: object,
    dependencies: readonly Dependency[] = [],
    policy: object = {},
  ): Promise<void> {
    const schedule = { schedule: { cycle }, dependencies, policy } as ScheduleInput;
    await server
      .as('developer')
      .jobs.create({ ...at, body: { name, script: streamScript, parameters: 'day=$bizdate', schedule } });
    await server.as('developer').jobs.submit({ params: { project: 'p', job: name }, body: {} });
    await server.as('operator').jobs.deploy({ params: { project: 'p', job: name }, body: {} });
  }
  /** Job and business date of the instances of a backfill in a state. */
  async function inState(backfill: string, state: string): Promise<readonly string[]> {
    const { items } = await server.as('viewer').instances.list({ ...at, query: { backfill, state } });
    return items
      .map(({ job, businessDate, cycleTime }) => `${job} ${businessDate.slice(-2)} ${cycleTime.slice(8, 10)}`)
      .toSorted();
  }
  /** Lets the scheduler queue what may begin, and ends those runs. */
  async function turn(backfill: string, outcome: 'succeeded' | 'failed' | 'cancelled' = 'succeeded') {
    await loop.tick();
    const begun = await inState(backfill, 'waitResource');
    await database()
      .updateTable('runs')
      .set({ state: outcome, started_at: 1, finished_at: 2 })
      .where('state', '=', 'queued')
      .execute();
    for (const { id } of await database().selectFrom('runs').select('id').execute())
      await settleRun(server.server.ground, id);
    return begun;
  }
  const days = (from: string, to: string) => ({ ranges: [{ from: `2026-01-${from}`, to: `2026-01-${to}` }] });

  test('dates run one after the other, jobs of a date in their order', async () => {
    await deploy('serial-a', { kind: 'day' });
    await deploy('serial-b', { kind: 'day' }, [{ kind: 'sameCycle', job: 'serial-a' }]);
    const { id, ...created } = await api().create({
      ...at,
      body: { jobs: ['serial-a', 'serial-b'], ...days('01', '02') },
    });
    expect(created).toMatchObject({ state: 'running', total: 4, groups: 1, jobs: ['serial-a', 'serial-b'] });
    expect(created.name).toMatch(/^serial-a and 1 more, \d{4}-\d\d-\d\d \d\d:\d\d$/);
    expect(await turn(id)).toEqual(['serial-a 01 00']);
    expect(await turn(id)).toEqual(['serial-b 01 00']);
    expect(await turn(id)).toEqual(['serial-a 02 00']);
    expect(await turn(id)).toEqual(['serial-b 02 00']);
    await settleBackfills(server.server.ground);
    const done = await api().get({ params: { project: 'p', backfill: id } });
    expect(done).toMatchObject({ state: 'succeeded', states: { success: 4 } });
    expect(done.finishedAt).toBeDefined();
  });

  test('groups of dates run side by side, the latest date first when asked so', async () => {
    await deploy('groups', { kind: 'day' });
    const body = { jobs: ['groups'], groups: 2, order: 'descending' as const, ...days('01', '04') };
    const preview = await api().preview({ ...at, body });
    expect(preview.steps.map(({ businessDate, group, after }) => [businessDate.slice(-2), group, after])).toEqual([
      ['04', 0, undefined],
      ['03', 1, undefined],
      ['02', 0, '2026-01-04'],
      ['01', 1, '2026-01-03'],
    ]);
    const { id } = await api().create({ ...at, body });
    expect(await turn(id)).toEqual(['groups 03 00', 'groups 04 00']);
    expect(await turn(id)).toEqual(['groups 01 00', 'groups 02 00']);
  });

  test('a failure stops the later dates, a rerun lets them go on', async () => {
    await deploy('failing', { kind: 'day' }, [], { retries: 0 });
    const { id } = await api().create({ ...at, body: { jobs: ['failing'], ...days('01', '02') } });
    expect(await turn(id, 'failed')).toEqual(['failing 01 00']);
    expect(await turn(id)).toEqual([]);
    expect((await api().get({ params: { project: 'p', backfill: id } })).state).toBe('failed');
    const [waiting] = (await server.as('viewer').instances.list({ ...at, query: { backfill: id, state: 'notRun' } }))
      .items;
    const detail = await server.as('viewer').instances.get({ params: { project: 'p', instance: waiting?.id ?? '' } });
    expect(detail.waiting).toMatchObject([{ code: 'earlierDay', text: 'The backfill of 2026-01-01 failed.' }]);
    const [failed] = (await server.as('viewer').instances.list({ ...at, query: { backfill: id, state: 'failure' } }))
      .items;
    await server.as('operator').instances.operate({
      params: { project: 'p', instance: failed?.id ?? '' },
      body: { operation: 'rerun' },
    });
    expect(await turn(id)).toEqual(['failing 01 00']);
    expect(await turn(id)).toEqual(['failing 02 00']);
    expect((await api().get({ params: { project: 'p', backfill: id } })).state).toBe('succeeded');
  });

  test('with all descendants; chosen dry runs and jobs between keep the order without a run', async () => {
    await deploy('chain-a', { kind: 'day' });
    await deploy('chain-b', { kind: 'day' }, [{ kind: 'sameCycle', job: 'chain-a' }]);
    await deploy('chain-c', { kind: 'day' }, [{ kind: 'sameCycle', job: 'chain-b' }]);
    const all = await api().preview({ ...at, body: { jobs: ['chain-a'], descendants: 'all', ...days('01', '01') } });
    expect(all.jobs.map(({ job }) => job)).toEqual(['chain-a', 'chain-b', 'chain-c']);
    const body = { jobs: ['chain-a', 'chain-c'], dryRun: ['chain-a'], ...days('01', '01') };
    const preview = await api().preview({ ...at, body });
    expect(new Set(preview.jobs)).toEqual(
      new Set([
        { job: 'chain-a', isDryRun: true, why: 'named' },
        { job: 'chain-b', isDryRun: true, why: 'between' },
        { job: 'chain-c', isDryRun: false, why: 'named' },
      ]),
    );
    const { id } = await api().create({ ...at, body });
    expect(await turn(id)).toEqual(['chain-c 01 00']);
    expect(await inState(id, 'success')).toEqual(['chain-a 01 00', 'chain-b 01 00', 'chain-c 01 00']);
  });

  test('with chosen descendants: they run, what lies between keeps the order, the preview says why', async () => {
    await deploy('pick-a', { kind: 'day' });
    await deploy('pick-b', { kind: 'day' }, [{ kind: 'sameCycle', job: 'pick-a' }]);
    await deploy('pick-c', { kind: 'day' }, [{ kind: 'sameCycle', job: 'pick-b' }]);
    await deploy('pick-d', { kind: 'day' }, [{ kind: 'sameCycle', job: 'pick-b' }]);
    const chosen = { jobs: ['pick-a'], descendants: 'chosen' as const, ...days('01', '01') };
    const body = { ...chosen, chosen: ['PICK-C'] };
    const preview = await api().preview({ ...at, body });
    expect(preview.jobs.toSorted((one, other) => (one.job < other.job ? -1 : 1))).toEqual([
      { job: 'pick-a', isDryRun: false, why: 'named' },
      { job: 'pick-b', isDryRun: true, why: 'between' },
      { job: 'pick-c', isDryRun: false, why: 'descendant' },
    ]);
    const { id, ...made } = await api().create({ ...at, body });
    expect(made).toMatchObject({ jobs: ['pick-a'], descendants: 'chosen', chosen: ['PICK-C'], total: 3 });
    expect(await turn(id)).toEqual(['pick-a 01 00']);
    expect(await turn(id)).toEqual(['pick-c 01 00']);
    const refused = (more: object) => api().preview({ ...at, body: { ...chosen, ...more } });
    await expect(refused({ jobs: ['pick-c'], chosen: ['pick-d'] })).rejects.toMatchObject({
      problem: { code: 'BACKFILLS_NO_DESCENDANT', path: 'chosen[0]' },
    });
    await expect(refused({ chosen: ['nobody'] })).rejects.toMatchObject({
      problem: { code: 'BACKFILLS_UNKNOWN_JOB', path: 'chosen[0]' },
    });
    await expect(refused({ descendants: 'none', chosen: ['pick-c'] })).rejects.toMatchObject({
      problem: { status: 400, detail: expect.stringContaining('only with') as string },
    });
  });

  test('every cycle of a date, at once or at its time; dates without instances are passed over', async () => {
    await deploy('hourly', { kind: 'hour', hours: [1, 2] });
    const now = await api().create({ ...at, body: { jobs: ['hourly'], ...days('01', '01') } });
    expect(await turn(now.id)).toEqual(['hourly 01 01', 'hourly 01 02']);
    const ranges = [{ from: '2999-01-01', to: '2999-01-01' }];
    const later = await api().create({ ...at, body: { jobs: ['hourly'], ranges, ignoreTimes: false } });
    expect(await turn(later.id)).toEqual([]);
    await api().stop({ params: { project: 'p', backfill: later.id } });
  });

  test('a stopped backfill begins nothing more, kills what runs, and says so in every instance', async () => {
    await deploy('stopped', { kind: 'day' });
    const { id } = await api().create({ ...at, body: { jobs: ['stopped'], ...days('01', '03') } });
    await loop.tick();
    expect(await inState(id, 'waitResource')).toEqual(['stopped 01 00']);
    const after = await api().stop({ params: { project: 'p', backfill: id } });
    expect(after).toMatchObject({ state: 'stopped', states: { failure: 3 } });
    const { items } = await server.as('viewer').instances.list({ ...at, query: { backfill: id } });
    expect(new Set(items.map(({ error }) => error))).toEqual(new Set(['The backfill was stopped by developer.']));
    const run = items.find(({ run }) => run !== undefined)?.run ?? '';
    expect(await database().selectFrom('runs').select('state').where('id', '=', run).executeTakeFirst()).toEqual({
      state: 'cancelled',
    });
    expect(await turn(id)).toEqual([]);
    await expect(api().stop({ params: { project: 'p', backfill: id } })).rejects.toMatchObject({
      problem: { status: 409, code: 'BACKFILLS_NOTHING_TO_STOP' },
    });
  });

  test('what cannot be filled is refused with the place', async () => {
    await deploy('self', { kind: 'day' }, [{ kind: 'previousSelf' }]);
    const create = (body: object) => api().create({ ...at, body: { jobs: ['self'], ...days('01', '02'), ...body } });
    await expect(create({ jobs: ['self', 'nobody'] })).rejects.toMatchObject({
      problem: { status: 422, code: 'BACKFILLS_UNKNOWN_JOB', path: 'jobs[1]' },
    });
    await expect(create({ dryRun: ['serial-a'] })).rejects.toMatchObject({
      problem: { code: 'BACKFILLS_NOT_CHOSEN', path: 'dryRun[0]' },
    });
    await expect(create({ order: 'descending' })).rejects.toMatchObject({ problem: { code: 'BACKFILL_BACKWARDS' } });
    await expect(
      server.as('developer').backfills.create({
        params: { project: 'q' },
        body: { jobs: ['self'], ...days('01', '02') },
      }),
    ).rejects.toMatchObject({ problem: { code: 'BACKFILLS_UNKNOWN_JOB' } });
    await server.as('developer').jobs.create({ ...at, body: { name: 'unscheduled', script: streamScript } });
    await expect(create({ jobs: ['unscheduled'] })).rejects.toMatchObject({
      problem: { status: 409, code: 'SCHEDULES_NOT_SCHEDULED', path: 'jobs[0]' },
    });
  });

  test('the list has the latest first, and those of one job', async () => {
    const names = (await api().list({ ...at, query: { job: 'stopped' } })).items.map(({ jobs }) => jobs);
    expect(names).toEqual([['stopped']]);
    const first = await server.as('viewer').backfills.list({ ...at, query: { limit: 2 } });
    const second = await server.as('viewer').backfills.list({
      ...at,
      query: { limit: 2, ...(first.nextCursor === undefined ? {} : { cursor: first.nextCursor }) },
    });
    const ids = [...first.items, ...second.items].map(({ id }) => id);
    expect(ids).toEqual(ids.toSorted().toReversed());
    expect(new Set(ids).size).toBe(4);
  });

  test('who may look may not start or stop', async () => {
    const viewer = server.as('viewer').backfills;
    const body = { jobs: ['self'], ...days('01', '02') };
    for (const refused of [viewer.create({ ...at, body }), viewer.preview({ ...at, body })])
      await expect(refused).rejects.toMatchObject({ problem: { status: 403 } });
  });

  test('a test instance has the real parameters of its date and runs at once; off-days are dry runs', async () => {
    await deploy('weekly', { kind: 'week', weekdays: ['MON'] });
    const start = (businessDate: string) =>
      server.as('developer').instances.test({ params: { project: 'p', job: 'weekly' }, body: { businessDate } });
    // 2026-01-04 is a Sunday: its run date is a Monday.
    const real = await start('2026-01-04');
    const dry = await start('2026-01-05');
    expect([real, dry]).toMatchObject([
      { kind: 'test', isDryRun: false, state: 'waitTime', businessDate: '2026-01-04' },
      { kind: 'test', isDryRun: true },
    ]);
    await loop.tick();
    const get = (instance: string) => server.as('viewer').instances.get({ params: { project: 'p', instance } });
    expect(await get(real.id)).toMatchObject({ state: 'waitResource', parameters: { day: '20260104' } });
    expect((await get(dry.id)).state).toBe('success');
    await expect(
      server.as('developer').instances.test({
        params: { project: 'p', job: 'unscheduled' },
        body: { businessDate: '2026-01-04' },
      }),
    ).rejects.toMatchObject({ problem: { status: 409, code: 'SCHEDULES_NOT_SCHEDULED' } });
    await expect(
      server.as('viewer').instances.test({
        params: { project: 'p', job: 'weekly' },
        body: { businessDate: '2026-01-04' },
      }),
    ).rejects.toMatchObject({ problem: { status: 403 } });
  });
});
