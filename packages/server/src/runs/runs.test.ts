import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { service, temporaryFolder } from '@sluice/testkit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { jobRoutes, resourceGroupRoutes, runRoutes } from '../contract/index.ts';
import { jobSubject } from '../jobs/subject.ts';
import { resourceGroupSubject } from '../resource-groups/subject.ts';
import { startTestServer, type TestServer } from '../test-server.ts';
import { workerEnvironment, WorkerProcesses } from '../worker/processes.ts';
import { runSubject } from './subject.ts';
import type { RunView } from './views.ts';

const contract = { jobs: jobRoutes, runs: runRoutes, resourceGroups: resourceGroupRoutes };
type Testing = TestServer<typeof contract>;

const folder = temporaryFolder();
mkdirSync(join(folder, 'in'));
// A hundred good rows and two that are no numbers.
const lines = Array.from({ length: 102 }, (_, row) => (row % 50 === 49 ? 'x' : String(row)));
writeFileSync(join(folder, 'in/a.csv'), `${lines.join('\n')}\n`);

function job(reader: object, writer: object, setting: object = {}): string {
  return JSON.stringify({
    type: 'job',
    version: '2.0',
    steps: [
      { ...reader, category: 'reader', name: 'Reader' },
      { ...writer, category: 'writer', name: 'Writer' },
    ],
    setting: { speed: { concurrent: 1, throttle: false }, errorLimit: { record: '10' }, ...setting },
    order: { hops: [{ from: 'Reader', to: 'Writer' }] },
  });
}
const csv = {
  stepType: 'txtfile',
  parameter: { path: [join(folder, 'in/*.csv')], column: [{ index: 0, type: 'long', name: 'n' }] },
};
const into = (name: string) => ({
  stepType: 'txtfile',
  parameter: { path: join(folder, 'out'), fileName: name, singleFileOutput: true },
});
const endless = job(
  {
    stepType: 'stream',
    parameter: { column: [{ type: 'string', value: 'x'.repeat(500) }], sliceRecordCount: 10_000_000 },
  },
  { stepType: 'stream', parameter: { print: false } },
  { speed: { concurrent: 1, throttle: true, mbps: '1' } },
);

async function startServer(databaseUrl: string, dataFolder: string, slots = 2): Promise<Testing> {
  return startTestServer({
    contract,
    databaseUrl,
    dataFolder,
    settings: { slots },
    subjects(ground) {
      const workers = new WorkerProcesses({ environment: workerEnvironment(process.env), onOutput: () => undefined });
      const runs = runSubject(ground, { workers, sourceOf: () => Promise.reject(new Error('none')) });
      const groups = resourceGroupSubject(ground, { workers, load: runs.load, countJobs: async () => 0 });
      return [{ routes: [], stop: () => workers.close() }, groups, jobSubject(ground), runs];
    },
  });
}

describe.each(['sqlite', 'postgresql'] as const)('runs on %s', (dialect) => {
  let server: Testing;
  let databaseUrl: string;
  const dataFolder = temporaryFolder();
  beforeAll(async () => {
    databaseUrl =
      dialect === 'sqlite'
        ? `sqlite:${join(dataFolder, 'store.sqlite')}`
        : (await (await service('postgresql')).newDatabase()).url;
    server = await startServer(databaseUrl, dataFolder);
  });
  afterAll(() => server.server.close());

  const api = () => server.as('developer').runs;
  const at = (run: RunView) => ({ params: { project: 'p', run: run.id } });

  async function start(name: string, script: string, body: object = {}): Promise<RunView> {
    await server.as('developer').jobs.create({ params: { project: 'p' }, body: { name, script } });
    return api().start({ params: { project: 'p', job: name }, body: { what: 'draft', ...body } });
  }
  async function until(run: RunView, isReached: (run: RunView) => boolean): Promise<RunView> {
    for (let turn = 0; turn < 300; turn++) {
      const now = await api().get(at(run));
      if (isReached(now)) return now;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    throw new Error('waited in vain');
  }
  const ended = (run: RunView) => until(run, ({ state }) => state !== 'queued' && state !== 'running');

  /** Leaves a finished run as a process does that is killed while it commits the second of two splits. */
  async function putInDoubt({ id }: RunView): Promise<void> {
    const { database } = server.server.ground.store;
    const { engine_run: engineRun } = await database
      .updateTable('runs')
      .set({ state: 'failed' })
      .where('id', '=', id)
      .returning('engine_run')
      .executeTakeFirstOrThrow();
    const [state, tasks] = ['run.json', 'tasks.ndjson'].map((name) =>
      join(dataFolder, 'state', 'runs', engineRun ?? '', name),
    ) as [string, string];
    writeFileSync(state, JSON.stringify({ ...JSON.parse(readFileSync(state, 'utf8')), state: 'failed' }));
    const lines = readFileSync(tasks, 'utf8').trimEnd().split('\n');
    const done = lines.filter((line) => line.includes('"done"')).map((line) => JSON.parse(line) as { outcome: object });
    const committing = {
      event: 'committing',
      taskId: '0001',
      outcome: { ...done[1]?.outcome, commit: { rowsWritten: 1_000 } },
    };
    writeFileSync(tasks, `${JSON.stringify(done[0])}\n${JSON.stringify(committing)}\n`);
  }

  test('what a run was made of is told with its values, without secrets', async () => {
    const reader = { ...csv, parameter: { ...csv.parameter, path: ['${folder}/*.csv'], note: '${apiToken}' } };
    const writer = { ...into(`told-${dialect}`), parameter: { ...into('told').parameter, password: 'hunter2' } };
    const commented = job(reader, writer).replace('{', '{ // made by hand\n');
    const variables = { folder: join(folder, 'in'), apiToken: 'tk-1', plain: 'x' };
    const run = await start('configured', commented, { variables, bizdate: '20260301' });
    const { script = '', ...facts } = await api().configuration(at(run));
    expect(facts).toEqual({
      format: 'script',
      variables: { folder: join(folder, 'in'), apiToken: '******', plain: 'x' },
      dataSources: [],
      environment: 'production',
      group: 'default',
      bizdate: '20260301',
    });
    const { steps } = JSON.parse(script) as { steps: { parameter: Record<string, unknown> }[] };
    expect(steps[0]?.parameter).toMatchObject({ path: [join(folder, 'in/*.csv')], note: '******' });
    expect(steps[1]?.parameter['password']).toBe('******');
    expect(script).not.toContain('hunter2');
    await ended(run);
  });

  test('a run is queued, runs in a process of its own, and leaves report, log and dirty records', async () => {
    const run = await start('numbers', job(csv, into(`numbers-${dialect}`)));
    expect(run.state).toBe('queued');
    expect(await ended(run)).toMatchObject({
      state: 'succeeded',
      rowsRead: 102,
      rowsWritten: 100,
      rowsDirty: 2,
      attempts: 1,
    });
    expect(await api().report(at(run))).toMatchObject({ state: 'succeeded', rowsWritten: 100 });
    const { items } = await api().log({ ...at(run), query: {} });
    expect(items.map(({ message }) => message)).toContain('run started');
    expect((await api().log({ ...at(run), query: { search: 'RUN STARTED' } })).items).toHaveLength(1);
    const dirty = await api().dirty({ ...at(run), query: {} });
    expect(dirty).toMatchObject({ total: 2, counts: [{ column: 'n', count: 2 }] });
    await expect(server.as('viewer').runs.dirty({ ...at(run), query: {} })).rejects.toMatchObject({
      problem: { status: 403 },
    });
  });

  test('events tell log, progress and state, and go on after the last one seen', async () => {
    const run = await ended(await start('told', job(csv, into(`told-${dialect}`))));
    const read = async (headers: Record<string, string>) => {
      const response = await fetch(`${server.server.url}/api/projects/p/runs/${run.id}/events`, {
        headers: { ...server.headersOf('viewer'), ...headers },
      });
      return response.text();
    };
    const text = await read({});
    expect(text).toContain('event: state\ndata: {"state":"succeeded"}');
    expect(text).toContain('id: 1\nevent: log');
    const rest = await read({ 'last-event-id': '1' });
    expect(rest).not.toContain('id: 1\n');
    expect(rest).toContain('id: 2\n');
  });

  test('repaired dirty records are replayed as a run of its own', async () => {
    const run = await ended(await start('repaired', job(csv, into(`repaired-${dialect}`))));
    const { items } = await api().dirty({ ...at(run), query: {} });
    const file = await fetch(`${server.server.url}/api/projects/p/runs/${run.id}/dirty.ndjson`, {
      headers: server.headersOf('operator'),
    });
    expect((await file.text()).trimEnd().split('\n')).toHaveLength(2);
    const records = items.map(({ record }) => ({ ...record, values: { n: 7 }, raw: undefined }));
    const replay = await ended(
      await api().replay({ ...at(run), body: { records: JSON.parse(JSON.stringify(records)) } }),
    );
    expect(replay).toMatchObject({ state: 'succeeded', reason: 'replay', rowsWritten: 2, previous: run.id });
    expect(readFileSync(join(folder, 'out', `repaired-${dialect}`), 'utf8')).toBe('7\n7\n');
  });

  test('values are asked for, and a missing one is told', async () => {
    const script = job(csv, into('${name}'));
    await expect(start('asked', script)).rejects.toMatchObject({ problem: { code: 'RUNS_VALUES_MISSING' } });
    const run = await api().start({
      params: { project: 'p', job: 'asked' },
      body: { what: 'draft', variables: { name: `asked-${dialect}` }, bizdate: '20260228' },
    });
    expect(await ended(run)).toMatchObject({ state: 'succeeded', bizdate: '20260228' });
    await expect(api().start({ params: { project: 'p', job: 'asked' }, body: {} })).rejects.toMatchObject({
      problem: { code: 'RUNS_NOT_DEPLOYED' },
    });
  });

  test('no more runs at a time than slots; a queued one is cancelled at once, a running one within seconds', async () => {
    const [first, second] = [await start('slot-1', endless), await start('slot-2', endless)];
    await until(first, ({ state }) => state === 'running');
    await until(second, ({ state }) => state === 'running');
    const third = await start('slot-3', endless);
    await new Promise((resolve) => setTimeout(resolve, 1_200));
    expect((await api().get(at(third))).state).toBe('queued');
    expect((await api().cancel({ ...at(third), body: {} })).state).toBe('cancelled');
    for (const run of [first, second]) {
      await api().cancel({ ...at(run), body: { now: true } });
      expect((await ended(run)).state).toBe('cancelled');
    }
    await expect(api().cancel({ ...at(first), body: {} })).rejects.toMatchObject({
      problem: { code: 'RUNS_FINISHED' },
    });
  });

  test('a run whose process is killed goes on in another one', async () => {
    const run = await start('killed', endless);
    const { engine_run: engineRun } = await until(run, ({ progress }) => progress !== undefined).then(() =>
      server.server.ground.store.database
        .selectFrom('runs')
        .select('engine_run')
        .where('id', '=', run.id)
        .executeTakeFirstOrThrow(),
    );
    const { items } = await api().log({ ...at(run), query: {} });
    expect(items.length).toBeGreaterThan(0);
    const { execFileSync } = await import('node:child_process');
    const pids = execFileSync('pgrep', ['-P', String(process.pid)])
      .toString()
      .trim()
      .split('\n')
      .map(Number);
    for (const pid of pids.filter((each) => readFileSync(`/proc/${each}/cmdline`, 'utf8').includes('worker/main')))
      process.kill(pid, 'SIGKILL');
    // The process that stood ready for the next run was killed as well, and may be lost as the second one.
    const again = await until(run, ({ attempts, state }) => attempts >= 2 && state === 'running');
    expect(again.attempts).toBeLessThanOrEqual(3);
    expect(engineRun).not.toBeNull();
    await api().cancel({ ...at(run), body: { now: true } });
    await ended(run);
  });

  test('a server that stops hands its runs to the next one', async () => {
    const run = await start('handed', endless);
    await until(run, ({ progress }) => progress !== undefined);
    await server.server.close();
    server = await startServer(databaseUrl, dataFolder);
    expect(await until(run, ({ state, attempts }) => state === 'running' && attempts === 2)).toBeDefined();
    await api().cancel({ ...at(run), body: { now: true } });
    expect((await ended(run)).state).toBe('cancelled');
  });

  test('a failed run tells its error, and is repeated from the beginning', async () => {
    const missing = { stepType: 'txtfile', parameter: { path: [join(folder, 'nowhere/*.csv')], column: ['*'] } };
    const run = await ended(await start('failing', job(missing, into('never'))));
    const values = { pattern: join(folder, 'nowhere/*.csv') };
    expect(run).toMatchObject({ state: 'failed', error: { code: 'FILES_NO_FILE', values } });
    const again = await ended(await api().rerun(at(run)));
    expect(again).toMatchObject({ state: 'failed', previous: run.id });
    await expect(
      api().resume(at(await ended(await start('fine', job(csv, into(`fine-${dialect}`)))))),
    ).rejects.toMatchObject({
      problem: { code: 'RUNS_NOTHING_TO_RESUME' },
    });
  });

  test.each([
    ['keep', 1_002],
    ['repeat', 4],
  ] as const)('a split in doubt is asked about, and the answer %s holds', async (inDoubt, rowsWritten) => {
    const files = join(folder, `doubt-${dialect}-${inDoubt}`);
    mkdirSync(files);
    writeFileSync(join(files, 'a.csv'), '1\n2\n');
    writeFileSync(join(files, 'b.csv'), '3\n4\n');
    const reader = { ...csv, parameter: { ...csv.parameter, path: [join(files, '*.csv')] } };
    const writer = { stepType: 'stream', parameter: { print: false } };
    const run = await ended(await start(`doubt-${inDoubt}`, job(reader, writer)));
    await putInDoubt(run);

    await expect(api().resume(at(run))).rejects.toMatchObject({
      problem: { code: 'RUNS_IN_DOUBT', status: 409, detail: expect.stringContaining('b.csv') },
    });
    expect((await api().get(at(run))).state).toBe('failed');
    expect((await api().resume({ ...at(run), body: { inDoubt } })).state).toBe('queued');
    await ended(run);
    expect(await api().report(at(run))).toMatchObject({ state: 'succeeded', rowsWritten });
  });

  test('runs of another project are not there', async () => {
    const [run] = (await api().list({ params: { project: 'p' }, query: { limit: 1 } })).items;
    await expect(api().get({ params: { project: 'q', run: run?.id ?? '' } })).rejects.toMatchObject({
      problem: { status: 404 },
    });
    const { items } = await api().list({ params: { project: 'p' }, query: { state: 'failed' } });
    expect(new Set(items.map(({ state }) => state))).toEqual(new Set(['failed']));
  });
});
