import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '@sluice/testkit';
import { afterAll, expect, test } from 'vitest';
import { WorkerProcesses, workerEnvironment } from './processes.ts';
import type { TestRunResult } from './trial-run.ts';
import type { WorkJob } from './work.ts';

const workers = new WorkerProcesses({ environment: workerEnvironment(process.env), onOutput: () => undefined });
afterAll(() => workers.close());

function jobTo(writer: object): WorkJob {
  const reader = { column: [{ type: 'string', value: 'x' }], sliceRecordCount: 10_000 };
  const text = JSON.stringify({
    type: 'job',
    version: '2.0',
    steps: [
      { stepType: 'stream', category: 'reader', name: 'Reader', parameter: reader },
      { ...writer, category: 'writer', name: 'Writer' },
    ],
    setting: { speed: { concurrent: 4, throttle: false } },
    order: { hops: [{ from: 'Reader', to: 'Writer' }] },
  });
  return { name: 'test', text, variables: {}, sources: [] };
}

async function testRun(job: WorkJob, rows: number, runId = '20261121T000000-a'): Promise<TestRunResult> {
  const result = await workers.perform({ kind: 'testRun', job, runId, rows, memoryBytes: 64 * 1024 * 1024 }, {});
  if (!result.ok) throw new Error(result.error.message);
  return result.value as unknown as TestRunResult;
}

test('a test run writes a few rows beside the target and leaves nothing', async () => {
  const folder = temporaryFolder();
  const { report, dirty } = await testRun(jobTo({ stepType: 'txtfile', parameter: { path: folder } }), 150);
  expect(report).toMatchObject({ state: 'succeeded', rowsRead: 150, rowsWritten: 150, trial: { isRemoved: true } });
  expect(report.trial?.place.startsWith(folder)).toBe(true);
  expect(dirty).toEqual([]);
  expect(readdirSync(folder)).toEqual([]);
});

test('what a killed test run left is removed, and nothing else', async () => {
  const folder = temporaryFolder();
  const [left, kept] = [join(folder, '.sluice_test_20261121t1'), join(folder, '.sluice_test_20261121t2')];
  for (const place of [left, kept]) mkdirSync(join(place, 'part'), { recursive: true });
  writeFileSync(join(folder, 'orders.csv'), '1\n');
  const job = jobTo({ stepType: 'txtfile', parameter: { path: folder } });
  const remove = () => workers.perform({ kind: 'removeTrial', job, runId: '20261121t1' }, {});
  expect(await remove()).toEqual({ ok: true, value: null });
  expect(readdirSync(folder).toSorted()).toEqual(['.sluice_test_20261121t2', 'orders.csv']);
  expect(await remove()).toEqual({ ok: true, value: null });
});

test('a target that has no place for test runs says so', async () => {
  const parameter = { protocol: 'sftp', host: '127.0.0.1', port: 1, username: 'u', password: 'p', path: '/out' };
  const { report } = await testRun(jobTo({ stepType: 'ftp', parameter }), 10);
  expect(report).toMatchObject({ state: 'failed', error: { code: 'CONFIG_NO_TRIAL' } });
});
