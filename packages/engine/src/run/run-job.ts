import { join } from 'node:path';
import type { CommitReport, Logger } from '@sluice/core';
import { SluiceError, asSluiceError } from '@sluice/core';
import { inlineBackend } from '../backends/inline.ts';
import { threadsBackend } from '../backends/threads.ts';
import { runErrors } from '../errors.ts';
import { DirtyStore, dirtyCounter } from '../pipeline/dirty-store.ts';
import { allocateStats, sharedStats, sumStats } from '../pipeline/shared-stats.ts';
import { addStats, newStats } from '../pipeline/stats.ts';
import { placeInJob } from '../resolve/place-in-job.ts';
import { beginRun } from './begin-run.ts';
import { Checkpoint } from './checkpoint.ts';
import type { TaskOutcome } from './checkpoint.ts';
import { isIdempotent, openSides } from './open-sides.ts';
import type { Sides } from './open-sides.ts';
import type { PreparedRun } from './prepare-run.ts';
import { prepareRun } from './prepare-run.ts';
import { ownProcess } from './process-identity.ts';
import { ProgressMeter } from './progress-meter.ts';
import { buildReport } from './build-report.ts';
import type { RunReport } from './report.ts';
import type { RunRequest } from './request.ts';
import { runTask } from './retry.ts';
import { writeJson } from './run-folder.ts';
import type { RunFolder } from './run-folder.ts';
import { openRunLog } from './run-log.ts';
import type { ResumePoint } from './resume.ts';
import { threadHostOf } from './thread-host.ts';
import { verifyTarget } from './verify-target.ts';
import type { TargetCounts } from './verify-target.ts';
import type { TaskEnvironment } from './task.ts';

/**
 * Runs a job to its end: plan → prepare → tasks → finish, and leaves everything about it in the run's folder.
 *
 * Resolves with a report also when the run fails or is stopped; rejects only when the run could not begin (no such
 * run to resume, another process at work on it, no state folder).
 */
export async function runJob(request: RunRequest): Promise<RunReport> {
  const { clock } = request;
  const begun = beginRun(request);
  if ('report' in begun) return begun.report;
  const { folder, resume } = begun;
  const runLog = openRunLog(folder.log, request.log, clock);
  const startedAt = clock.now();
  writeRunFile(folder, request, 'running', startedAt);
  const run: RunInProgress = {
    request,
    folder,
    log: runLog.log,
    resume,
    startedAt,
    startedMonotonic: clock.monotonic(),
    cpuAtStart: process.cpuUsage(),
  };
  run.log.info('run started', { runId: folder.runId, job: request.jobName, resumed: resume !== undefined });
  let report: RunReport;
  try {
    report = await execute(run);
    runLog.end(report);
  } finally {
    await runLog.close();
  }
  writeJson(folder, 'report.json', report);
  writeRunFile(folder, request, report.state, startedAt);
  return report;
}

/** One run of a job while it lives. */
export interface RunInProgress {
  readonly request: RunRequest;
  readonly folder: RunFolder;
  readonly log: Logger;
  readonly resume: ResumePoint | undefined;
  readonly startedAt: number;
  readonly startedMonotonic: number;
  /** Of this process, before the run. */
  readonly cpuAtStart: NodeJS.CpuUsage;
}

async function execute(run: RunInProgress): Promise<RunReport> {
  const { request, folder, log } = run;
  const dirtyCount = dirtyCounter(run.resume?.dirty);
  const dirty = new DirtyStore(folder.dirty, request.job.setting.maxDirtyRecords, dirtyCount);
  const checkpoint = new Checkpoint(folder.checkpoint);
  const outcomes = [...(run.resume?.done.values() ?? [])];
  let sides: Sides | undefined;
  let prepared: PreparedRun | undefined;
  let error: SluiceError | undefined;
  let counts: TargetCounts | undefined;
  let buffer = allocateStats(1);
  try {
    sides = await openSides(request.job, request, {
      clock: request.clock,
      output: request.output,
      input: request.input,
      runId: folder.runId,
      signal: request.kill,
      memoryBytes: request.memoryBytes,
      temporaryFolder: join(folder.path, 'tmp'),
      log,
      ...(request.replay === undefined ? {} : { replay: request.replay }),
      ...(request.sample === undefined ? {} : { sample: request.sample }),
    });
    prepared = await prepareRun(run, sides, checkpoint);
    for (const outcome of prepared.recovered) {
      outcomes.push(outcome);
      dirty.add(outcome.dirty);
    }
    buffer = allocateStats(prepared.channels);
    await runTasks(run, { sides, prepared, dirty, dirtyCount, stats: buffer, checkpoint }, (outcome) =>
      outcomes.push(outcome),
    );
    checkEnd(
      run,
      outcomes.reduce((sum, outcome) => sum + outcome.stats.rowsRead, 0),
      dirty.count,
    );
    if (outcomes.length === prepared.taskCount) {
      await sides.writer.finish(outcomes.map((outcome): CommitReport => outcome.commit));
      counts = await verifyTarget(run, sides.writer, prepared, outcomes);
    }
  } catch (thrown) {
    error = placeInJob(stoppedOr(run, thrown), request.job);
    await sides?.writer
      .cancel?.()
      .catch((failure: unknown) => log.warn('cleaning up failed', { reason: asSluiceError(failure).message }));
    log.error('run failed', { code: error.code, reason: error.message });
  } finally {
    await checkpoint.close();
    await sides?.close();
  }
  const total = newStats();
  for (const outcome of outcomes) addStats(total, outcome.stats);
  return buildReport(run, {
    sides,
    prepared,
    outcomes,
    stats: sumStats(buffer),
    total,
    dirtyCount: dirty.count,
    counts,
    error,
  });
}

async function runTasks(
  run: RunInProgress,
  parts: {
    readonly sides: Sides;
    readonly prepared: PreparedRun;
    readonly dirty: DirtyStore;
    readonly dirtyCount: SharedArrayBuffer;
    readonly stats: SharedArrayBuffer;
    readonly checkpoint: Checkpoint;
  },
  onDone: (outcome: TaskOutcome) => void,
): Promise<void> {
  const { request, log } = run;
  const { sides, prepared, dirty, stats, checkpoint } = parts;
  const environment: TaskEnvironment = {
    ...prepared.environment,
    reader: sides.reader,
    writer: sides.writer,
    dirty,
    stats: sharedStats(stats, 0),
    checkpoint,
    clock: request.clock,
    isRetrySafe: isIdempotent(sides.writerStep),
  };
  const threads = threadHostOf(run, parts);
  if (threads !== undefined) log.info('channels run in threads', { channels: prepared.channels });
  const meter = new ProgressMeter(run, prepared, dirty, () => sumStats(stats));
  try {
    await (threads === undefined ? inlineBackend : threadsBackend(threads)).run({
      tasks: prepared.tasks,
      channels: prepared.channels,
      runTask: (task, signal) => runTask(task, signal, environment, log),
      onBusy: (channels) => meter.busy(channels),
      onDone: (outcome) => {
        onDone(outcome);
        meter.done();
        log.debug('task finished', { taskId: outcome.taskId, split: outcome.label, rows: outcome.commit.rowsWritten });
      },
      drain: request.drain,
      kill: request.kill,
    });
  } finally {
    meter.close();
  }
  const isStopped = request.kill.aborted || request.drain.aborted;
  if (isStopped && meter.tasksDone < prepared.tasks.length) throw runErrors.cancelled({ reason: 'on request' });
}

function checkEnd(run: RunInProgress, rowsRead: number, dirty: number): void {
  const { maxDirtyRecords, maxDirtyShare } = run.request.job.setting;
  if (maxDirtyRecords !== undefined || maxDirtyShare === undefined || rowsRead === 0) return;
  const share = dirty / rowsRead;
  if (share <= maxDirtyShare) return;
  const [percent, limitPercent] = [share, maxDirtyShare].map((each) => (each * 100).toFixed(2)) as [string, string];
  throw runErrors.dirtyShareTooLarge({ percent, limitPercent });
}

/** After a cancel whatever fails fails because of it. */
function stoppedOr(run: RunInProgress, thrown: unknown): SluiceError {
  const error = asSluiceError(thrown);
  const { aborted, reason } = run.request.kill;
  if (!aborted) return error;
  if (reason instanceof SluiceError) return reason;
  return error.kind === 'cancelled' ? error : runErrors.cancelled({ reason: 'on request' }, thrown);
}

function writeRunFile(folder: RunFolder, request: RunRequest, state: string, startedAt: number): void {
  writeJson(folder, 'run.json', {
    runId: folder.runId,
    job: request.jobName,
    state,
    ...ownProcess(),
    ...(request.replay === undefined ? {} : { isReplay: true }),
    startedAt: new Date(startedAt).toISOString(),
    fingerprint: request.fingerprint,
    origin: request.origin,
  });
}
