import type { Command } from 'commander';
import type { ConnectionCheck, Explorer } from '@sluice/core';
import { maskSecrets, typeName } from '@sluice/core';
import type { DataSource } from '@sluice/engine';
import { configErrors, openExplorer } from '@sluice/engine';
import type { CommandContext, Outcome } from '../command/context.ts';
import { exitCodes } from '../command/exit-codes.ts';
import { perform } from '../command/perform.ts';
import { findConnector } from '../job/find-connector.ts';
import { formatAmount, formatBytes, formatCount } from '../terminal/numbers.ts';
import type { Look } from '../terminal/screen.ts';
import { styled, symbol } from '../terminal/screen.ts';
import { tableLines } from '../terminal/table.ts';

type Flags = Record<string, unknown>;

export function configure(command: Command): void {
  const name = '<name>';
  const about = 'data source of sluice.config.json';
  command
    .command('list')
    .summary('data sources, where they are defined, secrets masked')
    .action((flags: Flags) => perform('data-sources list', flags, async (context) => list(context)));
  command
    .command('test')
    .summary('try to reach it, step by step')
    .argument(name, about)
    .action((source: string, flags: Flags) => perform('data-sources test', flags, (context) => test(source, context)));
  command
    .command('tables')
    .summary('its tables with estimated sizes')
    .argument(name, about)
    .argument('[pattern]', "such as 'public.*' or '*order*'")
    .option('--limit <number>', 'at most so many', '1000')
    .action((source: string, pattern: string | undefined, flags: { limit: string } & Flags) =>
      perform('data-sources tables', flags, (context) => tables(source, pattern, Number(flags.limit) || 1000, context)),
    );
  command
    .command('describe')
    .summary('columns and keys of a table')
    .argument(name, about)
    .argument('<table>', 'as written in a job')
    .action((source: string, table: string, flags: Flags) =>
      perform('data-sources describe', flags, (context) => describe(source, table, context)),
    );
}

async function list({ config, connectors }: CommandContext): Promise<Outcome> {
  const all = [...config.dataSources.values()];
  const masked = await Promise.all(
    all.map(async ({ name, type, connection, file }) => {
      const fields = (await connectors.find(type))?.connection;
      return { name, type, connection: maskSecrets(connection as never, fields) as object, file };
    }),
  );
  const rows = masked.map(({ name, type, connection, file }) => [name, type, JSON.stringify(connection), file]);
  const files = config.files.length === 0 ? ', no sluice.config.json found' : ` in ${config.files.join(', ')}`;
  const summary = `${formatAmount(all.length, 'data source')}${files}`;
  const columns = [{ title: 'name' }, { title: 'type' }, { title: 'connection', maxWidth: 80 }, { title: 'file' }];
  return { summary, result: masked, lines: all.length === 0 ? [summary] : tableLines(columns, rows) };
}

async function test(name: string, context: CommandContext): Promise<Outcome> {
  const checks = await withExplorer(name, context, (explorer) => explorer.test());
  const failed = checks.find((check) => !check.ok);
  const summary = failed === undefined ? `${name} works` : `${name} fails at ${failed.step}: ${failed.detail}`;
  return {
    summary,
    result: { ok: failed === undefined, checks },
    lines: [...checkLines(checks, context.screen.look), summary],
    exitCode: failed === undefined ? exitCodes.ok : exitCodes.environment,
  };
}

/** Steps of a test with their times; the failed one is the last. */
export function checkLines(checks: readonly ConnectionCheck[], look: Look): string[] {
  return checks.map(({ step, ok, detail, ms }) => {
    const sign = ok ? styled(symbol('ok', look), 'green', look) : styled(symbol('fail', look), 'red', look);
    return `${sign} ${step.padEnd(10)} ${String(Math.round(ms)).padStart(5)} ms  ${detail}`.trimEnd();
  });
}

async function tables(
  name: string,
  pattern: string | undefined,
  limit: number,
  context: CommandContext,
): Promise<Outcome> {
  const filter = { limit, ...(pattern === undefined ? {} : { pattern }) };
  const found = await withExplorer(name, context, (explorer) => explorer.listTables(filter));
  const rows = found.map(({ name: table, kind, estimatedRows, estimatedBytes }) => [
    table,
    kind,
    estimatedRows === undefined ? '' : `~${formatCount(estimatedRows)}`,
    estimatedBytes === undefined ? '' : `~${formatBytes(estimatedBytes)}`,
  ]);
  const cut = found.length >= limit ? `, stopped at --limit ${limit}` : '';
  return {
    summary: `${formatAmount(found.length, 'table')}${cut}`,
    result: found,
    lines: [
      ...tableLines(
        [{ title: 'table' }, { title: 'kind' }, { title: 'rows', align: 'right' }, { title: 'size', align: 'right' }],
        rows,
      ),
      ...(cut === '' ? [] : [`stopped at --limit ${limit}, there may be more`]),
    ],
  };
}

async function describe(name: string, table: string, context: CommandContext): Promise<Outcome> {
  const found = await withExplorer(name, context, (explorer) => explorer.describeTable(table));
  const columns = found.schema.columns.map((column) => ({
    name: column.name,
    type: typeName(column.type),
    nativeType: column.nativeType ?? '',
    isNullable: column.isNullable,
  }));
  const rows = columns.map((column) => [
    column.name,
    column.type,
    column.nativeType,
    column.isNullable ? '' : 'not null',
  ]);
  const keys = [
    ...(found.primaryKey.length === 0 ? [] : [`primary key: ${found.primaryKey.join(', ')}`]),
    ...found.uniqueKeys.map((key) => `unique: ${key.join(', ')}`),
  ];
  return {
    summary: `${found.name}: ${formatAmount(columns.length, 'column')}`,
    result: { ...found, schema: undefined, columns },
    lines: [
      ...tableLines([{ title: 'column' }, { title: 'type' }, { title: 'native type' }, { title: '' }], rows),
      ...keys,
    ],
  };
}

async function withExplorer<T>(
  name: string,
  context: CommandContext,
  use: (explorer: Explorer) => Promise<T>,
): Promise<T> {
  const dataSource = requireDataSource(name, context);
  const connector = await findConnector(dataSource.type, context.connectors);
  const { environment, log } = context;
  const explorer = await openExplorer({
    connector,
    dataSource,
    environment,
    log,
    signal: new AbortController().signal,
  });
  try {
    return await use(explorer);
  } finally {
    await explorer.close();
  }
}

function requireDataSource(name: string, { config }: CommandContext): DataSource {
  const dataSource = config.dataSources.get(name);
  if (dataSource !== undefined) return dataSource;
  throw configErrors.unknownDataSource({ name, known: [...config.dataSources.keys()] });
}
