import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { readSettings, startServer, type RunningServer } from '@sluice/server';
import { contract, createClient } from '@sluice/server/contract';
import { temporaryFolder } from '@sluice/testkit';
import { afterAll, beforeAll, expect, test } from 'vitest';

const run = promisify(execFile);
const main = join(import.meta.dirname, '../main.ts');
const dataFolder = temporaryFolder();
const home = temporaryFolder();
const password = 'correct horse battery';
let server: RunningServer;
let token = '';

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** The command line as a user starts it, with a home of its own. */
async function sluice(words: readonly string[], environment: Readonly<Record<string, string>> = {}): Promise<Ended> {
  const env = {
    PATH: process.env['PATH'] ?? '',
    HOME: home,
    XDG_CONFIG_HOME: join(home, 'config'),
    CI: '1',
    NODE_COMPILE_CACHE: join(import.meta.dirname, '../../../../.cache/compile'),
    ...environment,
  };
  const parameters = ['--conditions=development', '--disable-warning=ExperimentalWarning', main, ...words];
  return run(process.execPath, parameters, { env, cwd: home }).then(
    ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
    (error: Ended) => ({ code: error.code, stdout: error.stdout, stderr: error.stderr }),
  );
}

const csvJob = (path: string): string =>
  JSON.stringify({
    type: 'job',
    version: '2.0',
    steps: [
      {
        stepType: 'txtfile',
        category: 'reader',
        name: 'Reader',
        parameter: { path, column: [{ index: 0, type: 'long', name: 'n' }] },
      },
      {
        stepType: 'txtfile',
        category: 'writer',
        name: 'Writer',
        parameter: { path: 'out', fileName: 'n', singleFileOutput: true, column: [{ name: 'n', type: 'BIGINT' }] },
      },
    ],
    setting: { errorLimit: { record: 10 } },
    order: { hops: [{ from: 'Reader', to: 'Writer' }] },
  });

beforeAll(async () => {
  const print = console.log;
  let printed = '';
  console.log = (line: string) => (printed += line);
  server = await startServer(readSettings({}, { port: 0, logLevel: 'error', dataFolder }));
  console.log = print;
  const code = /#(\S+)/.exec(printed)?.[1] ?? '';
  await createClient(contract, { baseUrl: server.url }).people.setUp({ body: { code, name: 'root', password } });
  const login = await fetch(`${server.url}/api/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ name: 'root', password }),
  });
  const cookie = login.headers.getSetCookie()[0]?.split(';')[0] ?? '';
  const api = createClient(contract, { baseUrl: server.url, headers: { cookie } });
  token = (await api.people.createToken({ body: { name: 'cli' } })).secret;
  await api.projects.create({ body: { name: 'shop' } });
  mkdirSync(join(dataFolder, 'files'), { recursive: true });
  writeFileSync(join(dataFolder, 'files', 'in.csv'), '1\n2\nthree\n');
  await api.jobs.create({ params: { project: 'shop' }, body: { name: 'numbers', script: csvJob('in.csv') } });
  await api.jobs.submit({ params: { project: 'shop', job: 'numbers' }, body: {} });
  await api.jobs.deploy({ params: { project: 'shop', job: 'numbers' }, body: {} });
});
afterAll(() => server.close());

test('a token is kept after a login, in a file of the user alone', { timeout: 120_000 }, async () => {
  const refused = await sluice(['login', server.url], { SLUICE_TOKEN: 'sluice_wrong' });
  expect(refused.code).toBe(2);
  expect(refused.stderr).toContain('HTTP_NOT_SIGNED_IN');
  expect((await sluice(['runs', 'list', '--server', server.url])).stderr).toContain('sluice login');
  const { code, stdout } = await sluice(['login', server.url], { SLUICE_TOKEN: token });
  expect(code).toBe(0);
  expect(stdout).toContain('project shop: owner');
  expect(stdout).not.toContain(token);
  const file = join(home, 'config', 'sluice', 'tokens.json');
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({ [server.url]: token });
});

test('a job of the server is run and told like a local one', { timeout: 240_000 }, async () => {
  const env = { SLUICE_TOKEN: token, SLUICE_SERVER: server.url };
  const ended = await sluice(['run', 'numbers'], env);
  expect(ended.stderr).toContain('3 read = 2 written + 1 dirty');
  expect(ended.code).toBe(0);
  expect(readFileSync(join(dataFolder, 'files', 'out', 'n'), 'utf8')).toBe('1\n2\n');
  const report = JSON.parse((await sluice(['run', 'numbers', '--json'], env)).stdout) as { runId: string };
  expect(report).toMatchObject({ state: 'succeeded', rowsWritten: 2 });
  const list = await sluice(['runs', 'list', '--server', server.url, '--limit', '5'], { SLUICE_TOKEN: token });
  expect(list.stdout).toContain(report.runId);
  const shown = await sluice(['runs', 'show', 'last'], env);
  expect(shown.stdout).toContain('2 written');
  expect((await sluice(['runs', 'show', 'last', '--log'], env)).stdout).toContain('run started');
  const dirty = await sluice(['dirty', 'list', 'last'], env);
  expect(dirty.stdout).toContain('three');
  const exported = await sluice(['dirty', 'export', 'last'], env);
  const record = JSON.parse(exported.stdout) as object;
  expect(record).toMatchObject({ column: 'n' });
  const file = join(home, 'repaired.ndjson');
  writeFileSync(file, `${JSON.stringify({ ...record, raw: undefined, values: { n: 3 } })}\n`);
  const replayed = await sluice(['dirty', 'replay', report.runId, '--file', file], env);
  expect(replayed.stderr).toContain('1 read = 1 written');
});

test('a job goes from a file into production and is undone from the command line', { timeout: 240_000 }, async () => {
  const env = { SLUICE_TOKEN: token, SLUICE_SERVER: server.url };
  const file = join(home, 'nightly.json');
  writeFileSync(file, csvJob('in.csv'));
  const pushed = await sluice(['jobs', 'push', file, '--folder', 'cli', '--deploy', '--comment', 'first'], env);
  expect([pushed.code, pushed.stdout]).toEqual([0, 'nightly: made, submitted as version 1, deployed\n']);
  writeFileSync(file, csvJob('other.csv'));
  expect((await sluice(['jobs', 'push', file], env)).stdout).toBe('nightly: changed\n');
  const listed = JSON.parse((await sluice(['jobs', 'list', '--folder', 'cli', '--json'], env)).stdout) as object;
  expect(listed).toMatchObject({ ok: true, result: [{ name: 'nightly', state: 'deployed', deployedVersion: 1 }] });
  const { stdout: first } = await sluice(['jobs', 'show', 'nightly', '--number', '1'], env);
  expect(JSON.parse(first)).toMatchObject({ steps: [{ parameter: { path: 'in.csv' } }, {}] });
  expect((await sluice(['jobs', 'restore', 'nightly', '1'], env)).stdout).toBe('nightly: draft is version 1 again\n');
  expect((await sluice(['jobs', 'versions', 'nightly'], env)).stdout).toMatch(/1 +2.* deployed +first/);
  expect((await sluice(['jobs', 'delete', 'nightly'], env)).stderr).toContain('JOBS_IS_DEPLOYED');
  expect((await sluice(['jobs', 'undeploy', 'nightly'], env)).stdout).toBe('nightly: taken out of production\n');
  expect((await sluice(['jobs', 'delete', 'nightly'], env)).code).toBe(0);
  const nowhere = await sluice(['jobs', 'list'], { SLUICE_TOKEN: token });
  expect([nowhere.code, nowhere.stderr]).toEqual([2, expect.stringContaining('CLI_SERVER_NEEDED')]);
});

test('a run is looked at, cancelled and run again', { timeout: 240_000 }, async () => {
  const env = { SLUICE_TOKEN: token, SLUICE_SERVER: server.url };
  const script = await sluice(['runs', 'script', 'last'], env);
  expect(JSON.parse(script.stdout)).toMatchObject({ type: 'job', version: '2.0' });
  expect((await sluice(['runs', 'cancel', 'last'], env)).stderr).toContain('RUNS_FINISHED');
  const again = await sluice(['runs', 'rerun', 'last'], env);
  expect(again.code).toBe(0);
  expect(again.stderr).toContain('read = ');
  expect((await sluice(['resume', 'last', '--parameter', 'a=b'], env)).stderr).toContain('Leave out --job');
  expect((await sluice(['resume', 'last', '--in-doubt', 'keep'], env)).stderr).toContain('RUNS_NOTHING_TO_RESUME');
  const some = await sluice(['runs', 'list', '--job', 'numbers', '--state', 'failed', '--json'], env);
  expect(JSON.parse(some.stdout)).toMatchObject({ ok: true, result: [] });
});

test('instances and backfills are made and operated', { timeout: 240_000 }, async () => {
  const env = { SLUICE_TOKEN: token, SLUICE_SERVER: server.url };
  const schedule = { schedule: { cycle: { kind: 'day', time: '00:00' } } };
  const body = { name: 'daily', script: csvJob('in.csv'), schedule };
  const made = await sluice(['api', 'jobs.create', '--body', JSON.stringify(body)], env);
  expect(JSON.parse(made.stdout)).toMatchObject({ name: 'daily', state: 'draft' });
  await sluice(['jobs', 'submit', 'daily'], env);
  expect((await sluice(['jobs', 'deploy', 'daily'], env)).stdout).toBe('daily: version 1 deployed\n');
  const range = ['--from', '2999-01-01', '--to', '2999-01-02', '--at-times'];
  const preview = await sluice(['backfills', 'start', 'daily', ...range, '--preview'], env);
  expect(preview.stdout).toContain('2 instances would be made.');
  const started = await sluice(['backfills', 'start', 'daily', ...range, '--json'], env);
  const { result } = JSON.parse(started.stdout) as { result: { id: string } };
  const list = await sluice(['instances', 'list', '--backfill', result.id, '--json'], env);
  const [later, first] = (JSON.parse(list.stdout) as { result: { id: string; businessDate: string }[] }).result;
  expect([first?.businessDate, later?.businessDate]).toEqual(['2999-01-01', '2999-01-02']);
  const frozen = await sluice(['instances', 'freeze', first?.id ?? '', 'nosuch'], env);
  expect([frozen.code, frozen.stdout]).toEqual([2, expect.stringContaining('nosuch: refused')]);
  expect((await sluice(['instances', 'show', first?.id ?? ''], env)).stdout).toMatch(/state +\w+, frozen/);
  expect((await sluice(['backfills', 'stop', result.id], env)).stdout).toMatch(/state +stopped/);
});

test('any route is called by its name', { timeout: 120_000 }, async () => {
  const env = { SLUICE_TOKEN: token, SLUICE_SERVER: server.url };
  const groups = await sluice(['api', 'resourceGroups.list', '--json'], env);
  expect(JSON.parse(groups.stdout)).toMatchObject({ items: [{ name: 'default' }] });
  const one = await sluice(['api', 'jobs.get', 'job=numbers'], env);
  expect(JSON.parse(one.stdout)).toMatchObject({ name: 'numbers' });
  expect((await sluice(['api', '--search', 'backfill'])).stdout).toContain('backfills.create');
  expect((await sluice(['api', 'jobs.gte'], env)).stderr).toContain('Did you mean jobs.get?');
  expect((await sluice(['api', 'jobs.get'], env)).stderr).toContain('needs job');
  expect((await sluice(['api', 'jobs.submit', 'job=numbers', '--body', '{'], env)).stderr).toContain('no JSON');
});

test('what the server refuses has its code, hint and exit code', { timeout: 120_000 }, async () => {
  const env = { SLUICE_TOKEN: token, SLUICE_SERVER: server.url };
  const missing = await sluice(['run', 'nosuch', '--json'], env);
  expect(missing.code).toBe(2);
  expect(JSON.parse(missing.stdout)).toMatchObject({ ok: false, error: { code: 'HTTP_NOT_FOUND' } });
  const nowhere = await sluice(['runs', 'list', '--json'], { ...env, SLUICE_SERVER: 'http://127.0.0.1:1' });
  expect(nowhere.code).toBe(3);
  expect(JSON.parse(nowhere.stdout)).toMatchObject({ error: { code: 'CLI_SERVER_UNREACHABLE' } });
});

test('a job file is checked by the server', { timeout: 120_000 }, async () => {
  const env = { SLUICE_TOKEN: token, SLUICE_SERVER: server.url };
  const file = join(home, 'job.json');
  writeFileSync(file, csvJob('in.csv').replace('"txtfile"', '"txtfil"'));
  const { code, stdout } = await sluice(['validate', file], env);
  expect(code).toBe(2);
  expect(stdout).toContain('is not valid: 1 error');
});

test('a server is backed up and its key changed from the command line', { timeout: 240_000 }, async () => {
  const env = { SLUICE_DATA_FOLDER: dataFolder };
  const file = join(home, 'backup.gz');
  const backup = await sluice(['server', 'backup', file], env);
  expect(backup.stdout).toContain(`not included, keep it besides: ${join(dataFolder, 'secret.key')}`);
  const again = await sluice(['server', 'restore', file], env);
  expect(again.stderr).toContain('OPERATION_NOT_EMPTY');
  const fresh = temporaryFolder();
  const restored = await sluice(['server', 'restore', file, '--data-folder', fresh]);
  expect(restored.code).toBe(0);
  const rotated = await sluice(['server', 'rotate-key'], env);
  expect(rotated.stdout).toMatch(/\d+ secrets encrypted with the new key/);
  expect(readFileSync(join(dataFolder, 'secret.key'), 'utf8').trim().split('\n')).toHaveLength(2);
});
