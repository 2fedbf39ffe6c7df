/** Where a run works, and where it goes on. */
import type { RunReport } from './report.ts';
import type { RunRequest } from './request.ts';
import { hasPlan, hasSucceeded, loadResume, requireEnded, type ResumePoint } from './resume.ts';
import { createRunFolder, newRunId, openRunFolder, readJson, type RunFolder } from './run-folder.ts';

export type Beginning =
  | { readonly folder: RunFolder; readonly resume: ResumePoint | undefined }
  /** It had succeeded before, and nobody heard of it. */
  | { readonly report: RunReport };

type BeginRequest = Pick<RunRequest, 'stateFolder' | 'resumeRunId' | 'runId' | 'fingerprint' | 'clock'>;

/** Throws `RUN_NOT_FOUND`, `RUN_NOT_RESUMABLE`, `RUN_IN_PROGRESS`, `RUN_STATE_NOT_WRITABLE`. */
export function beginRun(request: BeginRequest): Beginning {
  const { stateFolder, resumeRunId, runId, fingerprint, clock } = request;
  if (resumeRunId !== undefined) {
    const folder = openRunFolder(stateFolder, resumeRunId);
    return { folder, resume: loadResume(folder, fingerprint) };
  }
  const folder = createRunFolder(stateFolder, runId ?? newRunId(clock.now()));
  if (readJson(folder, 'run.json') === undefined) return { folder, resume: undefined };
  if (hasSucceeded(folder)) return { report: readJson(folder, 'report.json') as unknown as RunReport };
  requireEnded(folder);
  // Without a plan nothing was written.
  return { folder, resume: hasPlan(folder) ? loadResume(folder, fingerprint) : undefined };
}
