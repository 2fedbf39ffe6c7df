import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Job, Logger } from '@sluice/core';
import { systemClock } from '../run/clock.ts';
import type { SidesContext } from '../run/open-sides.ts';
import { newRunId } from '../run/run-folder.ts';
import type { ResolveContext } from '../resolve/resolve-step.ts';

/** What it takes to look at a job without running it. */
export interface ExplainRequest extends ResolveContext {
  readonly job: Job;
  readonly log: Logger;
  readonly signal: AbortSignal;
  readonly input: SidesContext['input'];
}

const looksOnly = async (): Promise<void> => undefined;

/** Context of both sides, with small buffers and an output that swallows everything. */
export function sidesContext(request: ExplainRequest): SidesContext {
  return {
    clock: systemClock,
    output: looksOnly,
    input: request.input,
    runId: newRunId(Date.now()),
    signal: request.signal,
    memoryBytes: 64 * 1024 * 1024,
    temporaryFolder: mkdtempSync(join(tmpdir(), 'sluice-')),
    log: request.log,
  };
}
