import { service, type Server } from '@sluice/testkit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { connectorRoutes, dataSourceRoutes, resourceGroupRoutes } from '../contract/index.ts';
import { resourceGroupSubject } from '../resource-groups/subject.ts';
import { startTestServer, type TestServer } from '../test-server.ts';
import { workerEnvironment, WorkerProcesses } from '../worker/processes.ts';
import { dataSourceSubject } from './subject.ts';

const contract = { dataSources: dataSourceRoutes, connectors: connectorRoutes, resourceGroups: resourceGroupRoutes };

describe.each(['sqlite', 'postgresql'] as const)('data sources on %s', (dialect) => {
  const workers = new WorkerProcesses({ environment: workerEnvironment(process.env), onOutput: () => undefined });
  let target: Server;
  let server: TestServer<typeof contract>;
  const used = new Map<string, string[]>();

  beforeAll(async () => {
    const postgresql = await service('postgresql');
    target = await postgresql.newDatabase();
    const databaseUrl = dialect === 'sqlite' ? ':memory:' : (await postgresql.newDatabase()).url;
    server = await startTestServer({
      contract,
      databaseUrl,
      settings: { deniedHosts: '192.0.2.0/24' },
      subjects(ground) {
        const groups = resourceGroupSubject(ground, {
          workers,
          load: async () => ({ usedSlots: 0, queued: 0 }),
          countJobs: async () => 0,
        });
        const needs = {
          workersOf: (group: string) => groups.workersOf(group),
          usersOf: async (_: string, name: string) => (used.get(name) ?? []).map((job) => ({ job, isDeployed: true })),
          countUsers: async () => new Map([...used].map(([name, jobs]) => [name, jobs.length])),
        };
        return [groups, dataSourceSubject(ground, needs), { routes: [], stop: () => workers.close() }];
      },
    });
  });
  afterAll(() => server.server.close());

  const connection = () => {
    const { host, port, user, password, database } = target;
    return { host, port, user, password, database };
  };
  const at = (name: string) => ({ params: { project: 'p', name } });
  const create = (name: string, values: Record<string, string | number> = connection()) =>
    server.as('developer').dataSources.put({ ...at(name), body: { type: 'postgresql', connection: values } });

  test('a data source keeps its secret: encrypted in the store, masked in answers, unchanged when sent back masked', async () => {
    const created = await create('shop', { ...connection(), password: 'top secret' });
    const sent = created.definitions.production?.connection;
    expect(sent).toMatchObject({ password: '******', host: target.host });
    const [row] = await server.server.ground.store.database.selectFrom('data_sources').selectAll().execute();
    expect(JSON.stringify(row)).not.toContain('top secret');
    await server.as('developer').dataSources.put({
      ...at('shop'),
      body: { type: 'postgresql', connection: { ...sent, database: 'other' } },
      ifMatch: 1,
    });
    const { connectionOf, findDefinitions } = await import('./data-sources.ts');
    const [stored] = await findDefinitions(server.server.ground, 'project-p', 'shop');
    expect(connectionOf(server.server.ground, stored!)).toMatchObject({ password: 'top secret', database: 'other' });
  });

  test('two edits of one version: the second is refused', async () => {
    await create('edited');
    const edit = () =>
      server.as('developer').dataSources.put({
        ...at('edited'),
        body: { type: 'postgresql', connection: connection() },
        ifMatch: 1,
      });
    await edit();
    await expect(edit()).rejects.toMatchObject({ problem: { code: 'HTTP_CHANGED' } });
    await expect(create('edited')).rejects.toMatchObject({ problem: { code: 'HTTP_NEEDS_VERSION' } });
  });

  test('wrong values are refused with their place', async () => {
    await expect(create('wrong', { host: 'h', port: 'seven' })).rejects.toMatchObject({
      problem: { path: 'connection.port', status: 422 },
    });
    await expect(create('wrong', { ...connection(), host: '192.0.2.7' })).rejects.toMatchObject({
      problem: { code: 'ACCESS_HOST_DENIED', status: 403, path: 'connection.host' },
    });
    const nowhere = { ...at('wrong'), body: { type: 'nosuch', connection: {} } };
    await expect(server.as('developer').dataSources.put(nowhere)).rejects.toMatchObject({ problem: { path: 'type' } });
  });

  test('a test names the hop that fails and is remembered', async () => {
    await create('good');
    const passed = await server.as('operator').dataSources.test({ ...at('good'), body: {} });
    expect(passed).toMatchObject({ ok: true, group: 'default' });
    await create('bad', { ...connection(), port: 1 });
    const failed = await server.as('operator').dataSources.test({ ...at('bad'), body: {} });
    expect(failed.checks.at(-1)).toMatchObject({
      ok: false,
      step: 'connect',
      code: 'POSTGRESQL_CONNECTION_REFUSED',
      values: { reason: 'nothing listens on this port' },
    });
    await expect(server.as('operator').dataSources.tables({ ...at('bad'), query: {} })).rejects.toMatchObject({
      problem: { code: 'POSTGRESQL_CONNECTION_REFUSED', values: { reason: 'nothing listens on this port' } },
    });
    const { definitions } = await server.as('viewer').dataSources.get(at('bad'));
    expect(definitions.production?.tests).toMatchObject([{ group: 'default', ok: false }]);
  });

  test('values can be tested before they are saved, with the secret of the saved ones', async () => {
    await create('saved');
    const body = { name: 'saved', type: 'postgresql', connection: { ...connection(), password: '******' } };
    const tested = await server.as('developer').dataSources.testUnsaved({ params: { project: 'p' }, body });
    expect(tested.ok).toBe(true);
  });

  test('tables are listed, described and previewed', async () => {
    const { default: pg } = await import('pg');
    const client = new pg.Client({ connectionString: target.url });
    await client.connect();
    await client.query("create table goods (id integer primary key, name text); insert into goods values (1, 'Ä')");
    await client.end();
    await create('tables');
    const api = server.as('developer').dataSources;
    const { items } = await api.tables({ ...at('tables'), query: {} });
    expect(items.map(({ name }) => name)).toContain('public.goods');
    const described = await api.describe({ ...at('tables'), query: { table: 'goods' } });
    expect(described).toMatchObject({ primaryKey: ['id'], columns: [{ name: 'id' }, { name: 'name' }] });
    const preview = await api.preview({ ...at('tables'), body: { table: 'goods' } });
    expect(preview.rows).toEqual([[1, 'Ä']]);
    await expect(api.describe({ ...at('tables'), query: { table: 'nosuch' } })).rejects.toMatchObject({
      problem: { code: 'POSTGRESQL_TABLE_NOT_FOUND' },
    });
  });

  test('one name, two definitions; clone copies both, delete tells who uses it', async () => {
    await create('pair');
    await server.as('developer').dataSources.put({
      ...at('pair'),
      query: { environment: 'development' },
      body: { type: 'postgresql', connection: { ...connection(), database: 'dev' } },
    });
    const mysql = {
      ...at('pair'),
      query: { environment: 'development' as const },
      body: { type: 'mysql', connection: connection() },
      ifMatch: 1,
    };
    await expect(server.as('developer').dataSources.put(mysql)).rejects.toMatchObject({
      problem: { code: 'DATA_SOURCE_OTHER_TYPE' },
    });
    const copy = await server.as('developer').dataSources.clone({ ...at('pair'), body: { name: 'twin' } });
    expect(Object.keys(copy.definitions).sort()).toEqual(['development', 'production']);
    used.set('pair', ['orders']);
    await expect(server.as('developer').dataSources.delete(at('pair'))).rejects.toThrow('is used by the job orders');
    used.clear();
    await server.as('developer').dataSources.delete(at('pair'));
    await expect(server.as('viewer').dataSources.get(at('pair'))).rejects.toMatchObject({ problem: { status: 404 } });
  });

  test('a viewer sees no rows, and nobody another project', async () => {
    await create('private');
    const look = { ...at('private'), body: { table: 'goods' } };
    await expect(server.as('viewer').dataSources.preview(look)).rejects.toMatchObject({ problem: { status: 403 } });
    const elsewhere = { params: { project: 'q', name: 'private' } };
    await expect(server.as('owner').dataSources.get(elsewhere)).rejects.toMatchObject({ problem: { status: 404 } });
  });

  test('pages hold each name once', async () => {
    const first = await server.as('viewer').dataSources.list({ params: { project: 'p' }, query: { limit: 2 } });
    expect(first.items).toHaveLength(2);
    const rest = await server
      .as('viewer')
      .dataSources.list({ params: { project: 'p' }, query: { limit: 100, cursor: first.nextCursor ?? '' } });
    expect(rest.items.map(({ name }) => name)).not.toContain(first.items[1]?.name);
  });

  test('kinds are listed and described for forms', async () => {
    const { items } = await server.as('viewer').connectors.list();
    expect(items).toContainEqual(expect.objectContaining({ name: 'postgresql', canRead: true, needsDataSource: true }));
    const described = await server.as('viewer').connectors.get({ params: { name: 'mysql' } });
    expect(described).toMatchObject({ name: 'mysql', schemas: { reader: { type: 'object' } } });
  });

  test('the built-in group stays, others come and go', async () => {
    const api = server.as('installation').resourceGroups;
    const made = await api.create({ body: { name: 'plant', slots: 2 } });
    expect(made).toMatchObject({ kind: 'agents', slots: 2 });
    const changed = await api.update({ params: { group: 'plant' }, body: { mbps: 5 }, ifMatch: 1 });
    expect(changed.mbps).toBe(5);
    await expect(api.delete({ params: { group: 'default' } })).rejects.toMatchObject({
      problem: { code: 'RESOURCE_GROUP_BUILT_IN' },
    });
    await api.delete({ params: { group: 'plant' } });
    expect((await server.as('viewer').resourceGroups.list()).items.map(({ name }) => name)).toEqual(['default']);
  });
});
