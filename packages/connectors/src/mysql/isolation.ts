/** Finding the rows that a server refuses. */
import type { EncodedRows } from './encoded-rows.ts';
import type { LoadWay } from './load-ways.ts';
import { type Outcome, answerOf, resultOf, rollBack, savepoint } from './outcomes.ts';
import { dirtyCodeOf, isValueWarning } from './server-errors.ts';
import type { Client } from './wire/client.ts';
import { ServerError } from './wire/server-error.ts';

export interface IsolationOptions {
  readonly client: Client;
  /** It must refuse a statement as a whole. */
  readonly strictWay: LoadWay;
  /** The table has no transactions: every statement takes one row. */
  readonly rowByRow: boolean;
}

/** Stores encoded rows by smaller and smaller statements, until those that are refused are alone. */
export class Isolation {
  readonly #options: IsolationOptions;
  readonly #client: Client;
  readonly #rows: EncodedRows;
  #rowsWritten = 0;

  constructor(options: IsolationOptions, rows: EncodedRows) {
    this.#options = options;
    this.#client = options.client;
    this.#rows = rows;
  }

  /** Stores the rows of a range but for those that the server refuses, and answers how many it stored. */
  async settle(from: number, to: number): Promise<number> {
    this.#rowsWritten = 0;
    await this.#store(from, to);
    return this.#rowsWritten;
  }

  /** Stores the rows of a range, which fits into one statement, but for those that the server refuses. */
  async #store(from: number, to: number): Promise<void> {
    let [start, failure] = [from, await this.#try(from, to)];
    while (failure !== undefined) {
      if (to - start === 1) {
        this.#rows.refusals.push({ row: start, code: failure.code, reason: failure.reason });
        return;
      }
      const bad = this.#sentRow(start, to, failure.ordinal);
      if (bad === undefined) {
        const middle = (start + to) >> 1;
        await this.#store(start, middle);
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
      await this.#store(from, bad);
      await this.#store(bad, bad + 1);
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
    const prepared = rowByRow ? 'stored' : await resultOf(this.#client);
    const outcomes: Outcome[] = [];
    for (const count of counts) outcomes.push(count === 0 ? 'stored' : await answerOf(way, count));
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
}

/** Rows from the first to before the second. */
type Range = readonly [from: number, to: number];

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
