/**
 * `npm run bench -- [--json FILE] [--routes TEXT,…] [--runs N] [--no-checks] [--peers] [--lineitem ROWS] [--narrow ROWS]`
 *
 * Measures each route beside its baseline, turn by turn, in one run on one machine, and prints the ratios of the
 * medians. Rows per second count the whole command, start-up included. `--peers` measures pgloader too, once, where it can.
 */
import { writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { startServiceRun, stopServiceRun } from '@sluice/testkit';
import { measureChecks, writeJob } from './checks.ts';
import { tables } from './generate.ts';
import { median, noise, shell, sluice } from './measure.ts';
import type { Measurement } from './measure.ts';
import { objectStoreChecks } from './object-store.ts';
import { pgloader } from './pgloader.ts';
import { ends, routes, stepTypes } from './routes.ts';
import type { Route, Stage } from './routes.ts';
import { openStage, reset } from './stage.ts';

const { values: options } = parseArgs({
  allowNegative: true,
  options: {
    json: { type: 'string' },
    routes: { type: 'string', default: '' },
    runs: { type: 'string', default: '5' },
    checks: { type: 'boolean', default: true },
    peers: { type: 'boolean', default: false },
    lineitem: { type: 'string', default: '3000000' },
    narrow: { type: 'string', default: '5000000' },
  },
});

const root = resolve(import.meta.dirname, '..');
const folder = join(root, 'benches/data');
const launcher = join(root, 'node_modules/.bin/sluice');
const rowCounts = { lineitem: Number(options.lineitem), narrow: Number(options.narrow) };

interface RouteResult {
  readonly route: string;
  readonly table: string;
  readonly channels: number;
  readonly baseline: string;
  readonly rowsPerSecond: number;
  readonly baselineRowsPerSecond: number;
  readonly ratio: number;
  readonly goal: number;
  readonly reached: boolean;
  readonly cpuSecondsPerMillionRows: number;
  readonly baselineCpuSecondsPerMillionRows: number;
  readonly peakRssMb: number;
  readonly noise: number;
  readonly runs: number;
  /** Rows per second of pgloader, from one turn. */
  readonly pgloaderRowsPerSecond?: number;
}

const run = await startServiceRun();
try {
  console.log(
    `${cpus()[0]?.model ?? '?'}, ${cpus().length} cores, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.version}`,
  );
  const stage = await openStage(folder, rowCounts);
  console.log(
    `PostgreSQL ${stage.postgresql.version}, MariaDB ${stage.mariadb.version}, ${rowCounts.lineitem} lineitem rows, ${rowCounts.narrow} narrow rows\n`,
  );
  const results: RouteResult[] = [];
  if (stage.s3 === undefined)
    console.log('Left out, no S3 server (npm run services): what goes to S3 or comes from it.');
  for (const route of routes.filter(matches).filter(({ target }) => target !== 's3' || stage.s3 !== undefined)) {
    const result = await measureRoute(route, stage);
    results.push(result);
    console.log(lineOf(result));
  }
  const context = { stage, folder, launcher, runs: Number(options.runs) };
  const checks = options.checks ? [...(await measureChecks(context)), ...(await objectStoreChecks(context))] : [];
  for (const { check, figure, goal, reached } of checks)
    console.log(`${check}: ${figure} (goal ${goal}) ${reached ? 'reached' : 'MISSED'}`);
  if (options.json !== undefined)
    writeFileSync(options.json, `${JSON.stringify({ routes: results, checks }, undefined, 2)}\n`);
} finally {
  await stopServiceRun(run);
}

function matches(route: Route): boolean {
  return options.routes.split(',').some((text) => `${route.name} ${route.table}`.includes(text));
}

async function measureRoute(route: Route, stage: Stage): Promise<RouteResult> {
  const table = tables[route.table];
  const rows = rowCounts[route.table];
  const job = jobOf(route, stage);
  process.chdir(root);
  const [ours, theirs]: [Measurement[], Measurement[]] = [[], []];
  for (let turn = 0; turn < Number(options.runs); turn++) {
    await reset(stage);
    theirs.push(await shell(route.baseline(stage, table)));
    await reset(stage);
    const measured = await sluice(launcher, job, [], join(folder, 'state'));
    if (measured.report.rowsWritten !== rows)
      throw new Error(`${route.name}: ${measured.report.rowsWritten} rows written, ${rows} expected`);
    ours.push(measured);
  }
  const peer = options.peers && route.target === 'postgresql' ? pgloader(route.source, stage, table) : undefined;
  if (peer !== undefined) await reset(stage);
  const peerSeconds = peer === undefined ? undefined : (await shell(peer)).seconds;
  const perMillion = (measured: readonly Measurement[]): number =>
    (median(measured.map(({ cpuSeconds }) => cpuSeconds ?? 0)) / rows) * 1e6;
  const [ourSeconds, theirSeconds] = [ours, theirs].map((measured) => measured.map(({ seconds }) => seconds)) as [
    number[],
    number[],
  ];
  const ratio = median(theirSeconds) / median(ourSeconds);
  return {
    route: route.name,
    table: route.table,
    channels: route.channels,
    baseline: route.baselineName,
    rowsPerSecond: Math.round(rows / median(ourSeconds)),
    baselineRowsPerSecond: Math.round(rows / median(theirSeconds)),
    ratio: Number(ratio.toFixed(3)),
    goal: route.goal,
    reached: ratio >= route.goal,
    cpuSecondsPerMillionRows: Number(perMillion(ours).toFixed(2)),
    baselineCpuSecondsPerMillionRows: Number(perMillion(theirs).toFixed(2)),
    peakRssMb: Math.round(Math.max(...ours.map(({ peakRssBytes }) => peakRssBytes ?? 0)) / 2 ** 20),
    noise: Number(Math.max(noise(ourSeconds), noise(theirSeconds)).toFixed(3)),
    runs: ours.length,
    ...(peerSeconds === undefined ? {} : { pgloaderRowsPerSecond: Math.round(rows / peerSeconds) }),
  };
}

function jobOf(route: Route, stage: Stage): string {
  const table = tables[route.table];
  return writeJob(folder, `${route.source}-${route.target}-${route.table}`, {
    reader: { stepType: stepTypes[route.source], parameter: ends[route.source].reader(stage, table) },
    writer: { stepType: stepTypes[route.target], parameter: ends[route.target].writer(stage, table) },
    channels: route.channels,
    maxDirty: 0,
  });
}

function lineOf(result: RouteResult): string {
  const rate = (value: number): string => `${Math.round(value / 1000)}k`.padStart(6);
  return [
    `${result.route} ${result.table}`.padEnd(34),
    `${rate(result.rowsPerSecond)} rows/s`,
    `baseline ${rate(result.baselineRowsPerSecond)}`,
    `ratio ${result.ratio.toFixed(2)} (goal ${result.goal.toFixed(2)}) ${result.reached ? 'reached' : 'MISSED'}`,
    `CPU ${result.cpuSecondsPerMillionRows.toFixed(2)} s/M rows (baseline ${result.baselineCpuSecondsPerMillionRows.toFixed(2)})`,
    `peak ${result.peakRssMb} MB`,
    `noise ${(result.noise * 100).toFixed(1)} %`,
    ...(result.pgloaderRowsPerSecond === undefined ? [] : [`pgloader ${rate(result.pgloaderRowsPerSecond)} rows/s`]),
  ].join('  ');
}
