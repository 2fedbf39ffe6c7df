import type { Writer } from '@sluice/core';
import { runErrors } from '../errors.ts';
import { keepPartial } from '../pipeline/dirty-store.ts';
import type { Checkpoint, DoubtfulTask, TaskOutcome } from './checkpoint.ts';
import type { RunFolder } from './run-folder.ts';
import type { RunInProgress } from './run-job.ts';

/**
 * Asks the target about the commits that a crash interrupted, or does what the caller says where it cannot tell. The
 * answers are stored before anything else happens, so that a resume that is interrupted need not be told again.
 * Returns the tasks that are committed.
 */
export async function settleDoubtful(
  { request, resume, folder }: RunInProgress,
  writer: Writer,
  checkpoint: Checkpoint,
): Promise<TaskOutcome[]> {
  const doubtful = resume?.doubtful ?? [];
  const untold = doubtful.filter(({ token }) => token === undefined);
  if (untold.length > 0 && request.inDoubt === undefined)
    throw runErrors.commitsUntold({ splits: untold.map(({ outcome }) => outcome.label) });
  const isCommitted = async ({ token }: DoubtfulTask): Promise<boolean> =>
    token === undefined ? request.inDoubt === 'keep' : ((await writer.committed?.(token)) ?? false);
  const committed: TaskOutcome[] = [];
  for (const task of doubtful) {
    const isKept = await isCommitted(task);
    await storeFate(task.outcome, isKept, { folder, checkpoint });
    if (isKept) committed.push(task.outcome);
  }
  return committed;
}

/** Stores whether a commit in doubt was done, with its dirty records if so. */
export async function storeFate(
  outcome: TaskOutcome,
  isCommitted: boolean,
  { folder, checkpoint }: { readonly folder: RunFolder; readonly checkpoint: Checkpoint },
): Promise<void> {
  if (!isCommitted) return checkpoint.givenUp(outcome.taskId);
  keepPartial(folder.dirty, outcome.taskId);
  await checkpoint.done(outcome);
}
