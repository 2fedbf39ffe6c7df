import { createReadStream, existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import type { Command } from 'commander';
import type { JsonValue } from '@sluice/core';
import type { ProcessIdentity, RunReport } from '@sluice/engine';
import { isAlive, listRunIds, openRunFolder, readJson, runFolder } from '@sluice/engine';
import type { CommandContext, Outcome } from '../command/context.ts';
import { perform } from '../command/perform.ts';
import { addSettings, isRemote, remoteSettings } from '../command/settings.ts';
import { wholeNumber } from '../command/whole-number.ts';
import { aboutRunId, runIdOf } from '../job/run-id.ts';
import type { RemoteRunFilter } from '../remote/runs.ts';
import { errorLines } from '../terminal/error-block.ts';
import { finalBlock } from '../terminal/final-block.ts';
import { formatAmount, formatCount, formatMoment, formatSeconds } from '../terminal/numbers.ts';
import { pairLines, tableLines } from '../terminal/table.ts';

/** A run as `runs list` shows it; what a run that broke off never said is absent. */
export interface RunSummary {
  readonly runId: string;
  readonly job: string;
  /** As in the report; `running`, or `interrupted` when its process is gone. */
  readonly state: string;
  readonly startedAt: string;
  /** Of a run that ended. */
  readonly numbers?: Pick<RunReport, 'seconds' | 'rowsRead' | 'rowsWritten' | 'rowsDirty'>;
}

interface KeptRun extends Omit<RunSummary, 'numbers'> {
  readonly report?: RunReport;
}

export function configure(command: Command): void {
  const all = command
    .command('list')
    .summary('runs that are kept, newest first')
    .option('--limit <number>', 'at most so many', '20')
    .option('--job <name>', 'of this job')
    .option('--state <state>', 'in this state')
    .action(async (flags: { limit: string } & RemoteRunFilter & Record<string, unknown>) => {
      await perform('runs list', flags, async (context) => list(wholeNumber('--limit', flags.limit), flags, context));
    });
  const one = command
    .command('show')
    .summary('what a run did')
    .argument('<run>', aboutRunId)
    .option('--log', 'its log instead')
    .action(async (runId: string, flags: { log?: boolean } & Record<string, unknown>) => {
      await perform('runs show', flags, (context) => show(runId, flags.log === true, context));
    });
  for (const each of [all, one, ...commandsOfServer(command)]) addSettings(each, remoteSettings);
}

/** What makes sense for a run of a server alone. */
function commandsOfServer(command: Command): readonly Command[] {
  const cancel = command
    .command('cancel')
    .summary('stop a run of a server: finish the splits under way')
    .argument('<run>', aboutRunId)
    .option('--now', 'finish nothing')
    .action((runId: string, flags: { now?: boolean } & Record<string, unknown>) =>
      perform('runs cancel', flags, async (context) =>
        (await import('../remote/runs.ts')).cancelRun(runId, flags.now === true, context),
      ),
    );
  const rerun = command
    .command('rerun')
    .summary('run again on a server, with the same script and values')
    .argument('<run>', aboutRunId)
    .action((runId: string, flags: Record<string, unknown>) =>
      perform('runs rerun', flags, async (context) => (await import('../remote/runs.ts')).rerunRun(runId, context)),
    );
  const script = command
    .command('script')
    .summary('the script of a run of a server, with its values in place and without secrets')
    .argument('<run>', aboutRunId)
    .action((runId: string, flags: Record<string, unknown>) =>
      perform('runs script', flags, async (context) => (await import('../remote/runs.ts')).showScript(runId, context)),
    );
  addSettings(rerun, ['timeout', 'drainTimeout']);
  return [cancel, rerun, script];
}

async function list(limit: number, filter: RemoteRunFilter, context: CommandContext): Promise<Outcome> {
  if (isRemote(context)) return (await import('../remote/runs.ts')).listRuns(limit, filter, context);
  const { stateFolder } = context;
  const isAny = filter.job === undefined && filter.state === undefined;
  const ids = listRunIds(stateFolder);
  const runs = (isAny ? ids.slice(0, limit) : ids)
    .map((runId) => keptRun(stateFolder, runId))
    .filter((run) => run !== undefined)
    .filter(({ job, state }) => job === (filter.job ?? job) && state === (filter.state ?? state))
    .map(({ report, ...run }) => (report === undefined ? run : { ...run, numbers: report }));
  const none = isAny ? `No runs in ${stateFolder}.` : `No such runs in ${stateFolder}.`;
  return listOutcome(runs.slice(0, limit), isAny ? ids.length : runs.length, none);
}

/** @param none what is said when there are none. */
export function listOutcome(runs: readonly RunSummary[], total: number, none: string): Outcome {
  const rows = runs.map(({ runId, job, state, startedAt, numbers }) => [
    runId,
    state,
    formatMoment(startedAt),
    numbers === undefined ? '' : formatSeconds(numbers.seconds),
    numbers === undefined ? '' : formatCount(numbers.rowsWritten),
    numbers === undefined ? '' : formatCount(numbers.rowsDirty),
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
    summary: formatAmount(total, 'run'),
    result: runs.map(({ numbers, ...run }) => {
      if (numbers === undefined) return run;
      const { seconds, rowsRead, rowsWritten, rowsDirty } = numbers;
      return { ...run, seconds, rowsRead, rowsWritten, rowsDirty };
    }),
    lines: runs.length === 0 ? [none] : tableLines(columns, rows),
  };
}

async function show(given: string, wantsLog: boolean, context: CommandContext): Promise<Outcome> {
  if (isRemote(context)) {
    const remote = await import('../remote/runs.ts');
    return wantsLog ? remote.showRunLog(given, context) : remote.showRun(given, context);
  }
  const { stateFolder, stateFlag, screen } = context;
  const runId = runIdOf(given, context);
  if (wantsLog) return showLog(runId, context);
  openRunFolder(stateFolder, runId);
  return showOutcome(keptRun(stateFolder, runId) as KeptRun, stateFlag, screen);
}

/** @param flag what another command on this run has to repeat. */
export function showOutcome(run: KeptRun, flag: string, { look }: CommandContext['screen']): Outcome {
  const { report, runId } = run;
  const lines =
    report === undefined
      ? pairLines([
          ['run', runId],
          ['job', run.job],
          ['state', run.state],
          ['started', formatMoment(run.startedAt)],
        ])
      : [
          ...finalBlock(report, look, { stateFlag: flag }),
          ...(report.error === undefined ? [] : errorLines(report.error, {}, look)),
          ...(report.tasks.length === 0 ? [] : ['', ...taskLines(report)]),
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

function keptRun(stateFolder: string, runId: string): KeptRun | undefined {
  const folder = runFolder(stateFolder, runId);
  const run = readJson(folder, 'run.json') as
    (ProcessIdentity & { readonly job: string; readonly state: string; readonly startedAt: string }) | undefined;
  if (run === undefined) return undefined;
  const isGone = run.state === 'running' && !isAlive(run);
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
