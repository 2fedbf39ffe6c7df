import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { quoteIdentifier, quoteTable } from '../families/relational/identifiers.ts';
import type { LoadRequest } from '../families/relational/session.ts';

const quote = (name: string): string => quoteIdentifier('"', name);

/** INSERT for rows of the given columns, in the mode of the job. */
export function insertSql(request: LoadRequest, columns: readonly string[], rowCount = 1): string {
  const verb = request.mode === 'replace' ? 'insert or replace' : 'insert';
  const into = `${verb} into ${quoteTable('"', request.table)}`;
  if (columns.length === 0) return `${into} default values`;
  const row = `(${columns.map(() => '?').join(', ')})`;
  const rows = Array.from({ length: rowCount }, () => row).join(', ');
  return `${into} (${columns.map(quote).join(', ')}) values ${rows}${conflictClause(request)}`;
}

function conflictClause(request: LoadRequest): string {
  // Not `insert or ignore`, which would skip rows with a forbidden NULL as well.
  if (request.mode === 'ignore') return ' on conflict do nothing';
  if (request.mode !== 'update') return '';
  const target = ` on conflict (${request.keyColumns.map(quote).join(', ')})`;
  if (request.updateColumns.length === 0) return `${target} do nothing`;
  return `${target} do update set ${request.updateColumns.map((name) => `${quote(name)} = excluded.${quote(name)}`).join(', ')}`;
}

/** Rows per statement: twice as fast as one; more gains nothing. */
const maxGroupRows = 16;
/** Parameters that SQLite accepts in one statement. */
const maxParameters = 32_766;

/** Statements by the columns they leave out; one, unless NULLs are skipped. */
export class InsertStatements {
  readonly #database: DatabaseSync;
  readonly #request: LoadRequest;
  readonly #names: readonly string[];
  readonly #canSkip: readonly boolean[];
  readonly #forbidden: readonly boolean[];
  readonly #full: StatementSync;
  readonly #partial = new Map<string, StatementSync>();
  readonly #skipsNull: boolean;
  readonly #group: StatementSync | undefined;
  /** Rows that `insertGroup` takes at once; 1 when rows go one by one. */
  readonly groupRows: number;

  constructor(database: DatabaseSync, request: LoadRequest) {
    this.#database = database;
    this.#request = request;
    this.#names = request.schema.columns.map((column) => column.name);
    this.#canSkip = this.#names.map((name) => request.skipNullColumns.includes(name));
    this.#skipsNull = request.skipNullColumns.length > 0;
    // With `or replace` SQLite would put the default in place of a forbidden NULL.
    const isForced = (index: number): boolean => !request.schema.columns[index]?.isNullable && !this.#canSkip[index];
    this.#forbidden = request.mode === 'replace' ? this.#names.map((_, index) => isForced(index)) : [];
    this.#full = database.prepare(insertSql(request, this.#names));
    const fitting = Math.floor(maxParameters / Math.max(1, this.#names.length));
    this.groupRows = this.#skipsNull ? 1 : Math.max(1, Math.min(maxGroupRows, fitting));
    if (this.groupRows > 1) this.#group = database.prepare(insertSql(request, this.#names, this.groupRows));
  }

  /** True for a column whose NULL must be refused before SQLite sees it. */
  isNullForbidden(index: number): boolean {
    return this.#forbidden[index] === true;
  }

  /** Inserts one row; the rows that were written: 0 when it was skipped on a conflict. Throws what SQLite says. */
  insert(values: readonly unknown[]): number {
    const isPartial = this.#skipsNull && values.some((value, index) => value === null && this.#canSkip[index]);
    const { changes } = isPartial ? this.#insertPart(values) : this.#full.run(...(values as never[]));
    return changes === 0 ? 0 : 1;
  }

  /** Inserts `groupRows` rows, given one after the other, or none of them; the rows that were written. */
  insertGroup(values: readonly unknown[]): number {
    return Number(this.#group?.run(...(values as never[])).changes ?? 0);
  }

  #insertPart(values: readonly unknown[]) {
    const isKept = (index: number): boolean => values[index] !== null || this.#canSkip[index] !== true;
    const key = values.map((_, index) => (isKept(index) ? '1' : '0')).join('');
    let statement = this.#partial.get(key);
    if (statement === undefined) {
      if (this.#partial.size >= 64) this.#partial.clear();
      statement = this.#database.prepare(
        insertSql(
          this.#request,
          this.#names.filter((_, index) => isKept(index)),
        ),
      );
      this.#partial.set(key, statement);
    }
    return statement.run(...(values.filter((_, index) => isKept(index)) as never[]));
  }
}
