/** Finds texts that are not valid UTF-8: node:sqlite silently puts replacement characters into them. */
import type { DatabaseSync } from 'node:sqlite';
import { isUtf8 } from '@sluice/core';
import type { ReadRequest } from '../families/relational/session.ts';

/**
 * Reads rows again, their texts as bytes. Returns the index of each row with an invalid text, and the column.
 * Rare, so it may be slow: it skips over all rows before.
 */
export function rowsWithInvalidText(
  database: DatabaseSync,
  request: ReadRequest,
  range: { readonly first: number; readonly count: number },
): ReadonlyMap<number, number> {
  const names = request.schema.columns.map((_, index) => `c${index}`);
  const bytes = names.map((name) => `case typeof(${name}) when 'text' then cast(${name} as blob) end`);
  const sql = `with q(${names.join(', ')}) as (${request.sql}\n) select ${bytes.join(', ')} from q limit ${range.count} offset ${range.first}`;
  const statement = database.prepare(sql);
  statement.setReturnArrays(true);
  const rows = statement.all(...request.parameters) as unknown as readonly (readonly (Uint8Array | null)[])[];
  const invalid = new Map<number, number>();
  for (const [index, row] of rows.entries()) {
    const column = row.findIndex((cell) => cell !== null && !isUtf8(cell, 0, cell.length));
    if (column >= 0) invalid.set(index, column);
  }
  return invalid;
}
