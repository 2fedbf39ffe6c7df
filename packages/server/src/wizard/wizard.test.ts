import { service, type Server } from '@sluice/testkit';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { dataSourceRoutes, jobRoutes, resourceGroupRoutes, wizardRoutes } from '../contract/index.ts';
import { workSource } from '../data-sources/data-sources.ts';
import { dataSourceSubject } from '../data-sources/subject.ts';
import { jobSubject } from '../jobs/subject.ts';
import { resourceGroupSubject } from '../resource-groups/subject.ts';
import { startTestServer, type TestServer } from '../test-server.ts';
import { performWork } from '../worker/perform.ts';
import type { Workers } from '../worker/work.ts';
import { removeAbandonedTrials } from './abandoned-trials.ts';
import type { WizardNeeds } from './needs.ts';
import { wizardSubject } from './subject.ts';

const contract = {
  wizard: wizardRoutes,
  jobs: jobRoutes,
  dataSources: dataSourceRoutes,
  resourceGroups: resourceGroupRoutes,
};

/** Does all work in this process, which takes less time than starting one for each piece. */
const workers: Workers = {
  perform: (work, { drain, kill }) => {
    const never = new AbortController().signal;
    return performWork(work, { drain: drain ?? never, kill: kill ?? never, onEvent: () => undefined });
  },
};

const connectionOf = ({ host, port, user, password, database }: Server) => ({ host, port, user, password, database });

function scriptOf(reader: object, writer: object, more: object = {}): string {
  return JSON.stringify(
    {
      type: 'job',
      version: '2.0',
      steps: [
        { stepType: 'postgresql', category: 'reader', name: 'Reader', parameter: { datasource: 'Shop', ...reader } },
        { stepType: 'mariadb', category: 'writer', name: 'Writer', parameter: { datasource: 'Dw', ...writer } },
      ],
      setting: { speed: { concurrent: 2, throttle: false }, errorLimit: { record: 100 } },
      order: { hops: [{ from: 'Reader', to: 'Writer' }] },
      ...more,
    },
    undefined,
    2,
  );
}
const copy = scriptOf(
  { table: 'orders', column: ['id', 'customer', 'amount'], where: "customer <> '${nobody}'" },
  { table: 'sales', column: ['order_id', 'customer', 'amount'] },
);

describe.each(['sqlite', 'postgresql'] as const)('making jobs, with a store on %s', (dialect) => {
  let shop: Server;
  let dw: Server;
  let server: TestServer<typeof contract>;

  beforeAll(async () => {
    const postgresql = await service('postgresql');
    shop = await postgresql.newDatabase();
    dw = await (await service('mariadb')).newDatabase();
    await fillShop(shop);
    server = await startTestServer({
      contract,
      databaseUrl: dialect === 'sqlite' ? ':memory:' : (await postgresql.newDatabase()).url,
      subjects(ground) {
        const load = async () => ({ usedSlots: 0, queued: 0 });
        const groups = resourceGroupSubject(ground, { workers, load, countJobs: async () => 0 });
        const workersOf = (group: string) => groups.workersOf(group);
        const sources = dataSourceSubject(ground, {
          workersOf,
          usersOf: async () => [],
          countUsers: async () => new Map(),
        });
        const wizard = wizardSubject(ground, {
          workersOf,
          sourceOf: (projectId, name, environment) => workSource(ground, projectId, name, environment),
        });
        return [groups, jobSubject(ground), sources, wizard];
      },
    });
    for (const [name, type, target] of [
      ['Shop', 'postgresql', shop],
      ['Dw', 'mariadb', dw],
    ] as const) {
      const params = { project: 'p', name };
      await server.as('developer').dataSources.put({ params, body: { type, connection: connectionOf(target) } });
    }
    const sales = 'create table sales (order_id int primary key, customer varchar(8), amount decimal(10,2) not null)';
    await api().createTable({ params, body: { target: table('Dw', 'sales'), statement: sales } });
  });
  afterAll(() => server.server.close());

  const api = () => server.as('developer').wizard;
  const params = { project: 'p' };
  const table = (dataSource: string, name: string) => ({ dataSource, table: name });

  test('a script becomes a model and back; mistakes have places in the model', async () => {
    const { model, reasons } = await api().model({ params, body: { script: copy } });
    expect(reasons).toEqual([]);
    expect(model?.mapping[0]).toEqual({ source: 'id', target: 'order_id' });
    const typo = { ...model!, reader: { ...model!.reader, parameter: { datasource: 'Shop', tabel: 'orders' } } };
    const printed = await api().script({ params, body: { model: typo } });
    expect(printed.issues).toContainEqual(
      expect.objectContaining({ code: 'OPTION_UNKNOWN', path: 'reader.parameter.tabel' }),
    );
    expect((await api().model({ params, body: { script: printed.script } })).model).toEqual(typo);
    const star = scriptOf({ table: 'orders', column: ['*'] }, { table: 'sales', column: ['order_id'] });
    const refused = await api().model({ params, body: { script: star } });
    expect(refused.model).toBeUndefined();
    expect(refused.reasons).toMatchObject([{ code: 'WIZARD_ALL_COLUMNS', line: 13 }]);
  });

  test('lines between real tables have verdicts from their types', async () => {
    const mapping = await api().map({
      params,
      body: { operation: 'sameName', source: table('Shop', 'orders'), target: table('Dw', 'sales') },
    });
    expect(mapping.lines).toMatchObject([
      { source: 'customer', target: 'customer', verdict: 'checked' },
      { source: 'amount', target: 'amount', verdict: 'exact' },
    ]);
    expect(mapping.issues).toMatchObject([{ code: 'MAPPING_VALUE_NEEDED' }]);
    expect(mapping.issues[0]?.message).toContain('order_id');
    const fuzzy = await api().map({
      params,
      body: {
        operation: 'fuzzy',
        source: { columns: [{ name: 'orderid', type: 'utf8' }] },
        target: { columns: mapping.target },
      },
    });
    expect(fuzzy.lines).toMatchObject([{ source: 'orderid', target: 'order_id', verdict: 'checked' }]);
  });

  test('columns of a query are those that its reader delivers', async () => {
    const reader = {
      connector: 'postgresql',
      parameter: { datasource: 'Shop', querySql: ["select count(*) as n, '${day}' as day from orders"] },
    };
    const { source } = await api().map({
      params,
      body: {
        operation: 'check',
        source: { reader, variables: { day: '1' } },
        target: { columns: [] },
      },
    });
    expect(source).toMatchObject([
      { name: 'n', type: 'int64' },
      { name: 'day', type: 'utf8' },
    ]);
  });

  test('a template and a schema for any pair of connectors', async () => {
    const { script } = await api().template({ query: { reader: 'mysql', writer: 's3', readerSource: 'Shop' } });
    expect(JSON.parse(script).steps[0]).toMatchObject({ stepType: 'mysql', parameter: { datasource: 'Shop' } });
    const schema = await api().jobSchema({ query: { reader: 'mysql', writer: 'txtfile' } });
    expect(JSON.stringify(schema)).toContain('MySQL reader');
    expect(JSON.stringify(schema)).not.toContain('MySQL writer');
    expect(JSON.stringify(await api().jobSchema({}))).toContain('SQLite writer');
    await expect(api().template({ query: { reader: 'nosuch', writer: 's3' } })).rejects.toMatchObject({
      problem: { status: 404 },
    });
    await expect(api().template({ query: { reader: 'mysql', writer: 'httpfile' } })).rejects.toMatchObject({
      problem: { code: 'JOB_SIDE_MISSING' },
    });
  });

  test('the plan of a draft and of a job: columns, statements, channels', async () => {
    const plan = await api().plan({ params, body: { script: copy, variables: { nobody: 'x' } } });
    expect(plan).toMatchObject({ reader: 'postgresql', writer: 'mariadb', isDestructive: false });
    expect(plan.columns.map(({ source, target, verdict }) => [source, target, verdict])).toEqual([
      ['id', 'order_id', 'exact'],
      ['customer', 'customer', 'checked'],
      ['amount', 'amount', 'exact'],
    ]);
    await expect(api().plan({ params, body: { script: copy } })).rejects.toMatchObject({
      problem: { code: 'RUNS_VALUES_MISSING' },
    });
    const body = { name: `planned-${dialect}`, script: copy, parameters: 'nobody=x' };
    const job = await server.as('developer').jobs.create({ params, body });
    expect((await api().planJob({ params: { project: 'p', job: job.name }, body: {} })).hash).toBe(plan.hash);
    const viewer = server.as('viewer').wizard.plan({ params, body: { script: copy } });
    await expect(viewer).rejects.toMatchObject({ problem: { status: 403 } });
  });

  test('what is wrong with a draft is told with its place', async () => {
    const script = copy.replace('"orders"', '"ordres"');
    const plan = api().plan({ params, body: { script, variables: { nobody: 'x' } } });
    await expect(plan).rejects.toMatchObject({
      problem: { code: 'POSTGRESQL_TABLE_NOT_FOUND', values: { table: expect.stringContaining('ordres') } },
    });
    const missing = scriptOf({ datasource: 'Nowhere', table: 't' }, { table: 'sales' });
    await expect(api().plan({ params, body: { script: missing } })).rejects.toMatchObject({ problem: { status: 404 } });
  });

  test('first rows of a draft, under the names that they get', async () => {
    const preview = await api().preview({ params, body: { script: copy, variables: { nobody: 'c1' }, rows: 2 } });
    expect(preview.columns.map(({ name, target }) => [name, target])).toEqual([
      ['id', 'order_id'],
      ['customer', 'customer'],
      ['amount', 'amount'],
    ]);
    expect(preview).toMatchObject({
      rows: [
        [2, 'c2', '2.50'],
        [3, 'c3', '3.50'],
      ],
      isWhole: false,
      dirty: 0,
    });
    // The writer need not be complete yet.
    const half = scriptOf({ table: 'orders', column: ['id'] }, {});
    expect((await api().preview({ params, body: { script: half, rows: 1 } })).rows).toEqual([[1]]);
  });

  test('a target table is proposed, edited, made and then known', async () => {
    const target = table('Dw', 'orders');
    const body = { source: table('Shop', 'orders'), target };
    const proposed = await api().proposeTable({ params, body });
    expect(proposed).toMatchObject({ exists: false, notes: [] });
    expect(proposed.statement).toBe(
      [
        'create table `orders` (',
        '  `id` int not null,',
        '  `customer` varchar(20) null,',
        '  `amount` decimal(10,2) not null,',
        '  `made` datetime(6) not null,',
        '  primary key (`id`)',
        ')',
      ].join('\n'),
    );
    const statement = proposed.statement.replace('varchar(20)', 'varchar(40)');
    const made = await api().createTable({ params, body: { target, statement } });
    expect(made.columns.map(({ name, nativeType }) => [name, nativeType])).toContainEqual(['customer', 'varchar(40)']);
    expect(server.audited.at(-1)).toMatchObject({
      action: 'wizard.createTable',
      target: 'table orders of data source Dw',
      after: { statement },
    });
    expect((await api().proposeTable({ params, body })).exists).toBe(true);
    const other = api().createTable({ params, body: { target, statement: 'drop table orders' } });
    await expect(other).rejects.toMatchObject({ problem: { code: 'RELATIONAL_NOT_CREATE_TABLE' } });
    const operator = server.as('operator').wizard.createTable({ params, body: { target, statement } });
    await expect(operator).rejects.toMatchObject({ problem: { status: 403 } });
  });

  test('a test run moves a sample into a table of its own, which is gone afterwards', async () => {
    const name = `tested-${dialect}`;
    const body = { name, script: copy, parameters: 'nobody=x' };
    await server.as('developer').jobs.create({ params, body });
    const outcome = await api().testRun({ params: { project: 'p', job: name }, body: { rows: 100 } });
    expect(outcome).toMatchObject({
      state: 'succeeded',
      rowsRead: 100,
      rowsWritten: 99,
      rowsDirty: 1,
      isRemoved: true,
    });
    expect(outcome.place).toMatch(/^sales_sluice_test_/);
    expect(outcome.dirty).toMatchObject([{ column: 'customer' }]);
    const dataSources = server.as('developer').dataSources;
    const at = { params: { project: 'p', name: 'Dw' } };
    expect((await dataSources.preview({ ...at, body: { table: 'sales' } })).rows).toEqual([]);
    const { items } = await dataSources.tables(at);
    expect(items.map((each) => each.name)).not.toContain(outcome.place);
  });

  test('what a killed test run left is removed later, when nobody can be at work on it any more', async () => {
    const { ground } = server.server;
    const { database } = ground.store;
    const runId = '20261121T000000-abc';
    const left = 'sales_sluice_test_20261121t000000_abc';
    const statement = `create table ${left} (id int)`;
    await api().createTable({ params, body: { target: table('Dw', left), statement } });
    const draft = {
      projectId: 'project-p',
      name: 'killed',
      script: copy,
      parameters: 'nobody=x',
      variables: {},
      environment: 'production',
    };
    await database
      .insertInto('trials')
      .values({
        id: runId,
        project_id: 'project-p',
        job_name: 'killed',
        group_name: 'default',
        request: ground.keyring.encrypt(JSON.stringify(draft), `trial ${runId}`),
        began_at: Date.now() - 44 * 60_000,
        tried_at: 0,
      })
      .execute();
    const needs: WizardNeeds = {
      workersOf: async () => workers,
      sourceOf: (projectId, name, environment) => workSource(ground, projectId, name, environment),
    };
    const tables = async () => {
      const { items } = await server.as('developer').dataSources.tables({ params: { project: 'p', name: 'Dw' } });
      return items.map(({ name }) => name);
    };
    await removeAbandonedTrials(ground, needs);
    expect(await tables()).toContain(left);
    await database
      .updateTable('trials')
      .set({ began_at: Date.now() - 46 * 60_000 })
      .execute();
    await removeAbandonedTrials(ground, needs);
    expect(await tables()).not.toContain(left);
    expect(await tables()).toContain('sales');
    expect(await database.selectFrom('trials').selectAll().execute()).toEqual([]);
  });

  test('a test run that fails is an answer, with its reason', async () => {
    const name = `failing-${dialect}`;
    const script = scriptOf({ table: 'orders', column: ['id'] }, { table: 'nowhere', column: ['id'] });
    await server.as('developer').jobs.create({ params, body: { name, script } });
    const at = { project: 'p', job: name };
    expect(await api().testRun({ params: at, body: {} })).toMatchObject({
      state: 'failed',
      isRemoved: true,
      rowsWritten: 0,
      error: { code: 'RELATIONAL_NO_TRIAL_PATTERN', path: 'steps[1].parameter.table' },
    });
    expect(await api().testRun({ params: at, body: { script: copy, variables: { nobody: 'x' } } })).toMatchObject({
      state: 'succeeded',
      rowsRead: 100,
    });
  });
});

/** 250 orders; the customer of one has a longer name than the target takes. */
async function fillShop(shop: Server): Promise<void> {
  const client = new Client(connectionOf(shop));
  await client.connect();
  await client.query(
    `create table orders (id int primary key, customer varchar(20), amount numeric(10,2) not null,
       made timestamp not null default now())`,
  );
  await client.query(
    `insert into orders select i, case when i = 7 then 'customer seven' else 'c' || i end, i + 0.5
     from generate_series(1, 250) i`,
  );
  await client.end();
}
