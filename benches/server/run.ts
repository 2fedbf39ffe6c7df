/**
 *     npm run build && node --conditions=development benches/server/run.ts [sqlite] [postgresql]
 *       [--parts LIST] [--turns N] [--dates N] [--markdown FILE]
 *
 * Measures the server with 10,000 deployed jobs and their instances of 100 dates in its store. Parts, by commas: `looks`
 * (lists and graphs), `scheduling` (a day made, due instances queued), `backfill` (the largest one made), `idle` and
 * `trigger` (of the built server, in a process of its own), `empty` (both of these with nothing in the store). All of
 * them take about six minutes per store.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { service, startServiceRun, stopServiceRun } from '@sluice/testkit';
import { openStore } from '../../packages/server/src/store/open.ts';
import { measureBackfill } from './backfill.ts';
import { lineOf, machine, tableOf, type Figure } from './figures.ts';
import { completeAll, fill } from './fill.ts';
import { measureIdle } from './idle.ts';
import { measureLooks } from './looks.ts';
import { apiOf, setUp, startServerProcess, type ServerProcess } from './processes.ts';
import { measureScheduling } from './scheduling.ts';
import { measureTrigger } from './trigger.ts';

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    parts: { type: 'string', default: 'empty,looks,scheduling,backfill,idle,trigger' },
    turns: { type: 'string', default: '5' },
    dates: { type: 'string', default: '100' },
    markdown: { type: 'string' },
  },
});
const parts = new Set(options.parts.split(','));
const turns = Number(options.turns);
/** Later than today: a server with the machine's clock finds nothing to make. */
const farDate = '2099-12-31';

const folder = mkdtempSync(join(tmpdir(), 'sluice-bench-'));
const run = await startServiceRun();
const figures: Figure[] = [];
try {
  console.log(machine());
  for (const store of positionals.length === 0 ? ['sqlite', 'postgresql'] : positionals) await measure(store);
  if (options.markdown !== undefined) writeFileSync(options.markdown, `${machine()}\n\n${tableOf(figures)}\n`);
} finally {
  await stopServiceRun(run);
  rmSync(folder, { recursive: true, force: true });
}

async function measure(store: string): Promise<void> {
  const dataFolder = mkdtempSync(join(folder, `${store}-`));
  const url = store === 'sqlite' ? `sqlite:${join(dataFolder, 'store.sqlite')}` : await newPostgresql();
  const session = await measureEmpty(store, url, dataFolder);
  if (![...parts].some((part) => part !== 'empty')) return;
  await timed(`${store}: filled`, async () => {
    const filled = await openStore(url);
    await fill(filled, Number(options.dates));
    await filled.close();
  });
  if (parts.has('looks')) tell(await measureLooks(store, url, dataFolder, turns));
  if (parts.has('scheduling')) tell(await measureScheduling(store, url, turns));
  if (parts.has('backfill')) tell(await measureBackfill(store, url));
  if (!parts.has('idle') && !parts.has('trigger')) return;
  const filled = await openStore(url);
  await completeAll(filled, farDate);
  await filled.close();
  const server = await startServerProcess(url, dataFolder);
  await measureProcess(`${store}, full`, server, session, [...parts]);
  await server.stop();
}

async function newPostgresql(): Promise<string> {
  return (await service('postgresql', { exclusive: true })).url;
}

/** Answers the session of the first administrator, which the store keeps. */
async function measureEmpty(store: string, url: string, dataFolder: string): Promise<string> {
  const server = await startServerProcess(url, dataFolder);
  const session = await setUp(server);
  if (parts.has('empty')) await measureProcess(`${store}, empty`, server, session, ['idle', 'trigger']);
  await server.stop();
  return session;
}

async function measureProcess(
  store: string,
  server: ServerProcess,
  session: string,
  wanted: readonly string[],
): Promise<void> {
  if (wanted.includes('idle')) tell(await measureIdle(store, server, turns));
  if (!wanted.includes('trigger')) return;
  const target = await (await service('postgresql')).newDatabase();
  tell(await measureTrigger(store, apiOf(server, session), target, turns));
}

function tell(found: readonly Figure[]): void {
  for (const figure of found) {
    figures.push(figure);
    console.log(lineOf(figure));
  }
}

async function timed(what: string, work: () => Promise<void>): Promise<void> {
  const begun = performance.now();
  await work();
  console.log(`${what} in ${((performance.now() - begun) / 1_000).toFixed(1)} s`);
}
