import { service } from '@sluice/testkit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { instanceRoutes } from '../contract/instances.ts';
import { startTestServer, type TestServer } from '../test-server.ts';
import { finishCurve } from './finish-curve.ts';
import { instanceSubject } from './subject.ts';
import { makeTestInstances, type TestInstance } from './test-instances.ts';

const contract = { instances: instanceRoutes };
/** Its run date is the day on which clocks in Berlin are put forward. */
const businessDate = '2026-03-28';

describe.each(['sqlite', 'postgresql'] as const)('statistics on %s', (dialect) => {
  let server: TestServer<typeof contract>;
  beforeAll(async () => {
    const databaseUrl = dialect === 'sqlite' ? ':memory:' : (await (await service('postgresql')).newDatabase()).url;
    server = await startTestServer({
      contract,
      databaseUrl,
      subjects: (ground) => [instanceSubject(ground, { wake: () => undefined })],
    });
    const { ground } = server.server;
    const { database } = ground.store;
    const project = {
      name: 'p',
      name_key: 'p',
      title: '',
      description: '',
      is_scheduling: 1,
      created_at: 1,
      version: 1,
    };
    await database
      .insertInto('projects')
      .values({ ...project, id: 'project-p', time_zone: 'Europe/Berlin' })
      .execute();
    const job = {
      project_id: 'project-p',
      state: 'deployed',
      script: '',
      parameters: '',
      schedule: null,
      folder: '',
      description: '',
      owner_id: null,
      tags: '[]',
      group_name: 'default',
      priority: 1,
      submitted_version: 1,
      deployed_version: 1,
      created_at: 1,
      changed_at: 1,
      changed_by: null,
      version: 1,
    };
    const facts = (reader: string, writer: string) =>
      JSON.stringify({ reader, writer, dataSources: [], variables: [] });
    await database
      .insertInto('jobs')
      .values([
        { ...job, id: 'job-slow', name: 'slow', name_key: 'slow', facts: facts('mysql', 'postgresql') },
        { ...job, id: 'job-quick', name: 'quick', name_key: 'quick', facts: facts('mysql', 'postgresql') },
        { ...job, id: 'job-broken', name: 'broken', name_key: 'broken', facts: facts('csv', 'mysql') },
      ])
      .execute();
    const ended = (job: string, from: string, to: string, more: TestInstance['columns'] = {}): TestInstance => ({
      job,
      businessDate,
      columns: { state: 'success', started_at: Date.parse(from), finished_at: Date.parse(to), ...more },
    });
    await makeTestInstances(ground, [
      ended('quick', '2026-03-28T23:29:00Z', '2026-03-28T23:30:00Z', { rows_written: 5 }),
      ended('slow', '2026-03-29T01:00:00Z', '2026-03-29T01:10:00Z', { rows_written: 7 }),
      { ...ended('quick', '2026-03-29T21:58:00Z', '2026-03-29T21:59:00Z'), time: '235800' },
      ended('broken', '2026-03-29T00:00:00Z', '2026-03-29T00:00:30Z', { state: 'failure', error: 'No such table.' }),
      { job: 'waiting', businessDate, columns: { is_frozen: 1 } },
      { job: 'slow', businessDate, more: { kind: 'test', scope: 't' }, columns: { state: 'failure' } },
      {
        ...ended('slow', '2026-03-28T04:50:00Z', '2026-03-28T05:00:00Z'),
        businessDate: '2026-03-27',
      },
      {
        ...ended('slow', '2026-03-15T04:40:00Z', '2026-03-15T05:00:00Z'),
        businessDate: '2026-03-14',
      },
    ]);
  });
  afterAll(() => server.server.close());

  const statistics = (businessDate: string) =>
    server.as('viewer').instances.statistics({ params: { project: 'p' }, query: { businessDate } });

  test('states are counted of scheduled instances alone', async () => {
    expect(await statistics(businessDate)).toMatchObject({
      businessDate,
      states: { notRun: 0, waitTime: 1, waitResource: 0, running: 0, success: 3, failure: 1 },
      frozen: 1,
      total: 5,
    });
  });

  test('the finish curve goes by the hours of the project, also on the day on which the clock skips one', async () => {
    const { finishCurve } = await statistics(businessDate);
    expect(finishCurve.map(({ hour }) => hour)).toEqual(Array.from({ length: 25 }, (_, hour) => hour));
    // 00:30, 03:10 and 23:59 on the wall clock; 02:00 does not exist.
    expect([0, 1, 2, 3, 4, 23, 24].map((hour) => finishCurve[hour]?.today)).toEqual([0, 1, 1, 1, 2, 2, 3]);
    expect([6, 7, 24].map((hour) => finishCurve[hour]?.yesterday)).toEqual([0, 1, 1]);
    // 06:00 on both days, so counted from 07:00 on.
    expect([5, 6, 7].map((hour) => finishCurve[hour]?.average)).toEqual([0, 0, 2 / 14]);
  });

  test('hours that have not come yet have no count of today', async () => {
    const { finishCurve } = await statistics('2999-01-01');
    expect(finishCurve.every(({ today }) => today === undefined)).toBe(true);
  });

  test('an average is at most ten minutes old', async () => {
    const { database } = server.server.ground.store;
    const averageAt = async (now: number) => {
      const day = { projectId: 'project-p', businessDate, timeZone: 'UTC', now };
      return (await finishCurve(database, day)).at(-1)?.average;
    };
    expect(await averageAt(0)).toBe(2 / 14);
    const [, child = ''] = await makeTestInstances(server.server.ground, [
      { job: 'a', businessDate: '2026-03-20' },
      { job: 'b', businessDate: '2026-03-20' },
    ]);
    const ended = { state: 'success', finished_at: Date.parse('2026-03-21T05:00:00Z') };
    await database.updateTable('instances').set(ended).where('id', '=', child).execute();
    expect(await averageAt(599_999)).toBe(2 / 14);
    expect(await averageAt(600_000)).toBe(3 / 14);
  });

  test('the slowest are shown with the average of their job, and failing ones with their error', async () => {
    const { slowest, failing } = await statistics(businessDate);
    expect(slowest[0]).toMatchObject({ job: 'slow', seconds: 600, averageSeconds: 900 });
    expect(slowest.map(({ job }) => job)).toEqual(['slow', 'quick', 'quick', 'broken']);
    expect(failing).toMatchObject([{ job: 'broken', failures: 1, error: 'No such table.' }]);
  });

  test('instances and rows are counted by the ends of their jobs', async () => {
    expect((await statistics(businessDate)).byType).toEqual([
      { reader: 'mysql', writer: 'postgresql', count: 3, rowsWritten: 12 },
      // Nobody knows of rows, which is not the same as none.
      { reader: 'csv', writer: 'mysql', count: 1 },
    ]);
  });

  test('without a date it is yesterday of the project', async () => {
    const { businessDate } = await server.as('viewer').instances.statistics({ params: { project: 'p' } });
    const today = new Intl.DateTimeFormat('en-CA', { timeZone: 'Europe/Berlin' }).format(Date.now());
    expect(Date.parse(today) - Date.parse(businessDate)).toBe(86_400_000);
  });
});
