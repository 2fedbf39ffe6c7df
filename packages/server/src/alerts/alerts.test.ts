import { fakeClock, service, type FakeClock } from '@sluice/testkit';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import type { z } from 'zod';
import type { alertRuleBody } from '../contract/alert.ts';
import { alertRoutes } from '../contract/alerts.ts';
import { findInstance, type InstanceRow } from '../instances/rows.ts';
import { makeTestInstances } from '../instances/test-instances.ts';
import { enqueue } from '../runs/queue.ts';
import { startTestServer, type TestServer } from '../test-server.ts';
import { alertSubject, type Alerts } from './subject.ts';
import { startReceiver, type Receiver } from './test-receiver.ts';

const contract = { alerts: alertRoutes };
type RuleInput = z.input<typeof alertRuleBody>;

/** 09:00 in Berlin. */
const morning = Date.parse('2026-03-02T08:00:00Z');
const minute = 60_000;

describe.each(['sqlite', 'postgresql'] as const)('alerts on %s', (dialect) => {
  let server: TestServer<typeof contract>;
  let receiver: Receiver;
  let clock: FakeClock = fakeClock(morning);
  let alerts: Alerts;
  let project = '';
  let projects = 0;

  beforeAll(async () => {
    receiver = await startReceiver();
    server = await startTestServer({
      contract,
      databaseUrl: dialect === 'sqlite' ? ':memory:' : (await (await service('postgresql')).newDatabase()).url,
      settings: { publicUrl: 'https://sluice.example/', deniedHosts: '192.0.2.0/24' },
      clock: { now: () => clock.now(), monotonic: () => clock.monotonic(), sleep: (ms) => clock.sleep(ms) },
      // Never started: nothing happens by itself.
      subjects: (ground) => [{ routes: alertSubject(ground).routes }],
    });
  });
  afterAll(async () => {
    await server.server.close();
    await receiver.close();
  });
  beforeEach(async () => {
    clock = fakeClock(morning);
    receiver.received.length = 0;
    project = `p${++projects}`;
    alerts = anotherServer('this');
    await database()
      .insertInto('projects')
      .values({
        id: `project-${project}`,
        name: project,
        name_key: project,
        title: '',
        description: '',
        time_zone: 'Europe/Berlin',
        is_scheduling: 1,
        created_at: morning,
        version: 1,
      })
      .execute();
  });
  // What a test leaves in the outbox is none of the next one's business.
  afterEach(async () => {
    await database().deleteFrom('alert_deliveries').execute();
    await database().deleteFrom('alert_rules').execute();
    await database().deleteFrom('alert_marks').execute();
    await database().deleteFrom('instances').execute();
    await database().deleteFrom('runs').execute();
  });

  const database = () => server.server.ground.store.database;
  const ground = () => server.server.ground;
  const anotherServer = (serverId: string): Alerts => alertSubject({ ...ground(), serverId });
  const api = (role: 'developer' | 'viewer' | 'operator' = 'developer') => server.as(role).alerts;
  const here = () => ({ params: { project } });
  const bodies = () => receiver.received.map(({ body }) => JSON.parse(body) as Record<string, unknown>);

  async function channel(name = 'ops', more: object = {}) {
    const options = { url: `${receiver.url}/${name}`, secret: 'top secret' };
    return api().createChannel({ ...here(), body: { name, kind: 'webhook', options, ...more } });
  }
  async function rule(body: Partial<RuleInput> & Pick<RuleInput, 'triggers'>) {
    const made = await api().createRule({
      ...here(),
      body: { name: 'Watch', scope: { kind: 'project' }, channels: ['ops'], ...body },
    });
    clock.advance(1);
    return made;
  }
  async function instance(job: string, columns: Partial<InstanceRow>, more: object = {}): Promise<InstanceRow> {
    const wish = { job, projectId: `project-${project}`, columns: { made_at: clock.now(), ...columns }, ...more };
    const [id = ''] = await makeTestInstances(ground(), [wish]);
    return findInstance(database(), `project-${project}`, id);
  }
  const failed = (job: string, columns: Partial<InstanceRow> = {}) =>
    instance(job, { state: 'failure', finished_at: clock.now(), attempt: 4, error: 'No such table.', ...columns });
  async function fail(...jobs: readonly string[]): Promise<void> {
    for (const job of jobs) alerts.onInstanceChanged({ after: await failed(job) });
    await alerts.tick();
  }
  const deliveries = async (query = {}) => (await api('viewer').deliveries({ ...here(), query })).items;
  async function later(ms: number): Promise<void> {
    clock.advance(ms);
    await alerts.tick();
  }

  test('a channel keeps its secrets: encrypted, masked, unchanged when sent back masked', async () => {
    const made = await channel('ops', { language: 'zh' });
    expect(made.options).toEqual({ url: `${receiver.url}/ops`, secret: '******' });
    const rows = await database().selectFrom('alert_channels').selectAll().execute();
    expect(JSON.stringify(rows)).not.toContain('top secret');
    const changed = await api().changeChannel({
      params: { project, channel: 'ops' },
      body: { ...made, description: 'The team' },
      ifMatch: 1,
    });
    expect(changed).toMatchObject({ version: 2, description: 'The team', language: 'zh' });
    await api('operator').testChannel({ params: { project, channel: 'ops' } });
    expect(receiver.received[0]?.headers['sluice-signature']).toMatch(/^t=\d+,v1=[0-9a-f]{64}$/);
    const again = api().changeChannel({ params: { project, channel: 'ops' }, body: made, ifMatch: 1 });
    await expect(again).rejects.toMatchObject({ problem: { code: 'HTTP_CHANGED', status: 412 } });
    expect(JSON.stringify(server.audited)).not.toContain('top secret');
  });

  test('a stored secret goes to no other host', async () => {
    const made = await channel();
    const options = { ...made.options, url: 'http://evil.example/x' };
    const change = { params: { project, channel: 'ops' }, body: { ...made, options }, ifMatch: 1 };
    await expect(api().changeChannel(change)).rejects.toMatchObject({
      problem: { code: 'ALERT_SECRET_NEEDED', path: 'options.secret' },
    });
    const tested = api().testUnsaved({ ...here(), body: { kind: 'webhook', options, saved: 'ops' } });
    await expect(tested).rejects.toMatchObject({ problem: { code: 'ALERT_SECRET_NEEDED' } });
    expect(receiver.received).toEqual([]);
  });

  test('the address of a robot is a secret as a whole', async () => {
    const url = `${receiver.url}/hook?access_token=abc`;
    const made = await api().createChannel({ ...here(), body: { name: 'd', kind: 'dingtalk', options: { url } } });
    expect(made.options).toEqual({ url: '******' });
    receiver.answerNext({ status: 200, body: '{"errcode":0}' });
    const body = { kind: 'dingtalk' as const, options: { url: '******' }, saved: 'd' };
    expect(await api().testUnsaved({ ...here(), body })).toMatchObject({ ok: true });
    expect(receiver.received[0]?.path).toBe('/hook?access_token=abc');
  });

  test('wrong values and forbidden hosts are refused with their place', async () => {
    const create = (options: Record<string, string>) =>
      api().createChannel({ ...here(), body: { name: 'x', kind: 'webhook', options } });
    await expect(create({})).rejects.toMatchObject({ problem: { path: 'options.url', status: 422 } });
    await expect(create({ url: 'file:///etc/passwd' })).rejects.toMatchObject({ problem: { path: 'options.url' } });
    await expect(create({ url: 'https://192.0.2.7/x' })).rejects.toMatchObject({
      problem: { code: 'ALERT_HOST_NOT_ALLOWED', path: 'options.url', status: 403 },
    });
    await channel();
    await expect(channel('OPS')).rejects.toMatchObject({ problem: { code: 'HTTP_EXISTS' } });
    const lost = rule({ triggers: [{ kind: 'failed' }], channels: ['nosuch'] });
    await expect(lost).rejects.toMatchObject({ problem: { code: 'ALERT_UNKNOWN_CHANNEL', path: 'channels' } });
    const noJob = rule({ triggers: [{ kind: 'failed' }], scope: { kind: 'job', job: 'nosuch' } });
    await expect(noJob).rejects.toMatchObject({ problem: { code: 'ALERT_UNKNOWN_JOB', path: 'scope.job' } });
    const twice = rule({ triggers: [{ kind: 'failed' }, { kind: 'failed' }] });
    await expect(twice).rejects.toMatchObject({ problem: { status: 400 } });
  });

  test('kinds are described for forms', async () => {
    const { items } = await api('viewer').kinds();
    expect(items.map(({ kind }) => kind)).toEqual(['mail', 'webhook', 'dingtalk', 'feishu', 'wecom', 'slack']);
    const fieldsOf = (kind: string) => items.find((each) => each.kind === kind)?.fields;
    expect(fieldsOf('mail')).toContainEqual(expect.objectContaining({ name: 'to', title: 'To', type: 'list' }));
    expect(fieldsOf('mail')).toContainEqual(expect.objectContaining({ name: 'port', default: 587, isRequired: false }));
    expect(fieldsOf('wecom')).toMatchObject([{ name: 'url', isSecret: true, isRequired: true, widget: 'password' }]);
  });

  test('a test tells what the other side said', async () => {
    await channel();
    const at = { params: { project, channel: 'ops' } };
    expect(await api().testChannel(at)).toMatchObject({ ok: true, detail: '200 ok' });
    expect(bodies()[0]).toMatchObject({ message: 'test', title: '[Sluice] Test message' });
    receiver.answerNext({ status: 403, body: 'go away' });
    expect(await api().testChannel(at)).toMatchObject({
      ok: false,
      code: 'ALERT_REFUSED',
      detail: expect.stringContaining('403 go away'),
    });
  });

  test('a secret that the other side repeats is not shown', async () => {
    const url = `${receiver.url}/hook?key=0123456789abcdef`;
    await api().createChannel({ ...here(), body: { name: 'w', kind: 'wecom', options: { url } } });
    receiver.answerNext({ status: 404, body: 'no robot with the key 0123456789abcdef' });
    const { detail } = await api().testChannel({ params: { project, channel: 'w' } });
    expect(detail).toContain('no robot with the key ******');
  });

  test('a viewer sees channels and rules, and changes none; nobody sees another project', async () => {
    await channel();
    const { id } = await rule({ triggers: [{ kind: 'exhausted' }] });
    const viewer = api('viewer');
    expect((await viewer.channels(here())).items).toHaveLength(1);
    expect((await viewer.rules({ ...here(), query: {} })).items[0]).toMatchObject({ name: 'Watch', channels: ['ops'] });
    const refused = { problem: { status: 403 } };
    await expect(viewer.testChannel({ params: { project, channel: 'ops' } })).rejects.toMatchObject(refused);
    await expect(viewer.deleteRule({ params: { project, rule: id } })).rejects.toMatchObject(refused);
    const elsewhere = { params: { project: 'elsewhere', rule: id } };
    await expect(api().rule(elsewhere)).rejects.toMatchObject({ problem: { status: 404 } });
    await expect(api().deleteRule(elsewhere)).rejects.toMatchObject({ problem: { status: 404 } });
  });

  test('a new project is offered a rule, off as long as there is no channel', async () => {
    const list = () => api().rules({ ...here(), query: {} });
    expect((await list()).offered).toMatchObject({ isEnabled: false, triggers: [{ kind: 'exhausted' }], channels: [] });
    await channel();
    const { offered } = await list();
    expect(offered).toMatchObject({ isEnabled: true, channels: ['ops'] });
    await api().createRule({ ...here(), body: offered as RuleInput });
    expect((await list()).offered).toBeUndefined();
  });

  test('a channel that rules send to is not deleted; what waits for a deleted one is dropped', async () => {
    await channel();
    const { id, version } = await rule({ triggers: [{ kind: 'exhausted' }] });
    receiver.answerNext({ status: 503, body: '' });
    await fail('orders');
    const remove = () => api().deleteChannel({ params: { project, channel: 'ops' } });
    await expect(remove()).rejects.toMatchObject({ problem: { code: 'ALERT_CHANNEL_IN_USE', status: 409 } });
    const body = { name: 'Watch', scope: { kind: 'project' as const }, triggers: [{ kind: 'failed' as const }] };
    await api().changeRule({ params: { project, rule: id }, body, ifMatch: version });
    await remove();
    expect(await deliveries()).toMatchObject([{ state: 'dropped', reason: 'channelDeleted', channel: 'ops' }]);
  });

  test('a failure is told once, however often it is heard of, with its cause and a link', async () => {
    await channel();
    await rule({ triggers: [{ kind: 'failed' }, { kind: 'exhausted' }] });
    const row = await failed('orders', { started_at: clock.now() - 90_000, rows_read: 10, rows_written: 9 });
    for (let turn = 0; turn < 3; turn++) alerts.onInstanceChanged({ after: row });
    await alerts.tick();
    anotherServer('other').onInstanceChanged({ after: row });
    await later(minute);
    expect(bodies()).toHaveLength(1);
    expect(bodies()[0]).toMatchObject({
      trigger: 'exhausted',
      project,
      rule: 'Watch',
      job: 'orders',
      instance: row.id,
      businessDate: '2026-03-01',
      state: 'failure',
      attempt: 4,
      mostAttempts: 4,
      rowsWritten: 9,
      durationMs: 90_000,
      error: { message: 'No such table.' },
      link: `https://sluice.example/projects/${project}/instances/${row.id}`,
    });
    expect(await deliveries()).toMatchObject([
      { state: 'sent', attempts: 1, title: `[Sluice] Failed: orders (${project})` },
    ]);
  });

  test('the engine tells the cause and what to do, when the run has it', async () => {
    await channel();
    await rule({ triggers: [{ kind: 'exhausted' }] });
    const run = await manualRun('orders', 'failed', { instanceId: 'some' });
    alerts.onInstanceChanged({ after: await failed('orders', { run_id: run }) });
    await alerts.tick();
    expect(bodies()[0]).toMatchObject({ error: { code: 'X_LOST', message: 'It was lost.', hint: 'Look for it.' } });
  });

  test('what nobody told is found by the look, but not what was before the first one', async () => {
    await channel();
    await failed('before', { finished_at: clock.now() - 10 * minute });
    await rule({ triggers: [{ kind: 'exhausted' }, { kind: 'failed' }] });
    await alerts.tick();
    clock.advance(2 * 36e5);
    await failed('missed');
    await instance('again', { state: 'waitTime', retry_at: clock.now() + 180_000, attempt: 1, error: 'Lost.' });
    await later(minute);
    expect(
      bodies()
        .map(({ job, trigger }) => `${String(job)} ${String(trigger)}`)
        .toSorted(),
    ).toEqual(['again failed', 'missed exhausted']);
    await later(minute);
    expect(bodies()).toHaveLength(2);
  });

  test('who tells neither waits nor fails when the store does; nothing half is stored, the next look makes up', async () => {
    await channel();
    await rule({ triggers: [{ kind: 'exhausted' }] });
    await alerts.tick();
    const { store } = ground();
    // The last statement of the transaction fails, as if the server were killed there.
    const dying = alertSubject({
      ...ground(),
      log: { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined },
      store: {
        ...store,
        transaction: (work) =>
          store.transaction(async (transaction) => {
            await work(transaction);
            throw new Error('killed');
          }),
      },
    });
    dying.onInstanceChanged({ after: await failed('orders') });
    await dying.tick();
    expect(
      await database().selectFrom('alerts').select('id').where('project_id', '=', `project-${project}`).execute(),
    ).toEqual([]);
    expect(await deliveries()).toEqual([]);
    await later(minute);
    expect(bodies()).toMatchObject([{ job: 'orders' }]);
  });

  test('a look sees more than a page', async () => {
    await channel();
    await rule({ triggers: [{ kind: 'succeeded' }, { kind: 'unfinished', by: '10:00' }] });
    await alerts.tick();
    // Many that tell nothing, and one of each behind them.
    for (const state of ['success', 'waitTime']) {
      const finished_at = state === 'success' ? clock.now() : null;
      const row = await instance(`z-${state}`, { state, finished_at, is_expired: 1 });
      const copies = Array.from({ length: 510 }, (_, index) => {
        const id = `${index < 509 ? 'a' : 'z'}${String(index).padStart(4, '0')}-${state}`;
        return { ...row, id, key: id, is_expired: index < 509 ? 1 : 0 };
      });
      await database().insertInto('instances').values(copies).execute();
    }
    await later(120 * minute);
    expect(
      bodies()
        .map(({ instance: id }) => id)
        .toSorted(),
    ).toEqual(['z0509-success', 'z0509-waitTime']);
  });

  test('a server that dies before sending loses nothing, and nothing is sent twice', async () => {
    await channel();
    await rule({ triggers: [{ kind: 'exhausted' }] });
    const release = receiver.hold();
    const dying = anotherServer('dying');
    dying.onInstanceChanged({ after: await failed('orders') });
    const hanging = dying.tick();
    while (receiver.received.length === 0) await new Promise((resolve) => setTimeout(resolve, 10));
    // Under way elsewhere: hands off.
    await later(59_000);
    expect(receiver.received).toHaveLength(1);
    release();
    await hanging;
    await later(minute);
    expect(receiver.received).toHaveLength(1);
    expect(await deliveries()).toMatchObject([{ state: 'sent', attempts: 1 }]);
  });

  test('what a dead server had begun is sent by another one after a minute, under the same id', async () => {
    await channel();
    await rule({ triggers: [{ kind: 'exhausted' }] });
    receiver.answerNext({ status: 503, body: '' });
    await fail('orders');
    await database()
      .updateTable('alert_deliveries')
      .set({ server_id: 'dead', lease_until: clock.now() + minute, next_at: clock.now() })
      .execute();
    await later(30_000);
    expect(receiver.received).toHaveLength(1);
    await later(30_001);
    expect(await deliveries()).toMatchObject([{ state: 'sent', attempts: 2 }]);
    const [first, second] = receiver.received.map(({ headers }) => headers['sluice-delivery']);
    expect(second).toBe(first);
  });

  test('two servers send each message once', async () => {
    await channel();
    await rule({ triggers: [{ kind: 'exhausted' }] });
    const release = receiver.hold();
    const other = anotherServer('other');
    const rows = await Promise.all(['a', 'b', 'c', 'd', 'e'].map((job) => failed(job)));
    for (const after of rows) for (const each of [alerts, other]) each.onInstanceChanged({ after });
    const both = Promise.all([alerts.tick(), other.tick()]);
    setTimeout(release, 200);
    await both;
    await later(0);
    expect(
      bodies()
        .map(({ job }) => job)
        .toSorted(),
    ).toEqual(['a', 'b', 'c', 'd', 'e']);
  });

  test('a busy receiver is tried four times within ten minutes', async () => {
    await channel();
    await rule({ triggers: [{ kind: 'exhausted' }] });
    const busy = { status: 503, body: 'busy' };
    receiver.answerNext(busy, busy, busy, busy);
    await fail('orders');
    for (const [pause, attempts] of [
      [30_000, 2],
      [120_000, 3],
      [450_000, 4],
    ] as const) {
      await later(pause - 1);
      expect(receiver.received).toHaveLength(attempts - 1);
      await later(1);
      expect(receiver.received).toHaveLength(attempts);
    }
    const [given] = await deliveries();
    expect(given).toMatchObject({ state: 'failed', attempts: 4, lastError: expect.stringContaining('503 busy') });
    const retry = { params: { project, delivery: given?.id ?? '' } };
    expect(await api('operator').retryDelivery(retry)).toMatchObject({ state: 'waiting', attempts: 0 });
    await expect.poll(() => deliveries()).toMatchObject([{ state: 'sent' }]);
    await expect(api().retryDelivery(retry)).rejects.toMatchObject({ problem: { code: 'ALERT_NOT_RETRYABLE' } });
    expect((await api().channel({ params: { project, channel: 'ops' } })).lastDelivery).toMatchObject({
      state: 'sent',
    });
  });

  test('a receiver that asks for a later attempt gets none before, and none later than after an hour', async () => {
    await channel();
    await rule({ triggers: [{ kind: 'exhausted' }] });
    receiver.answerNext(
      { status: 429, body: 'slow down', headers: { 'retry-after': '300' } },
      { status: 503, body: 'away', headers: { 'retry-after': '86400' } },
    );
    await fail('orders');
    for (const [pause, attempts] of [
      [300_000, 2],
      [3_600_000, 3],
    ] as const) {
      await later(pause - 1);
      expect(receiver.received).toHaveLength(attempts - 1);
      await later(1);
      expect(receiver.received).toHaveLength(attempts);
    }
    expect(await deliveries()).toMatchObject([{ state: 'sent', attempts: 3 }]);
  });

  test('what is refused for good is not tried again', async () => {
    await channel();
    await rule({ triggers: [{ kind: 'exhausted' }] });
    receiver.answerNext({ status: 401, body: 'no' });
    await fail('orders');
    expect(await deliveries()).toMatchObject([{ state: 'failed', attempts: 1 }]);
  });

  test('quiet hours: one summary at their end, in the language of each channel', async () => {
    await channel();
    await channel('team', { language: 'zh' });
    await rule({
      triggers: [{ kind: 'exhausted' }],
      channels: ['ops', 'team'],
      quietHours: { from: '08:00', to: '10:30' },
    });
    await fail('a', 'b', 'c');
    await later(89 * minute);
    expect(bodies()).toEqual([]);
    expect(await deliveries({ state: 'heldBack' })).toHaveLength(6);
    await later(minute);
    expect(
      bodies()
        .map(({ title }) => title)
        .toSorted(),
    ).toEqual(['[Sluice] 3 alerts held back: Watch', '[Sluice] 汇总 3 条告警：Watch']);
    const english = bodies().find(({ title }) => String(title).includes('held back'));
    expect(english?.['text']).toContain(`Failed: a (${project})`);
    const [summary] = await deliveries({ channel: 'ops', state: 'sent' });
    expect(summary).toMatchObject({ kind: 'summary', state: 'sent' });
    const held = await deliveries({ channel: 'ops', state: 'heldBack' });
    expect(held.map((each) => each.summary)).toEqual([summary?.id, summary?.id, summary?.id]);
    await later(36e5);
    expect(bodies()).toHaveLength(2);
  });

  test('a single alert that was held back comes as it is', async () => {
    await channel();
    await rule({ triggers: [{ kind: 'exhausted' }], leastIntervalMinutes: 30 });
    await fail('a');
    await later(10 * minute);
    await fail('b');
    expect(bodies().map(({ job }) => job)).toEqual(['a']);
    await later(20 * minute);
    expect(bodies().map(({ job }) => job)).toEqual(['a', 'b']);
  });

  test('more than the most per day are dropped, and the last one says so', async () => {
    await channel();
    await rule({ triggers: [{ kind: 'exhausted' }], mostPerDay: 2 });
    await fail('a');
    await fail('b');
    await fail('c');
    expect(bodies().map(({ job }) => job)).toEqual(['a', 'b']);
    expect(bodies()[1]?.['text']).toContain('This was the last alert of the rule today (2 at most).');
    expect(await deliveries({ state: 'dropped' })).toMatchObject([{ reason: 'limit', facts: { job: 'c' } }]);
    // The next day in Berlin.
    await later(Date.parse('2026-03-02T23:00:00Z') - clock.now());
    await fail('d');
    expect(bodies().map(({ job }) => job)).toEqual(['a', 'b', 'd']);
  });

  test('not finished in time, and running for too long', async () => {
    await channel();
    await rule({
      triggers: [
        { kind: 'unfinished', by: '10:00' },
        { kind: 'runsLongerThan', minutes: 60 },
      ],
    });
    // Planned at 00:00 UTC of 2 March; the deadline is on the schedule's clock, UTC.
    const planned = { planned_at: Date.parse('2026-03-02T00:00:00Z') };
    await instance('waiting', { ...planned, state: 'waitTime' });
    await instance('done', { ...planned, state: 'success', finished_at: clock.now() });
    await instance('dry', { ...planned, state: 'waitTime', is_dry_run: 1 });
    await instance('long', { state: 'running', started_at: clock.now(), attempt: 1 }, { businessDate: '2026-03-02' });
    await alerts.tick();
    await later(60 * minute);
    expect(bodies()).toEqual([]);
    await later(minute);
    expect(bodies()).toMatchObject([{ job: 'long', trigger: 'runsLongerThan', limit: 60, state: 'running' }]);
    // The server sleeps over the deadline.
    await later(180 * minute);
    expect(bodies()[1]).toMatchObject({
      job: 'waiting',
      trigger: 'unfinished',
      deadline: '2026-03-02T10:00:00.000Z',
      state: 'waitTime',
    });
    await later(minute);
    expect(bodies()).toHaveLength(2);
  });

  test('rows that change too much against the last seven days', async () => {
    await channel();
    await rule({ triggers: [{ kind: 'rowsChangedBy', percent: 50 }] });
    const success = (rows: number, businessDate: string) =>
      instance('orders', { state: 'success', rows_written: rows, finished_at: clock.now() }, { businessDate });
    await success(9_999_999, '2026-02-20');
    for (let day = 21; day <= 27; day++) await success(1_000, `2026-02-${day}`);
    await database().updateTable('instances').set({ finished_at: 0 }).execute();
    alerts.onInstanceChanged({ after: await success(1_499, '2026-02-28') });
    await alerts.tick();
    expect(bodies()).toEqual([]);
    alerts.onInstanceChanged({ after: await success(100, '2026-03-01') });
    await alerts.tick();
    expect(bodies()).toMatchObject([{ trigger: 'rowsChangedBy', rowsWritten: 100, limit: 50 }]);
    expect(bodies()[0]?.['average']).toBeCloseTo(1_071.3, 1);
  });

  async function manualRun(jobName: string, state: string, more: object = {}): Promise<string> {
    const { id } = await enqueue(ground(), {
      projectId: `project-${project}`,
      jobId: 'job',
      jobName,
      jobVersion: 1,
      script: '{}',
      variables: {},
      bizdate: '20260301',
      reason: 'manual',
      groupId: 'g',
      priority: 1,
      environment: 'production',
      startedBy: null,
      ...more,
    });
    const error = state === 'failed' ? { code: 'X_LOST', message: 'It was lost.', suggestion: 'Look for it.' } : null;
    await database()
      .updateTable('runs')
      .set({ state, started_at: clock.now(), finished_at: clock.now(), error: error && JSON.stringify(error) })
      .where('id', '=', id)
      .execute();
    return id;
  }

  test('manual runs of deployed versions are told when a rule covers them', async () => {
    await channel();
    await rule({ name: 'No', triggers: [{ kind: 'exhausted' }] });
    await rule({ name: 'Yes', triggers: [{ kind: 'exhausted' }], instanceKinds: [], coversManualRuns: true });
    const told = await manualRun('orders', 'failed');
    alerts.onRunFinished({ id: told });
    await manualRun('overheard', 'failed');
    for (const [state, more] of [
      ['cancelled', {}],
      ['succeeded', {}],
      ['failed', { jobVersion: null }],
      ['failed', { instanceId: 'i' }],
    ] as const)
      alerts.onRunFinished({ id: await manualRun('quiet', state, more) });
    await alerts.tick();
    const found = bodies().toSorted((one, other) => String(one['job']).localeCompare(String(other['job'])));
    expect(found).toMatchObject([
      {
        job: 'orders',
        kind: 'manual',
        rule: 'Yes',
        run: told,
        businessDate: '2026-03-01',
        error: { code: 'X_LOST' },
        link: `https://sluice.example/projects/${project}/runs/${told}`,
      },
      { job: 'overheard' },
    ]);
    expect(found).toHaveLength(2);
  });

  test('a robot gets no more messages a minute than it takes, and holds up no other channel', async () => {
    const robot = await startReceiver({ status: 200, body: '{"errcode":0}' });
    onTestFinished(() => robot.close());
    const options = { url: `${robot.url}/robot` };
    await api().createChannel({ ...here(), body: { name: 'robot', kind: 'wecom', options } });
    await rule({ triggers: [{ kind: 'exhausted' }], channels: ['robot'] });
    await fail(...Array.from({ length: 20 }, (_, index) => `job${index}`));
    expect(robot.received).toHaveLength(18);
    clock.advance(1);
    await channel();
    await rule({ name: 'Other', triggers: [{ kind: 'exhausted' }], scope: { kind: 'project' } });
    const { id } = (await api().rules({ ...here(), query: {} })).items.find(({ name }) => name === 'Watch') ?? {
      id: '',
    };
    await api().deleteRule({ params: { project, rule: id } });
    await fail('urgent');
    expect(receiver.received).toHaveLength(1);
    await later(minute + 1);
    expect(robot.received).toHaveLength(20);
    expect(await deliveries({ state: 'sent' })).toHaveLength(21);
  });

  test('the log is filtered, and comes in pages', async () => {
    await channel();
    await rule({ triggers: [{ kind: 'exhausted' }] });
    await fail('a', 'b', 'c');
    const first = await api().deliveries({ ...here(), query: { limit: 2 } });
    expect(first.items).toHaveLength(2);
    const rest = await api().deliveries({ ...here(), query: { limit: 2, cursor: first.nextCursor ?? '' } });
    expect(rest.items).toHaveLength(1);
    expect(rest.nextCursor).toBeUndefined();
    const jobs = [...first.items, ...rest.items].map(({ facts }) => facts?.job);
    expect(jobs.toSorted()).toEqual(['a', 'b', 'c']);
    expect(await deliveries({ job: 'b', trigger: 'exhausted', state: 'sent' })).toHaveLength(1);
    expect(await deliveries({ job: 'b', trigger: 'failed' })).toEqual([]);
    expect(await deliveries({ instance: first.items[0]?.facts?.instance })).toHaveLength(1);
  });
});
