import { randomUUID } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import { mkdirSync, readFileSync, realpathSync, symlinkSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { JsonValue } from '@sluice/core';
import { temporaryFolder } from '@sluice/testkit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { WorkerProcesses, workerEnvironment } from './processes.ts';
import type { RunReport, WorkJob } from './work.ts';

const base = realpathSync(temporaryFolder());
const [root, secrets, outside] = [join(base, 'files'), join(base, 'secrets'), join(base, 'outside')];
const workers = new WorkerProcesses({
  environment: workerEnvironment({ ...process.env, SLUICE_SECRET_MANY: 'many' }),
  limits: {
    hosts: { allowed: [], denied: ['127.0.0.2', '10.0.0.0/8'] },
    fileRoots: [root],
    secretRoots: [secrets],
    hidden: [],
  },
  onOutput: () => undefined,
});
let web: Server;
let port = 0;

beforeAll(async () => {
  for (const folder of [root, secrets, outside]) mkdirSync(folder);
  writeFileSync(join(root, 'in.csv'), '1\n2\n');
  writeFileSync(join(outside, 'private.csv'), 'private\n');
  writeFileSync(join(secrets, 'folder'), root);
  symlinkSync(outside, join(root, 'way-out'));
  for (const folder of [root, outside]) {
    const database = new DatabaseSync(join(folder, 'shop.db'));
    database.exec('create table t (a integer); insert into t values (1)');
    database.close();
  }
  web = createServer((request, response) => {
    if (request.url === '/moved.csv') response.writeHead(302, { location: `http://127.0.0.2:${port}/in.csv` }).end();
    else response.end('1\n2\n');
  });
  await new Promise<void>((resolve) => web.listen(0, '0.0.0.0', resolve));
  port = (web.address() as AddressInfo).port;
});
afterAll(async () => {
  await workers.close();
  web.close();
});

type Parameter = Readonly<Record<string, JsonValue>>;
interface Step {
  readonly stepType: string;
  readonly parameter: Parameter;
}

const nowhere: Step = { stepType: 'stream', parameter: { print: false } };
const numbers: Step = {
  stepType: 'stream',
  parameter: { column: [{ type: 'long', value: 1 }], sliceRecordCount: 1 },
};
const csv = (path: JsonValue): Step => ({ stepType: 'txtfile', parameter: { path, column: ['*'] } });

function jobOf(reader: Step, writer: Step = nowhere, concurrent = 1): WorkJob {
  const text = JSON.stringify({
    type: 'job',
    version: '2.0',
    steps: [
      { ...reader, category: 'reader', name: 'Reader' },
      { ...writer, category: 'writer', name: 'Writer' },
    ],
    setting: { speed: { concurrent } },
    order: { hops: [{ from: 'Reader', to: 'Writer' }] },
  });
  return { name: 'test', text, variables: {}, sources: [] };
}

async function run(reader: Step, writer?: Step, concurrent?: number): Promise<RunReport> {
  const stateFolder = join(base, 'state');
  const job = jobOf(reader, writer, concurrent);
  const work = { kind: 'run', job, engineRun: randomUUID(), stateFolder, memoryBytes: 64 << 20 } as const;
  const result = await workers.perform(work, {});
  if (!result.ok) throw new Error(result.error.message);
  return result.value as unknown as RunReport;
}

test('files within the folders are read and written; relative paths begin there', async () => {
  const target: Step = { stepType: 'txtfile', parameter: { path: 'out', fileName: 'n', singleFileOutput: true } };
  expect(await run(csv('in.csv'), target)).toMatchObject({ state: 'succeeded', rowsWritten: 2 });
  expect(readFileSync(join(root, 'out', 'n'), 'utf8')).toBe('1\n2\n');
});

test.each<[string, Step, Step?]>([
  ['an absolute path', csv('/etc/passwd')],
  ['dots', csv(`${root}/../outside/private.csv`)],
  ['a link', csv(`${root}/way-out/private.csv`)],
  ['a pattern elsewhere', csv('/etc/*.conf')],
  ['a pattern below a link', csv(`${root}/way-out/*.csv`)],
  ['dots made of braces', csv(`${root}/{.,x}./outside/*.csv`)],
  ['a folder to write to', numbers, { stepType: 'txtfile', parameter: { path: outside, fileName: 'n' } }],
  ['a file of the stream writer', numbers, { stepType: 'stream', parameter: { path: outside, fileName: 'n' } }],
  ['a database', { stepType: 'sqlite', parameter: { path: join(outside, 'shop.db'), table: 't', column: ['*'] } }],
  [
    'a database in a URL',
    { stepType: 'sqlite', parameter: { jdbcUrl: `jdbc:sqlite:${outside}/shop.db`, table: 't', column: ['*'] } },
  ],
  [
    'an attached database',
    {
      stepType: 'sqlite',
      parameter: { path: 'shop.db', session: [`attach '${outside}/shop.db' as o`], querySql: ['select * from o.t'] },
    },
  ],
  [
    'a copy of a database',
    numbers,
    {
      stepType: 'sqlite',
      parameter: { path: 'shop.db', table: 't', column: ['a'], preSql: [`vacuum into '${outside}/copy.db'`] },
    },
  ],
  ['a certificate', { stepType: 'mysql', parameter: mysql({ host: 'localhost', ssl: { ca: '/etc/passwd' } }) }],
  ['a local socket', { stepType: 'mysql', parameter: mysql({ host: '/run/mysqld/mysqld.sock' }) }],
])('%s outside of the folders is refused', async (_, reader, writer) => {
  const { state, error } = await run(reader, writer);
  expect({ state, code: error?.code }).toEqual({ state: 'failed', code: 'ACCESS_FILE_DENIED' });
});

test('a file name of the stream writer is a name', async () => {
  const writer: Step = { stepType: 'stream', parameter: { path: root, fileName: '../outside/n' } };
  expect((await run(numbers, writer)).error?.code).toBe('STREAM_BAD_FILE_NAME');
});

test('secrets come from their own folders only', async () => {
  const target = (path: string): Step => ({ stepType: 'txtfile', parameter: { path, fileName: 's' } });
  expect((await run(numbers, target(`\${file:${join(secrets, 'folder')}}`))).state).toBe('succeeded');
  const refused = await run(numbers, target(`\${file:${join(outside, 'private.csv')}}`));
  expect(refused.error?.code).toBe('ACCESS_SECRET_FILE_DENIED');
  expect((await run(numbers, target('${file:/etc/hostname}'))).error?.code).toBe('ACCESS_SECRET_FILE_DENIED');
});

function mysql(more: Parameter): Parameter {
  return { user: 'u', password: 'p', table: 't', column: ['*'], ...more };
}

test.each<[string, Step]>([
  ['a host', { stepType: 'mysql', parameter: mysql({ host: '10.1.2.3' }) }],
  ['one of several hosts', { stepType: 'mysql', parameter: mysql({ host: 'localhost,10.1.2.3:3307' }) }],
  ['a JDBC URL', { stepType: 'mysql', parameter: mysql({ jdbcUrl: 'jdbc:mysql://10.1.2.3:3306/x' }) }],
  [
    'a JDBC URL among sources',
    { stepType: 'postgresql', parameter: { connection: [{ jdbcUrl: ['jdbc:postgresql://10.9.9.9/x'] }], user: 'u' } },
  ],
  ['an address of a download', { stepType: 'httpfile', parameter: { fileName: ['http://10.1.2.3/x'], column: ['*'] } }],
  [
    'an endpoint',
    {
      stepType: 's3',
      parameter: { endpoint: 'http://10.1.2.3:9000', bucket: 'b', accessKeyId: 'k', secretAccessKey: 's', path: ['x'] },
    },
  ],
  [
    'a name node',
    {
      stepType: 'hdfs',
      parameter: { defaultFS: 'hdfs://10.1.2.3:8020', path: ['/x'], fileFormat: 'csv', column: ['*'] },
    },
  ],
])('%s in a denied network is refused with its place', async (_, reader) => {
  const { state, error } = await run(reader);
  expect({ state, code: error?.code, path: error?.path?.startsWith('steps[0].parameter.') }).toEqual({
    state: 'failed',
    code: 'ACCESS_HOST_DENIED',
    path: true,
  });
});

test('a redirect into a denied network is not followed', async () => {
  const from = (path: string): Step => ({
    stepType: 'httpfile',
    parameter: { fileName: [`http://127.0.0.1:${port}${path}`], fileFormat: 'csv', column: ['*'] },
  });
  expect((await run(from('/in.csv'))).rowsWritten).toBe(2);
  const { state, error } = await run(from('/moved.csv'));
  expect(state).toBe('failed');
  expect(`${error?.message} ${error?.suggestion}`).toContain('may not be reached from this server');
});

test('channels in threads of their own know the limits and the secrets, too', async () => {
  const database = new DatabaseSync(join(root, 'many.db'));
  database.exec('create table many (a integer primary key, b text)');
  database.exec(
    "with recursive n (i) as (select 1 union all select i + 1 from n where i < 60000) insert into many select i, 'x' from n",
  );
  database.close();
  const reader = (table: string): Step => ({
    stepType: 'sqlite',
    parameter: { path: 'many.db', table, column: ['*'], splitPk: 'a' },
  });
  const target: Step = { stepType: 'txtfile', parameter: { path: 'many', fileName: 'm' } };
  expect(await run(reader('${env:MANY}'), target, 2)).toMatchObject({ state: 'succeeded', rowsWritten: 60_000 });
});

test('data sources have the same limits', async () => {
  const test = (type: string, connection: Parameter) =>
    workers.perform({ kind: 'testSource', source: { name: 's', type, connection } }, {});
  expect(await test('sqlite', { path: join(outside, 'shop.db') })).toMatchObject({
    ok: false,
    error: { code: 'ACCESS_FILE_DENIED', path: 'dataSources.s.path' },
  });
  expect(await test('mysql', { host: '10.1.2.3', user: 'u' })).toMatchObject({ error: { code: 'ACCESS_HOST_DENIED' } });
});
