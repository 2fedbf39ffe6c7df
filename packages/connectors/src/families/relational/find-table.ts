import { SluiceError } from '@sluice/core';
import type { Dialect, RelationalTable, Session, TableName } from './session.ts';
import { parseTable } from './table-names.ts';

export interface FoundTable {
  readonly table: TableName;
  readonly description: RelationalTable;
}

/**
 * Finds the table a job names: exactly as written, or as the database reads a name without quotes. Throws the
 * connector's `tableNotFound` when there is neither.
 */
export async function findTable(
  session: Session,
  dialect: Dialect,
  text: string,
  schema: string | undefined,
): Promise<FoundTable> {
  const { table, isQuoted } = parseTable(text, schema);
  try {
    return { table, description: await session.describeTable(table) };
  } catch (error) {
    const folded = isQuoted ? undefined : fold(dialect, table);
    if (!isTableNotFound(error) || folded === undefined) throw error;
    try {
      return { table: folded, description: await session.describeTable(folded) };
    } catch (second) {
      // The name as the user wrote it says more.
      throw isTableNotFound(second) ? error : second;
    }
  }
}

/** True for the `tableNotFound` of any relational connector. */
export function isTableNotFound(error: unknown): boolean {
  return error instanceof SluiceError && error.code.endsWith('_TABLE_NOT_FOUND');
}

function fold(dialect: Dialect, table: TableName): TableName | undefined {
  if (dialect.foldName === undefined) return undefined;
  const name = dialect.foldName(table.name);
  const schema = table.schema === undefined ? undefined : dialect.foldName(table.schema);
  if (name === table.name && schema === table.schema) return undefined;
  return schema === undefined ? { name } : { schema, name };
}
