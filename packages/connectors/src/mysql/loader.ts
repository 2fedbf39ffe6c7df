import type { Batch, Rejection } from '@sluice/core';
import type { Loader } from '../families/relational/session.ts';
import { EncodedRows } from './encoded-rows.ts';
import type { LoadWay } from './load-ways.ts';
import { Isolation } from './isolation.ts';
import { insertOmitting, omittingRows } from './omitting-insert.ts';
import { type Outcome, answerOf, resultOf, rollBack, savepoint, worse } from './outcomes.ts';
import type { Client } from './wire/client.ts';
import { ServerError } from './wire/server-error.ts';

export interface LoaderOptions {
  readonly client: Client;
  /** For batches that are expected to be accepted as a whole. */
  readonly way: LoadWay;
  /** For finding refused rows; may be the same. It must refuse a statement as a whole. */
  readonly strictWay: LoadWay;
  readonly maxPacketBytes: number;
  /**
   * For batches with refused rows, made when the first turns up: it leaves them out and says which. Absent or undefined
   * where the server cannot; they are looked for by `strictWay` then.
   */
  readonly omittingWay?: () => Promise<LoadWay | undefined>;
  /** The table has no transactions: rows of a failed statement stay, so every statement takes one row. */
  readonly rowByRow: boolean;
  /** Runs a piece of work that the run's signal may interrupt, and translates its errors. */
  guard<T>(work: () => Promise<T>): Promise<T>;
}

/** Rows of one statement take about so many bytes: larger packets gain nothing. */
const packetBytes = 1024 * 1024;
/** Room for the command around the rows. */
const packetMargin = 64 * 1024;
/** Rows per statement once a row was refused: a failed statement then costs little. */
const carefulRows = 256;

/**
 * Loads batches in one transaction. Each batch starts at a savepoint; when the server refuses it, it is rolled back to
 * there and sent again in small pieces, until the refused rows are alone. Their neighbours are sent from the bytes
 * encoded already.
 *
 * After a refusal the statements stay small for a while, as bad rows rarely come alone.
 */
export class MysqlLoader implements Loader {
  readonly #options: LoaderOptions;
  readonly #client: Client;
  readonly #rows = new EncodedRows();
  readonly #isolation: Isolation;
  #statementRows: number;
  #rowsWritten = 0;
  /** Undefined until it is wanted; `none` when it does not help here. */
  #omittingWay: LoadWay | 'none' | undefined;

  constructor(options: LoaderOptions) {
    this.#options = options;
    this.#client = options.client;
    this.#isolation = new Isolation(options, this.#rows);
    this.#statementRows = options.rowByRow ? 1 : Number.POSITIVE_INFINITY;
  }

  async open(): Promise<this> {
    await this.#client.query('SET autocommit = 0');
    return this;
  }

  write(batch: Batch): Promise<readonly Rejection[]> {
    return batch.rowCount === 0 ? Promise.resolve([]) : this.#options.guard(() => this.#write(batch));
  }

  commit(): Promise<number> {
    return this.#options.guard(async () => {
      await this.#client.query('COMMIT');
      // The rows are there, whatever becomes of the session now.
      await this.#client.query(asBefore).catch(() => this.#client.socket.destroy());
      return this.#rowsWritten;
    });
  }

  async abort(): Promise<void> {
    try {
      await this.#client.query('ROLLBACK');
      await this.#client.query(asBefore);
    } catch {
      // The server rolls back by itself when the session ends.
      this.#client.socket.destroy();
    }
  }

  async #write(batch: Batch): Promise<readonly Rejection[]> {
    this.#rows.reset(batch);
    const isCareful = this.#statementRows < batch.rowCount;
    if (isCareful || !(await this.#writeWhole(batch))) await this.#writeCarefully(batch, isCareful);
    return this.#rows.refusals.toSorted((left, right) => left.row - right.row);
  }

  /** Sends the batch while it is being encoded. False when the server refused some of it; then nothing of it is stored. */
  async #writeWhole(batch: Batch): Promise<boolean> {
    const [rows, way] = [this.#rows, this.#options.way];
    const counts: number[] = [];
    let outcome: Outcome = 'stored';
    this.#client.sendQuery(savepoint);
    if (!way.isPipelined) await this.#client.receiveResult();
    for (let from = 0; from < batch.rowCount;) {
      const next = this.#encode(way, batch, from);
      for (const [start, end] of this.#pieces(from, next, Number.POSITIVE_INFINITY)) {
        way.send(rows, start, end);
        counts.push(rows.countRows(start, end));
        if (!way.isPipelined) outcome = worse(outcome, await answerOf(way, counts.pop() as number));
      }
      from = next;
    }
    // Every answer is read, also after an error, so that the link stays in step.
    if (way.isPipelined) outcome = worse(outcome, await resultOf(this.#client));
    for (const count of counts) outcome = worse(outcome, await answerOf(way, count));
    if (outcome instanceof ServerError) throw outcome;
    if (outcome === 'stored') this.#rowsWritten += rows.countRows(0, rows.rowCount);
    else await this.#client.query(rollBack);
    return outcome === 'stored';
  }

  /** Finds the refused rows; all others are stored. */
  async #writeCarefully(batch: Batch, isAsked: boolean): Promise<void> {
    const [rows, way] = [this.#rows, this.#options.strictWay];
    const isEncoded = !isAsked && way === this.#options.way;
    if (!isEncoded) {
      rows.reset(batch);
      for (let from = 0; from < batch.rowCount;) from = this.#encode(way, batch, from);
    }
    this.#statementRows = Math.min(this.#statementRows, carefulRows);
    const before = rows.refusals.length;
    if (!(await this.#writeOmitting()))
      for (const [start, end] of this.#pieces(0, rows.rowCount, this.#statementRows))
        this.#rowsWritten += await this.#isolation.settle(start, end);
    if (rows.refusals.length === before && !this.#options.rowByRow) this.#statementRows *= 4;
  }

  /** Lets the server leave out bad rows. False when it cannot, or would bend a value; then nothing of the batch is stored. */
  async #writeOmitting(): Promise<boolean> {
    const { rowByRow, omittingWay } = this.#options;
    if (rowByRow) return false;
    const way = (this.#omittingWay ??= (await omittingWay?.()) ?? 'none');
    if (way === 'none') return false;
    const rows = this.#rows;
    const refusals: Rejection[] = [];
    let written = 0;
    await this.#client.query(savepoint);
    for (const [start, end] of this.#pieces(0, rows.rowCount, omittingRows)) {
      const omitted = await insertOmitting(this.#client, way, rows, [start, end]);
      if (omitted === undefined) {
        await this.#client.query(rollBack);
        this.#omittingWay = 'none';
        return false;
      }
      refusals.push(...omitted);
      written += rows.countRows(start, end) - omitted.length;
    }
    rows.refusals.push(...refusals);
    this.#rowsWritten += written;
    return true;
  }

  /** Encodes about a packet of rows from `from` on, and takes out those that no packet can hold. */
  #encode(way: LoadWay, batch: Batch, from: number): number {
    const rows = this.#rows;
    const limit = this.#packetLimit;
    const start = rows.position;
    const next = way.encoder.encode(batch, from, rows, start + Math.min(packetBytes, limit / 2));
    if (rows.position - start <= limit) return next;
    for (let row = from; row < next; row++) {
      if ((rows.ends[row] as number) - rows.startOf(row) > limit) rows.refuseLong(row, this.#options.maxPacketBytes);
    }
    return next;
  }

  get #packetLimit(): number {
    return this.#options.maxPacketBytes - Math.min(packetMargin, this.#options.maxPacketBytes / 2);
  }

  /** Cuts a range of encoded rows into statements; ranges without a row are left out. */
  *#pieces(from: number, to: number, maxRows: number): Generator<readonly [number, number]> {
    const rows = this.#rows;
    const limit = this.#packetLimit;
    for (let start = from; start < to;) {
      const startAt = rows.startOf(start);
      let end = start + 1;
      while (end < to && end - start < maxRows && (rows.ends[end] as number) - startAt <= limit) end++;
      if (rows.startOf(end) > startAt) yield [start, end];
      start = end;
    }
  }
}

const asBefore = 'SET autocommit = 1, max_error_count = DEFAULT';
