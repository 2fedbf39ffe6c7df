import type { DatabaseSync } from 'node:sqlite';
import type { Batch, ConnectorContext, Schema, TableEntry } from '@sluice/core';
import type {
  Loader,
  LoadRequest,
  ReadRequest,
  RelationalTable,
  Session,
  TableName,
} from '../families/relational/session.ts';
import { describeQuery, describeTable, listTables } from './describe.ts';
import { errors, toError } from './errors.ts';
import { openLoader } from './loader.ts';
import { readRows } from './read-rows.ts';
import { realText } from './values.ts';

export interface SessionSettings {
  /** Absolute. */
  readonly path: string;
  readonly context: ConnectorContext;
  readonly integerDates: 'seconds' | 'milliseconds';
  /** How long to wait for other writers, beyond what SQLite waits itself. */
  readonly waitMs: number;
}

export class SqliteSession implements Session {
  readonly #database: DatabaseSync;
  readonly #settings: SessionSettings;

  constructor(database: DatabaseSync, settings: SessionSettings) {
    this.#database = database;
    this.#settings = settings;
  }

  get isOpen(): boolean {
    return this.#database.isOpen;
  }

  /** From now on the session sees one state of the file. */
  beginRead(): void {
    this.#database.exec('begin');
    // The transaction begins with the first read.
    this.#database.prepare('select count(*) from sqlite_master').get();
  }

  async query(
    sql: string,
    parameters: readonly (string | null)[] = [],
  ): Promise<readonly (readonly (string | null)[])[]> {
    return this.#run(() => {
      const statement = this.#database.prepare(sql);
      statement.setReturnArrays(true);
      statement.setReadBigInts(true);
      const rows = statement.all(...parameters) as unknown as readonly (readonly unknown[])[];
      return rows.map((row) => row.map(toText));
    });
  }

  async execute(sql: string): Promise<number | undefined> {
    return this.#run(() => {
      this.#database.exec(sql);
      return undefined;
    });
  }

  async describeQuery(sql: string): Promise<Schema> {
    return this.#run(() => describeQuery(this.#database, sql));
  }

  async describeTable(table: TableName): Promise<RelationalTable> {
    return this.#run(() => describeTable(this.#database, table));
  }

  async listTables(filter: Parameters<Session['listTables']>[0]): Promise<readonly TableEntry[]> {
    return this.#run(() => listTables(this.#database, filter));
  }

  read(request: ReadRequest): AsyncIterable<Batch> {
    return readRows(this.#database, request, this.#settings);
  }

  openLoader(request: LoadRequest): Promise<Loader> {
    return openLoader(this.#database, request, this.#settings);
  }

  async close(): Promise<void> {
    // Closing twice is no error to anybody.
    if (this.#database.isOpen) this.#database.close();
  }

  #run<T>(action: () => T): T {
    try {
      return action();
    } catch (error) {
      throw toError(error, this.#settings.path);
    }
  }
}

/** A value as the text that compares like it when bound as a parameter. */
function toText(value: unknown): string | null {
  if (value === null || typeof value === 'string') return value;
  if (typeof value === 'bigint') return String(value);
  if (typeof value === 'number') return realText(value);
  throw errors.keyNotText({ type: 'binary' });
}
