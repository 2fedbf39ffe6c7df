import { createWriteStream } from 'node:fs';
import { once } from 'node:events';
import type { Command } from 'commander';
import type { DirtyRecord, JobOrigin, RunFolder, StoredPlan } from '@sluice/engine';
import { dirtyFiles, openRunFolder, readDirty, readJson } from '@sluice/engine';
import type { CommandContext, Outcome } from '../command/context.ts';
import { perform } from '../command/perform.ts';
import { addSettings, isRemote, remoteSettings, runSettings } from '../command/settings.ts';
import { wholeNumber } from '../command/whole-number.ts';
import { cliErrors } from '../errors.ts';
import { executeJob } from '../job/execute.ts';
import { addJobOfRunOptions } from '../job/options.ts';
import type { JobOfRunFlags } from '../job/read-job.ts';
import { readJobOfRun, requireJob } from '../job/read-job.ts';
import { requireReadable } from '../job/read-text.ts';
import { aboutRunId, runIdOf } from '../job/run-id.ts';
import { formatAmount } from '../terminal/numbers.ts';
import { tableLines } from '../terminal/table.ts';

type Flags = Record<string, unknown>;

export function configure(command: Command): void {
  const run = '<run>';
  const all = command
    .command('list')
    .summary('what was wrong, with values and places')
    .argument(run, aboutRunId)
    .option('--limit <number>', 'at most so many', '20')
    .action((runId: string, flags: { limit: string } & Flags) =>
      perform('dirty list', flags, (context) => list(runId, wholeNumber('--limit', flags.limit), context)),
    );
  const out = command
    .command('export')
    .summary('all records as NDJSON, to repair and to write again')
    .argument(run, aboutRunId)
    .option('-o, --output <file>', 'write there instead of standard output')
    .action((runId: string, flags: { output?: string } & Flags) =>
      perform('dirty export', flags, (context) => exportRecords(runId, flags.output, context)),
    );
  const again = command
    .command('replay')
    .summary('write the records again, as a run of its own')
    .argument(run, aboutRunId)
    .option('--file <ndjson>', 'the exported and repaired records, instead of those of the run')
    .action((runId: string, flags: { file?: string } & JobOfRunFlags & Flags) =>
      perform('dirty replay', flags, (context) => replay(runId, flags, context)),
    );
  addJobOfRunOptions(again);
  addSettings(again, runSettings);
  for (const each of [all, out, again]) addSettings(each, remoteSettings);
}

async function list(given: string, limit: number, context: CommandContext): Promise<Outcome> {
  if (isRemote(context)) return (await import('../remote/dirty.ts')).listDirty(given, limit, context);
  const runId = runIdOf(given, context);
  const shown: DirtyRecord[] = [];
  const reasons = new Map<string, number>();
  let total = 0;
  for await (const record of readDirty(dirtyFiles(openRunFolder(context.stateFolder, runId)))) {
    total++;
    if (shown.length < limit) shown.push(record);
    const key = `${record.column ?? ''}\u0000${record.code}`;
    reasons.set(key, (reasons.get(key) ?? 0) + 1);
  }
  const counts = [...reasons].map(([key, count]) => {
    const [column = '', code = ''] = key.split('\u0000');
    return { ...(column === '' ? {} : { column }), code, count };
  });
  return listOutcome({ total, shown, counts });
}

interface FoundRecords {
  readonly total: number;
  readonly shown: readonly DirtyRecord[];
  readonly counts: readonly { readonly column?: string; readonly code: string; readonly count: number }[];
}

export function listOutcome({ total, shown, counts }: FoundRecords): Outcome {
  const summary = `${formatAmount(total, 'dirty record')}${total > shown.length ? `, the first ${shown.length} shown` : ''}`;
  return {
    summary,
    result: { total, counts, records: shown },
    lines: total === 0 ? [summary] : [...recordLines(shown), '', ...countLines(counts), '', summary],
    isData: true,
  };
}

function recordLines(records: readonly DirtyRecord[]): string[] {
  const rows = records.map((record) => [
    record.origin,
    String(record.ordinal),
    record.stage,
    record.column ?? '',
    record.reason,
    record.values === undefined ? (record.raw ?? '') : JSON.stringify(record.values),
  ]);
  return tableLines(
    [
      { title: 'from' },
      { title: 'record', align: 'right' },
      { title: 'stage' },
      { title: 'column' },
      { title: 'reason' },
      { title: 'values', maxWidth: 80 },
    ],
    rows,
  );
}

function countLines(counts: readonly { column?: string; code: string; count: number }[]): string[] {
  const rows = counts.map(({ column = '', code, count }) => [code, column, String(count)]);
  return tableLines([{ title: 'reason' }, { title: 'column' }, { title: 'records', align: 'right' }], rows);
}

async function exportRecords(given: string, file: string | undefined, context: CommandContext): Promise<Outcome> {
  if (isRemote(context)) return (await import('../remote/dirty.ts')).exportDirty(given, file, context);
  const folder = openRunFolder(context.stateFolder, runIdOf(given, context));
  return exportOutcome(readDirty(requireFiles(folder)), file, context);
}

export async function exportOutcome(
  records: AsyncIterable<DirtyRecord>,
  file: string | undefined,
  context: CommandContext,
): Promise<Outcome> {
  let count = 0;
  if (file === undefined) {
    for await (const record of records) {
      await context.output.line(JSON.stringify(record));
      count++;
    }
    return { summary: formatAmount(count, 'dirty record'), result: { count } };
  }
  const stream = createWriteStream(file);
  try {
    await once(stream, 'open');
    for await (const record of records) {
      if (!stream.write(`${JSON.stringify(record)}\n`)) await once(stream, 'drain');
      count++;
    }
    stream.end();
    await once(stream, 'finish');
  } catch (error) {
    throw cliErrors.fileNotWritable({ file, reason: (error as Error).message }, error);
  }
  const summary = `${formatAmount(count, 'dirty record')} written to ${file}`;
  return { summary, result: { count, file }, lines: [summary] };
}

async function replay(
  given: string,
  flags: { file?: string } & JobOfRunFlags,
  context: CommandContext,
): Promise<Outcome> {
  if (isRemote(context)) return (await import('../remote/dirty.ts')).replayDirty(given, flags.file, context);
  const runId = runIdOf(given, context);
  const folder = openRunFolder(context.stateFolder, runId);
  const { origin } = readJson(folder, 'run.json') as unknown as { origin: JobOrigin };
  const plan = readJson(folder, 'plan.json') as unknown as StoredPlan | undefined;
  const files = flags.file === undefined ? requireFiles(folder) : [flags.file];
  if (plan === undefined) throw cliErrors.noDirtyRecords({ runId });
  files.forEach(requireReadable);
  const job = requireJob(await readJobOfRun(origin, runId, flags, context));
  return executeJob(job, context, { replay: { files, schema: plan.readSchema, writeShared: plan.writeShared } });
}

function requireFiles(folder: RunFolder): string[] {
  const files = dirtyFiles(folder);
  if (files.length === 0) throw cliErrors.noDirtyRecords({ runId: folder.runId });
  return files;
}
