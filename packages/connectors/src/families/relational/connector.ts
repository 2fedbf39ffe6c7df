import type {
  Connector,
  ConnectorContext,
  Fields,
  ReaderCapabilities,
  UrlSupport,
  WriterCapabilities,
} from '@sluice/core';
import type { AnyDriver, Values } from './connection.ts';
import { createTable, planColumns } from './create-table.ts';
import type { RelationalDriver } from './driver.ts';
import { RelationalExplorer } from './explorer.ts';
import type { WriterOptions } from './fields.ts';
import { jdbcUrl, readerFields, readerSources, writerFields, writerSources } from './fields.ts';
import { RelationalReader } from './reader.ts';
import { parseTable } from './table-names.ts';
import { RelationalWriter } from './writer.ts';

/** What one database says about itself; the family makes a connector of it. */
export interface RelationalDefinition<C extends Fields> {
  /** `stepType` of script 2.0. */
  readonly name: string;
  readonly title: string;
  readonly summary: string;
  readonly aliases?: readonly string[];
  /**
   * Values that `RelationalDriver.connect` needs. The user's name is called `user`, the password `password`;
   * `username` and `jdbcUrl` of a job are understood by the family. Required fields are checked after the JDBC URL
   * was taken apart; values of the URL win over fields, `username` and `password` of the job win over the URL.
   */
  readonly connection: C;
  /** Loads the driver and its client library on first use. */
  readonly driver: () => Promise<RelationalDriver<C>>;
  /** Client libraries by npm name and range. */
  readonly drivers?: Readonly<Record<string, string>>;
  readonly urls?: UrlSupport;
  readonly provenOn: readonly string[];
  readonly notes?: readonly string[];
  /** Options of this database alone; the driver finds their values in `ConnectRequest.options`. */
  readonly extraReaderFields?: Fields;
  readonly extraWriterFields?: Fields;
  /** What differs from: reads one snapshot, cannot be distributed; transactional, parallel, commits not confirmed. */
  readonly capabilities?: {
    readonly reader?: Partial<ReaderCapabilities>;
    readonly writer?: Partial<Omit<WriterCapabilities, 'isIdempotent'>>;
  };
}

/** A connector with both sides and explorer for one relational database. */
export function relationalConnector<C extends Fields>(definition: RelationalDefinition<C>): Connector {
  const { name, title, summary, aliases, drivers, urls, provenOn, notes, connection } = definition;
  const load = async (): Promise<AnyDriver> => (await definition.driver()) as unknown as AnyDriver;
  return {
    name,
    title,
    summary,
    ...(aliases === undefined ? {} : { aliases }),
    ...(drivers === undefined ? {} : { drivers }),
    ...(urls === undefined ? {} : { urls }),
    ...(notes === undefined ? {} : { notes }),
    provenOn,
    connection: { ...connection, jdbcUrl },
    reader: {
      fields: { ...readerFields, connection: readerSources(connection), ...definition.extraReaderFields },
      capabilities: { ...defaultCapabilities.reader, ...definition.capabilities?.reader },
      template: readerTemplate,
      open: async (options: Values, context: ConnectorContext) =>
        new RelationalReader(connection, await load(), options, context),
    },
    writer: {
      fields: { ...writerFields, connection: writerSources(connection), ...definition.extraWriterFields },
      capabilities: { ...defaultCapabilities.writer, ...definition.capabilities?.writer, isIdempotent: replacesByKey },
      template: writerTemplate,
      open: async (options: Values, context: ConnectorContext) =>
        new RelationalWriter(connection, await load(), options, context),
      openTrial: async (options: Values, context: ConnectorContext) =>
        (await import('./trial.ts')).openTrial(connection, await load(), options, context),
      removeTrial: async (options: Values, context: ConnectorContext) =>
        (await import('./trial.ts')).removeTrial(connection, await load(), options, context),
      async proposeTable({ name: table, columns, primaryKey }) {
        const { dialect } = await load();
        const plan = { table: parseTable(table).table, columns: planColumns(dialect, columns), primaryKey };
        return createTable(dialect, plan);
      },
    },
    explore: async (values: Values, context: ConnectorContext) =>
      new RelationalExplorer(connection, await load(), values, context),
  };
}

const defaultCapabilities = {
  reader: { canSplit: true, hasSnapshot: true, canDistribute: false },
  writer: { isTransactional: true, canConfirmCommit: false, canWriteInParallel: true },
};

const readerTemplate = { table: ['orders'], column: ['id', 'amount'], splitPk: 'id', where: '' };

const writerTemplate = { table: 'orders', column: ['id', 'amount'], writeMode: 'insert', preSql: [], postSql: [] };

/** Words that write a row with the same key twice without a second row. */
function replacesByKey(options: WriterOptions): boolean {
  const word = `${options.writeMode ?? ''} ${options.conflictMode ?? ''}`.toLowerCase();
  return /update|replace|upsert|ignore|merge/.test(word);
}
