import type { JsonValue, Schema, Split } from '@sluice/core';
import { runErrors } from '../errors.ts';
import type { DoubtfulTask, TaskOutcome } from './checkpoint.ts';
import { readCheckpoint } from './checkpoint.ts';
import type { RunFolder } from './run-folder.ts';
import { isAlive } from './process-identity.ts';
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
  /** Dirty records of the finished tasks. */
  readonly dirty: number;
}

/** What `run.json` says. */
export interface StoredRun {
  readonly state: string;
  readonly pid: number;
  readonly startTicks?: string;
  readonly fingerprint: string;
  /** It wrote dirty records of another run again. */
  readonly isReplay?: boolean;
}

/** Reads the state of an interrupted run. Throws `RUN_FINISHED`, `RUN_NOT_RESUMABLE` or `RUN_IN_PROGRESS`. */
export function loadResume(folder: RunFolder, fingerprint: string): ResumePoint {
  const { runId } = folder;
  if (hasSucceeded(folder)) throw runErrors.finished({ runId });
  requireEnded(folder);
  if (storedRun(folder).isReplay === true)
    throw runErrors.notResumable({ runId, reason: 'it wrote dirty records again; sluice dirty replay does so anew' });
  if (storedRun(folder).fingerprint !== fingerprint)
    throw runErrors.notResumable({ runId, reason: 'the job or its variables have changed since' });
  if (!hasPlan(folder))
    throw runErrors.notResumable({ runId, reason: 'it ended before its first split, so there is nothing to keep' });
  const { done, doubtful } = readCheckpoint(folder.checkpoint);
  return {
    plan: readJson(folder, 'plan.json') as unknown as StoredPlan,
    done,
    doubtful,
    dirty: [...done.values()].reduce((sum, outcome) => sum + outcome.dirty, 0),
  };
}

export function hasSucceeded(folder: RunFolder): boolean {
  return storedRun(folder).state === 'succeeded';
}

/** From here on it is resumed; before, nothing was written. */
export function hasPlan(folder: RunFolder): boolean {
  return readJson(folder, 'plan.json') !== undefined;
}

/** Throws `RUN_IN_PROGRESS` while another process works on it. */
export function requireEnded(folder: RunFolder): void {
  const run = storedRun(folder);
  if (run.state === 'running' && run.pid !== process.pid && isAlive(run))
    throw runErrors.inProgress({ runId: folder.runId, pid: run.pid });
}

function storedRun(folder: RunFolder): StoredRun {
  return readJson(folder, 'run.json') as unknown as StoredRun;
}
