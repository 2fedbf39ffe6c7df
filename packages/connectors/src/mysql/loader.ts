import type { Batch, Rejection } from '@sluice/core';
import type { Loader } from '../families/relational/session.ts';
import { EncodedRows } from './encoded-rows.ts';
import type { LoadWay } from './load-ways.ts';
import { insertOmitting, omittingRows } from './omitting-insert.ts';
import { dirtyCodeOf, isValueWarning } from './server-errors.ts';
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
  #statementRows: number;
  #rowsWritten = 0;
  /** Undefined until it is wanted; `none` when it does not help here. */
  #omittingWay: LoadWay | 'none' | undefined;

  constructor(options: LoaderOptions) {
    this.#options = options;
    this.#client = options.client;
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
        if (!way.isPipelined) outcome = worse(outcome, await this.#answer(way, counts.pop() as number));
      }
      from = next;
    }
    // Every answer is read, also after an error, so that the link stays in step.
    if (way.isPipelined) outcome = worse(outcome, await this.#savepointOutcome());
    for (const count of counts) outcome = worse(outcome, await this.#answer(way, count));
    if (outcome instanceof ServerError) throw outcome;
    if (outcome === 'stored') this.#rowsWritten += rows.countRows(0, rows.rowCount);
    else await this.#client.query(rollBack);
    return outcome === 'stored';
  }

  async #savepointOutcome(): Promise<Outcome> {
    try {
      await this.#client.receiveResult();
      return 'stored';
    } catch (error) {
      if (error instanceof ServerError) return error;
      throw error;
    }
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
      for (const [start, end] of this.#pieces(0, rows.rowCount, this.#statementRows)) await this.#settle(start, end);
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

  /** Stores the rows of a range, which fits into one statement, but for those that the server refuses. */
  async #settle(from: number, to: number): Promise<void> {
    let [start, failure] = [from, await this.#try(from, to)];
    while (failure !== undefined) {
      if (to - start === 1) {
        this.#rows.refusals.push({ row: start, code: failure.code, reason: failure.reason });
        return;
      }
      const bad = this.#sentRow(start, to, failure.ordinal);
      if (bad === undefined) {
        const middle = (start + to) >> 1;
        await this.#settle(start, middle);
        [start, failure] = [middle, await this.#try(middle, to)];
      } else {
        failure = await this.#trySplit(start, bad, to);
        start = bad + 1;
      }
    }
  }

  /**
   * What stands before a row that was refused, the row, and what follows it: three statements, sent at once. Answers why
   * the last of them was refused.
   */
  async #trySplit(from: number, bad: number, to: number): Promise<Failure | undefined> {
    const ranges: readonly Range[] = [
      [from, bad],
      [bad, bad + 1],
      [bad + 1, to],
    ];
    const [before, alone, after] = await this.#send(ranges);
    const code = alone instanceof ServerError ? dirtyCodeOf(alone) : undefined;
    if (before !== 'stored' || (alone !== 'stored' && code === undefined) || after === 'refused') {
      // Another row is at fault too, or the server bent a value: each by itself, in order.
      await this.#client.query(rollBack);
      await this.#settle(from, bad);
      await this.#settle(bad, bad + 1);
      return await this.#try(bad + 1, to);
    }
    this.#rowsWritten += this.#rows.countRows(from, bad);
    if (code === undefined) this.#rowsWritten++;
    else this.#rows.refusals.push({ row: bad, code, reason: (alone as ServerError).message });
    return await this.#judge(after as Outcome, this.#rows.countRows(bad + 1, to));
  }

  /**
   * Sends one statement. When it is refused, nothing of it is stored: engines with transactions undo a failed statement,
   * and one of the others takes a single row.
   */
  async #try(from: number, to: number): Promise<Failure | undefined> {
    const [outcome] = await this.#send([[from, to]]);
    return await this.#judge(outcome as Outcome, this.#rows.countRows(from, to));
  }

  /** Sends ranges as a statement each, behind a savepoint, and reads all answers. Ranges without a row are stored. */
  async #send(ranges: readonly Range[]): Promise<Outcome[]> {
    const { strictWay: way, rowByRow } = this.#options;
    if (!rowByRow) this.#client.sendQuery(savepoint);
    const counts = ranges.map(([from, to]) => this.#rows.countRows(from, to));
    for (const [index, [from, to]] of ranges.entries()) if (counts[index] !== 0) way.send(this.#rows, from, to);
    const prepared = rowByRow ? 'stored' : await this.#savepointOutcome();
    const outcomes: Outcome[] = [];
    for (const count of counts) outcomes.push(count === 0 ? 'stored' : await this.#answer(way, count));
    if (prepared instanceof ServerError) throw prepared;
    return outcomes;
  }

  /** Why the last statement was refused, if it was; a doubtful one is undone up to the savepoint. */
  async #judge(outcome: Outcome, count: number): Promise<Failure | undefined> {
    if (outcome instanceof ServerError) return await this.#failureOf(outcome, count);
    const failure = outcome === 'refused' ? await this.#valueWarning() : undefined;
    if (failure === undefined) this.#rowsWritten += count;
    else if (!this.#options.rowByRow) await this.#client.query(rollBack);
    return failure;
  }

  /** The answer to one statement; an error of the server is handed back, so that further answers can be read. */
  async #answer(way: LoadWay, count: number): Promise<Outcome> {
    try {
      return way.isDoubtful(await way.receive(), count) ? 'refused' : 'stored';
    } catch (error) {
      if (error instanceof ServerError) return error;
      throw error;
    }
  }

  /** Why the last statement was refused. Throws the error when it is not about the values of a row. */
  async #failureOf(error: Outcome, count: number): Promise<Failure> {
    const code = error instanceof ServerError ? dirtyCodeOf(error) : undefined;
    if (code === undefined || !(error instanceof ServerError)) throw error;
    const ordinal = count === 1 ? undefined : (ordinalIn(error.message) ?? (await this.#diagnosedOrdinal()));
    return { code, reason: error.message, ordinal };
  }

  /** The first warning that says that a value was not stored as given. */
  async #valueWarning(): Promise<Failure | undefined> {
    const { rows } = await this.#client.query('SHOW WARNINGS');
    const found = rows.find(([, number]) => isValueWarning(Number(number)));
    if (found === undefined) return undefined;
    const reason = found[2] ?? '';
    return {
      code: dirtyCodeOf(new ServerError(Number(found[1]), '', reason)) ?? '',
      reason,
      ordinal: ordinalIn(reason),
    };
  }

  /** Which row of the last statement failed, as far as the server tells; MariaDB does since 10.7. */
  async #diagnosedOrdinal(): Promise<number | undefined> {
    if (!this.#client.agreement.isMariaDb) return undefined;
    this.#client.sendQuery('GET DIAGNOSTICS CONDITION 1 @sluice_row = ROW_NUMBER');
    this.#client.sendQuery('SELECT @sluice_row');
    try {
      await this.#client.receiveResult();
    } catch (error) {
      if (!(error instanceof ServerError)) throw error;
      await this.#client.receiveResult();
      return undefined;
    }
    return toOrdinal((await this.#client.receiveResult()).rows[0]?.[0]);
  }

  /** The row of a range that was sent as number `ordinal`; rows refused before were not sent. */
  #sentRow(from: number, to: number, ordinal: number | undefined): number | undefined {
    return ordinal === undefined ? undefined : this.#rows.sentRows(from, to)[ordinal];
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
const savepoint = 'SAVEPOINT sluice';
const rollBack = 'ROLLBACK TO SAVEPOINT sluice';

/** Rows from the first to before the second. */
type Range = readonly [from: number, to: number];

/** `refused`: stored, but perhaps not as given; or refused because of a row. */
type Outcome = 'stored' | 'refused' | ServerError;

/** The outcome of several statements: an error that is not about rows counts most. */
function worse(left: Outcome, right: Outcome): Outcome {
  if (left instanceof ServerError || right === 'stored') return left;
  return right instanceof ServerError && dirtyCodeOf(right) !== undefined ? 'refused' : right;
}

/** Why a statement was refused. */
interface Failure {
  readonly code: string;
  readonly reason: string;
  /** The row at fault among those sent, from 0, when the server tells. */
  readonly ordinal: number | undefined;
}

/** The row in `Data too long for column 's' at row 3`. */
function ordinalIn(message: string): number | undefined {
  return toOrdinal(/at row (\d+)$/.exec(message)?.[1]);
}

function toOrdinal(rowNumber: string | null | undefined): number | undefined {
  const number = Number(rowNumber ?? 0);
  return number >= 1 ? number - 1 : undefined;
}
