import { systemClock } from '@sluice/engine';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { jobRoutes, runRoutes, scheduleRoutes } from '../contract/index.ts';
import { jobSubject } from '../jobs/subject.ts';
import { resourceGroupSubject } from '../resource-groups/subject.ts';
import { runSubject } from '../runs/subject.ts';
import { scheduleSubject } from '../schedules/subject.ts';
import { startTestServer, type TestServer } from '../test-server.ts';
import { workerEnvironment, WorkerProcesses } from '../worker/processes.ts';
import { streamScript } from './test-house.ts';

const contract = { jobs: jobRoutes, runs: runRoutes, schedules: scheduleRoutes };
let server: TestServer<typeof contract>;
let aheadMs = 0;

beforeAll(async () => {
  server = await startTestServer({
    contract,
    settings: { slots: 2 },
    clock: { ...systemClock, now: () => Date.now() + aheadMs },
    subjects(ground) {
      const workers = new WorkerProcesses({ environment: workerEnvironment(process.env), onOutput: () => undefined });
      const runs = runSubject(ground, {
        workers,
        sourceOf: () => Promise.reject(new Error('none')),
        onBegun: (run) => schedules.onRunChanged(run),
        onFinished: (run) => schedules.onRunChanged(run),
      });
      const schedules = scheduleSubject(ground, { onQueued: () => runs.wake() });
      const groups = resourceGroupSubject(ground, { workers, load: runs.load, countJobs: async () => 0 });
      const jobs = jobSubject(ground, schedules.scheduling);
      return [{ routes: [], stop: () => workers.close() }, groups, jobs, runs, schedules];
    },
  });
});
afterAll(() => server.server.close());

test('a deployed job runs every minute by itself, in real worker processes, and its child after it', async () => {
  const jobs = server.as('owner').jobs;
  const deploy = async (name: string, dependencies: readonly object[]) => {
    const schedule = {
      schedule: { cycle: { kind: 'minute', every: 1 }, timeZone: zoneOfDaytime() },
      dependencies: dependencies as never,
      policy: { generation: 'immediate' },
    } as const;
    await jobs.create({ params: { project: 'p' }, body: { name, script: streamScript, schedule } });
    await jobs.submit({ params: { project: 'p', job: name }, body: {} });
    await jobs.deploy({ params: { project: 'p', job: name }, body: {} });
  };
  await deploy('source', []);
  await deploy('target', [{ kind: 'sameCycle', job: 'source' }]);
  // The first real instances are ten minutes ahead.
  aheadMs = 12 * 60_000;
  const { database } = server.server.ground.store;
  const done = async () =>
    database
      .selectFrom('instances')
      .select(['job_name', 'rows_written', 'cycle_time'])
      .where('state', '=', 'success')
      .where('is_expired', '=', 0)
      .orderBy('cycle_time')
      .execute();
  for (let turn = 0; turn < 300 && !(await done()).some(({ job_name }) => job_name === 'target'); turn++)
    await new Promise((resolve) => setTimeout(resolve, 100));
  const [first] = await done();
  expect(first).toMatchObject({ job_name: expect.stringMatching(/source|target/), rows_written: 10 });
  const { items } = await server.as('viewer').runs.list({ params: { project: 'p' }, query: { job: 'target' } });
  expect(items[0]).toMatchObject({ reason: 'schedule', environment: 'production' });
  expect(items[0]?.cyctime).toMatch(/^\d{14}$/);
}, 60_000);

/** Immediate generation makes nothing in the last half hour of a day: a zone in which it is early. */
function zoneOfDaytime(): string {
  const hour = new Date().getUTCHours();
  return hour < 12 ? 'Etc/UTC' : 'Etc/GMT+12';
}
