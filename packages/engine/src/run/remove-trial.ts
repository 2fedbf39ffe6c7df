import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Job, Logger } from '@sluice/core';
import { resolveStep, type ResolveContext } from '../resolve/resolve-step.ts';
import { systemClock } from './clock.ts';
import { textOptionsOf } from './open-sides.ts';

export interface RemoveTrialRequest extends ResolveContext {
  readonly job: Job;
  /** Of the test run that did not end. */
  readonly runId: string;
  readonly log: Logger;
  readonly signal: AbortSignal;
}

/** Removes what a test run left at its target, if it left anything. Throws when that cannot be done now. */
export async function removeTrial(request: RemoveTrialRequest): Promise<void> {
  const { job, runId, log, signal, access } = request;
  const { connector, options } = await resolveStep(job.writer, 'writer', request);
  const temporaryFolder = mkdtempSync(join(tmpdir(), 'sluice-'));
  try {
    await connector.writer?.removeTrial?.(options as never, {
      ...textOptionsOf(job),
      ...(access === undefined ? {} : { access }),
      runId,
      log,
      signal,
      clock: systemClock,
      memoryBytes: 16 * 1024 * 1024,
      temporaryFolder,
      output: async () => undefined,
      input: async function* () {},
    });
  } finally {
    rmSync(temporaryFolder, { recursive: true, force: true });
  }
}
