import type { ConnectionCheck, ConnectorContext, Explorer, Fields, TableDescription, TableEntry } from '@sluice/core';
import { checkStep } from '@sluice/core';
import type { AnyDriver, Source, Values } from './connection.ts';
import { connectFirst, resolveSources } from './connection.ts';
import { isCreateTable } from './create-table.ts';
import { errors } from './errors.ts';
import { findTable } from './find-table.ts';
import { cleanStatement } from './select.ts';
import type { Session } from './session.ts';

const defaultLimit = 10_000;

/** Tests, lists and describes over one session that is opened on first use. */
export class RelationalExplorer implements Explorer {
  readonly #fields: Fields;
  readonly #driver: AnyDriver;
  readonly #connection: Values;
  readonly #context: ConnectorContext;
  #session: Promise<Session> | undefined;

  constructor(fields: Fields, driver: AnyDriver, connection: Values, context: ConnectorContext) {
    this.#fields = fields;
    this.#driver = driver;
    this.#connection = connection;
    this.#context = context;
  }

  async test(): Promise<readonly ConnectionCheck[]> {
    const connected = await this.#check('connect', async () => {
      await this.#open();
      return 'connected and logged in';
    });
    if (!connected.ok) return [connected];
    const read = await this.#check('read', async () => {
      const session = await this.#open();
      await session.query('select 1');
      const tables = await session.listTables({ limit: 1_000 });
      if (tables.length === 1) return '1 table is visible';
      return tables.length === 1_000 ? '1000 or more tables are visible' : `${tables.length} tables are visible`;
    });
    return [connected, read];
  }

  async listTables(filter: Parameters<Explorer['listTables']>[0] = {}): Promise<readonly TableEntry[]> {
    const session = await this.#open();
    return session.listTables({ ...filter, limit: filter.limit ?? defaultLimit });
  }

  async describeTable(table: string): Promise<TableDescription> {
    const session = await this.#open();
    const found = await findTable(session, this.#driver.dialect, table, undefined);
    return found.description;
  }

  async createTable(statement: string): Promise<void> {
    if (!isCreateTable(statement)) throw errors.notCreateTable();
    const session = await this.#connect('write');
    try {
      await session.execute(cleanStatement(statement));
    } finally {
      await session.close();
    }
  }

  async close(): Promise<void> {
    const session = await this.#session?.catch(() => undefined);
    this.#session = undefined;
    await session?.close();
  }

  #check(step: string, action: () => Promise<string>): Promise<ConnectionCheck> {
    return checkStep(step, this.#context.clock, action);
  }

  #open(): Promise<Session> {
    this.#session ??= this.#connect('explore').catch((error: unknown) => {
      this.#session = undefined;
      throw error;
    });
    return this.#session;
  }

  async #connect(purpose: 'explore' | 'write'): Promise<Session> {
    const [source] = resolveSources(this.#fields, this.#driver, this.#connection);
    const request = { context: this.#context, purpose, sessionSql: [] };
    const { session } = await connectFirst(this.#driver, source as Source, request);
    return session;
  }
}
