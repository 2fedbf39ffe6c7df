import { service } from '@sluice/testkit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { jobRoutes } from '../contract/jobs.ts';
import { ensureBuiltIn } from '../resource-groups/groups.ts';
import { startTestServer, type TestServer } from '../test-server.ts';
import { countUsersOfSources, usersOfSource } from './users-of-source.ts';
import { jobSubject } from './subject.ts';

const contract = { jobs: jobRoutes };

function scriptOf(parameter: object, extra: object = {}): string {
  return JSON.stringify(
    {
      type: 'job',
      version: '2.0',
      steps: [
        { stepType: 'mysql', category: 'reader', name: 'Reader', parameter },
        { stepType: 'stream', category: 'writer', name: 'Writer', parameter: { print: false } },
      ],
      setting: { speed: { concurrent: 1, throttle: false } },
      order: { hops: [{ from: 'Reader', to: 'Writer' }] },
      ...extra,
    },
    undefined,
    2,
  );
}
const good = scriptOf({ datasource: 'Shop', table: 'orders', column: ['*'], where: "day = '${day}'" });

describe.each(['sqlite', 'postgresql'] as const)('jobs on %s', (dialect) => {
  let server: TestServer<typeof contract>;
  beforeAll(async () => {
    const databaseUrl = dialect === 'sqlite' ? ':memory:' : (await (await service('postgresql')).newDatabase()).url;
    server = await startTestServer({ contract, databaseUrl, subjects: (ground) => [jobSubject(ground)] });
    const { ground } = server.server;
    await ensureBuiltIn(ground);
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

  const developer = () => server.as('developer').jobs;
  const at = (job: string) => ({ params: { project: 'p', job } });
  const create = (name: string, script = good, more: object = {}) =>
    developer().create({ params: { project: 'p' }, body: { name, script, ...more } });

  test('a job knows its ends, its data sources and the values it needs', async () => {
    const job = await create('orders', good, { folder: 'sales/daily', tags: ['core'], parameters: '' });
    expect(job).toMatchObject({
      reader: 'mysql',
      writer: 'stream',
      dataSources: ['Shop'],
      variables: ['day'],
      state: 'draft',
      group: 'default',
    });
    const changed = await developer().update({ ...at('orders'), body: { parameters: 'day=${yyyymmdd}' }, ifMatch: 1 });
    expect(changed.variables).toEqual([]);
    await expect(create('ORDERS')).rejects.toMatchObject({ problem: { code: 'HTTP_EXISTS' } });
  });

  test('a script with mistakes is saved and told about, but not submitted', async () => {
    const broken = '{"type": "job", "steps": [ // half\n';
    await create('broken', broken);
    const { isValid, issues } = await developer().check({ params: { project: 'p' }, body: { script: broken } });
    expect(isValid).toBe(false);
    expect(issues[0]).toMatchObject({ severity: 'error', line: 2 });
    await expect(developer().submit({ ...at('broken'), body: {} })).rejects.toMatchObject({
      problem: { code: 'JOBS_HAS_MISTAKES' },
    });
    const typo = scriptOf({ datasource: 'Shop', tabel: 'orders' });
    const checked = await developer().check({ params: { project: 'p' }, body: { script: typo } });
    expect(checked.issues.find(({ path }) => path?.endsWith('tabel'))).toMatchObject({ line: expect.any(Number) });
  });

  test('draft, submitted, deployed, undeployed; a developer does not deploy', async () => {
    await create('life');
    expect((await developer().submit({ ...at('life'), body: { comment: 'first' } })).state).toBe('submitted');
    await expect(developer().deploy({ ...at('life'), body: {} })).rejects.toMatchObject({ problem: { status: 403 } });
    const operator = server.as('operator').jobs;
    expect(await operator.deploy({ ...at('life'), body: {} })).toMatchObject({ state: 'deployed', deployedVersion: 1 });
    await expect(developer().delete(at('life'))).rejects.toMatchObject({ problem: { code: 'JOBS_IS_DEPLOYED' } });
    expect((await operator.undeploy(at('life'))).state).toBe('undeployed');
    await expect(operator.undeploy(at('life'))).rejects.toMatchObject({ problem: { code: 'JOBS_NOT_DEPLOYED' } });
    await developer().delete(at('life'));
    await expect(developer().get(at('life'))).rejects.toMatchObject({ problem: { status: 404 } });
  });

  test('an older version comes back as the draft, and can be deployed beside a newer one', async () => {
    await create('versions');
    await developer().submit({ ...at('versions'), body: {} });
    const { version } = await developer().get(at('versions'));
    const newer = scriptOf({ datasource: 'Shop', table: 'goods', column: ['*'] });
    await developer().update({ ...at('versions'), body: { script: newer }, ifMatch: version });
    await developer().submit({ ...at('versions'), body: { comment: 'goods' } });
    await server.as('operator').jobs.deploy({ ...at('versions'), body: { number: 1 } });
    const { items } = await developer().versions(at('versions'));
    expect(items.map(({ number, isDeployed }) => [number, isDeployed])).toEqual([
      [2, false],
      [1, true],
    ]);
    const restored = await developer().rollBack({ params: { project: 'p', job: 'versions', number: 1 } });
    expect(restored.script).toBe(good);
    const old = await developer().getVersion({ params: { project: 'p', job: 'versions', number: 2 } });
    expect(old.script).toBe(newer);
  });

  test('a job whose data source has no production definition is not deployed', async () => {
    await create('unsourced', scriptOf({ datasource: 'Elsewhere', table: 't', column: ['*'] }));
    await developer().submit({ ...at('unsourced'), body: {} });
    await expect(server.as('operator').jobs.deploy({ ...at('unsourced'), body: {} })).rejects.toMatchObject({
      problem: { code: 'JOBS_SOURCE_MISSING', status: 409 },
    });
  });

  test('who uses a data source: drafts and what is in production', async () => {
    const { database } = server.server.ground.store;
    await create('user-one');
    await developer().submit({ ...at('user-one'), body: {} });
    await server.as('operator').jobs.deploy({ ...at('user-one'), body: {} });
    const { version } = await developer().get(at('user-one'));
    const without = scriptOf({ datasource: 'Other', table: 't', column: ['*'] });
    await developer().update({ ...at('user-one'), body: { script: without }, ifMatch: version });
    expect(await usersOfSource(database, 'project-p', 'SHOP')).toContainEqual({ job: 'user-one', isDeployed: true });
    expect((await countUsersOfSources(database, 'project-p', ['Other', 'None'])).get('Other')).toBe(1);
  });

  test('a folder of files: each has its own outcome', async () => {
    const datax = JSON.stringify({
      job: {
        content: [
          {
            reader: { name: 'streamreader', parameter: { column: [{ type: 'long', value: 1 }], sliceRecordCount: 1 } },
            writer: { name: 'streamwriter', parameter: { print: true } },
          },
        ],
        setting: { speed: { channel: 1 } },
      },
    });
    const { items } = await developer().import({
      params: { project: 'p' },
      body: {
        folder: 'old',
        files: [
          { name: 'daily/Orders (1).json', script: datax },
          { name: '../../etc/passwd.json', script: datax },
          { name: 'notes.txt', script: 'no job at all' },
          { name: 'daily/orders (1).json', script: datax },
        ],
      },
    });
    expect(items.map(({ job, outcome }) => [job, outcome])).toEqual([
      ['Orders_1', 'created'],
      ['passwd', 'created'],
      [undefined, 'refused'],
      ['orders_1', 'exists'],
    ]);
    expect((await developer().get(at('Orders_1'))).folder).toBe('old/daily');
  });

  test('lists are filtered and paged', async () => {
    const list = async (query: object) => {
      const { items } = await server.as('viewer').jobs.list({ params: { project: 'p' }, query });
      return items.map(({ name }) => name);
    };
    expect(await list({ folder: 'sales' })).toEqual(['orders']);
    expect(await list({ search: 'CORE' })).toEqual(['orders']);
    expect(await list({ dataSource: 'elsewhere' })).toEqual(['unsourced']);
    expect(await list({ state: 'deployed' })).toEqual(['user-one', 'versions']);
    const first = await server.as('viewer').jobs.list({ params: { project: 'p' }, query: { limit: 3 } });
    expect(await list({ cursor: first.nextCursor })).not.toContain(first.items[2]?.name);
    expect(await list({ search: '%' })).toEqual(await list({}));
  });
});
