import type { Connector, Job, Trial } from '@sluice/core';
import { memoryStore, type MemoryStore } from '@sluice/testkit';
import { expect, test } from 'vitest';
import type { RunRequest } from './request.ts';
import { runJob } from './run-job.ts';
import { testRequest } from './test-request.ts';

/** A store whose writer has a place for test runs; what happens to it is an event of the store. */
function withTrial(store: MemoryStore, remove: () => Promise<void> = async () => undefined): Connector {
  const writer = store.connector.writer!;
  const openTrial = async (): Promise<Trial> => ({
    options: {},
    place: 'elsewhere',
    notes: ['No statements.'],
    async remove() {
      store.events.push('trial removed');
      await remove();
    },
  });
  return { ...store.connector, writer: { ...writer, openTrial } };
}

function request(
  connector: Connector,
  parameter: Record<string, number>,
  rows: number,
  changes: Partial<RunRequest> = {},
): RunRequest {
  const job: Job = {
    format: 'script-2.0',
    reader: { name: 'Reader', connector: 'memory', parameter, path: 'steps[0].parameter' },
    writer: { name: 'Writer', connector: 'memory', parameter: {}, path: 'steps[1].parameter' },
    transforms: [],
    setting: { concurrent: 1, isDistributed: false, canFailOver: false, lenientDates: false, maxDirtyRecords: 100 },
    source: {},
  };
  return testRequest(connector, job, { sample: { rows }, ...changes });
}

test('a test run moves the first rows over all splits together, and removes its place at the end', async () => {
  const store = memoryStore();
  const report = await runJob(request(withTrial(store), { rows: 10_000, splits: 4 }, 3_000));
  expect(report).toMatchObject({ state: 'succeeded', rowsRead: 3_000, rowsWritten: 3_000 });
  expect(report.trial).toEqual({ place: 'elsewhere', isRemoved: true, notes: ['No statements.'] });
  expect(store.committed).toEqual([...Array(3_000).keys()]);
  expect(store.events.slice(-3)).toEqual(['reader closed', 'writer closed', 'trial removed']);
});

test('a source with fewer rows is read whole', async () => {
  const report = await runJob(request(withTrial(memoryStore()), { rows: 7 }, 100));
  expect(report).toMatchObject({ state: 'succeeded', rowsRead: 7, rowsWritten: 7 });
});

test('rows that cannot be read count as rows of the sample', async () => {
  const report = await runJob(request(withTrial(memoryStore()), { rows: 1_000, dirtyEvery: 10 }, 25));
  expect(report).toMatchObject({ state: 'succeeded', rowsRead: 25, rowsWritten: 22, rowsDirty: 3 });
});

test('an attempt that is repeated delivers its rows again', async () => {
  const store = memoryStore();
  let commits = 0;
  store.onCommit = () => {
    if (++commits === 1) throw store.lost();
  };
  const report = await runJob(request(withTrial(store), { rows: 1_000 }, 10));
  expect(report).toMatchObject({ state: 'succeeded', rowsWritten: 10, retries: 1 });
});

test('the place is removed after a failure too, and one that stays is told', async () => {
  const store = memoryStore();
  store.onRead = () => {
    throw new Error('broken');
  };
  const failed = await runJob(request(withTrial(store), { rows: 10 }, 10));
  expect(failed).toMatchObject({ state: 'failed', trial: { isRemoved: true } });
  const stubborn = withTrial(memoryStore(), () => Promise.reject(new Error('locked')));
  const left = await runJob(request(stubborn, { rows: 10 }, 10));
  expect(left).toMatchObject({ state: 'succeeded', trial: { isRemoved: false, problem: 'locked' } });
});

test('the place of a test run that is cancelled is removed, too', async () => {
  const store = memoryStore();
  const kill = new AbortController();
  store.onRead = () => kill.abort();
  const report = await runJob(request(withTrial(store), { rows: 10_000 }, 5_000, { kill: kill.signal }));
  expect(report).toMatchObject({ state: 'stopped', rowsWritten: 0, trial: { isRemoved: true } });
});

test('a writer without such a place refuses before anything is written', async () => {
  const store = memoryStore();
  const report = await runJob(request(store.connector, { rows: 10 }, 10));
  expect(report).toMatchObject({ state: 'failed', error: { code: 'CONFIG_NO_TRIAL' } });
  expect(store.events).toEqual(['reader closed']);
});
