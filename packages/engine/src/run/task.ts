import type { Clock, ConversionOptions, JsonValue, Reader, Schema, Split, TransformStep, Writer } from '@sluice/core';
import type { DirtyStore } from '../pipeline/dirty-store.ts';
import type { Stats } from '../pipeline/stats.ts';
import type { Checkpoint } from './checkpoint.ts';

/** The transfer of one split. Plain data: any executor can run it. */
export interface Task {
  readonly taskId: string;
  readonly split: Split;
}

/** What all tasks of a run share within one thread. */
export interface TaskEnvironment {
  readonly reader: Reader;
  readonly writer: Writer;
  readonly readSchema: Schema;
  readonly readShared: JsonValue;
  readonly writeSchema: Schema;
  readonly writeShared: JsonValue;
  readonly transforms: readonly TransformStep[];
  readonly conversion: ConversionOptions;
  readonly batchRows: number;
  readonly batchBytes: number;
  /** Rows are handed over as they are, except in isolated attempts. */
  readonly passThrough: boolean;
  /** Waits until the run's rate limits allow a batch. */
  readonly limit?: (bytes: number, rows: number, signal: AbortSignal) => Promise<void>;
  readonly dirty: DirtyStore;
  readonly stats: Stats;
  readonly checkpoint: Checkpoint;
  readonly clock: Clock;
  /** Repeating an attempt leaves no duplicates (invariant 5). */
  readonly isRetrySafe: boolean;
  /** Writing a committed split once more changes nothing. */
  readonly isRepeatable: boolean;
}

/** One try at one task. */
export interface Attempt {
  readonly number: number;
  readonly isolate: boolean;
  readonly signal: AbortSignal;
}
