/** What formats share that collect rows column by column and hand out whole groups of them: Parquet and ORC. */
import type { Batch, Column, Rejection, Schema } from '@sluice/core';
import { fileErrors } from '../errors.ts';
import type { BlockQueue } from './blocks.ts';

/** Takes a row that cannot be written. */
export type Reject = (row: number, code: string, reason: string) => void;

/** Writes one column. Rows are first looked at, then those that fit are added. */
export interface GroupColumn {
  /** Rejects rows of [from, to) that cannot be written. */
  prepare(column: Column, from: number, to: number, reject: Reject): void;
  /** Adds rows that lie within the last ones prepared. */
  add(column: Column, from: number, to: number): void;
}

/** Rows that are looked at and added at a time. */
export const stepRows = 4_096;

/** Adds the rows [from, to) that fit to all columns and returns their number; the others go to `rejections`. */
export function addRows(
  columns: readonly GroupColumn[],
  { batch, from, to }: { readonly batch: Batch; readonly from: number; readonly to: number },
  rejections: Rejection[],
): number {
  let bad: Set<number> | undefined;
  for (const [index, writer] of columns.entries()) {
    writer.prepare(batch.columns[index] as Column, from, to, (row, code, reason) => {
      bad ??= new Set();
      if (!bad.has(row)) rejections.push({ row, column: index, code, reason });
      bad.add(row);
    });
  }
  let start = from;
  for (const row of bad === undefined ? [] : [...bad].sort((a, b) => a - b)) {
    addSound(columns, batch, start, row);
    start = row + 1;
  }
  addSound(columns, batch, start, to);
  return to - from - (bad?.size ?? 0);
}

function addSound(columns: readonly GroupColumn[], batch: Batch, from: number, to: number): void {
  if (from === to) return;
  for (const [index, writer] of columns.entries()) writer.add(batch.columns[index] as Column, from, to);
}

/** Bytes that are taken at a time, at most. */
const takenBytes = 512 * 1024;

/** Finished parts in the order of the file, until they are taken. */
export class WaitingParts {
  readonly #parts: BlockQueue[] = [];
  #taken = new Uint8Array(0);
  #other = new Uint8Array(0);

  get isEmpty(): boolean {
    return this.#parts.length === 0;
  }

  get length(): number {
    return this.#parts.reduce((sum, part) => sum + part.length, 0);
  }

  push(...parts: readonly BlockQueue[]): void {
    for (const part of parts) if (part.length > 0) this.#parts.push(part);
  }

  /** The next bytes; valid until the call after the next one. */
  take(): Uint8Array {
    const size = Math.min(this.length, takenBytes);
    if (this.#other.length < size) this.#other = new Uint8Array(takenBytes);
    const into = this.#other;
    this.#other = this.#taken;
    this.#taken = into;
    this.moveTo(into.subarray(0, size));
    return into.subarray(0, size);
  }

  /** Fills `into`, which is not larger than what waits. */
  moveTo(into: Uint8Array): void {
    for (let at = 0; at < into.length;) {
      const part = this.#parts[0] as BlockQueue;
      at = part.moveTo(into, at);
      if (part.length === 0) this.#parts.shift();
    }
  }
}

export function between(min: number, value: number, max: number): number {
  return Math.floor(Math.min(Math.max(value, min), max));
}

/** Throws `FILES_BAD_COLUMN`. */
export function refuseSameNames({ columns }: Schema): void {
  const seen = new Set<string>();
  for (const { name } of columns) {
    if (seen.has(name)) throw fileErrors.badColumn({ problem: `two columns are named "${name}"` });
    seen.add(name);
  }
}
