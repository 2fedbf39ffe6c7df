/** Measurements that are not a route beside a baseline: start-up, memory for ten times the rows, bad rows. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { median, shell, sluice } from './measure.ts';
import { duckdb, ends, mariadbClient, psql, stepTypes } from './routes.ts';
import type { End, Stage } from './routes.ts';
import { reset } from './stage.ts';
import { tables } from './generate.ts';

export interface CheckResult {
  readonly check: string;
  readonly figure: string;
  readonly goal: string;
  readonly reached: boolean;
}

export interface CheckContext {
  readonly stage: Stage;
  readonly folder: string;
  readonly launcher: string;
  readonly runs: number;
}

/** All checks, in order. */
export async function measureChecks(context: CheckContext): Promise<CheckResult[]> {
  return [
    await startUp(context),
    await memory(context, 'postgresql', 'postgresql'),
    await memory(context, 'mariadb', 'postgresql'),
    await memory(context, 'postgresql', 'mariadb'),
    await memory(context, 'csv', 'postgresql'),
    await memory(context, 'csv', 'parquet'),
    await memory(context, 'postgresql', 'parquet'),
    await memory(context, 'parquet', 'postgresql'),
    await memory(context, 'mariadb', 'csv'),
    ...(context.stage.s3 === undefined ? [] : [await memory(context, 'postgresql', 's3')]),
    await badRows(context, 'postgresql'),
    await badRows(context, 'mariadb'),
  ];
}

async function startUp({ folder, launcher, runs }: CheckContext): Promise<CheckResult> {
  const file = writeJob(folder, 'ten-rows', {
    reader: {
      stepType: 'stream',
      parameter: {
        column: [
          { type: 'long', value: 1 },
          { type: 'string', value: 'x' },
        ],
        sliceRecordCount: 10,
      },
    },
    writer: { stepType: 'stream', parameter: { print: true } },
    channels: 1,
    maxDirty: 0,
  });
  const seconds: number[] = [];
  for (let turn = 0; turn < runs + 1; turn++)
    seconds.push((await sluice(launcher, file, [], join(folder, 'state'))).seconds);
  const ms = Math.round(median(seconds.slice(1)) * 1000);
  return { check: '10-row job, whole command', figure: `${ms} ms`, goal: '≤ 400 ms', reached: ms <= 400 };
}

/** Peak memory with a tenth of the rows and with all of them. */
async function memory(context: CheckContext, source: Exclude<End, 'sqlite'>, target: End): Promise<CheckResult> {
  const { stage, folder, launcher } = context;
  const table = tables.lineitem;
  const peaks: number[] = [];
  for (const share of [10, 1]) {
    await reset(stage);
    const job = writeJob(folder, 'memory', {
      reader: { stepType: stepTypes[source], parameter: await readerOf(stage, source, share) },
      writer: { stepType: stepTypes[target], parameter: ends[target].writer(stage, table) },
      channels: 1,
      maxDirty: 0,
    });
    peaks.push((await sluice(launcher, job, [], join(folder, 'state'))).peakRssBytes ?? 0);
  }
  const [tenth = 0, whole = 0] = peaks.map((bytes) => Math.round(bytes / 2 ** 20));
  return {
    check: `${source} → ${target} lineitem, peak memory of a tenth and of all rows`,
    figure: `${tenth} and ${whole} MB`,
    goal: '≤ 150 MB, within 10 %',
    reached: whole <= 150 && whole <= tenth * 1.1,
  };
}

/** Reads one row of lineitem in so many. */
async function readerOf(stage: Stage, source: End, share: number): Promise<Record<string, unknown>> {
  const table = tables.lineitem;
  const reader = ends[source].reader(stage, table);
  if (share === 1) return reader;
  if (stepTypes[source] !== 'txtfile') return { ...reader, where: `mod(l_orderkey, ${share}) = 0` };
  const csv = `${stage.csv.lineitem}.part.csv`;
  await shell(`head -n $(( $(wc -l < '${stage.csv.lineitem}') / ${share} )) '${stage.csv.lineitem}' > '${csv}'`);
  if (source === 'csv') return { ...reader, path: [csv] };
  const parquet = `${stage.parquet.lineitem}.part.parquet`;
  await shell(duckdb(table, csv, parquet));
  return { ...reader, path: [parquet] };
}

/** A million rows of which a thousand break a key of the target, against the same rows without a key to break. */
async function badRows(
  { stage, folder, launcher, runs }: CheckContext,
  target: 'postgresql' | 'mariadb',
): Promise<CheckResult> {
  const { mariadb, postgresql } = stage;
  const onTarget = (sql: string) => (target === 'postgresql' ? psql(postgresql, sql) : mariadbClient(mariadb, sql));
  await shell(
    psql(
      postgresql,
      'drop table if exists bad_source; create table bad_source as select g as id, md5(g::text) as name, case when g % 1000 = 0 then 1 else g end as k from generate_series(1, 1000000) g',
    ),
  );
  await shell(onTarget('drop table if exists bad_target'));
  await shell(onTarget('create table bad_target (id bigint, name varchar(40), k bigint, primary key (k))'));
  const seconds: Record<'clean' | 'bad', number[]> = { clean: [], bad: [] };
  const login = (end: 'postgresql' | 'mariadb') => ends[end].writer(stage, tables.narrow);
  for (let turn = 0; turn < runs; turn++) {
    for (const kind of ['clean', 'bad'] as const) {
      await shell(onTarget('delete from bad_target'));
      await shell(onTarget('truncate table bad_target'));
      const key = kind === 'clean' ? 'id' : 'k';
      const job = writeJob(folder, `bad-${target}`, {
        reader: {
          stepType: 'postgresql',
          parameter: { ...login('postgresql'), table: 'bad_source', column: ['id', 'name', key] },
        },
        writer: { stepType: target, parameter: { ...login(target), table: 'bad_target', column: ['id', 'name', 'k'] } },
        channels: 1,
        maxDirty: 1_000,
      });
      const { report, seconds: taken } = await sluice(launcher, job, [], join(folder, 'state'));
      // k = 1 stands once by itself and 1,000 times in place of a multiple of 1,000: all but one are refused.
      const expected = kind === 'clean' ? 0 : 1_000;
      if (report.rowsDirty !== expected) throw new Error(`${report.rowsDirty} dirty records, ${expected} expected`);
      seconds[kind].push(taken);
    }
  }
  const ratio = median(seconds.clean) / median(seconds.bad);
  return {
    check: `1,000 bad rows among 1 million → ${target}, against the clean run`,
    figure: ratio.toFixed(2),
    goal: '≥ 0.50',
    reached: ratio >= 0.5,
  };
}

interface JobParts {
  readonly reader: { readonly stepType: string; readonly parameter: Record<string, unknown> };
  readonly writer: { readonly stepType: string; readonly parameter: Record<string, unknown> };
  readonly channels: number;
  readonly maxDirty: number;
}

/** Writes a script job and answers its file. */
export function writeJob(folder: string, name: string, { reader, writer, channels, maxDirty }: JobParts): string {
  const job = {
    type: 'job',
    version: '2.0',
    steps: [
      { ...reader, category: 'reader', name: 'Reader' },
      { ...writer, category: 'writer', name: 'Writer' },
    ],
    setting: { errorLimit: { record: maxDirty }, speed: { concurrent: channels, throttle: false } },
    order: { hops: [{ from: 'Reader', to: 'Writer' }] },
  };
  mkdirSync(join(folder, 'jobs'), { recursive: true });
  const file = join(folder, 'jobs', `${name}.json`);
  writeFileSync(file, JSON.stringify(job, undefined, 2));
  return file;
}
