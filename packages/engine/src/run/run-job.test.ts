import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Connector, Job, JobSetting, JsonValue } from '@sluice/core';
import { SluiceError, types } from '@sluice/core';
import { fakeClock, memorySchema, memoryStore, temporaryFolder } from '@sluice/testkit';
import type { MemoryStore } from '@sluice/testkit';
import { expect, test } from 'vitest';
import { ConnectorLookup } from '../resolve/connectors.ts';
import type { RunRequest } from './request.ts';
import { runJob } from './run-job.ts';
import { testRequest } from './test-request.ts';

const setting: JobSetting = {
  concurrent: 2,
  isDistributed: false,
  canFailOver: false,
  lenientDates: false,
  maxDirtyRecords: 0,
};

function job(reader: Record<string, JsonValue>, changes: Partial<JobSetting> = {}): Job {
  return {
    format: 'script-2.0',
    reader: { name: 'Reader', connector: 'memory', parameter: reader, path: 'steps[0].parameter' },
    writer: { name: 'Writer', connector: 'memory', parameter: {}, path: 'steps[1].parameter' },
    transforms: [],
    setting: { ...setting, ...changes },
    source: {},
  };
}

function request(store: MemoryStore, theJob: Job, changes?: Partial<RunRequest>): RunRequest {
  return testRequest(store.connector, theJob, changes);
}

test('moves every row once over several splits and reports what it did', async () => {
  const store = memoryStore();
  const report = await runJob(request(store, job({ rows: 10_000, splits: 5 })));
  expect(report.error).toBeUndefined();
  expect(report).toMatchObject({
    state: 'succeeded',
    rowsRead: 10_000,
    rowsWritten: 10_000,
    rowsDirty: 0,
    channels: 2,
  });
  expect(report.reconciliation).toMatchObject({ ok: true, countBefore: 0, countAfter: 10_000 });
  expect(report.tasks).toHaveLength(5);
  expect([...store.committed].sort((a, b) => a - b)).toEqual(Array.from({ length: 10_000 }, (_, id) => id));
  expect(store.events.at(0)).toBe('prepare');
  expect(store.events.slice(-3)).toEqual(['finish', 'reader closed', 'writer closed']);
});

test('keeps the unreadable rows as dirty records with position and raw text', async () => {
  const store = memoryStore();
  const theRequest = request(store, job({ rows: 1_000, splits: 2, dirtyEvery: 100 }, { maxDirtyRecords: 10 }));
  const report = await runJob(theRequest);
  expect(report).toMatchObject({ state: 'succeeded', rowsRead: 1_000, rowsWritten: 990, rowsDirty: 10 });
  const lines = readFileSync(join(report.dirtyFolder ?? '', '0001.ndjson'), 'utf8')
    .trim()
    .split('\n');
  expect(JSON.parse(lines[0] ?? '')).toEqual({
    taskId: '0001',
    ordinal: 0,
    stage: 'reader',
    origin: 'memory',
    column: 'name',
    code: 'MALFORMED',
    reason: 'unreadable',
    raw: 'row 500',
  });
});

test.each([
  ['reader', 'steps[0].parameter'],
  ['writer', 'steps[1].parameter'],
] as const)('a failure to open the %s names its step', async (side, path) => {
  const store = memoryStore();
  const open = async (): Promise<never> => {
    throw new SluiceError({ code: 'MEMORY_AWAY', kind: 'environment', message: 'The store is away.' });
  };
  const connector = { ...store.connector, [side]: { ...store.connector[side], open } };
  const report = await runJob(request({ ...store, connector }, job({ rows: 1 })));
  expect(report).toMatchObject({ state: 'failed', error: { code: 'MEMORY_AWAY', path } });
});

test('fails at limit + 1 dirty records and does not finish the target', async () => {
  const store = memoryStore();
  const report = await runJob(request(store, job({ rows: 1_000, splits: 2, dirtyEvery: 100 }, { maxDirtyRecords: 3 })));
  expect(report).toMatchObject({ state: 'failed', rowsDirty: 4, error: { code: 'RUN_TOO_MANY_DIRTY_RECORDS' } });
  expect(store.events).not.toContain('finish');
  expect(store.events).toContain('cancel');
});

test('checks the share of dirty records at the end', async () => {
  const { maxDirtyRecords: _, ...noLimit } = setting;
  const tooMany = { ...job({ rows: 1_000, dirtyEvery: 100 }), setting: { ...noLimit, maxDirtyShare: 0.009 } };
  const allowed = { ...job({ rows: 1_000, dirtyEvery: 100 }), setting: { ...noLimit, maxDirtyShare: 0.01 } };
  expect((await runJob(request(memoryStore(), tooMany))).error?.code).toBe('RUN_DIRTY_SHARE_TOO_LARGE');
  expect((await runJob(request(memoryStore(), allowed))).state).toBe('succeeded');
});

test('repeats a task in small pieces when the target refuses a row, and leaves out only that row', async () => {
  const store = memoryStore();
  store.refused.add(4_321).add(77);
  const report = await runJob(request(store, job({ rows: 10_000, splits: 1 }, { maxDirtyRecords: 2 })));
  expect(report).toMatchObject({ state: 'succeeded', rowsWritten: 9_998, rowsDirty: 2 });
  expect(report.tasks[0]).toMatchObject({ isolated: true, attempts: 2 });
  const records = readFileSync(join(report.dirtyFolder ?? '', '0000.ndjson'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(records.map((record) => [record.ordinal, record.values])).toEqual([
    [77, { id: '77', name: 'name 77' }],
    [4_321, { id: '4321', name: 'name 4321' }],
  ]);
});

test('retries a lost connection without doubling rows or dirty records', async () => {
  const store = memoryStore();
  let failures = 1;
  store.onRead = (_, firstId) => {
    if (firstId >= 5_000 && failures-- > 0) throw store.lost();
  };
  const report = await runJob(
    request(store, job({ rows: 10_000, splits: 1, dirtyEvery: 1_000 }, { maxDirtyRecords: 10 })),
  );
  expect(report).toMatchObject({ state: 'succeeded', rowsRead: 10_000, rowsWritten: 9_990, rowsDirty: 10, retries: 1 });
  expect(store.committed).toHaveLength(9_990);
});

test('asks the target when the connection is lost during a commit, and does not write twice', async () => {
  const store = memoryStore();
  store.onCommit = (taskId) => loseTheAnswer(store, taskId);
  const report = await runJob(request(store, job({ rows: 100, splits: 1 })));
  expect(report).toMatchObject({ state: 'succeeded', rowsWritten: 100 });
  expect(store.committed).toHaveLength(100);
});

/** Commits the rows, but the caller does not hear of it. */
function loseTheAnswer(store: MemoryStore, taskId: string): never {
  store.onCommit = () => undefined;
  store.tokens.add(`${taskId}/1`);
  store.committed.push(...Array.from({ length: 100 }, (_, id) => id));
  throw store.lost();
}

test('asks again while the target is away after a lost commit', async () => {
  const store = memoryStore();
  store.onCommit = (taskId) => loseTheAnswer(store, taskId);
  let questions = 0;
  store.onQuestion = () => {
    if (++questions < 3) throw store.lost();
  };
  const report = await runJob(request(store, job({ rows: 100, splits: 1 }), { clock: fakeClock() }));
  expect(report).toMatchObject({ state: 'succeeded', rowsWritten: 100 });
  expect(questions).toBe(3);
  expect(store.committed).toHaveLength(100);
});

test('stops when a lost commit stays unknown, and a resume asks once more', async () => {
  const store = memoryStore();
  const stateFolder = temporaryFolder();
  store.onCommit = (taskId) => loseTheAnswer(store, taskId);
  store.onQuestion = () => {
    throw store.lost();
  };
  const theJob = job({ rows: 100, splits: 1 });
  const failed = await runJob(request(store, theJob, { stateFolder, clock: fakeClock() }));
  expect(failed).toMatchObject({ state: 'failed', error: { code: 'RUN_COMMIT_UNKNOWN' } });
  store.onQuestion = () => undefined;
  const resumed = await runJob(request(store, theJob, { stateFolder, resumeRunId: failed.runId }));
  expect(resumed).toMatchObject({ state: 'succeeded', rowsWritten: 100 });
  expect(store.committed).toHaveLength(100);
});

test.each([
  ['keep', 100],
  ['repeat', 200],
] as const)('a target that cannot tell a lost commit: a resume is refused unless told to %s', async (inDoubt, rows) => {
  const store = memoryStore();
  const stateFolder = temporaryFolder();
  store.tellsCommits = false;
  store.onCommit = (taskId) => loseTheAnswer(store, taskId);
  const theJob = job({ rows: 100, splits: 1 });
  const failed = await runJob(request(store, theJob, { stateFolder }));
  expect(failed).toMatchObject({ state: 'failed', error: { code: 'RUN_COMMIT_IN_DOUBT' } });
  const resumeRunId = failed.runId;
  const refused = await runJob(request(store, theJob, { stateFolder, resumeRunId }));
  expect(refused).toMatchObject({ state: 'failed', error: { code: 'RUN_COMMITS_UNTOLD' } });
  expect(store.committed).toHaveLength(100);
  const resumed = await runJob(request(store, theJob, { stateFolder, resumeRunId, inDoubt }));
  expect(resumed).toMatchObject({ state: 'succeeded', rowsWritten: 100 });
  expect(store.committed).toHaveLength(rows);
});

test.each([
  ['keep', 200],
  ['repeat', 300],
] as const)('the answer to %s splits in doubt holds for the resumes that follow', async (inDoubt, rows) => {
  const store = memoryStore();
  const stateFolder = temporaryFolder();
  store.tellsCommits = false;
  store.onCommit = (taskId) => loseTheAnswer(store, taskId);
  const theJob = job({ rows: 200, splits: 2 }, { concurrent: 1 });
  const { runId: resumeRunId } = await runJob(request(store, theJob, { stateFolder }));
  store.onRead = () => {
    throw new Error('a defect');
  };
  const interrupted = await runJob(request(store, theJob, { stateFolder, resumeRunId, inDoubt }));
  expect(interrupted).toMatchObject({ state: 'failed', error: { code: 'INTERNAL' } });
  store.onRead = () => undefined;
  const resumed = await runJob(request(store, theJob, { stateFolder, resumeRunId }));
  expect(resumed).toMatchObject({ state: 'succeeded', rowsWritten: 200 });
  expect(store.committed).toHaveLength(rows);
});

test('a split that is kept counts for the share of dirty records', async () => {
  const store = memoryStore();
  const stateFolder = temporaryFolder();
  store.tellsCommits = false;
  store.onCommit = (taskId) => loseTheAnswer(store, taskId);
  const { maxDirtyRecords: _, ...noLimit } = setting;
  const quarter = job({ rows: 200, splits: 2, dirtyEvery: 4 });
  const theJob = { ...quarter, setting: { ...noLimit, concurrent: 1, maxDirtyShare: 0.3 } };
  const { runId: resumeRunId } = await runJob(request(store, theJob, { stateFolder }));
  const resumed = await runJob(request(store, theJob, { stateFolder, resumeRunId, inDoubt: 'keep' }));
  expect(resumed).toMatchObject({ state: 'succeeded', rowsRead: 200, rowsDirty: 50 });
});

test('repeats a split whose commit was lost when its rows are known by a key', async () => {
  const store = memoryStore();
  store.tellsCommits = false;
  store.isRepeatable = true;
  store.onCommit = (taskId) => loseTheAnswer(store, taskId);
  const report = await runJob(request(store, job({ rows: 100, splits: 1 }), { clock: fakeClock() }));
  expect(report).toMatchObject({ state: 'succeeded', rowsWritten: 100, retries: 1 });
});

test('a commit that the target refused is not in doubt: a resume runs its split', async () => {
  const store = memoryStore();
  const stateFolder = temporaryFolder();
  store.tellsCommits = false;
  store.onCommit = () => {
    store.onCommit = () => undefined;
    throw new SluiceError({ code: 'MEMORY_FULL', kind: 'environment', message: 'The store is full.' });
  };
  const theJob = job({ rows: 100, splits: 1 });
  const failed = await runJob(request(store, theJob, { stateFolder }));
  expect(failed).toMatchObject({ state: 'failed', error: { code: 'MEMORY_FULL' } });
  const resumed = await runJob(request(store, theJob, { stateFolder, resumeRunId: failed.runId }));
  expect(resumed).toMatchObject({ state: 'succeeded', rowsWritten: 100 });
  expect(store.committed).toHaveLength(100);
});

test('resumes with the unfinished splits only', async () => {
  const store = memoryStore();
  const stateFolder = temporaryFolder();
  store.onRead = (split) => {
    if (split === 3) throw new Error('a defect');
  };
  const theJob = job({ rows: 5_000, splits: 5 }, { concurrent: 1 });
  const failed = await runJob(request(store, theJob, { stateFolder }));
  expect(failed).toMatchObject({ state: 'failed', rowsWritten: 3_000, error: { code: 'INTERNAL' } });
  store.onRead = () => undefined;
  const resumed = await runJob(request(store, theJob, { stateFolder, resumeRunId: failed.runId }));
  expect(resumed).toMatchObject({
    state: 'succeeded',
    rowsWritten: 5_000,
    resumedFrom: { tasksSkipped: 3, rowsWritten: 3_000 },
  });
  expect([...store.committed].sort((a, b) => a - b)).toEqual(Array.from({ length: 5_000 }, (_, id) => id));
  expect(store.events.filter((event) => event === 'prepare')).toHaveLength(1);
});

test('refuses to resume a run of another job, or one that succeeded', async () => {
  const store = memoryStore();
  const stateFolder = temporaryFolder();
  const done = await runJob(request(store, job({ rows: 10 }), { stateFolder }));
  await expect(runJob(request(store, job({ rows: 10 }), { stateFolder, resumeRunId: done.runId }))).rejects.toThrow(
    'has succeeded; there is nothing to resume',
  );
  await expect(runJob(request(store, job({ rows: 10 }), { stateFolder, resumeRunId: 'nope' }))).rejects.toThrow(
    'no run "nope"',
  );
});

test('stops at once on kill and says that a resume is possible', async () => {
  const store = memoryStore();
  const kill = new AbortController();
  store.onRead = (_, firstId) => {
    if (firstId >= 5_000) kill.abort(new Error('stop'));
  };
  const report = await runJob(request(store, job({ rows: 10_000, splits: 1 }), { kill: kill.signal }));
  expect(report).toMatchObject({ state: 'stopped', rowsWritten: 0, error: { code: 'RUN_CANCELLED' } });
  expect(store.events).toContain('abort 0000');
});

test('drains: running splits finish, no new one starts', async () => {
  const store = memoryStore();
  const drain = new AbortController();
  store.onRead = () => drain.abort();
  const report = await runJob(
    request(store, job({ rows: 1_000, splits: 10 }, { concurrent: 2 }), { drain: drain.signal }),
  );
  expect(report).toMatchObject({ state: 'stopped', rowsWritten: 200 });
  expect(report.tasks).toHaveLength(2);
});

test('names the option that is wrong', async () => {
  const store = memoryStore();
  const report = await runJob(request(store, job({ rows: 'many' })));
  expect(report.state).toBe('failed');
  expect(report.error?.path).toBe('steps[0].parameter.rows');
});

test('finds a conversion that cannot work before the target is touched', async () => {
  const store = memoryStore();
  const writer = store.connector.writer!;
  const open = writer.open.bind(writer);
  const connector: Connector = {
    ...store.connector,
    writer: {
      ...writer,
      open: async (options, context) => {
        const opened = await open(options, context);
        const wanted = { columns: memorySchema.columns.map((column) => ({ ...column, type: types.time })) };
        return { ...opened, inspect: async () => ({ wanted, actions: [], warnings: [], isDestructive: true }) };
      },
    },
  };
  const connectors = new ConnectorLookup([{ name: 'memory', aliases: [], load: async () => connector }]);
  const report = await runJob(request(store, job({ rows: 10 }), { connectors }));
  expect(report.error?.code).toBe('RUN_CONVERSION_IMPOSSIBLE');
  expect(store.events).not.toContain('prepare');
});
