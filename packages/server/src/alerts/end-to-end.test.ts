/** In the whole house: a job that fails in a real worker process, by hand and by schedule. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { compose } from '../compose.ts';
import { alertRoutes, instanceRoutes, jobRoutes, runRoutes } from '../contract/index.ts';
import { startTestServer, type TestServer } from '../test-server.ts';
import { startReceiver, type Receiver } from './test-receiver.ts';

const contract = { alerts: alertRoutes, instances: instanceRoutes, jobs: jobRoutes, runs: runRoutes };
const failing = JSON.stringify({
  type: 'job',
  version: '2.0',
  steps: [
    {
      stepType: 'txtfile',
      category: 'reader',
      name: 'Reader',
      parameter: { path: ['nosuch/*.csv'], column: [{ index: 0, type: 'string', name: 'a' }] },
    },
    { stepType: 'stream', category: 'writer', name: 'Writer', parameter: { print: false } },
  ],
  setting: { speed: { concurrent: 1, throttle: false } },
  order: { hops: [{ from: 'Reader', to: 'Writer' }] },
});

let server: TestServer<typeof contract>;
let receiver: Receiver;

beforeAll(async () => {
  receiver = await startReceiver();
  server = await startTestServer({ contract, subjects: (ground) => compose(ground).subjects });
});
afterAll(async () => {
  await server.server.close();
  await receiver.close();
});

test('a failed run and a failed instance are told within seconds, with cause and hint', async () => {
  const api = server.as('owner');
  const project = { params: { project: 'p' } };
  const job = { params: { project: 'p', job: 'orders' } };
  const options = { url: receiver.url, secret: 's' };
  await api.alerts.createChannel({ ...project, body: { name: 'ops', kind: 'webhook', options } });
  await api.alerts.createRule({
    ...project,
    body: {
      name: 'All',
      scope: { kind: 'folder', folder: 'sales' },
      triggers: [{ kind: 'failed' }, { kind: 'exhausted' }],
      instanceKinds: ['test'],
      coversManualRuns: true,
      channels: ['ops'],
    },
  });
  const schedule = { schedule: { cycle: { kind: 'day' } }, policy: { retries: 0 } } as const;
  await api.jobs.create({ ...project, body: { name: 'orders', script: failing, folder: 'sales/daily', schedule } });
  await api.jobs.submit({ ...job, body: {} });
  await api.jobs.deploy({ ...job, body: {} });
  await api.runs.start({ ...job, body: {} });
  await api.instances.test({ ...job, body: { businessDate: '2026-03-01' } });
  await expect.poll(() => receiver.received.length, { timeout: 30_000 }).toBe(2);
  const told = receiver.received.map(({ body }) => JSON.parse(body) as Record<string, unknown>);
  expect(told.toSorted((one, other) => String(one['kind']).localeCompare(String(other['kind'])))).toMatchObject([
    { kind: 'manual', trigger: 'exhausted', job: 'orders', state: 'failure' },
    { kind: 'test', trigger: 'exhausted', job: 'orders', state: 'failure', businessDate: '2026-03-01', attempt: 1 },
  ]);
  for (const { error } of told)
    expect(error).toMatchObject({ code: expect.any(String), message: expect.any(String), hint: expect.any(String) });
}, 60_000);
