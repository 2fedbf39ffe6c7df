import type { Batch, Rejection } from '@sluice/core';
import type { Loader } from '../families/relational/session.ts';
import type { CopyIn } from './copy-in.ts';
import type { Load } from './load.ts';

/** Rows and bytes that go into the staging table before they are moved to the target. */
const stageLimits = { rows: 200_000, bytes: 64 * 1024 * 1024 } as const;

/** All rows of the task in one COPY; with a staging table, one per group of rows. A refused row fails the attempt. */
export class FastLoader implements Loader {
  readonly #load: Load;
  #copy: CopyIn | undefined;
  #staged = { rows: 0, bytes: 0 };
  #rowsStored = 0;

  constructor(load: Load) {
    this.#load = load;
  }

  async write(batch: Batch): Promise<readonly Rejection[]> {
    if (batch.encoded !== undefined) {
      const rows = batch.encoded.bytes.subarray(0, batch.byteLength);
      await this.#send(batch.rowCount, rows.length, (copy) => copy.appendEncoded(rows));
      return [];
    }
    const { rejections, rows, ready } = this.#load.screen(batch);
    const count = rows?.length ?? batch.rowCount;
    if (count > 0) await this.#send(count, ready.byteLength, (copy) => copy.append(ready, rows, 0, count));
    return rejections;
  }

  async #send(rows: number, bytes: number, append: (copy: CopyIn) => Promise<void>): Promise<void> {
    try {
      this.#copy ??= this.#load.copy(this.#load.plan.copySql);
      await append(this.#copy);
      this.#staged.rows += rows;
      this.#staged.bytes += bytes;
      const isFull = this.#staged.rows >= stageLimits.rows || this.#staged.bytes >= stageLimits.bytes;
      if (isFull && this.#load.plan.staging !== undefined) await this.#settle();
    } catch (error) {
      throw this.#load.refused(error);
    }
  }

  async commitToken(): Promise<string | undefined> {
    return this.#load.token;
  }

  async commit(): Promise<number> {
    try {
      await this.#settle();
    } catch (error) {
      throw this.#load.refused(error);
    }
    await this.#load.commit();
    return this.#rowsStored;
  }

  abort(): Promise<void> {
    return this.#load.abort();
  }

  /** Ends the COPY and moves what was staged. */
  async #settle(): Promise<void> {
    const copy = this.#copy;
    if (copy === undefined) return;
    this.#copy = undefined;
    const { rows } = this.#staged;
    this.#staged = { rows: 0, bytes: 0 };
    await copy.end();
    this.#rowsStored += await this.#merge(rows);
  }
  /** Moves `rows` staged rows to the target and empties the staging table. Returns the rows that count as stored. */
  async #merge(rows: number): Promise<number> {
    const { link, plan } = this.#load;
    // Rows that a trigger of the target puts elsewhere are stored, too, though the server does not count them.
    if (plan.staging === undefined) return rows;
    let changed = 0;
    for (const sql of plan.staging.merge) changed = await link.send(sql);
    await link.send(plan.staging.clear);
    return plan.staging.isCounted ? changed : rows;
  }
}
