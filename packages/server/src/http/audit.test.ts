import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startReceiver } from '../alerts/test-receiver.ts';
import { contract, createClient, isAudited, type Client } from '../contract/index.ts';
import { streamScript } from '../scheduler/test-house.ts';
import { startTestHouse, type TestHouse, type Visitor } from './test-house.ts';

let house: TestHouse;
let receiver: Awaited<ReturnType<typeof startReceiver>>;
beforeAll(async () => {
  house = await startTestHouse();
  receiver = await startReceiver();
});
afterAll(async () => {
  await receiver.close();
  await house.server.close();
});

type Api = Client<typeof contract>;
const as = (visitor: Visitor): Api =>
  createClient(contract, { baseUrl: house.server.url, headers: house.headersOf(visitor) });
const project = { project: 'p' };
const password = 'correct horse battery staple';

/** Done elsewhere: they need an installation of their own, or a message that was not sent. */
const elsewhere = new Set(['people.setUp', 'oidc.callback', 'alerts.retryDelivery']);
/** Nothing of the installation is another thing after them than before, or it is a secret. */
const withoutState = new Set([
  'people.login',
  'people.logout',
  'people.changePassword',
  'people.redeemLink',
  'people.createPasswordLink',
  'alerts.testChannel',
  'alerts.testUnsaved',
]);

test('every change is remembered, with its target and what it changed', { timeout: 120_000 }, async () => {
  await changeInstallation(as('installation'));
  await signInAndOut();
  await changeProjects(as('installation'));
  await changeSources(as('owner'));
  await changeJobs(as('owner'));
  await changeRuns(as('owner'));
  await changeInstances(as('owner'));
  await changeAlerts(as('owner'));
  const rows = await house.server.ground.store.database
    .selectFrom('audit')
    .select(['action', 'target', 'before', 'after'])
    .where('outcome', '=', 'done')
    .execute();
  const changing = house.routes.filter(({ spec }) => isAudited(spec)).map(({ name }) => name);
  const done = new Set(rows.map(({ action }) => action));
  expect(changing.filter((name) => !done.has(name) && !elsewhere.has(name))).toEqual([]);
  expect(rows.filter(({ target }) => target === null)).toEqual([]);
  const silent = rows.filter(
    ({ action, before, after }) => before === null && after === null && !withoutState.has(action),
  );
  expect(silent).toEqual([]);
  const deployed = rows.find(({ action }) => action === 'jobs.deploy');
  expect(deployed).toEqual({
    action: 'jobs.deploy',
    target: 'job orders',
    before: '{"state":"submitted","submittedVersion":1,"deployedVersion":null}',
    after: '{"state":"deployed","submittedVersion":1,"deployedVersion":1}',
  });
  expect(JSON.stringify(rows)).not.toContain(password);
  expect(JSON.stringify(rows)).not.toContain('hook-secret');
});

test('every refused change is remembered, with who tried it', { timeout: 60_000 }, async () => {
  const { database } = house.server.ground.store;
  await database.deleteFrom('audit').execute();
  const changing = house.routes.filter(({ spec }) => isAudited(spec) && spec.access !== 'public');
  for (const { spec } of changing) {
    const path = spec.path.replaceAll(/:(\w+)/g, (_, name: string) => (name === 'project' ? 'p' : 'nosuch'));
    await house.send('stranger', spec.method, path);
  }
  const rows = await database.selectFrom('audit').select(['action', 'outcome', 'code', 'address']).execute();
  const expected = changing.map(({ name }) => {
    return { action: name, outcome: 'refused', code: 'HTTP_NOT_SIGNED_IN', address: '127.0.0.1' };
  });
  const byAction = (one: { action: string }, other: { action: string }) => (one.action < other.action ? -1 : 1);
  expect(rows.toSorted(byAction)).toEqual(expected.toSorted(byAction));
});

async function changeInstallation(api: Api): Promise<void> {
  const made = await api.resourceGroups.create({ body: { name: 'far' } });
  await api.resourceGroups.update({ params: { group: 'far' }, body: { slots: 3 }, ifMatch: made.version });
  await api.resourceGroups.delete({ params: { group: 'far' } });
  // What is queued stays in the queue.
  const { version } = await api.resourceGroups.get({ params: { group: 'default' } });
  await api.resourceGroups.update({ params: { group: 'default' }, body: { isDraining: true }, ifMatch: version });
  const settings = await api.settings.get();
  await api.settings.update({ body: { retention: { logs: 7 } }, ifMatch: settings.version });
  const { user } = await api.people.createUser({ body: { name: 'newcomer' } });
  const at = { params: { user: 'newcomer' } };
  await api.people.updateUser({ ...at, body: { displayName: 'New' }, ifMatch: user.version });
  const { link } = await api.people.createPasswordLink(at);
  const code = link.split('#').at(-1) ?? '';
  await as('stranger').people.redeemLink({ body: { code, password } });
}

async function signInAndOut(): Promise<void> {
  const response = await house.send('stranger', 'POST', '/api/login', { name: 'newcomer', password });
  const [cookie = ''] = response.headers.getSetCookie().map((each) => each.split(';')[0] ?? '');
  const api = createClient(contract, { baseUrl: house.server.url, headers: { cookie } });
  const { token } = await api.people.createToken({ body: { name: 'script' } });
  await api.people.deleteToken({ params: { token: token.id } });
  await api.people.changePassword({ body: { current: password, next: `${password} 2` } });
  await api.people.logout();
}

async function changeProjects(api: Api): Promise<void> {
  const { version } = await api.projects.create({ body: { name: 'extra' } });
  const at = { params: { project: 'extra' } };
  await api.projects.update({ ...at, body: { title: 'Extra' }, ifMatch: version });
  const member = { params: { project: 'extra', user: 'newcomer' } };
  await api.projects.setMember({ ...member, body: { role: 'viewer' } });
  await api.projects.removeMember(member);
  await api.projects.delete(at);
  await api.people.deleteUser({ params: { user: 'newcomer' } });
}

async function changeSources(api: Api): Promise<void> {
  await api.samples.create({ params: project });
  const copy = { params: { ...project, name: 'copy' } };
  const sample = { params: { ...project, name: 'sample-warehouse' } };
  await api.dataSources.clone({ ...sample, body: { name: 'copy' } });
  await api.dataSources.delete({ ...copy, query: {} });
  const { definitions } = await api.dataSources.get(sample);
  const connection = definitions.production?.connection ?? {};
  await api.dataSources.put({ ...copy, query: {}, body: { type: 'sqlite', connection } });
  const target = { dataSource: 'copy', table: 'audited' };
  await api.wizard.createTable({ params: project, body: { target, statement: 'create table audited (id integer)' } });
  await api.wizard.testRun({ params: { ...project, job: 'sample-orders' }, body: { rows: 1 } });
}

async function changeJobs(api: Api): Promise<void> {
  const at = { params: { ...project, job: 'orders' } };
  const schedule = { schedule: { cycle: { kind: 'day' as const, time: '02:00' } } };
  const made = await api.jobs.create({ params: project, body: { name: 'orders', script: streamScript, schedule } });
  await api.jobs.update({ ...at, body: { description: 'all of them' }, ifMatch: made.version });
  await api.jobs.submit({ ...at, body: {} });
  await api.jobs.deploy({ ...at, body: {} });
  await api.jobs.undeploy(at);
  await api.jobs.rollBack({ params: { ...at.params, number: 1 } });
  await api.jobs.deploy({ ...at, body: {} });
  await api.jobs.import({ params: project, body: { files: [{ name: 'imported.json', script: streamScript }] } });
  await api.jobs.delete({ params: { ...project, job: 'imported' } });
}

async function changeRuns(api: Api): Promise<void> {
  const at = (run: { readonly id: string }) => ({ params: { ...project, run: run.id } });
  const run = await api.runs.start({ params: { ...project, job: 'orders' }, body: {} });
  await api.runs.cancel({ ...at(run), body: {} });
  await api.runs.rerun(at(run));
  await api.runs.replay({ ...at(run), body: { records: [{ values: { n: 1 } }] } });
  await beginAndFail(run.id);
  await api.runs.resume(at(run));
}

/** As if a worker had begun the run and failed. */
async function beginAndFail(id: string): Promise<void> {
  const { settings, store } = house.server.ground;
  mkdirSync(join(settings.dataFolder, 'state', 'runs', 'begun'), { recursive: true });
  await store.database
    .updateTable('runs')
    .set({ engine_run: 'begun', state: 'failed', stop: null })
    .where('id', '=', id)
    .execute();
}

async function changeInstances(api: Api): Promise<void> {
  const job = { ...project, job: 'orders' };
  const instance = await api.instances.test({ params: job, body: { businessDate: '2026-01-01' } });
  const at = { params: { ...project, instance: instance.id } };
  await api.instances.operate({ ...at, body: { operation: 'freeze' } });
  const many = { operation: 'unfreeze' as const, instances: [instance.id] };
  await api.instances.operateMany({ params: project, body: many });
  const ranges = [{ from: '2026-01-01', to: '2026-01-02' }];
  const { id } = await api.backfills.create({ params: project, body: { jobs: ['orders'], ranges } });
  await api.backfills.stop({ params: { ...project, backfill: id } });
}

async function changeAlerts(api: Api): Promise<void> {
  const channel = { kind: 'webhook' as const, options: { url: receiver.url, secret: 'hook-secret' } };
  const at = { params: { ...project, channel: 'hook' } };
  const made = await api.alerts.createChannel({ params: project, body: { name: 'hook', ...channel } });
  await api.alerts.changeChannel({
    ...at,
    body: { name: 'hook', ...channel, description: 'ours' },
    ifMatch: made.version,
  });
  await api.alerts.testChannel(at);
  await api.alerts.testUnsaved({ params: project, body: channel });
  const body = { name: 'Failed', triggers: [{ kind: 'failed' as const }], scope: { kind: 'project' as const } };
  const rule = await api.alerts.createRule({ params: project, body: { ...body, channels: ['hook'] } });
  const one = { params: { ...project, rule: rule.id } };
  const change = { ...body, name: 'Failed again', channels: ['hook'] };
  await api.alerts.changeRule({ ...one, body: change, ifMatch: rule.version });
  await api.alerts.deleteRule(one);
  await api.alerts.deleteChannel(at);
}
