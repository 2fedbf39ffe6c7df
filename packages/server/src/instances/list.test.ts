import { service } from '@sluice/testkit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { instanceRoutes } from '../contract/instances.ts';
import { startTestServer, type TestServer } from '../test-server.ts';
import { instanceSubject } from './subject.ts';
import { makeTestInstances } from './test-instances.ts';

const contract = { instances: instanceRoutes };

describe.each(['sqlite', 'postgresql'] as const)('lists of instances on %s', (dialect) => {
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
    for (const name of ['orders', 'order_items', 'stock'])
      await database
        .insertInto('jobs')
        .values({
          id: `job-${name}`,
          project_id: 'project-p',
          name,
          name_key: name,
          state: 'deployed',
          script: '',
          parameters: '',
          schedule: null,
          facts: '{"dataSources":[],"variables":[]}',
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
        })
        .execute();
    await database
      .insertInto('users')
      .values({
        id: 'ada',
        name: 'Ada',
        name_key: 'ada',
        display_name: '',
        email: null,
        password: null,
        is_administrator: 0,
        is_disabled: 0,
        created_at: 1,
        last_seen_at: null,
        version: 1,
      })
      .execute();
    await makeTestInstances(ground, [
      { job: 'orders', businessDate: '2026-03-01', columns: { state: 'success' } },
      { job: 'orders', businessDate: '2026-03-02', columns: { state: 'failure', owner_id: 'ada' } },
      { job: 'orders', businessDate: '2026-03-03', columns: { state: 'running' } },
      { job: 'order_items', businessDate: '2026-03-02', columns: { state: 'success', is_dry_run: 1 } },
      { job: 'order_items', businessDate: '2026-03-03', columns: { is_frozen: 1 } },
      { job: 'stock', businessDate: '2026-03-03', columns: { state: 'success', group_name: 'large' } },
      { job: 'stock', businessDate: '2026-03-03', more: { kind: 'test', scope: 't' }, columns: { state: 'success' } },
      { job: 'stock', businessDate: '2026-03-02', more: { kind: 'backfill', scope: 'b', backfillId: 'b' } },
      { job: 'stock', businessDate: '2026-03-03', projectId: 'project-q', more: { scope: 'q' } },
    ]);
  });
  afterAll(() => server.server.close());

  type Query = NonNullable<Parameters<ReturnType<typeof viewer>['list']>[0]['query']>;
  const viewer = () => server.as('viewer').instances;
  const list = async (query: Query) =>
    (await viewer().list({ params: { project: 'p' }, query })).items.map(
      ({ job, businessDate, kind }) => `${job} ${businessDate.slice(-2)}${kind === 'scheduled' ? '' : ` ${kind}`}`,
    );

  test.each<[string, Query, readonly string[]]>([
    ['of a job, the latest first', { job: 'Orders' }, ['orders 03', 'orders 02', 'orders 01']],
    ['of a job that does not exist', { job: 'nothing' }, []],
    [
      'by a part of the name',
      { search: 'ORDER' },
      ['order_items 03', 'orders 03', 'order_items 02', 'orders 02', 'orders 01'],
    ],
    ['by a part of the name that looks like a pattern', { search: 'r_i' }, ['order_items 03', 'order_items 02']],
    ['in several states', { state: 'failure,running' }, ['orders 03', 'orders 02']],
    ['successful ones of one kind', { state: 'success', kind: 'test' }, ['stock 03 test']],
    ['of backfills and tests', { kind: 'backfill,test' }, ['stock 03 test', 'stock 02 backfill']],
    ['of a backfill', { backfill: 'b' }, ['stock 02 backfill']],
    ['of an owner', { owner: 'ADA' }, ['orders 02']],
    ['of an owner who does not exist', { owner: 'nobody' }, []],
    ['of a resource group', { group: 'large' }, ['stock 03']],
    ['frozen ones', { isFrozen: 'true' }, ['order_items 03']],
    ['dry runs', { isDryRun: 'true' }, ['order_items 02']],
    ['of business dates', { businessDateFrom: '2026-03-01', businessDateTo: '2026-03-01' }, ['orders 01']],
    [
      'of a job, a state and dates',
      { job: 'orders', state: 'success,failure', businessDateFrom: '2026-03-02' },
      ['orders 02'],
    ],
  ])('%s', async (_, query, expected) => {
    expect((await list(query)).toSorted()).toEqual([...expected].toSorted());
  });

  test('all are counted when asked, whatever the page', async () => {
    const counted = async (query: Query) => {
      const { items, total, isTotalCut } = await viewer().list({ params: { project: 'p' }, query });
      return { shown: items.length, total, isTotalCut };
    };
    expect(await counted({ limit: 2 })).toEqual({ shown: 2 });
    expect(await counted({ limit: 2, withTotal: 'true' })).toEqual({ shown: 2, total: 8 });
    expect(await counted({ limit: 1, state: 'success', withTotal: 'true' })).toEqual({ shown: 1, total: 4 });
    const { nextCursor: cursor } = await viewer().list({ params: { project: 'p' }, query: { limit: 5 } });
    expect(await counted({ limit: 5, cursor, withTotal: 'true' })).toEqual({ shown: 3, total: 8 });
    expect(await counted({ job: 'nothing', withTotal: 'true' })).toEqual({ shown: 0, total: 0 });
  });

  test('the latest cycle comes first', async () => {
    expect(await list({ job: 'orders' })).toEqual(['orders 03', 'orders 02', 'orders 01']);
  });

  test('pages follow each other without gap or repetition, whatever leads', async () => {
    for (const query of [{}, { state: 'success,failure,running,waitTime' }, { search: 's' }, { kind: 'scheduled' }]) {
      const whole = await viewer().list({ params: { project: 'p' }, query });
      const found: string[] = [];
      for (let cursor: string | undefined, page = 0; page < 20; page++) {
        const { items, nextCursor } = await viewer().list({
          params: { project: 'p' },
          query: { ...query, limit: 2, ...(cursor === undefined ? {} : { cursor }) },
        });
        found.push(...items.map(({ id }) => id));
        cursor = nextCursor;
        if (cursor === undefined) break;
      }
      expect(found).toEqual(whole.items.map(({ id }) => id));
    }
  });

  test('a search that finds very many jobs looks at all instances', async () => {
    const { database } = server.server.ground.store;
    const { id: _, ...template } = await database
      .selectFrom('jobs')
      .selectAll()
      .where('id', '=', 'job-stock')
      .executeTakeFirstOrThrow();
    const names = Array.from({ length: 120 }, (_, index) => `many-${index}`);
    await database
      .insertInto('jobs')
      .values(names.map((name) => ({ ...template, id: `job-${name}`, name, name_key: name })))
      .execute();
    const businessDate = '2025-01-01';
    await makeTestInstances(
      server.server.ground,
      names.map((job) => ({ job, businessDate })),
    );
    const { items } = await viewer().list({ params: { project: 'p' }, query: { search: 'many-1', limit: 500 } });
    const wanted = names.filter((name) => name.includes('many-1'));
    expect(items.map(({ job }) => job).toSorted()).toEqual(wanted.toSorted());
    const query = { search: 'MANY', limit: 500, withTotal: 'true' } as const;
    const all = await viewer().list({ params: { project: 'p' }, query });
    expect([all.items.length, all.total]).toEqual([120, undefined]);
  });

  test('very many are counted up to ten thousand', async () => {
    const days = Array.from({ length: 10_100 }, (_, day) => ({
      job: 'many-7',
      businessDate: new Date(Date.UTC(1980, 0, 1 + day)).toISOString().slice(0, 10),
    }));
    await makeTestInstances(server.server.ground, days);
    const query = { job: 'many-7', limit: 1, withTotal: 'true' } as const;
    expect(await viewer().list({ params: { project: 'p' }, query })).toMatchObject({ total: 10_000, isTotalCut: true });
  });

  test('what is not a state is refused with the place', async () => {
    await expect(viewer().list({ params: { project: 'p' }, query: { state: 'broken' } })).rejects.toMatchObject({
      problem: { status: 400, code: 'HTTP_INVALID', path: 'state' },
    });
    await expect(viewer().list({ params: { project: 'p' }, query: { cursor: 'x' } })).rejects.toMatchObject({
      problem: { status: 400 },
    });
  });
});
