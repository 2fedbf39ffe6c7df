import type { JsonValue, Schema, Split } from '@sluice/core';
import { runErrors } from '../errors.ts';
import type { DoubtfulTask, TaskOutcome } from './checkpoint.ts';
import { readCheckpoint } from './checkpoint.ts';
import type { RunFolder } from './run-folder.ts';
import { readJson } from './run-folder.ts';

/** Stored once the target is prepared and the splits are known: from here on a run can be resumed. */
export interface StoredPlan {
  readonly readSchema: Schema;
  readonly wanted: Schema;
  readonly writeShared: JsonValue;
  readonly splits: readonly Split[];
}

/** Where an interrupted run stands. */
export interface ResumePoint {
  readonly plan: StoredPlan;
  readonly done: ReadonlyMap<string, TaskOutcome>;
  readonly doubtful: readonly DoubtfulTask[];
  /** Dirty records and rows of the finished tasks. */
  readonly dirty: number;
  readonly rowsRead: number;
}

/** Reads the state of an interrupted run. Throws `RUN_NOT_RESUMABLE` or `RUN_IN_PROGRESS`. */
export function loadResume(folder: RunFolder, fingerprint: string): ResumePoint {
  const { runId } = folder;
  const run = readJson(folder, 'run.json') as { state: string; pid: number; fingerprint: string };
  if (run.state === 'succeeded') throw runErrors.notResumable({ runId, reason: 'it has succeeded' });
  if (run.state === 'running' && run.pid !== process.pid && isAlive(run.pid))
    throw runErrors.inProgress({ runId, pid: run.pid });
  if (run.fingerprint !== fingerprint)
    throw runErrors.notResumable({ runId, reason: 'the job or its variables have changed since' });
  const plan = readJson(folder, 'plan.json') as StoredPlan | undefined;
  if (plan === undefined)
    throw runErrors.notResumable({ runId, reason: 'it ended before its first split, so there is nothing to keep' });
  const { done, doubtful } = readCheckpoint(folder.checkpoint);
  const outcomes = [...done.values()];
  return {
    plan,
    done,
    doubtful,
    dirty: outcomes.reduce((sum, outcome) => sum + outcome.dirty, 0),
    rowsRead: outcomes.reduce((sum, outcome) => sum + outcome.stats.rowsRead, 0),
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
