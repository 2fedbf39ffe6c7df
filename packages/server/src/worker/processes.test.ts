import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '@sluice/testkit';
import { afterAll, expect, test } from 'vitest';
import { WorkerProcesses, workerEnvironment } from './processes.ts';
import type { RunReport, WorkEvent, WorkJob } from './work.ts';

const workers = new WorkerProcesses({
  environment: workerEnvironment({ ...process.env, SLUICE_KEY: 'hidden', SLUICE_SECRET_FOLDER: '/nowhere' }),
  onOutput: () => undefined,
});
afterAll(() => workers.close());

function streamJob(rows: number, writer: object, mbps?: string): WorkJob {
  const reader = {
    stepType: 'stream',
    parameter: { column: [{ type: 'string', value: 'x'.repeat(100) }], sliceRecordCount: rows },
  };
  const text = JSON.stringify({
    type: 'job',
    version: '2.0',
    steps: [
      { ...reader, category: 'reader', name: 'Reader' },
      { ...writer, category: 'writer', name: 'Writer' },
    ],
    setting: { speed: { concurrent: 1, throttle: mbps !== undefined, ...(mbps === undefined ? {} : { mbps }) } },
    order: { hops: [{ from: 'Reader', to: 'Writer' }] },
  });
  return { name: 'test', text, variables: {}, sources: [] };
}
const nowhere = { stepType: 'stream', parameter: { print: false } };
const runWork = (job: WorkJob, stateFolder = temporaryFolder()) =>
  ({ kind: 'run', job, engineRun: '20261121T000000-a', stateFolder, memoryBytes: 64 * 1024 * 1024 }) as const;

test('a run in a process of its own tells its id, its log and its report', async () => {
  const events: WorkEvent[] = [];
  const result = await workers.perform(runWork(streamJob(1_000, nowhere)), { onEvent: (event) => events.push(event) });
  expect(result).toMatchObject({ ok: true, value: { state: 'succeeded', rowsWritten: 1_000 } });
  const started = events.find((event) => event.kind === 'started');
  expect(started).toMatchObject({ runId: ((result as { value: unknown }).value as RunReport).runId });
  expect(events.filter((event) => event.kind === 'log').map((event) => event.message)).toContain('run started');
});

test('a job that cannot be read is an answer, not a crash', async () => {
  const job = { ...streamJob(1, nowhere), text: '{"type": "job", "steps": [' };
  expect(await workers.perform({ kind: 'plan', job }, {})).toMatchObject({ ok: false, error: { kind: 'config' } });
});

test('a killed run ends within seconds and says that it was stopped', async () => {
  const kill = new AbortController();
  const startedAt = performance.now();
  const running = workers.perform(runWork(streamJob(10_000_000, nowhere, '1')), {
    kill: kill.signal,
    onEvent: (event) => event.kind === 'progress' && kill.abort(),
  });
  expect(await running).toMatchObject({ ok: true, value: { state: 'stopped' } });
  expect(performance.now() - startedAt).toBeLessThan(15_000);
});

test('a worker that dies is told, and its checkpoint stays', async () => {
  const running = workers.perform(runWork(streamJob(10_000_000, nowhere, '1')), {
    onEvent: (event) => event.kind === 'started' && process.kill(event.processId, 'SIGKILL'),
  });
  await expect(running).rejects.toMatchObject({ code: 'WORKER_LOST' });
});

test('work that needs no engine: a data source is tested and browsed', async () => {
  const folder = temporaryFolder();
  const source = { name: 'shop', type: 'sqlite', connection: { path: join(folder, 'shop.db') } };
  const missing = await workers.perform({ kind: 'testSource', source }, {});
  expect(missing).toMatchObject({ ok: true, value: [expect.objectContaining({ ok: false })] });
});

test('jobs see variables that are meant for them, not the key of the server', async () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'in.csv'), '1\n');
  const writerTo = (path: string) => ({
    stepType: 'txtfile',
    parameter: { path, fileName: 'out', singleFileOutput: true },
  });
  const run = (path: string) => workers.perform(runWork(streamJob(1, writerTo(path))), {});
  expect(await run('${env:SLUICE_KEY}')).toMatchObject({ value: { error: { code: 'CONFIG_SECRET_MISSING' } } });
  expect(await run('${env:PATH}')).toMatchObject({ value: { error: { code: 'CONFIG_SECRET_MISSING' } } });
  await workers.perform(runWork(streamJob(1, writerTo(folder))), {});
  expect(readFileSync(join(folder, 'out'), 'utf8')).toBe(`${'x'.repeat(100)}\n`);
});
