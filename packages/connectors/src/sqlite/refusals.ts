import type { Rejection, Schema } from '@sluice/core';
import { isSqliteFailure, primaryCode, resultCodes } from './errors.ts';

/** Extended result codes of constraints, see https://www.sqlite.org/rescode.html */
const constraintCodes: Readonly<Record<number, string>> = {
  275: 'CHECK_FAILED',
  787: 'FOREIGN_KEY_MISSING',
  1299: 'NULL_NOT_ALLOWED',
  1555: 'DUPLICATE_KEY',
  2067: 'DUPLICATE_KEY',
  2579: 'DUPLICATE_KEY',
  3091: 'WRONG_TYPE',
};

/** Why SQLite refused one row; undefined when the failure is not about the row. */
export function refusalOf(error: unknown, schema: Schema): Omit<Rejection, 'row'> | undefined {
  if (!isSqliteFailure(error)) return undefined;
  const primary = primaryCode(error);
  const isAboutRow =
    primary === resultCodes.constraint || primary === resultCodes.mismatch || primary === resultCodes.tooBig;
  if (!isAboutRow) return undefined;
  const code = constraintCodes[error.errcode] ?? (primary === resultCodes.constraint ? 'CONSTRAINT' : 'WRONG_TYPE');
  const column = columnOf(error.message, schema);
  return column === undefined ? { code, reason: error.message } : { column, code, reason: error.message };
}

/** Index of the column in `NOT NULL constraint failed: t.a`; undefined for none or several. */
function columnOf(message: string, schema: Schema): number | undefined {
  const names = /constraint failed: (.+)$/.exec(message)?.[1]?.split(', ') ?? [];
  const [name, ...others] = names;
  if (name === undefined || others.length > 0) return undefined;
  const index = schema.columns.findIndex((column) => name.endsWith(`.${column.name}`));
  return index < 0 ? undefined : index;
}
