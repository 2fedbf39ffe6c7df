import { closeSync, existsSync, mkdirSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { JsonValue } from '@sluice/core';
import { runErrors } from '../errors.ts';

/** One dirty record as stored: a line of NDJSON (invariant 11). */
export interface DirtyRecord {
  readonly taskId: string;
  /** Ordinal of the record in its split, from 0. */
  readonly ordinal: number;
  readonly stage: 'reader' | 'transform' | 'convert' | 'writer';
  /** Table, file or topic it came from. */
  readonly origin: string;
  readonly column?: string;
  readonly code: string;
  readonly reason: string;
  /** Values by column name of the reader; see `cellToJson`. */
  readonly values?: Readonly<Record<string, JsonValue>>;
  readonly raw?: string;
}

/**
 * Dirty records of one run: counted against the limit while they come, stored whole, one file per task.
 *
 * The records of an attempt are provisional until its commit: an attempt that is retried takes its count and its
 * file back.
 */
export class DirtyStore {
  readonly #folder: string;
  readonly #limit: number;
  readonly #count: Int32Array<SharedArrayBuffer>;

  /** @param count the counter of the run, from `dirtyCounter`; stores of several threads share it. */
  constructor(folder: string, limit: number | undefined, count: SharedArrayBuffer = dirtyCounter()) {
    this.#folder = folder;
    this.#limit = limit ?? Infinity;
    this.#count = new Int32Array(count);
  }

  get count(): number {
    return Atomics.load(this.#count, 0);
  }

  /** Opens the collector of one task attempt. */
  openAttempt(taskId: string): DirtyAttempt {
    return new DirtyAttempt(join(this.#folder, `${taskId}.ndjson`), this);
  }

  /** Changes the count. Once the run is over its limit nothing more is counted. */
  add(records: number): void {
    for (;;) {
      const count = this.count;
      if (records > 0) this.#throwIfAbove(count);
      if (Atomics.compareExchange(this.#count, 0, count, count + records) === count) return;
    }
  }

  /** Throws `RUN_TOO_MANY_DIRTY_RECORDS` from limit + 1 on. */
  throwIfExceeded(): void {
    this.#throwIfAbove(this.count);
  }

  #throwIfAbove(count: number): void {
    if (count > this.#limit) throw runErrors.tooManyDirtyRecords({ limit: this.#limit, count });
  }
}

/** Keeps the records of an attempt whose process was killed after the commit. */
export function keepPartial(folder: string, taskId: string): void {
  const file = join(folder, `${taskId}.ndjson`);
  if (existsSync(`${file}.part`)) renameSync(`${file}.part`, file);
}

/**
 * The count of dirty records of one run, in memory that threads share.
 *
 * @param alreadyCounted dirty records of the tasks finished before a resume.
 */
export function dirtyCounter(alreadyCounted = 0): SharedArrayBuffer {
  const buffer = new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT);
  new Int32Array(buffer)[0] = alreadyCounted;
  return buffer;
}

export class DirtyAttempt {
  readonly #file: string;
  readonly #store: DirtyStore;
  #descriptor: number | undefined;
  count = 0;

  constructor(file: string, store: DirtyStore) {
    this.#file = file;
    this.#store = store;
  }

  /** Stores one record. Throws `RUN_TOO_MANY_DIRTY_RECORDS` when it is the one too many; it is stored all the same. */
  add(record: DirtyRecord): void {
    this.#store.add(1);
    if (this.#descriptor === undefined) {
      mkdirSync(join(this.#file, '..'), { recursive: true });
      this.#descriptor = openSync(`${this.#file}.part`, 'w');
    }
    writeSync(this.#descriptor, `${JSON.stringify(record)}\n`);
    this.count++;
    this.#store.throwIfExceeded();
  }

  /** The attempt is committed, or it ended the run: the records stay. */
  keep(): void {
    if (this.#close()) renameSync(`${this.#file}.part`, this.#file);
  }

  /** Like `keep`, for a run that ends without this task being committed: the records go to a file of their own. */
  keepAsFailed(): void {
    if (this.#close()) renameSync(`${this.#file}.part`, this.#file.replace(/\.ndjson$/, '.failed.ndjson'));
  }

  /** The attempt will be repeated: its records and their count are taken back. */
  discard(): void {
    if (this.#close()) rmSync(`${this.#file}.part`, { force: true });
    this.#store.add(-this.count);
    this.count = 0;
  }

  #close(): boolean {
    if (this.#descriptor === undefined) return false;
    closeSync(this.#descriptor);
    this.#descriptor = undefined;
    return true;
  }
}
