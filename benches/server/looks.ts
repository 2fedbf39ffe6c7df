/** How fast the operation centre answers with a million instances, over HTTP, server and client in one process. */
import { instanceRoutes } from '../../packages/server/src/contract/instances.ts';
import { instanceSubject } from '../../packages/server/src/instances/subject.ts';
import { startTestServer } from '../../packages/server/src/test-server.ts';
import type { Figure } from './figures.ts';
import { jobCount, lastDate } from './fill.ts';
import { cpuMsOfTree } from './processes.ts';

const contract = { instances: instanceRoutes };
/** Of one turn; the 95th percentile of them is its figure. */
const questions = 20;
const goalMs = 100;

export async function measureLooks(
  store: string,
  databaseUrl: string,
  dataFolder: string,
  turns: number,
): Promise<readonly Figure[]> {
  const { server, as } = await startTestServer({
    contract,
    databaseUrl,
    dataFolder,
    settings: { requestsPerMinute: 1_000_000 },
    subjects: (ground) => [instanceSubject(ground, { wake: () => undefined })],
  });
  const figures: Figure[] = [];
  for (const [what, ask] of asksOf(as('viewer').instances)) {
    const values: number[] = [];
    const cpuBefore = cpuMsOfTree(process.pid);
    for (let turn = 0; turn < turns; turn++) values.push(await percentile(ask, turn * questions));
    const cpuMs = (cpuMsOfTree(process.pid) - cpuBefore) / turns / questions;
    figures.push({ store, what: `${what}, p95`, unit: 'ms', goal: goalMs, values, cpuMs });
  }
  await server.close();
  return figures;
}

async function percentile(ask: (turn: number) => Promise<unknown>, from: number): Promise<number> {
  const times: number[] = [];
  for (let turn = from; turn < from + questions; turn++) {
    const started = performance.now();
    await ask(turn);
    times.push(performance.now() - started);
  }
  return times.toSorted((left, right) => left - right)[Math.ceil(0.95 * questions) - 1] as number;
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
    'count of all': () => ({ limit: 1, withTotal: 'true' }),
    'count of a business date': () => ({
      limit: 1,
      withTotal: 'true',
      businessDateFrom: lastDate,
      businessDateTo: lastDate,
    }),
    'count in three states': () => ({ limit: 1, withTotal: 'true', state: 'running,failure,success' }),
    'count by a name, few jobs': (turn) => ({ limit: 1, withTotal: 'true', search: jobAt(turn).slice(3) }),
    'count of a group, successful, owner': () => ({
      limit: 1,
      withTotal: 'true',
      group: 'large',
      state: 'success',
      owner: 'user-3',
    }),
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
