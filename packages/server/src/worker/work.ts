/**
 * Work that touches data. The server process never opens a data source itself: a worker process does, on this machine
 * or, for a remote resource group, on an agent's. Everything here is plain JSON and travels over a channel that nobody
 * else reads, secrets included.
 */
import type { ErrorReport, JsonValue, LogFields, Parameter } from '@sluice/core';
import type { Progress, RunReport } from '@sluice/engine';

/** A connection with its secrets in place. */
export interface WorkSource {
  readonly name: string;
  /** Connector name. */
  readonly type: string;
  readonly connection: Parameter;
}

/** A job as the engine reads it. */
export interface WorkJob {
  readonly name: string;
  /** Script 2.0, 1.0 or DataX. */
  readonly text: string;
  readonly variables: Readonly<Record<string, string>>;
  /** `yyyymmdd` and `yyyymmddhh24miss`, for the parameter language. */
  readonly bizdate?: string;
  readonly cyctime?: string;
  /** Those that the job names. */
  readonly sources: readonly WorkSource[];
}

export type Work =
  | { readonly kind: 'testSource'; readonly source: WorkSource }
  | { readonly kind: 'listTables'; readonly source: WorkSource; readonly search?: string; readonly limit: number }
  | { readonly kind: 'describeTable'; readonly source: WorkSource; readonly table: string }
  | { readonly kind: 'createTable'; readonly source: WorkSource; readonly table: string; readonly statement: string }
  | { readonly kind: 'preview'; readonly job: WorkJob; readonly rows: number }
  | { readonly kind: 'plan'; readonly job: WorkJob }
  /** Columns that the job's reader delivers, after its transforms: a `Schema`. */
  | { readonly kind: 'describeReader'; readonly job: WorkJob }
  | TestRunWork
  /** What a test run left whose process was killed. */
  | { readonly kind: 'removeTrial'; readonly job: WorkJob; readonly runId: string }
  | RunWork;

/** A few rows of a job into a place of their own, removed at the end. */
export interface TestRunWork {
  readonly kind: 'testRun';
  readonly job: WorkJob;
  /** The name of the place is made of it. */
  readonly runId: string;
  readonly rows: number;
  readonly memoryBytes: number;
}

export interface RunWork {
  readonly kind: 'run';
  readonly job: WorkJob;
  /** Folder of runs, checkpoints and dirty records; the same for every server of a store. */
  readonly stateFolder: string;
  readonly memoryBytes: number;
  /** Id of the engine's run: one that was interrupted goes on, one that has succeeded answers its report again. */
  readonly engineRun: string;
  /** Write the records of this file instead of reading the source. */
  readonly replay?: { readonly runId: string; readonly file?: string };
}

/** What a worker tells while it works. */
export type WorkEvent =
  | { readonly kind: 'started'; readonly runId: string; readonly processId: number }
  | { readonly kind: 'progress'; readonly progress: Progress }
  | {
      readonly kind: 'log';
      readonly at: number;
      readonly level: 'debug' | 'info' | 'warn' | 'error';
      readonly message: string;
      readonly fields: LogFields;
    };

export type WorkResult =
  { readonly ok: true; readonly value: JsonValue } | { readonly ok: false; readonly error: ErrorReport };

/** Rows of a table as JSON (see `cellToJson`). */
export interface PreviewResult {
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  readonly rows: readonly (readonly JsonValue[])[];
  /** All rows there are, not just the first ones. */
  readonly isWhole: boolean;
  readonly dirty: number;
  readonly filtered: number;
}

export type { RunReport };

/** Performs work somewhere; given by `worker/`, or by an agent's connection. */
export interface Workers {
  /**
   * Resolves with the result, also of refused work; rejects only when the worker itself was lost.
   *
   * Aborting `drain` starts no new splits; aborting `kill` ends the process within seconds.
   */
  perform(
    work: Work,
    options: {
      readonly onEvent?: (event: WorkEvent) => void;
      readonly drain?: AbortSignal;
      readonly kill?: AbortSignal;
    },
  ): Promise<WorkResult>;
}
