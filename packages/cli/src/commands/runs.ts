import { createReadStream, existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import type { Command } from 'commander';
import type { JsonValue } from '@sluice/core';
import type { RunReport } from '@sluice/engine';
import { listRunIds, openRunFolder, readJson, runFolder } from '@sluice/engine';
import type { CommandContext, Outcome } from '../command/context.ts';
import { perform } from '../command/perform.ts';
import { aboutRunId, runIdOf } from '../job/run-id.ts';
import { errorLines } from '../terminal/error-block.ts';
import { finalBlock } from '../terminal/final-block.ts';
import { formatAmount, formatCount, formatMoment, formatSeconds } from '../terminal/numbers.ts';
import { pairLines, tableLines } from '../terminal/table.ts';

/** A run as `runs list` shows it; what a run that broke off never said is absent. */
interface RunSummary {
  readonly runId: string;
  readonly job: string;
  /** As in the report; `running`, or `interrupted` when its process is gone. */
  readonly state: string;
  readonly startedAt: string;
  readonly report?: RunReport;
}

export function configure(command: Command): void {
  command
    .command('list')
    .summary('runs that are kept, newest first')
    .option('--limit <number>', 'at most so many', '20')
    .action(async (flags: { limit: string } & Record<string, unknown>) => {
      await perform('runs list', flags, async (context) => list(Number(flags.limit) || 20, context));
    });
  command
    .command('show')
    .summary('what a run did')
    .argument('<run>', aboutRunId)
    .option('--log', 'its log instead')
    .action(async (runId: string, flags: { log?: boolean } & Record<string, unknown>) => {
      await perform('runs show', flags, async (context) =>
        flags.log === true ? showLog(runIdOf(runId, context), context) : show(runIdOf(runId, context), context),
      );
    });
}

function list(limit: number, { stateFolder }: CommandContext): Outcome {
  const all = listRunIds(stateFolder);
  const runs = all
    .slice(0, limit)
    .map((runId) => summaryOf(stateFolder, runId))
    .filter((run) => run !== undefined);
  const rows = runs.map(({ runId, job, state, startedAt, report }) => [
    runId,
    state,
    formatMoment(startedAt),
    report === undefined ? '' : formatSeconds(report.seconds),
    report === undefined ? '' : formatCount(report.rowsWritten),
    report === undefined ? '' : formatCount(report.rowsDirty),
    job,
  ]);
  const columns = [
    { title: 'run' },
    { title: 'state' },
    { title: 'started' },
    { title: 'took', align: 'right' },
    { title: 'written', align: 'right' },
    { title: 'dirty', align: 'right' },
    { title: 'job' },
  ] as const;
  return {
    summary: formatAmount(all.length, 'run'),
    result: runs.map(({ report, ...run }) => ({
      ...run,
      ...(report === undefined
        ? {}
        : {
            seconds: report.seconds,
            rowsRead: report.rowsRead,
            rowsWritten: report.rowsWritten,
            rowsDirty: report.rowsDirty,
          }),
    })),
    lines: runs.length === 0 ? [`No runs in ${stateFolder}.`] : tableLines(columns, rows),
  };
}

function show(runId: string, { stateFolder, stateFlag, screen }: CommandContext): Outcome {
  openRunFolder(stateFolder, runId);
  const run = summaryOf(stateFolder, runId) as RunSummary;
  const { report } = run;
  const lines =
    report === undefined
      ? pairLines([
          ['run', runId],
          ['job', run.job],
          ['state', run.state],
          ['started', formatMoment(run.startedAt)],
        ])
      : [
          ...finalBlock(report, screen.look, stateFlag),
          ...(report.error === undefined ? [] : errorLines(report.error, {}, screen.look)),
          '',
          ...taskLines(report),
        ];
  return { summary: `${runId}: ${run.state}`, result: report ?? run, lines };
}

function taskLines({ tasks }: RunReport): string[] {
  const rows = tasks.map((task) => [
    task.taskId,
    task.label,
    formatCount(task.rowsRead),
    formatCount(task.rowsWritten),
    formatCount(task.rowsDirty),
    formatSeconds(task.seconds),
    task.attempts > 1 ? `${task.attempts} attempts` : '',
  ]);
  const right = { align: 'right' } as const;
  return tableLines(
    [
      { title: 'task' },
      { title: 'split' },
      { title: 'read', ...right },
      { title: 'written', ...right },
      { title: 'dirty', ...right },
      { title: 'took', ...right },
      { title: '' },
    ],
    rows,
  );
}

async function showLog(runId: string, context: CommandContext): Promise<Outcome> {
  const { log } = openRunFolder(context.stateFolder, runId);
  const lines: string[] = [];
  if (existsSync(log)) {
    for await (const line of createInterface({ input: createReadStream(log, 'utf8') })) lines.push(line);
  }
  const result = context.wantsJson ? lines.map((line) => JSON.parse(line) as JsonValue) : undefined;
  return { summary: formatAmount(lines.length, 'line'), result, lines };
}

function summaryOf(stateFolder: string, runId: string): RunSummary | undefined {
  const folder = runFolder(stateFolder, runId);
  const run = readJson(folder, 'run.json') as
    { job: string; state: string; pid: number; startedAt: string } | undefined;
  if (run === undefined) return undefined;
  const isGone = run.state === 'running' && !isAlive(run.pid);
  // A report beside a run that is under way is that of the attempt before a resume.
  const report =
    run.state === 'running' ? undefined : (readJson(folder, 'report.json') as unknown as RunReport | undefined);
  return {
    runId,
    job: run.job,
    state: isGone ? 'interrupted' : run.state,
    startedAt: run.startedAt,
    ...(report === undefined ? {} : { report }),
  };
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
