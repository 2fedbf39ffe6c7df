import type { ConversionOptions, ErrorKind, ErrorPlace, Job, JsonValue, LogFields, Schema } from '@sluice/core';
import { SluiceError, asSluiceError } from '@sluice/core';
import type { DataSource } from '../resolve/data-sources.ts';
import type { TaskOutcome } from '../run/checkpoint.ts';
import type { LogLevel } from '../run/run-log.ts';
import type { Task } from '../run/task.ts';

/** What a thread needs to open its own reader and writer. Plain data that stays in this process. */
export interface ThreadSetup {
  readonly lane: number;
  readonly job: Job;
  /** Module whose `registry` lists the connectors, and whose `access`, if any, limits what they may reach. */
  readonly registryUrl: string;
  /** For `${env:…}`. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly dataSources: readonly DataSource[];
  readonly runId: string;
  readonly memoryBytes: number;
  readonly temporaryFolder: string;
  readonly dirtyFolder: string;
  readonly checkpointFile: string;
  readonly maxDirtyRecords: number | undefined;
  readonly dirtyCount: SharedArrayBuffer;
  /** Counters of all lanes, see `sharedStats`. */
  readonly stats: SharedArrayBuffer;
  readonly hasLimit: boolean;
  readonly isRetrySafe: boolean;
  readonly isRepeatable: boolean;
  readonly readSchema: Schema;
  readonly readShared: JsonValue;
  readonly writeSchema: Schema;
  readonly writeShared: JsonValue;
  readonly conversion: ConversionOptions;
  readonly batchRows: number;
  readonly batchBytes: number;
  readonly passThrough: boolean;
}

/** To a thread. */
export type ThreadRequest =
  | { readonly kind: 'task'; readonly task: Task }
  | { readonly kind: 'taken' }
  | { readonly kind: 'kill' }
  | { readonly kind: 'close' };

/** From a thread. */
export type ThreadMessage =
  | { readonly kind: 'done'; readonly outcome: TaskOutcome }
  | { readonly kind: 'failed'; readonly error: SerializedError }
  | { readonly kind: 'log'; readonly level: LogLevel; readonly message: string; readonly fields?: LogFields }
  /** Asks the rate limit of the run, and waits for `taken`. */
  | { readonly kind: 'take'; readonly bytes: number; readonly rows: number };

export interface SerializedError {
  readonly code: string;
  readonly kind: ErrorKind;
  readonly message: string;
  readonly hint?: string;
  readonly retryable: boolean;
  readonly place?: ErrorPlace;
  readonly stack?: string;
}

/** A SluiceError as plain data: class and getters do not cross threads. */
export function serializeError(thrown: unknown): SerializedError {
  const { code, kind, message, hint, retryable, place, stack } = asSluiceError(thrown);
  return {
    code,
    kind,
    message,
    retryable,
    ...(hint === undefined ? {} : { hint }),
    ...(place === undefined ? {} : { place }),
    ...(stack === undefined ? {} : { stack }),
  };
}

export function reviveError({ stack, ...fields }: SerializedError): SluiceError {
  const error = new SluiceError(fields);
  if (stack !== undefined) error.stack = stack;
  return error;
}
