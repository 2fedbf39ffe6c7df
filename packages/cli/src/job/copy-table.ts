import type { JsonValue } from '@sluice/core';
import { describeReader } from '@sluice/engine';
import type { CommandContext } from '../command/context.ts';
import { cliErrors } from '../errors.ts';
import { explainRequest } from './explain-request.ts';
import { findConnector } from './find-connector.ts';
import type { ReadyJob } from './read-job.ts';

/**
 * Options of the writer of a copy that make its table, with the columns of the source, where there is none.
 *
 * Opens the source and reads no row of it. What the statement leaves out is told on the screen.
 */
export async function tableOptions(
  copy: ReadyJob,
  { primaryKey, isInput }: { readonly primaryKey: readonly string[]; readonly isInput: boolean },
  context: CommandContext,
): Promise<Record<string, JsonValue>> {
  const { writer } = copy.job;
  const connector = await findConnector(writer.connector, context.connectors);
  if (connector.writer?.proposeTable === undefined)
    throw cliErrors.usage({
      message: `${connector.title} has no tables, so --create-table has nothing to make.`,
      hint: 'Leave --create-table out: files and folders are made where there are none.',
    });
  if (isInput)
    throw cliErrors.usage({
      message: '--create-table looks at the source before it is read, which standard input does not allow.',
      hint: "Give the statement: --writer 'ddl=CREATE TABLE @table (...)', or write the input to a file first.",
    });
  const { columns } = await describeReader(explainRequest(copy, context));
  const names = columns.map(({ name }) => name);
  const unknown = primaryKey.find((name) => !names.includes(name));
  if (unknown !== undefined)
    throw cliErrors.usage({
      message: `--key names "${unknown}", which is no column of the source.`,
      hint: `Its columns are: ${names.join(', ')}.`,
    });
  const name = firstText(writer.parameter['table']);
  const { statement, notes } = await connector.writer.proposeTable({ name, columns, primaryKey });
  if (!context.settings.quiet) context.screen.lines(notes);
  return { ddl: [statement] };
}

function firstText(table: JsonValue | undefined): string {
  const first = Array.isArray(table) ? (table as readonly JsonValue[])[0] : table;
  return typeof first === 'string' ? first : '';
}
