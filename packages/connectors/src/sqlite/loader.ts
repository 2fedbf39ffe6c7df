import type { DatabaseSync } from 'node:sqlite';
import type { Batch, Column, Rejection } from '@sluice/core';
import { getCell } from '@sluice/core';
import type { Loader, LoadRequest } from '../families/relational/session.ts';
import type { Binder } from './bind-cells.ts';
import { createBinders } from './bind-cells.ts';
import { errors, isSqliteFailure, primaryCode, resultCodes, toError } from './errors.ts';
import { InsertStatements } from './insert-statements.ts';
import { refusalOf } from './refusals.ts';
import type { SessionSettings } from './session.ts';
import { takeWriteTurn } from './write-queue.ts';

const pollMs = 25;

/** Waits for its turn and for other programs, then begins the transaction of one task attempt. */
export async function openLoader(
  database: DatabaseSync,
  request: LoadRequest,
  settings: SessionSettings,
): Promise<Loader> {
  const endTurn = await takeWriteTurn(settings.path);
  try {
    await beginWrite(database, request, settings);
    return new SqliteLoader(database, request, { path: settings.path, endTurn });
  } catch (error) {
    endTurn();
    throw toError(error, settings.path);
  }
}

async function beginWrite(database: DatabaseSync, request: LoadRequest, settings: SessionSettings): Promise<void> {
  const { clock } = settings.context;
  const deadline = clock.monotonic() + settings.waitMs;
  for (;;) {
    request.signal.throwIfAborted();
    try {
      database.exec('begin immediate');
      return;
    } catch (error) {
      const isBusy = isSqliteFailure(error) && primaryCode(error) === resultCodes.busy;
      if (!isBusy || clock.monotonic() >= deadline) throw error;
    }
    await clock.sleep(pollMs, request.signal);
  }
}

/** Prepared INSERTs inside one transaction; SQLite says for each row whether it takes it. */
class SqliteLoader implements Loader {
  readonly #database: DatabaseSync;
  readonly #request: LoadRequest;
  readonly #path: string;
  readonly #endTurn: () => void;
  readonly #binders: readonly Binder[];
  readonly #statements: InsertStatements;
  #rowsWritten = 0;

  constructor(
    database: DatabaseSync,
    request: LoadRequest,
    file: { readonly path: string; readonly endTurn: () => void },
  ) {
    this.#database = database;
    this.#request = request;
    this.#path = file.path;
    this.#endTurn = file.endTurn;
    this.#binders = createBinders(request.schema);
    this.#statements = new InsertStatements(database, request);
  }

  async write(batch: Batch): Promise<readonly Rejection[]> {
    this.#request.signal.throwIfAborted();
    const { groupRows } = this.#statements;
    const width = this.#binders.length;
    const rejections: Rejection[] = [];
    const values: unknown[] = Array.from({ length: width * groupRows }, () => null);
    const rows: number[] = [];
    for (let row = 0; row < batch.rowCount; row++) {
      const refusal = this.#bind(batch, row, values, rows.length * width);
      if (refusal !== undefined) rejections.push(refusal);
      else rows.push(row);
      if (rows.length === groupRows) this.#insertRows(rows.splice(0), values, rejections);
    }
    this.#insertRows(rows, values, rejections);
    return rejections.sort((left, right) => left.row - right.row);
  }

  async commit(): Promise<number> {
    try {
      this.#database.exec('commit');
    } catch (error) {
      throw toError(error, this.#path);
    }
    this.#endTurn();
    return this.#rowsWritten;
  }

  async abort(): Promise<void> {
    try {
      if (this.#database.isOpen && this.#database.isTransaction) this.#database.exec('rollback');
    } catch {
      // The file is gone or broken; closing the session undoes the transaction as well.
    }
    this.#endTurn();
  }

  /** Puts the cells of a row into `values` from `at` on; a rejection when SQLite would store something else. */
  #bind(batch: Batch, row: number, values: unknown[], at: number): Rejection | undefined {
    for (let index = 0; index < this.#binders.length; index++) {
      const column = batch.columns[index] as Column;
      if (column.nullCount > 0 && column.isNull(row)) {
        if (this.#statements.isNullForbidden(index)) {
          return { row, column: index, code: 'NULL_NOT_ALLOWED', reason: 'NULL is not allowed' };
        }
        values[at + index] = null;
        continue;
      }
      const value = (this.#binders[index] as Binder)(column, row);
      if (value === undefined) return { row, column: index, ...notStored(column, row) };
      values[at + index] = value;
    }
    return undefined;
  }

  /** Inserts bound rows, a full group at once; after a refusal, and for a part of a group, one by one. */
  #insertRows(rows: readonly number[], values: readonly unknown[], rejections: Rejection[]): void {
    if (rows.length > 1 && rows.length === this.#statements.groupRows) {
      const refusal = this.#attempt(() => this.#statements.insertGroup(values));
      if (refusal === undefined) return;
    }
    const width = this.#binders.length;
    for (const [index, row] of rows.entries()) {
      const cells = values.slice(index * width, (index + 1) * width);
      const refusal = this.#attempt(() => this.#statements.insert(cells));
      if (refusal !== undefined) rejections.push({ row, ...refusal });
    }
  }

  /** Runs an insert, which takes effect as a whole or not at all. */
  #attempt(insert: () => number): Omit<Rejection, 'row'> | undefined {
    try {
      this.#rowsWritten += insert();
      return undefined;
    } catch (error) {
      const refusal = refusalOf(error, this.#request.schema);
      if (refusal === undefined) throw toError(error, this.#path);
      // A trigger may have undone the whole transaction.
      if (!this.#database.isTransaction) throw errors.transactionLost({ reason: refusal.reason }, error);
      return refusal;
    }
  }
}

/** Why a value cannot be bound: SQLite would silently store another one. */
function notStored(column: Column, row: number): { readonly code: string; readonly reason: string } {
  const value = getCell(column, row);
  const isNumber = typeof value === 'number' || value === 'NaN' || String(value).endsWith('Infinity');
  if (isNumber) return { code: 'OUT_OF_RANGE', reason: `SQLite cannot store ${String(value)} in this column` };
  return {
    code: 'INEXACT',
    reason:
      'SQLite would turn the text into a shorter number in a column of this type; declare it TEXT or DECIMAL_TEXT',
  };
}
