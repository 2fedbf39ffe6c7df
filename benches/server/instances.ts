/**
 * How fast the operation centre answers with a million instances, over HTTP, server and client in one process.
 *
 *     node --conditions=development benches/server/instances.ts [sqlite] [postgresql]
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { service, startServiceRun, stopServiceRun } from '@sluice/testkit';
import { instanceRoutes } from '../../packages/server/src/contract/instances.ts';
import { instanceSubject } from '../../packages/server/src/instances/subject.ts';
import { startTestServer } from '../../packages/server/src/test-server.ts';
import { fill, jobCount, lastDate } from './fill.ts';

const contract = { instances: instanceRoutes };
const turns = 40;
const goalMs = 100;

const wanted = process.argv.slice(2);
const folder = mkdtempSync(join(tmpdir(), 'sluice-bench-'));
const run = await startServiceRun();
try {
  for (const dialect of wanted.length === 0 ? ['sqlite', 'postgresql'] : wanted) await bench(dialect);
} finally {
  await stopServiceRun(run);
  rmSync(folder, { recursive: true, force: true });
}

async function bench(dialect: string): Promise<void> {
  const databaseUrl =
    dialect === 'sqlite'
      ? `sqlite:${join(folder, 'store.sqlite')}`
      : (await service('postgresql', { exclusive: true })).url;
  const { server, as } = await startTestServer({
    contract,
    databaseUrl,
    dataFolder: folder,
    settings: { requestsPerMinute: 1_000_000 },
    subjects: (ground) => [instanceSubject(ground, { wake: () => undefined })],
  });
  const began = performance.now();
  await fill(server.ground.store);
  console.log(`${dialect}: filled in ${((performance.now() - began) / 1_000).toFixed(1)} s`);
  for (const [name, ask] of asksOf(as('viewer').instances)) console.log(`${dialect} ${await line(name, ask)}`);
  await server.close();
}

/** Processor time, the database's included, tells more than the clock when the machine is busy with other things. */
async function line(name: string, ask: (turn: number) => Promise<unknown>): Promise<string> {
  const times: number[] = [];
  const cpuBefore = cpuMs();
  for (let turn = 0; turn < turns; turn++) {
    const started = performance.now();
    await ask(turn);
    times.push(performance.now() - started);
  }
  const cpu = (cpuMs() - cpuBefore) / turns;
  times.sort((left, right) => left - right);
  const figure = (label: string, ms: number): string => `${label} ${ms.toFixed(1).padStart(6)} ms`;
  const at = (share: number): number => times[Math.ceil(share * turns) - 1] as number;
  const mark = at(0.95) < goalMs ? '' : '  above the goal';
  return `${name.padEnd(40)} ${figure('p50', at(0.5))}  ${figure('p95', at(0.95))}  ${figure('cpu', cpu)}${mark}`;
}

/** Of this process and everything it started, the database server among it. Linux only. */
function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  const processes = new Map(readdirSync('/proc').flatMap((pid) => (/^\d+$/.test(pid) ? statOf(pid) : [])));
  const isOurs = (pid: string): boolean => {
    const parent = processes.get(pid)?.parent;
    return parent !== undefined && (parent === String(process.pid) || isOurs(parent));
  };
  const ours = [...processes].filter(([pid]) => isOurs(pid));
  return (user + system) / 1_000 + ours.reduce((sum, [, { ticks }]) => sum + ticks * 10, 0);
}

/** None when the process has just ended. */
function statOf(pid: string): readonly (readonly [string, { readonly parent: string; readonly ticks: number }])[] {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? [];
    return [[pid, { parent: fields[1] ?? '', ticks: Number(fields[11]) + Number(fields[12]) }]];
  } catch {
    return [];
  }
}

type Client = ReturnType<Awaited<ReturnType<typeof startTestServer<typeof contract>>>['as']>['instances'];
type Query = NonNullable<Parameters<Client['list']>[0]['query']>;

function asksOf(client: Client): readonly (readonly [string, (turn: number) => Promise<unknown>])[] {
  const params = { project: 'p' };
  const list = (query: (turn: number) => Query) => (turn: number) => client.list({ params, query: query(turn) });
  const jobAt = (turn: number): string => `job_${(turn * 7_919) % jobCount}`;
  const instanceAt = (turn: number): string => String(990_000 + ((turn * 7_919) % jobCount)).padStart(26, '0');
  const cursorAt = (turn: number): string =>
    Buffer.from(JSON.stringify([`2026${String(8 + (turn % 3)).padStart(2, '0')}20000000`, 'z'])).toString('base64url');
  const lists: Readonly<Record<string, (turn: number) => Query>> = {
    'list, first page': () => ({}),
    'list, deep page': (turn) => ({ cursor: cursorAt(turn) }),
    'list, 500 a page': () => ({ limit: 500 }),
    'list of a business date': () => ({ businessDateFrom: lastDate, businessDateTo: lastDate }),
    'list of a business date, failed': () => ({
      businessDateFrom: lastDate,
      businessDateTo: lastDate,
      state: 'failure',
    }),
    'list of a job': (turn) => ({ job: jobAt(turn) }),
    'list of a job, failed': (turn) => ({ job: jobAt(turn), state: 'failure' }),
    'list by a name, few jobs': (turn) => ({ search: jobAt(turn).slice(3) }),
    'list by a name, many jobs': () => ({ search: '_1' }),
    'list by a name, no job': () => ({ search: 'nothing' }),
    'list in a state, deep': (turn) => ({ state: 'success', cursor: cursorAt(turn) }),
    'list in three states': () => ({ state: 'running,failure,success' }),
    'list in a state that nobody has': () => ({ state: 'waitResource' }),
    'list of an owner': (turn) => ({ owner: `user-${turn % 20}` }),
    'list of an owner, failed': (turn) => ({ owner: `user-${turn % 20}`, state: 'failure' }),
    'list of a group that nobody uses': () => ({ group: 'nobody' }),
    'list of a group, successful, owner': () => ({ group: 'large', state: 'success', owner: 'user-3' }),
    'list of backfills and tests': () => ({ kind: 'backfill,test' }),
    'list of scheduled ones': () => ({ kind: 'scheduled' }),
    'list of frozen ones': () => ({ isFrozen: 'true' }),
    'list of frozen ones, failed, of dates': () => ({
      isFrozen: 'true',
      state: 'failure',
      businessDateFrom: '2026-10-01',
    }),
    'list of dry runs, failed': () => ({ isDryRun: 'true', state: 'failure' }),
  };
  return [
    ...Object.entries(lists).map(([name, query]) => [name, list(query)] as const),
    ['get', (turn) => client.get({ params: { ...params, instance: instanceAt(turn) } })],
    [
      'graph, 5 up and 5 down',
      (turn) => client.graph({ params: { ...params, instance: instanceAt(turn) }, query: { up: 5, down: 5 } }),
    ],
    ['descendants', (turn) => client.descendants({ params: { ...params, instance: instanceAt(turn) } })],
    ['statistics', () => client.statistics({ params, query: { businessDate: lastDate } })],
  ];
}
