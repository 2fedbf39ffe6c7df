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
