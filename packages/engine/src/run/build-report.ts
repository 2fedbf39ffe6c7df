import type { SluiceError } from '@sluice/core';
import type { Stats } from '../pipeline/stats.ts';
import type { TaskOutcome } from './checkpoint.ts';
import type { Sides } from './open-sides.ts';
import type { PreparedRun } from './prepare-run.ts';
import type { Reconciliation, RunReport, RunState } from './report.ts';
import { bottleneck, taskReport } from './report.ts';
import type { RunInProgress } from './run-job.ts';
import type { TargetCounts } from './verify-target.ts';

interface RunResult {
  readonly sides: Sides | undefined;
  readonly prepared: PreparedRun | undefined;
  readonly outcomes: readonly TaskOutcome[];
  /** Of this process. */
  readonly stats: Readonly<Stats>;
  /** Of all committed tasks, also those before a resume. */
  readonly total: Readonly<Stats>;
  readonly dirtyCount: number;
  readonly counts: TargetCounts | undefined;
  readonly error: SluiceError | undefined;
}

export function buildReport(run: RunInProgress, result: RunResult): RunReport {
  const { clock, job } = run.request;
  const { stats, total, outcomes, error } = result;
  const elapsedMs = clock.monotonic() - run.startedMonotonic;
  const seconds = elapsedMs / 1000;
  const cpuSeconds = secondsOf(process.cpuUsage());
  const cpuOfRun = secondsOf(process.cpuUsage(run.cpuAtStart));
  const channels = result.prepared?.channels ?? 0;
  const rowsWritten = sum(outcomes, (outcome) => outcome.commit.rowsWritten);
  const resumed = run.resume === undefined ? [] : outcomes.filter((outcome) => run.resume?.done.has(outcome.taskId));
  return {
    runId: run.folder.runId,
    state: stateOf(error),
    reader: result.sides?.readerStep.connector.name ?? job.reader.connector,
    writer: result.sides?.writerStep.connector.name ?? job.writer.connector,
    startedAt: new Date(run.startedAt).toISOString(),
    finishedAt: new Date(clock.now()).toISOString(),
    seconds: round(seconds, 3),
    rowsRead: total.rowsRead,
    rowsWritten,
    rowsSkipped: sum(outcomes, (outcome) => outcome.commit.rowsSkipped ?? 0),
    rowsDirty: result.dirtyCount,
    rowsFiltered: total.rowsFiltered,
    bytes: total.bytesRead,
    rowsPerSecond: Math.round(stats.rowsRead / seconds),
    bytesPerSecond: Math.round(stats.bytesRead / seconds),
    cpuSeconds: round(cpuSeconds, 3),
    peakRssBytes: process.resourceUsage().maxRSS * 1024,
    channels,
    bottleneck: bottleneck({ elapsedMs, channels: Math.max(channels, 1), cpuSeconds: cpuOfRun, ...stats }),
    reconciliation: reconciliation(rowsWritten, result.counts, result.prepared?.environment.isRepeatable ?? false),
    ...(result.dirtyCount === 0 ? {} : { dirtyFolder: run.folder.dirty }),
    retries: stats.retries,
    ...(run.resume === undefined
      ? {}
      : {
          resumedFrom: {
            tasksSkipped: resumed.length,
            rowsWritten: sum(resumed, (outcome) => outcome.commit.rowsWritten),
          },
        }),
    notes: result.prepared?.notes ?? [],
    ...(result.sides?.trial === undefined ? {} : { trial: result.sides.trial.outcome }),
    tasks: outcomes.map(taskReport).sort((left, right) => (left.taskId < right.taskId ? -1 : 1)),
    ...(error === undefined ? {} : { error: error.toJSON() }),
  };
}

function stateOf(error: SluiceError | undefined): RunState {
  if (error === undefined) return 'succeeded';
  return error.kind === 'cancelled' ? 'stopped' : 'failed';
}

/** @param isRepeatable rows are known by a key, so that some may have replaced others. */
function reconciliation(acknowledged: number, counts: TargetCounts | undefined, isRepeatable: boolean): Reconciliation {
  const start = `The target acknowledged ${rowsText(acknowledged)}`;
  if (counts === undefined) return { ok: true, acknowledged, sentence: `${start}.` };
  const grown = counts.after - counts.before;
  const replaced = acknowledged - grown;
  const isExplained = isRepeatable && grown >= 0 && replaced > 0;
  const why = isExplained
    ? `: ${replaced === acknowledged ? 'all' : replaced.toLocaleString('en')} met a row with their key`
    : ': rows were replaced by key, or others wrote too';
  const sentence = `${start} and holds ${grown.toLocaleString('en')} more than before${replaced === 0 ? '' : why}.`;
  const ok = replaced === 0 || isExplained;
  return { ok, acknowledged, countBefore: counts.before, countAfter: counts.after, sentence };
}

function sum(outcomes: readonly TaskOutcome[], value: (outcome: TaskOutcome) => number): number {
  return outcomes.reduce((total, outcome) => total + value(outcome), 0);
}

function secondsOf({ user, system }: NodeJS.CpuUsage): number {
  return (user + system) / 1e6;
}

function round(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}

function rowsText(count: number): string {
  return `${count.toLocaleString('en')} ${count === 1 ? 'row' : 'rows'}`;
}
