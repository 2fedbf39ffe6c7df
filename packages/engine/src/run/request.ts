import type { ConnectorContext, Job, Logger } from '@sluice/core';
import type { Replay } from './open-sides.ts';
import type { Progress } from '../pipeline/stats.ts';
import type { ResolveContext } from '../resolve/resolve-step.ts';
import type { Sample } from './trial-target.ts';

/** What it takes to run a job. */
export interface RunRequest extends ResolveContext {
  readonly job: Job;
  /** For people: the file or name of the job. */
  readonly jobName: string;
  /** SHA-256 of the job text and its variables; a resume needs the same. */
  readonly fingerprint: string;
  /** What `sluice resume` needs to read the job again. */
  readonly origin: JobOrigin;
  readonly stateFolder: string;
  readonly log: Logger;
  readonly clock: ConnectorContext['clock'];
  /** Bytes of all data buffers of the run together. */
  readonly memoryBytes: number;
  /** Count the target's rows before and after: always, never, or when there are few (`auto`). */
  readonly verify: 'auto' | 'count' | 'off';
  readonly onProgress?: (progress: Progress) => void;
  readonly progressEveryMs?: number;
  /** No new splits after this. */
  readonly drain: AbortSignal;
  /** Stop at once. */
  readonly kill: AbortSignal;
  readonly output: ConnectorContext['output'];
  readonly input: ConnectorContext['input'];
  /** Write the dirty records of an earlier run instead of reading the job's source. */
  readonly replay?: Replay;
  /** A test run: a few rows, into a place made like the target and removed at the end. */
  readonly sample?: Sample;
  /** Lets channels run in threads of their own where both sides allow it; absent: never. */
  readonly threads?: ThreadUse;
  /** Continue this run instead of starting a new one. */
  readonly resumeRunId?: string;
  /** With `resumeRunId`: splits whose commit the target cannot tell are written again or kept. Absent: refused. */
  readonly inDoubt?: 'repeat' | 'keep';
  /**
   * Id of this run, where the caller decides it. A run of this id that was interrupted goes on, or begins anew while
   * nothing was written; one that has succeeded is not repeated: its report is answered again.
   */
  readonly runId?: string;
}

export interface ThreadUse {
  /** Module whose `registry` lists the connectors, for the threads to load; its `access` limits them there. */
  readonly registryUrl: string;
  /** `auto`: with several channels on a machine with at least four cores. */
  readonly when: 'auto' | 'always';
}

/** Where a job came from, as stored with the run. */
export interface JobOrigin {
  readonly file?: string;
  readonly variables: Readonly<Record<string, string>>;
  readonly bizdate?: string;
  readonly cyctime?: string;
}
