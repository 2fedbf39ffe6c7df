import type { Command } from 'commander';
import type { ConnectionCheck } from '@sluice/core';
import { maskSecrets, typeName } from '@sluice/core';
import type { CommandContext, Outcome } from '../command/context.ts';
import { exitCodes } from '../command/exit-codes.ts';
import { perform } from '../command/perform.ts';
import { addSettings, isRemote, remoteSettings } from '../command/settings.ts';
import { wholeNumber } from '../command/whole-number.ts';
import { withExplorer } from '../job/with-explorer.ts';
import { formatAmount, formatBytes, formatCount } from '../terminal/numbers.ts';
import type { Look } from '../terminal/screen.ts';
import { styled, symbol } from '../terminal/screen.ts';
import { tableLines } from '../terminal/table.ts';

type Flags = Record<string, unknown>;

export function configure(command: Command): void {
  const name = '<name>';
  const about = 'data source of sluice.config.json, or of the server';
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
      perform('data-sources tables', flags, (context) =>
        tables(source, pattern, wholeNumber('--limit', flags.limit), context),
      ),
    );
  command
    .command('describe')
    .summary('columns and keys of a table')
    .argument(name, about)
    .argument('<table>', 'as written in a job')
    .action((source: string, table: string, flags: Flags) =>
      perform('data-sources describe', flags, (context) => describe(source, table, context)),
    );
  for (const each of command.commands) addSettings(each, remoteSettings);
}

async function list(context: CommandContext): Promise<Outcome> {
  if (isRemote(context)) return (await import('../remote/data-sources.ts')).listSources(context);
  const { config, connectors } = context;
  const masked = await Promise.all(
    [...config.dataSources.values()].map(async ({ name, type, connection, file }) => {
      const fields = (await connectors.find(type))?.connection;
      return { name, type, connection: maskSecrets(connection as never, fields) as object, file };
    }),
  );
  return listOutcome(
    masked,
    config.files.length === 0 ? ', no sluice.config.json found' : ` in ${config.files.join(', ')}`,
  );
}

interface ListedSource {
  readonly name: string;
  readonly type: string;
  readonly connection: object;
  /** Where it is defined. */
  readonly file: string;
}

export function listOutcome(sources: readonly ListedSource[], where: string): Outcome {
  const rows = sources.map(({ name, type, connection, file }) => [name, type, JSON.stringify(connection), file]);
  const summary = `${formatAmount(sources.length, 'data source')}${where}`;
  const columns = [{ title: 'name' }, { title: 'type' }, { title: 'connection', maxWidth: 80 }, { title: 'file' }];
  return { summary, result: sources, lines: sources.length === 0 ? [summary] : tableLines(columns, rows) };
}

async function test(name: string, context: CommandContext): Promise<Outcome> {
  if (isRemote(context)) return (await import('../remote/data-sources.ts')).testSource(name, context);
  return testOutcome(name, await withExplorer(name, context, (explorer) => explorer.test()), context);
}

export function testOutcome(name: string, checks: readonly ConnectionCheck[], context: CommandContext): Outcome {
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
  return checks.flatMap(({ step, ok, detail, hint, ms }) => {
    const sign = ok ? styled(symbol('ok', look), 'green', look) : styled(symbol('fail', look), 'red', look);
    const line = `${sign} ${step.padEnd(10)} ${String(Math.round(ms)).padStart(5)} ms  ${detail}`.trimEnd();
    return hint === undefined ? [line] : [line, `      ${symbol('hint', look)} ${hint}`];
  });
}

async function tables(
  name: string,
  pattern: string | undefined,
  limit: number,
  context: CommandContext,
): Promise<Outcome> {
  if (isRemote(context)) return (await import('../remote/data-sources.ts')).listTables(name, pattern, limit, context);
  const filter = { limit, ...(pattern === undefined ? {} : { pattern }) };
  return tablesOutcome(await withExplorer(name, context, (explorer) => explorer.listTables(filter)), limit);
}

/** As connectors and servers tell of a table. */
interface ListedTable {
  readonly name: string;
  readonly kind: string;
  readonly estimatedRows?: number | undefined;
  readonly estimatedBytes?: number | undefined;
}

const tableColumns = [
  { title: 'table' },
  { title: 'kind' },
  { title: 'rows', align: 'right' },
  { title: 'size', align: 'right' },
] as const;

export function tablesOutcome(found: readonly ListedTable[], limit: number): Outcome {
  const rows = found.map(({ name: table, kind, estimatedRows, estimatedBytes }) => [
    table,
    kind,
    estimatedRows === undefined ? '' : `~${formatCount(estimatedRows)}`,
    estimatedBytes === undefined ? '' : `~${formatBytes(estimatedBytes)}`,
  ]);
  const isCut = found.length >= limit;
  const summary = `${formatAmount(found.length, 'table')}${isCut ? `, stopped at --limit ${limit}` : ''}`;
  const cutLines = isCut ? [`stopped at --limit ${limit}, there may be more`] : [];
  return {
    summary,
    result: found,
    lines: found.length === 0 ? [summary] : [...tableLines(tableColumns, rows), ...cutLines],
  };
}

async function describe(name: string, table: string, context: CommandContext): Promise<Outcome> {
  if (isRemote(context)) return (await import('../remote/data-sources.ts')).describeTable(name, table, context);
  const { schema, ...found } = await withExplorer(name, context, (explorer) => explorer.describeTable(table));
  const columns = schema.columns.map((column) => ({
    name: column.name,
    type: typeName(column.type),
    nativeType: column.nativeType ?? '',
    isNullable: column.isNullable,
  }));
  return describeOutcome({ ...found, columns });
}

interface DescribedTable extends ListedTable {
  readonly columns: readonly {
    readonly name: string;
    readonly type: string;
    readonly nativeType?: string | undefined;
    readonly isNullable: boolean;
  }[];
  readonly primaryKey: readonly string[];
  readonly uniqueKeys: readonly (readonly string[])[];
}

export function describeOutcome(found: DescribedTable): Outcome {
  const { columns, primaryKey, uniqueKeys } = found;
  const rows = columns.map(({ name, type, nativeType = '', isNullable }) => [
    name,
    type,
    nativeType,
    isNullable ? '' : 'not null',
  ]);
  const keys = [
    ...(primaryKey.length === 0 ? [] : [`primary key: ${primaryKey.join(', ')}`]),
    ...uniqueKeys.map((key) => `unique: ${key.join(', ')}`),
  ];
  return {
    summary: `${found.name}: ${formatAmount(columns.length, 'column')}`,
    result: found,
    lines: [
      ...tableLines([{ title: 'column' }, { title: 'type' }, { title: 'native type' }, { title: '' }], rows),
      ...keys,
    ],
  };
}
