import type { ErrorReport, JsonValue } from '@sluice/core';
import type { TaskOutcome } from './checkpoint.ts';
import type { TrialOutcome } from './trial-target.ts';

export type RunState = 'succeeded' | 'failed' | 'stopped';

/** Everything about a finished run: printed by `run --json`, stored as report.json. */
export interface RunReport {
  readonly runId: string;
  readonly state: RunState;
  readonly reader: string;
  readonly writer: string;
  /** ISO 8601 with zone. */
  readonly startedAt: string;
  readonly finishedAt: string;
  readonly seconds: number;
  /** Over all tasks: read = written + skipped + dirty + filtered (invariant 2). */
  readonly rowsRead: number;
  readonly rowsWritten: number;
  /** Rows left out on a key conflict by the write mode. */
  readonly rowsSkipped: number;
  readonly rowsDirty: number;
  readonly rowsFiltered: number;
  /** Bytes of the batches as read. */
  readonly bytes: number;
  readonly rowsPerSecond: number;
  readonly bytesPerSecond: number;
  /** Of the whole process, start-up included. */
  readonly cpuSeconds: number;
  readonly peakRssBytes: number;
  readonly channels: number;
  readonly bottleneck: string;
  readonly reconciliation: Reconciliation;
  readonly dirtyFolder?: string;
  readonly retries: number;
  readonly resumedFrom?: { readonly tasksSkipped: number; readonly rowsWritten: number };
  readonly notes: readonly string[];
  /** Of a test run: where it wrote, and whether that is gone. */
  readonly trial?: TrialOutcome;
  readonly tasks: readonly TaskReport[];
  readonly error?: ErrorReport;
}

export interface Reconciliation {
  /** False when the target grew by another number of rows than it acknowledged; said in the report, others may write too. */
  readonly ok: boolean;
  /** Rows the target acknowledged, in its own count. */
  readonly acknowledged: number;
  /** Counted in the target itself, when asked. */
  readonly countBefore?: number;
  readonly countAfter?: number;
  readonly sentence: string;
}

export interface TaskReport {
  readonly taskId: string;
  readonly label: string;
  readonly attempts: number;
  /** Written in small pieces because the target refused rows. */
  readonly isolated: boolean;
  readonly rowsRead: number;
  readonly rowsWritten: number;
  readonly rowsSkipped: number;
  readonly rowsDirty: number;
  readonly rowsFiltered: number;
  readonly bytes: number;
  readonly seconds: number;
  readonly details?: JsonValue;
}

export function taskReport(outcome: TaskOutcome): TaskReport {
  return {
    taskId: outcome.taskId,
    label: outcome.label,
    attempts: outcome.attempts,
    isolated: outcome.isolated,
    rowsRead: outcome.stats.rowsRead,
    rowsWritten: outcome.commit.rowsWritten,
    rowsSkipped: outcome.commit.rowsSkipped ?? 0,
    rowsDirty: outcome.dirty,
    rowsFiltered: outcome.stats.rowsFiltered,
    bytes: outcome.stats.bytesRead,
    seconds: outcome.seconds,
    ...(outcome.commit.details === undefined ? {} : { details: outcome.commit.details }),
  };
}

/** One sentence on what a run waited for. Times are sums over all channels. */
export function bottleneck(times: {
  readonly elapsedMs: number;
  readonly channels: number;
  readonly waitReaderMs: number;
  readonly waitWriterMs: number;
  readonly waitLimiterMs: number;
  readonly cpuSeconds: number;
}): string {
  const total = times.elapsedMs * times.channels;
  if (times.elapsedMs < 200) return 'The run was too short to tell.';
  const share = (ms: number): number => Math.round((100 * ms) / total);
  const busy = Math.round((100 * times.cpuSeconds * 1000) / times.elapsedMs);
  if (share(times.waitLimiterMs) >= 40)
    return `The rate limit: ${share(times.waitLimiterMs)} % of the time was spent waiting for it.`;
  if (busy >= 85) return `Sluice itself: its process used ${busy} % of one core.`;
  const [reader, writer] = [share(times.waitReaderMs), share(times.waitWriterMs)];
  if (reader >= writer + 15)
    return `The source: channels waited ${reader} % of the time for the reader, ${writer} % for the writer.`;
  if (writer >= reader + 15)
    return `The target: channels waited ${writer} % of the time for the writer, ${reader} % for the reader.`;
  return `Balanced: channels waited ${reader} % of the time for the reader, ${writer} % for the writer.`;
}
