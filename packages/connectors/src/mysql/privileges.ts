/** Privileges that a load needs and the user lacks, asked of the server without any effect. */
import { SluiceError } from '@sluice/core';
import { quoteIdentifier, quoteTable } from '../families/relational/identifiers.ts';
import type { Session, TableName, WriteMode } from '../families/relational/session.ts';
import { dialect } from './dialect.ts';
import { errors } from './errors.ts';

type Privilege = 'INSERT' | 'UPDATE' | 'DELETE';

const neededPrivileges: Readonly<Record<WriteMode, readonly Privilege[]>> = {
  insert: ['INSERT'],
  ignore: ['INSERT'],
  update: ['INSERT', 'UPDATE'],
  replace: ['INSERT', 'DELETE'],
};

/**
 * Asks the server to explain statements that need them: it checks the privileges of whatever role, table or column they
 * come from, and executes nothing.
 */
export async function missingPrivileges(
  session: Session,
  table: TableName,
  mode: WriteMode,
): Promise<readonly string[]> {
  const name = quoteTable(dialect.quote, table);
  const sentences: string[] = [];
  for (const privilege of neededPrivileges[mode]) {
    const sql = await statementOf(privilege, name, () => firstColumn(session, table));
    if (await isDenied(session, `explain ${sql}`)) sentences.push(`The user has no ${privilege} privilege on ${name}.`);
  }
  return sentences;
}

async function statementOf(privilege: Privilege, name: string, column: () => Promise<string>): Promise<string> {
  if (privilege === 'INSERT') return `insert into ${name} values ()`;
  if (privilege === 'DELETE') return `delete from ${name} where false`;
  const first = await column();
  return `update ${name} set ${first} = default where false`;
}

async function firstColumn(session: Session, table: TableName): Promise<string> {
  const { schema } = await session.describeTable(table);
  return quoteIdentifier(dialect.quote, schema.columns[0]?.name ?? '');
}

/** Other complaints, of a column without a default for instance, come after the privileges were checked. */
async function isDenied(session: Session, sql: string): Promise<boolean> {
  try {
    await session.query(sql);
    return false;
  } catch (error) {
    if (error instanceof SluiceError && error.retryable) throw error;
    return error instanceof SluiceError && error.code === errors.privilegeMissing.code;
  }
}
