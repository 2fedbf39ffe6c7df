/** The table of a test run: made like the target, loaded instead of it, dropped. */
import type { ConnectorContext, Fields, Trial } from '@sluice/core';
import type { AnyDriver, Source, Values } from './connection.ts';
import { connectFirst, resolveSources } from './connection.ts';
import { createLike } from './create-table.ts';
import { errors } from './errors.ts';
import type { WriterOptions } from './fields.ts';
import { findTable, isTableNotFound, type FoundTable } from './find-table.ts';
import { quoteIdentifier, quoteTable } from './identifiers.ts';
import type { Session, TableName } from './session.ts';
import { writerStatements } from './statements.ts';
import { targetName } from './target.ts';
import { parseTable, tableText } from './table-names.ts';

/** Enough for every database; PostgreSQL takes 63 bytes. */
const mostNameBytes = 60;
/** After a cancel the run's own signal is of no use. */
const removeWithinMs = 10_000;

export async function openTrial(
  fields: Fields,
  driver: AnyDriver,
  options: Values,
  context: ConnectorContext,
): Promise<Trial> {
  const sources = resolveSources(fields, driver, options);
  const source = sources[0] as Source;
  if (sources.length > 1) throw errors.severalTargets({ tables: sources.flatMap(({ tables }) => tables) });
  const writer = options as WriterOptions;
  const { dialect } = driver;
  const name = targetName(source);
  const table = await withSession({ driver, source, writer, context }, async (session) => {
    const found = await find(session, driver, name, writer.schema);
    const target = found?.table ?? parseTable(name, writer.schema).table;
    const trial = { ...target, name: trialName(target.name, context.runId) };
    for (const sql of statements(driver, writer, trial, found)) await session.execute(sql);
    return trial;
  });
  return {
    options: trialOptions(writer, table),
    place: tableText(table),
    notes: notesOf(writer),
    async remove() {
      const own = { ...context, signal: AbortSignal.timeout(removeWithinMs) };
      await withSession({ driver, source, writer, context: own }, (session) =>
        session.execute(`drop table if exists ${quoteTable(dialect.quote, table)}`),
      );
    },
  };
}

/** Drops the table of a test run that was killed. Its name follows from the target and the run. */
export async function removeTrial(
  fields: Fields,
  driver: AnyDriver,
  options: Values,
  context: ConnectorContext,
): Promise<void> {
  const [source] = resolveSources(fields, driver, options);
  if (source === undefined) return;
  const writer = options as WriterOptions;
  const name = targetName(source);
  await withSession({ driver, source, writer, context }, async (session) => {
    const found = await find(session, driver, name, writer.schema);
    const target = found?.table ?? parseTable(name, writer.schema).table;
    const table = { ...target, name: trialName(target.name, context.runId) };
    await session.execute(`drop table if exists ${quoteTable(driver.dialect.quote, table)}`);
  });
}

async function find(
  session: Session,
  driver: AnyDriver,
  name: string,
  schema: string | undefined,
): Promise<FoundTable | undefined> {
  try {
    return await findTable(session, driver.dialect, name, schema);
  } catch (error) {
    if (isTableNotFound(error)) return undefined;
    throw error;
  }
}

/** `orders_sluice_test_20261121t035959_3f9a1c` */
function trialName(table: string, runId: string): string {
  const suffix = `_sluice_test_${runId.toLowerCase().replaceAll(/[^a-z0-9]/g, '_')}`;
  let base = table;
  while (Buffer.byteLength(base + suffix) > mostNameBytes) base = [...base].slice(0, -1).join('');
  return base + suffix;
}

/** What makes the table: the target as a pattern, else the job's own CREATE TABLE with the other name. */
function statements(
  { dialect }: AnyDriver,
  options: WriterOptions,
  trial: TableName,
  found: FoundTable | undefined,
): readonly string[] {
  if (found !== undefined) return [createLike(dialect, trial, found)];
  const ddl = options.ddl ?? [];
  const isOwn = ddl.length > 0 && ddl.every((sql) => /@table\b/.test(sql));
  if (!isOwn) throw errors.noTrialPattern().at({ path: 'writer.parameter.table' });
  return writerStatements(dialect, options, trial).ddl;
}

function trialOptions(options: WriterOptions, table: TableName): Values {
  const quoted = [table.schema, table.name].filter((part) => part !== undefined);
  const name = [quoted.map((part) => quoteIdentifier('"', part)).join('.')];
  const connection = (options as Values)['connection'] as readonly Values[] | undefined;
  return {
    ...options,
    table: name,
    ...(connection === undefined ? {} : { connection: connection.map((entry) => ({ ...entry, table: name })) }),
    ddl: [],
    preSql: [],
    postSql: [],
  };
}

function notesOf({ preSql, postSql }: WriterOptions): readonly string[] {
  const left = [...(preSql ?? []), ...(postSql ?? [])].length;
  return left === 0 ? [] : [`Statements before and after the load (${left}) are not executed in a test run.`];
}

interface Place {
  readonly driver: AnyDriver;
  readonly source: Source;
  readonly writer: WriterOptions;
  readonly context: ConnectorContext;
}

async function withSession<T>({ driver, source, writer, context }: Place, action: (session: Session) => Promise<T>) {
  const request = { context, purpose: 'write', sessionSql: writer.session ?? [], options: writer } as const;
  const { session } = await connectFirst(driver, source, request);
  try {
    return await action(session);
  } finally {
    await session.close();
  }
}
