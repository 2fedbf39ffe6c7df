import { service } from '@sluice/testkit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { jobRoutes, scheduleRoutes } from '../contract/index.ts';
import { jobSubject } from '../jobs/subject.ts';
import { ensureBuiltIn } from '../resource-groups/groups.ts';
import { startTestServer, type TestServer } from '../test-server.ts';
import { scheduleSubject } from './subject.ts';

const contract = { jobs: jobRoutes, schedules: scheduleRoutes };
const daily = { cycle: { kind: 'day', time: '02:30' } } as const;

function script(readTable: string, writeTable: string): string {
  const step = (category: string, table: string, more: object) => ({
    stepType: 'mysql',
    category,
    name: category,
    parameter: { datasource: 'Shop', table, column: ['*'], ...more },
  });
  return JSON.stringify({
    type: 'job',
    version: '2.0',
    steps: [step('reader', readTable, {}), step('writer', writeTable, { writeMode: 'insert' })],
    setting: { speed: { concurrent: 1, throttle: false } },
    order: { hops: [{ from: 'reader', to: 'writer' }] },
  });
}

describe.each(['sqlite', 'postgresql'] as const)('schedules on %s', (dialect) => {
  let server: TestServer<typeof contract>;
  beforeAll(async () => {
    const databaseUrl = dialect === 'sqlite' ? ':memory:' : (await (await service('postgresql')).newDatabase()).url;
    const subjects = (ground: Parameters<typeof scheduleSubject>[0]) => {
      const schedules = scheduleSubject(ground, {});
      return [jobSubject(ground, schedules.scheduling), { ...schedules, start: async () => undefined }];
    };
    server = await startTestServer({ contract, databaseUrl, subjects });
    const { ground } = server.server;
    await ensureBuiltIn(ground);
    await ground.store.database
      .insertInto('projects')
      .values({
        id: 'project-p',
        name: 'p',
        name_key: 'p',
        title: 'p',
        description: '',
        time_zone: 'Europe/Berlin',
        is_scheduling: 1,
        created_at: 1,
        version: 1,
      })
      .execute();
    await ground.store.database
      .insertInto('data_sources')
      .values({
        id: 's',
        project_id: 'project-p',
        name: 'Shop',
        name_key: 'shop',
        environment: 'production',
        type: 'mysql',
        description: '',
        connection: '',
        version: 1,
        changed_at: 1,
        changed_by: null,
      })
      .execute();
  });
  afterAll(() => server.server.close());

  const api = () => server.as('viewer').schedules;
  const jobs = () => server.as('owner').jobs;
  const at = (job: string) => ({ params: { project: 'p', job } });
  const project = { params: { project: 'p' } };
  async function deploy(name: string, schedule: object | undefined, text = script('a', 'b')) {
    await jobs().create({ ...project, body: { name, script: text, schedule: schedule as never } });
    await jobs().submit({ ...at(name), body: {} });
    return jobs().deploy({ ...at(name), body: {} });
  }

  test('a preview shows the next times in the zone of the project, with the values of each', async () => {
    const preview = await api().preview({
      ...project,
      body: { schedule: daily, parameters: 'day=$[yyyymmdd-1]', after: '2026-03-27T12:00:00Z', count: 3 },
    });
    expect(preview.items).toEqual([
      {
        at: '2026-03-28T01:30:00.000Z',
        cycleTime: '20260328023000',
        businessDate: '2026-03-27',
        isDryRun: false,
        values: { day: '20260327' },
      },
      {
        at: '2026-03-29T01:00:00.000Z',
        cycleTime: '20260329023000',
        businessDate: '2026-03-28',
        isDryRun: false,
        values: { day: '20260328' },
      },
      {
        at: '2026-03-30T00:30:00.000Z',
        cycleTime: '20260330023000',
        businessDate: '2026-03-29',
        isDryRun: false,
        values: { day: '20260329' },
      },
    ]);
    expect(preview.cron).toBe('0 30 2 * * ?');
  });

  test('a preview of one business date has all its times, and a wrong parameter is told with its place', async () => {
    const schedule = { cycle: { kind: 'hour', hours: { from: 0, to: 23 } }, timeZone: 'UTC' } as const;
    const preview = await api().preview({
      ...project,
      body: { schedule, parameters: 'a=1 b', businessDate: '2026-03-01' },
    });
    expect(preview.items).toHaveLength(24);
    expect(preview.items[23]?.at).toBe('2026-03-02T23:00:00.000Z');
    expect(preview.issues).toMatchObject([{ severity: 'error', code: 'SCHEDULE_BAD_ASSIGNMENT', column: 5 }]);
  });

  test('cron is understood, or refused with the reason', async () => {
    const { cycle } = await api().fromCron({ ...project, body: { cron: '0 0 8-18/2 * * ?' } });
    expect(cycle).toEqual({ kind: 'hour', hours: { from: 8, to: 18, every: 2 }, minute: 0, second: 0 });
    await expect(api().fromCron({ ...project, body: { cron: '* * * * *' } })).rejects.toMatchObject({
      problem: { status: 422, code: 'CRON_FIELD_COUNT' },
    });
  });

  test('a schedule is edited, kept with each version, deployed and brought back', async () => {
    const schedule = { schedule: daily, policy: { retries: 1 } };
    const made = await jobs().create({ ...project, body: { name: 'kept', script: script('x', 'y'), schedule } });
    expect(made.schedule).toMatchObject({ schedule: { timeZone: 'Europe/Berlin', repeatedTimes: 'first' } });
    expect(made.schedule).toMatchObject({ dependencies: [], policy: { retries: 1, timeoutMs: 14_400_000 } });
    await jobs().submit({ ...at('kept'), body: {} });
    const gone = await jobs().update({
      ...at('kept'),
      body: { schedule: null },
      ifMatch: (await jobs().get(at('kept'))).version,
    });
    expect(gone.schedule).toBeUndefined();
    const version = await jobs().getVersion({ params: { project: 'p', job: 'kept', number: 1 } });
    expect(version.schedule).toEqual(made.schedule);
    const back = await jobs().rollBack({ params: { project: 'p', job: 'kept', number: 1 } });
    expect(back.schedule).toEqual(made.schedule);
    expect(await jobs().deploy({ ...at('kept'), body: {} })).toMatchObject({ deployedVersion: 1, notes: [] });
  });

  test('a schedule that cannot be is refused with its place', async () => {
    const schedule = { schedule: { ...daily, timeZone: 'Europe/Atlantis' } };
    await expect(
      jobs().create({ ...project, body: { name: 'wrong', script: script('x', 'y'), schedule } }),
    ).rejects.toMatchObject({ problem: { code: 'PEOPLE_NO_SUCH_ZONE', path: 'schedule.schedule.timeZone' } });
  });

  test('a zone that is written as an offset is kept as calendars know it, and its times are right', async () => {
    const schedule = { schedule: { ...daily, timeZone: 'GMT+8' } };
    const made = await jobs().create({ ...project, body: { name: 'offset', script: script('x', 'y'), schedule } });
    expect(made.schedule?.schedule.timeZone).toBe('+08:00');
    await jobs().submit({ ...at('offset'), body: {} });
    await jobs().deploy({ ...at('offset'), body: {} });
    const { days } = await api().calendar({ ...at('offset'), query: { from: '2026-03-07', to: '2026-03-07' } });
    expect(days).toEqual([{ businessDate: '2026-03-07', planned: 1, isDryRun: false, states: {} }]);
    const preview = await api().preview({
      ...project,
      body: { schedule: schedule.schedule, businessDate: '2026-03-07' },
    });
    expect(preview.items.map((item) => item.at)).toEqual(['2026-03-07T18:30:00.000Z']);
  });

  test('the calendar has a day for each date, with what is planned', async () => {
    const weekly = { cycle: { kind: 'week', weekdays: ['MON'] }, effectiveTo: '2026-03-10' } as const;
    await deploy('weekly', { schedule: weekly });
    const { days, firstBusinessDate } = await api().calendar({
      ...at('weekly'),
      query: { from: '2026-03-07', to: '2026-03-10' },
    });
    // It is deployed now, long after those dates.
    expect(days.map(({ businessDate }) => businessDate < firstBusinessDate)).toEqual([true, true, true, true]);
    expect(days).toEqual([
      { businessDate: '2026-03-07', planned: 1, isDryRun: true, states: {} },
      { businessDate: '2026-03-08', planned: 1, isDryRun: false, states: {} },
      { businessDate: '2026-03-09', planned: 1, isDryRun: true, states: {} },
      { businessDate: '2026-03-10', planned: 0, isDryRun: false, states: {} },
    ]);
    await expect(
      api().calendar({ ...at('weekly'), query: { from: '2026-01-01', to: '2027-03-10' } }),
    ).rejects.toMatchObject({ problem: { code: 'SCHEDULES_TOO_MANY_DAYS' } });
    await deploy('unscheduled', undefined);
    await expect(
      api().calendar({ ...at('unscheduled'), query: { from: '2026-01-01', to: '2026-01-01' } }),
    ).rejects.toMatchObject({ problem: { status: 409, code: 'SCHEDULES_NOT_SCHEDULED' } });
  });

  test('parents and children are those of the deployed versions', async () => {
    await deploy('orders', { schedule: daily });
    const dependencies = [{ kind: 'sameCycle', job: 'orders' }, { kind: 'previousSelf' }];
    await deploy('totals', { schedule: daily, dependencies });
    expect(await api().dependencies(at('totals'))).toEqual({
      parents: [
        { project: 'p', job: 'orders', kind: 'sameCycle', isScheduled: true },
        { project: 'p', job: 'totals', kind: 'previousSelf', isScheduled: true },
      ],
      children: [],
    });
    expect((await api().dependencies(at('orders'))).children).toEqual([
      { project: 'p', job: 'totals', kind: 'sameCycle', isScheduled: true },
    ]);
  });

  test('jobs that write what a job reads are suggested', async () => {
    await deploy('fills', { schedule: daily }, script('raw', 'clean'));
    await deploy('other', { schedule: daily }, script('raw', 'elsewhere'));
    await jobs().create({ ...project, body: { name: 'reads', script: script('CLEAN', 'report') } });
    expect(await api().suggestDependencies(at('reads'))).toEqual({
      items: [{ dependency: { kind: 'sameCycle', job: 'fills' }, table: 'CLEAN', dataSource: 'Shop' }],
    });
  });
});
