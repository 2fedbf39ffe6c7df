/** Commits that a run ended in, and of which the target cannot tell what became: somebody has to look. */
import { Checkpoint, readCheckpoint } from './checkpoint.ts';
import { requireEnded } from './resume.ts';
import type { RunFolder } from './run-folder.ts';
import { storeFate } from './settle-doubtful.ts';

/** `keep`: their rows are in the target. `repeat`: they are not, and are written again. */
export type InDoubtAnswer = 'keep' | 'repeat';

/** Their splits, by label. */
export function commitsInDoubt(folder: RunFolder): readonly string[] {
  return untoldOf(folder).map(({ label }) => label);
}

/**
 * Stores what became of them, so that a resume goes by it however often it is interrupted. Holds for those that are in
 * doubt at this moment; one that a resume leaves behind is a question of its own.
 *
 * Throws `RUN_IN_PROGRESS` while another process works on the run.
 */
export async function answerInDoubt(folder: RunFolder, answer: InDoubtAnswer): Promise<void> {
  requireEnded(folder);
  const checkpoint = new Checkpoint(folder.checkpoint);
  try {
    for (const outcome of untoldOf(folder)) await storeFate(outcome, answer === 'keep', { folder, checkpoint });
  } finally {
    await checkpoint.close();
  }
}

function untoldOf({ checkpoint }: RunFolder) {
  return readCheckpoint(checkpoint).doubtful.flatMap(({ token, outcome }) => (token === undefined ? outcome : []));
}
