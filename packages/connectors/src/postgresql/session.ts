import type { Batch, Schema, TableEntry } from '@sluice/core';
import type {
  Loader,
  LoadRequest,
  ReadRequest,
  RelationalTable,
  Session,
  TableName,
} from '../families/relational/session.ts';
import { TypeCatalog, describeTable, listTables } from './catalog.ts';
import type { Link } from './link.ts';
import { planLoad } from './load-plan.ts';
import { openLoader } from './loader.ts';
import { describeQuery, readQuery } from './read.ts';

/** One session with a PostgreSQL server. */
export class PostgresqlSession implements Session {
  readonly #link: Link;
  readonly #types: TypeCatalog;

  constructor(link: Link) {
    this.#link = link;
    this.#types = new TypeCatalog(link);
  }

  get isOpen(): boolean {
    return this.#link.isOpen;
  }

  query(sql: string, parameters: readonly (string | null)[] = []): Promise<readonly (readonly (string | null)[])[]> {
    return this.#link.query(sql, parameters);
  }

  async execute(sql: string): Promise<number | undefined> {
    const { rowCount } = await this.#link.run(sql);
    return rowCount ?? undefined;
  }

  async describeQuery(sql: string): Promise<Schema> {
    return (await describeQuery(this.#link, this.#types, sql)).schema;
  }

  async describeTable(table: TableName): Promise<RelationalTable> {
    return (await describeTable(this.#link, this.#types, table)).table;
  }

  listTables(filter: Parameters<Session['listTables']>[0]): Promise<readonly TableEntry[]> {
    return listTables(this.#link, filter);
  }

  read(request: ReadRequest): AsyncIterable<Batch> {
    return readQuery(this.#link, this.#types, request);
  }

  async openLoader(request: LoadRequest): Promise<Loader> {
    const described = await describeTable(this.#link, this.#types, request.table);
    return openLoader(this.#link, planLoad(request, described), request);
  }

  close(options: { readonly cancel?: boolean } = {}): Promise<void> {
    return this.#link.close(options);
  }
}
