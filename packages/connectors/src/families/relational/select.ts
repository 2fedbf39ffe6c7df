/** SELECT statements, as text. Values never stand in them; identifiers are quoted. */
import { quoteIdentifier, quoteTable } from './identifiers.ts';
import type { Dialect, TableName } from './session.ts';

/** A comparison and the values of its placeholders, in order. */
export interface Condition {
  readonly sql: string;
  readonly parameters: readonly string[];
}

/** The text after WHERE as jobs write it, without a trailing semicolon; undefined when blank. */
export function cleanFilter(where: string | undefined): string | undefined {
  const trimmed = cleanStatement(where ?? '');
  return trimmed === '' ? undefined : trimmed;
}

/** A statement without trailing semicolons and blanks. */
export function cleanStatement(sql: string): string {
  return sql.trim().replace(/[;\s]+$/, '');
}

/** `select <columns> from <table>`; columns are quoted names or SQL of the job. */
export function selectFrom(dialect: Dialect, columns: readonly string[], table: TableName): string {
  return `select ${columns.join(', ')} from ${quoteTable(dialect.quote, table)}`;
}

/** Adds conditions, each in brackets, so that an OR in the job's filter cannot escape. */
export function withConditions(select: string, conditions: readonly (string | undefined)[]): string {
  const present = conditions.filter((condition) => condition !== undefined);
  if (present.length === 0) return select;
  return `${select} where ${present.map(inBrackets).join(' and ')}`;
}

/** A line break ends the comment with which a filter of a job may end. */
function inBrackets(condition: string): string {
  return /--|#/.test(condition) ? `(${condition}\n)` : `(${condition})`;
}

/** Counts rows, at most `limit + 1` of them. */
export function boundedCount(dialect: Dialect, table: TableName, where: string | undefined, limit: number): string {
  const rows = withConditions(`select 1 as one from ${quoteTable(dialect.quote, table)}`, [where]);
  return `select count(*) from (${rows} limit ${limit + 1}) as counted`;
}

/** `key >= ? and key < ?`; without `from` no lower bound, without `to` no upper bound. */
export function keyRange(
  dialect: Dialect,
  key: string,
  bounds: { readonly from: string | undefined; readonly to: string | undefined },
  parameter: (placeholder: string) => string,
): Condition {
  const quoted = quoteIdentifier(dialect.quote, key);
  const parts: string[] = [];
  const parameters: string[] = [];
  const compare = (operator: string, value: string | undefined): void => {
    if (value === undefined) return;
    parameters.push(value);
    parts.push(`${quoted} ${operator} ${parameter(dialect.placeholder(parameters.length))}`);
  };
  compare('>=', bounds.from);
  compare('<', bounds.to);
  // Without bounds the range still leaves out NULL, which has a split of its own.
  if (parts.length === 0) parts.push(`${quoted} is not null`);
  return { sql: parts.join(' and '), parameters };
}
