/**
 * What the pictures show: a shop whose jobs have run for two weeks. The past is written into the store, as nobody can
 * wait for it; a run that goes on, dirty records and a backfill are real.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { checkStep } from '@sluice/core';
import { project, type House } from './house.ts';
import { slow, until } from './operations-ground.ts';
import { pictureJobs, pictureSources, scriptOf, type PictureJob } from './pictures-jobs.ts';
import { dateOf, fillPast, newId } from './pictures-past.ts';

const params = { project };
const importJob = 'ods_web_orders';
const mappingJob = 'mart_orders';
const importFiles = 6;
const linesPerFile = 30_000;

/** Names that stand in the addresses of pages. */
export async function preparePictures(house: House): Promise<Readonly<Record<string, string>>> {
  await house.api.projects.update({
    params,
    body: { title: 'Web shop', description: 'Everything that the shop sells, in the warehouse by seven.' },
    ifMatch: 1,
  });
  await makePeople(house);
  await makeSources(house);
  for (const job of pictureJobs) await makeJob(house, job);
  await fillPast(house, await startRunning(house));
  const { dataSources, job } = await house.api.samples.create({ params });
  await house.api.dataSources.test({ params: { project, name: 'sample-shop' }, body: {} });
  await makeAlerts(house);
  const run = await runImport(house);
  await makeMapping(house);
  const backfill = await house.api.backfills.create({
    params,
    body: { name: 'web orders again', jobs: [importJob], ranges: [{ from: dateOf(4), to: dateOf(2) }] },
  });
  await until(
    () => house.api.backfills.get({ params: { project, backfill: backfill.id } }),
    ({ state }) => state !== 'running',
  );
  const { items } = await house.api.instances.list({
    params,
    query: { job: 'ads_campaign_audience', state: 'failure' as never },
  });
  return {
    name: dataSources[0] ?? '',
    job,
    mapping: mappingJob,
    run,
    backfill: backfill.id,
    instance: items[0]?.id ?? '',
  };
}

/** Runs of the jobs that go on, by job: slowly enough for all pictures. */
async function startRunning({ api }: House): Promise<ReadonlyMap<string, string>> {
  const started = new Map<string, string>();
  for (const { name: job } of pictureJobs.filter(({ latest }) => latest === 'running'))
    started.set(job, (await api.runs.start({ params: { project, job }, body: { what: 'draft' } })).id);
  return started;
}

async function makePeople(house: House): Promise<void> {
  await house.addUser('grace', 'developer');
  await house.addUser('linus', 'operator');
  await house.addUser('mary', 'viewer');
  await house.api.people.createToken({ body: { name: 'nightly export', project, permissions: ['runs.start'] } });
}

async function makeSources(house: House): Promise<void> {
  const { database } = house.server.ground.store;
  for (const { name, type, description, connection, ...rest } of pictureSources) {
    await house.api.dataSources.put({ params: { project, name }, body: { type, description, connection } });
    const { id } = await database
      .selectFrom('data_sources')
      .select('id')
      .where('name', '=', name)
      .executeTakeFirstOrThrow();
    const failure = 'failure' in rest ? rest.failure : undefined;
    const checks = [
      { step: 'resolve', ok: true, detail: '10.0.3.17', ms: 2 },
      { step: 'connect', ok: true, detail: 'port open', ms: 4 },
      failure === undefined
        ? { step: 'login', ok: true, detail: 'signed in', ms: 11 }
        : await checkStep('login', house.server.ground.clock, () => Promise.reject(failure)),
    ];
    await database
      .insertInto('data_source_tests')
      .values({
        source_id: id,
        group_name: 'default',
        at: Date.now() - 7_200_000,
        is_ok: failure === undefined ? 1 : 0,
        checks: JSON.stringify(checks),
      })
      .execute();
  }
}

async function makeJob(house: House, job: PictureJob): Promise<void> {
  const { name, folder, description, time, after = [] } = job;
  await house.api.jobs.create({
    params,
    body: {
      name,
      folder,
      description,
      script: job.latest === 'running' ? slow.replace('6000', '900000') : scriptOf(job),
      parameters: 'day=$[yyyy-mm-dd-1]',
      owner: name.startsWith('ads') ? 'grace' : 'ada',
      tags: name.startsWith('ads') ? ['reports'] : [],
      schedule: {
        schedule: { cycle: { kind: 'day', time } },
        dependencies: after.map((parent) => ({ kind: 'sameCycle', job: parent })),
        policy: { retries: 1 },
      },
    },
  });
  await house.api.jobs.submit({ params: { project, job: name }, body: { comment: 'first version' } });
  await house.api.jobs.deploy({ params: { project, job: name }, body: {} });
}

/** Six files, of which some lines are no orders; slow enough to be looked at. */
async function runImport(house: House): Promise<string> {
  const files = join(house.server.ground.settings.dataFolder, 'files');
  mkdirSync(join(files, 'web'), { recursive: true });
  for (let file = 1; file <= importFiles; file++) {
    const lines = Array.from({ length: linesPerFile }, (_, row) => {
      const id = file * linesPerFile + row;
      const amount = row % 4_999 === 4_998 ? 'n/a' : ((id * 37) % 20_000) / 100;
      return `${id},customer ${id % 911},${amount},2026-11-${String(1 + (id % 20)).padStart(2, '0')}`;
    });
    writeFileSync(join(files, 'web', `orders-${file}.csv`), `${lines.join('\n')}\n`);
  }
  const path = join(files, 'web.db');
  const database = new DatabaseSync(path);
  database.exec('create table web_orders (id integer primary key, customer text, amount real, ordered_on text)');
  database.exec(
    'create table mart_orders (order_id integer primary key, customer text not null, amount numeric(12, 2) not null, ' +
      'ordered_on date, product integer, loaded_by text not null, channel text not null, note text)',
  );
  database.close();
  await house.api.dataSources.put({
    params: { project, name: 'web' },
    body: { type: 'sqlite', description: 'Orders of the web shop.', connection: { path } },
  });
  await house.api.jobs.create({
    params,
    body: {
      name: importJob,
      folder: 'ods',
      description: 'Orders that the web shop leaves as CSV.',
      script: importScript(),
      schedule: { schedule: { cycle: { kind: 'day', time: '09:00' } }, dependencies: [], policy: {} },
    },
  });
  const job = { project, job: importJob };
  await house.api.jobs.submit({ params: job, body: { comment: 'CSV of the web shop' } });
  await house.api.jobs.deploy({ params: job, body: {} });
  const { id } = await house.api.runs.start({ params: job, body: { what: 'deployed' } });
  await until(
    () => house.api.runs.get({ params: { project, run: id } }),
    ({ state }) => state !== 'queued' && state !== 'running',
  );
  return id;
}

function importScript(): string {
  const column = [
    { index: 0, type: 'long', name: 'id' },
    { index: 1, type: 'string', name: 'customer' },
    { index: 2, type: 'double', name: 'amount' },
    { index: 3, type: 'string', name: 'ordered_on' },
  ];
  const target = {
    datasource: 'web',
    table: 'web_orders',
    column: column.map(({ name }) => name),
    writeMode: 'replace',
  };
  return JSON.stringify(
    {
      type: 'job',
      version: '2.0',
      steps: [
        {
          stepType: 'txtfile',
          category: 'reader',
          name: 'Reader',
          parameter: { path: ['web/*.csv'], column },
        },
        { stepType: 'sqlite', category: 'writer', name: 'Writer', parameter: target },
      ],
      setting: {
        speed: { concurrent: 2, throttle: false },
        errorLimit: { record: 100 },
      },
      order: { hops: [{ from: 'Reader', to: 'Writer' }] },
    },
    null,
    2,
  );
}

/** A job whose mapping has something to say. */
async function makeMapping({ api }: House): Promise<void> {
  const source = ['id', 'customer', 'price_cents', 'ordered_on', 'product', "'web'"];
  const target = ['order_id', 'customer', 'amount', 'ordered_on', 'product', 'loaded_by'];
  const step = (category: string, parameter: object) => ({
    stepType: 'sqlite',
    category,
    name: category === 'reader' ? 'Reader' : 'Writer',
    parameter,
  });
  const script = {
    type: 'job',
    version: '2.0',
    steps: [
      step('reader', { datasource: 'sample-shop', table: 'orders', column: source, splitPk: 'id' }),
      step('writer', { datasource: 'web', table: 'mart_orders', column: target, writeMode: 'replace' }),
    ],
    setting: { speed: { concurrent: 2, throttle: false }, errorLimit: { record: 10 } },
    order: { hops: [{ from: 'Reader', to: 'Writer' }] },
  };
  await api.jobs.create({
    params,
    body: {
      name: mappingJob,
      folder: 'mart',
      description: 'Orders of the shop, as the mart wants them.',
      script: JSON.stringify(script, null, 2),
    },
  });
}

async function makeAlerts({ api, server }: House): Promise<void> {
  await api.alerts.createChannel({
    params,
    body: { name: 'on-call', kind: 'webhook', options: { url: 'https://alerts.internal/sluice' } },
  });
  const rules = [
    ['Something failed for good', [{ kind: 'exhausted' }]],
    ['Revenue is late', [{ kind: 'unfinished', by: '07:00' }]],
    [
      'Suspicious row counts',
      [
        { kind: 'rowsChangedBy', percent: 50 },
        { kind: 'dirtyAbove', rows: 100 },
      ],
    ],
  ] as const;
  for (const [name, triggers] of rules)
    await api.alerts.createRule({
      params,
      body: { name, scope: { kind: 'project' }, triggers: [...triggers], channels: ['on-call'] },
    });
  const { database } = server.ground.store;
  const { id: channelId, project_id: projectId } = await database
    .selectFrom('alert_channels')
    .select(['id', 'project_id'])
    .executeTakeFirstOrThrow();
  const rule = await database.selectFrom('alert_rules').select(['id', 'name']).executeTakeFirstOrThrow();
  const failures = await database.selectFrom('instances').selectAll().where('state', '=', 'failure').execute();
  for (const [index, each] of failures.entries()) {
    const at = each.finished_at ?? 0;
    const isLost = index === 1;
    await database
      .insertInto('alert_deliveries')
      .values({
        id: newId(at),
        project_id: projectId,
        kind: 'alert',
        rule_id: rule.id,
        rule_name: rule.name,
        trigger_kind: 'exhausted',
        job_name: each.job_name,
        subject_id: each.id,
        channel_id: channelId,
        channel_name: 'on-call',
        channel_kind: 'webhook',
        state: isLost ? 'failed' : 'sent',
        reason: null,
        summary_id: null,
        created_at: at,
        next_at: null,
        sent_at: isLost ? null : at + 900,
        attempts: isLost ? 8 : 1,
        server_id: null,
        lease_until: null,
        last_error: isLost ? 'The receiver answered 503.' : null,
        title: `Failed: ${each.job_name}`,
        body: `${each.job_name}\n${each.error}`,
        facts: null,
      })
      .execute();
  }
}
