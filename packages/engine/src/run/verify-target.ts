import type { Writer } from '@sluice/core';
import type { TaskOutcome } from './checkpoint.ts';
import type { PreparedRun } from './prepare-run.ts';
import { countLimit } from './prepare-run.ts';
import type { RunInProgress } from './run-job.ts';

/** Rows in the target before and after, as it counted them itself. */
export interface TargetCounts {
  readonly before: number;
  readonly after: number;
}

/** Counts the target once more after the run, when it was counted before and is still small enough. */
export async function verifyTarget(
  run: RunInProgress,
  writer: Writer,
  prepared: PreparedRun,
  outcomes: readonly TaskOutcome[],
): Promise<TargetCounts | undefined> {
  const before = prepared.countBefore;
  if (before === undefined) return undefined;
  const written = outcomes.reduce((sum, outcome) => sum + outcome.commit.rowsWritten, 0);
  const limit = countLimit(run.request.verify);
  if (before + written > limit) return undefined;
  const after = await writer.countRows?.(Number.MAX_SAFE_INTEGER);
  return after === undefined ? undefined : { before, after };
}
