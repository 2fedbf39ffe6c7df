import type { Issue, Logger } from '@sluice/core';
import type { Replay, RunReport, RunRequest } from '@sluice/engine';
import { dirtyFiles, openRunFolder, readDirty, runJob, systemClock } from '@sluice/engine';
import type { CommandContext, Outcome } from '../command/context.ts';
import type { StopSignal } from '../command/exit-codes.ts';
import { exitCodeOf, exitCodes } from '../command/exit-codes.ts';
import { dataxBlock } from '../terminal/datax-block.ts';
import { errorLines } from '../terminal/error-block.ts';
import { finalBlock } from '../terminal/final-block.ts';
import { formatAmount, formatCount } from '../terminal/numbers.ts';
import { issueLines } from './issue-lines.ts';
import { progressDisplay } from './progress-display.ts';
import type { ReadyJob } from './read-job.ts';
import { StopSignals } from './stop-signals.ts';

export interface ExecuteOptions {
  readonly replay?: Replay;
  readonly resumeRunId?: string;
  readonly inDoubt?: 'keep' | 'repeat';
  /** Another way out when the target has no such table. */
  readonly whenTableMissing?: string;
  /** Ends with the closing block of DataX. */
  readonly wantsDataxBlock?: boolean;
}

/**
 * Runs a job in front of a person or a script: progress while it runs, the closing block, the error, what to do next.
 * Answers the report for `--json`.
 */
export async function executeJob(
  file: ReadyJob,
  context: CommandContext,
  options: ExecuteOptions = {},
): Promise<Outcome> {
  const { output } = context;
  sayIssues(file, context);
  const { report: found, signal } = await runWatched(file, context, options);
  const report = withPlace(found, file);
  if (!output.isLeft) await sayReport(report, file, context, options);
  const exitCode = report.error === undefined ? exitCodes.ok : exitCodeOf(report.error.kind, signal);
  return {
    summary: `${report.state}: ${formatCount(report.rowsWritten)} of ${formatCount(report.rowsRead)} rows written`,
    result: report,
    bare: report,
    exitCode: output.isLeft ? exitCodes.pipeClosed : exitCode,
  };
}

/** Runs the job with signals and progress; answers the signal that stopped it, if one did. */
async function runWatched(
  file: ReadyJob,
  context: CommandContext,
  options: ExecuteOptions,
): Promise<{ readonly report: RunReport; readonly signal: StopSignal | undefined }> {
  const { screen, settings, logFormat, log, output } = context;
  const signals = new StopSignals(process, {
    timeoutSeconds: settings.timeout,
    drainTimeoutSeconds: settings.drainTimeout,
    say: (sentence) => (logFormat === 'json' ? log.warn(sentence) : screen.line(sentence)),
  });
  output.closed.addEventListener('abort', () => signals.killFor(output.closed.reason));
  const display = progressDisplay(context);
  display.begin();
  try {
    const report = await runJob({
      ...requestOf(file, context, options),
      drain: signals.drain,
      kill: signals.kill,
      output: (bytes) => {
        display.giveWay();
        return output.write(bytes);
      },
      onProgress: (progress) => display.show(progress),
      progressEveryMs: display.everyMs,
    });
    return { report, signal: signals.received };
  } finally {
    display.end();
    signals.close();
  }
}

function requestOf(
  { job, name, fingerprint, origin }: ReadyJob,
  context: CommandContext,
  { replay, resumeRunId, inDoubt }: ExecuteOptions,
): Omit<RunRequest, 'drain' | 'kill' | 'output'> {
  const { settings } = context;
  return {
    job: settings.channels === undefined ? job : { ...job, setting: { ...job.setting, concurrent: settings.channels } },
    jobName: name,
    fingerprint,
    origin,
    stateFolder: context.stateFolder,
    connectors: context.connectors,
    dataSources: context.config.dataSources,
    environment: context.environment,
    log: withoutFailure(context),
    clock: systemClock,
    memoryBytes: settings.memory,
    verify: settings.verify,
    ...(settings.threads === 'off'
      ? {}
      : { threads: { registryUrl: import.meta.resolve('@sluice/connectors'), when: settings.threads } }),
    input: context.input,
    ...(replay === undefined ? {} : { replay }),
    ...(resumeRunId === undefined ? {} : { resumeRunId }),
    ...(inDoubt === undefined ? {} : { inDoubt }),
  };
}

/** In text the error is printed once, as a block of its own; the log of the run has it too. */
function withoutFailure({ log, logFormat }: CommandContext): Logger {
  if (logFormat === 'json') return log;
  return { ...log, error: (message, fields) => (message === 'run failed' ? undefined : log.error(message, fields)) };
}

function sayIssues({ issues, name }: ReadyJob, { screen, settings, logFormat, log }: CommandContext): void {
  if (settings.quiet || issues.length === 0) return;
  if (logFormat === 'text') return screen.lines(issueLines(issues, name, screen.look));
  for (const { severity, message, code, hint, path, line, column } of issues) {
    const say = severity === 'warning' ? log.warn : log.info;
    say(message, { code, hint, path, line, column });
  }
}

/** Adds line and column to an error that only knows its path in the job. */
function withPlace(report: RunReport, { parsed }: ReadyJob): RunReport {
  const { error } = report;
  if (error?.path === undefined || error.line !== undefined) return report;
  const issue: Issue = { severity: 'error', code: error.code, message: error.message, path: error.path };
  const [located] = parsed.locate([issue]);
  return { ...report, error: { ...error, line: located?.line, column: located?.column } };
}

async function sayReport(
  report: RunReport,
  file: ReadyJob,
  context: CommandContext,
  options: ExecuteOptions,
): Promise<void> {
  const { screen, settings, logFormat } = context;
  if (logFormat === 'json') return logReport(report, context);
  if (!settings.quiet) {
    const about = { stateFlag: context.stateFlag, dirtyExample: await dirtyExample(report, context) };
    screen.lines(finalBlock(report, screen.look, about));
  }
  if (report.error !== undefined) {
    const place = report.error.path === undefined ? undefined : file.name;
    const ways = waysOut(report, file, context, options);
    screen.lines(errorLines(report.error, { file: place, waysOut: ways }, screen.look));
  }
  if (options.wantsDataxBlock === true) screen.lines(dataxBlock(report));
}

/** Without the reason, which may quote values. */
async function dirtyExample(
  { runId, dirtyFolder }: RunReport,
  { stateFolder }: CommandContext,
): Promise<string | undefined> {
  if (dirtyFolder === undefined) return undefined;
  const records = readDirty(dirtyFiles(openRunFolder(stateFolder, runId)));
  const { value: record } = await records.next();
  await records.return(undefined);
  if (record === undefined) return undefined;
  const { code, column, origin } = record;
  return `${code}${column === undefined ? '' : ` in column "${column}"`} (${origin})`;
}

/** Everything of the report but its lists. */
function logReport(report: RunReport, { log }: CommandContext): void {
  const {
    tasks: _tasks,
    notes: _notes,
    error: _error,
    reconciliation,
    resumedFrom: _resumed,
    trial: _trial,
    ...facts
  } = report;
  log.info('run finished', { ...facts, reconciliation: reconciliation.sentence });
}

/** A run can be resumed once its splits are known, and when its job can be read again. */
function waysOut(
  { channels, tasks, runId, error }: RunReport,
  { origin, job }: ReadyJob,
  { stateFlag }: CommandContext,
  { replay, whenTableMissing }: ExecuteOptions,
): string[] {
  const isTableMissing = error?.code.endsWith('_TABLE_NOT_FOUND') === true && error.path?.startsWith(job.writer.path);
  if (whenTableMissing !== undefined && isTableMissing === true) return [whenTableMissing];
  if (channels === 0 || origin.file === undefined || replay !== undefined) return [];
  const kept = tasks.length === 0 ? '' : ` (keeps ${formatAmount(tasks.length, 'finished split')})`;
  return [`sluice resume ${runId}${stateFlag}${kept}`];
}
