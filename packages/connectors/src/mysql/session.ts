import {
  Batch,
  Column,
  type ConnectorContext,
  type Schema,
  type SluiceError,
  type TableEntry,
  type Type,
  cellText,
  taskErrors,
  types,
} from '@sluice/core';
import type {
  Loader,
  LoadRequest,
  ReadRequest,
  RelationalTable,
  Session,
  TableName,
} from '../families/relational/session.ts';
import { autoIncrementColumn, describeTable, engineWithoutTransactions, listTables } from './catalog.ts';
import type { Connected } from './connect.ts';
import { errors } from './errors.ts';
import { type LoadWay, bulkExecute, loadData, textInsert } from './load-ways.ts';
import { MysqlLoader } from './loader.ts';
import { omittingInsert } from './omitting-insert.ts';
import { readRows } from './read-rows.ts';
import { type ZeroDates, compileRowDecoder } from './row-decoder.ts';
import { translateError } from './server-errors.ts';
import { nativeNameOf, typeOfDefinition } from './types.ts';
import type { Client } from './wire/client.ts';
import { columnFlag } from './wire/protocol.ts';

export interface SessionOptions {
  readonly zeroDates: ZeroDates;
  readonly context: ConnectorContext;
}

/** How long a statement may go on after it was told to stop; then the link is cut. */
const killPatienceMs = 3_000;

/** One session on a server of the MySQL kind. */
export class MysqlSession implements Session {
  readonly #connected: Connected;
  readonly #client: Client;
  readonly #options: SessionOptions;
  /** Pieces of work under way: 0 or 1. */
  #busy = 0;
  /** A kill that a signal asked for. */
  #killing: Promise<void> | undefined;

  constructor(connected: Connected, options: SessionOptions) {
    this.#connected = connected;
    this.#client = connected.client;
    this.#options = options;
  }

  get isOpen(): boolean {
    return !this.#client.socket.isLost;
  }

  query(sql: string, parameters: readonly (string | null)[] = []): Promise<readonly (readonly (string | null)[])[]> {
    return this.#guard(undefined, async () => {
      if (parameters.length > 0) return await queryPrepared(this.#client, sql, parameters);
      return (await this.#client.query(sql)).rows;
    });
  }

  execute(sql: string): Promise<number | undefined> {
    return this.#guard(undefined, async () => (await this.#client.query(sql)).affectedRows);
  }

  describeQuery(sql: string): Promise<Schema> {
    return this.#guard(undefined, async () => {
      const statement = await this.#client.prepare(sql);
      this.#client.closeStatement(statement);
      if (statement.columns.length === 0) throw errors.noResult(undefined);
      const columns = statement.columns.map((column) => {
        const nativeType = nativeNameOf(column);
        return {
          name: column.name,
          type: typeOfDefinition(column),
          isNullable: (column.flags & columnFlag.notNull) === 0,
          ...(nativeType === undefined ? {} : { nativeType }),
        };
      });
      return { columns };
    });
  }

  describeTable(table: TableName): Promise<RelationalTable> {
    return this.#guard(undefined, () => describeTable(this.#client, table));
  }

  listTables(filter: Parameters<Session['listTables']>[0]): Promise<readonly TableEntry[]> {
    return this.#guard(undefined, () => listTables(this.#client, filter));
  }

  async *read(request: ReadRequest): AsyncGenerator<Batch> {
    const progress = { isFinished: true };
    const stopWatching = this.#watch(request.signal);
    this.#busy++;
    try {
      for await (const batch of readRows(this.#client, request, { zeroDates: this.#options.zeroDates, progress })) {
        yield batch;
        request.signal.throwIfAborted();
      }
    } catch (error) {
      throw this.#translate(error, request.signal);
    } finally {
      stopWatching();
      if (!progress.isFinished) await this.#abandonRows();
      this.#busy--;
    }
  }

  openLoader(request: LoadRequest): Promise<Loader> {
    const guard = <T>(work: () => Promise<T>): Promise<T> => this.#guard(request.signal, work);
    return guard(async () => {
      const client = this.#client;
      const engine = await engineWithoutTransactions(client, request.table);
      if (engine !== undefined) {
        const table = request.table.name;
        this.#options.context.log.warn('table without transactions: a retry may write rows twice', { table, engine });
      }
      const skipNullColumns = await this.#columnsWithDefault(request);
      const asked = { ...request, skipNullColumns };
      const { way, strictWay } = await this.#chooseWays(asked, engine === undefined);
      const { maxPacketBytes } = this.#connected;
      return await new MysqlLoader({
        client,
        way,
        strictWay,
        omittingWay: () => omittingInsert(client, asked),
        maxPacketBytes,
        rowByRow: engine !== undefined,
        guard,
      }).open();
    });
  }

  async close(options: { readonly cancel?: boolean } = {}): Promise<void> {
    if (this.#client.socket.isLost) return;
    if (options.cancel === true && this.#busy > 0) {
      await this.#kill('CONNECTION');
      this.#client.socket.destroy();
    } else if (this.#busy > 0) this.#client.socket.destroy();
    else this.#client.quit();
  }

  /** Where NULL becomes DEFAULT. NULL itself numbers the rows of an auto-increment column, DEFAULT may be 0 there. */
  async #columnsWithDefault({ table, skipNullColumns }: LoadRequest): Promise<readonly string[]> {
    if (skipNullColumns.length === 0) return [];
    const numbering = await autoIncrementColumn(this.#client, table);
    return skipNullColumns.filter((name) => name !== numbering);
  }

  /** The fastest way this server has for this load, and one that refuses a statement as a whole. */
  async #chooseWays(request: LoadRequest, isTransactional: boolean): Promise<{ way: LoadWay; strictWay: LoadWay }> {
    const client = this.#client;
    if (client.hasBulkExecute) {
      const way = await bulkExecute(client, request);
      return { way, strictWay: way };
    }
    const strictWay = textInsert(client, request);
    const isPlain = (request.mode === 'insert' || request.mode === 'replace') && request.skipNullColumns.length === 0;
    const canLoad = this.#connected.canLoadLocal && isPlain && isTransactional;
    return { way: canLoad ? loadData(client, request) : strictWay, strictWay };
  }

  /** Does a piece of work that the signal interrupts at the server, and translates its errors. */
  async #guard<T>(signal: AbortSignal | undefined, work: () => Promise<T>): Promise<T> {
    const stopWatching = this.#watch(signal);
    this.#busy++;
    try {
      return await work();
    } catch (error) {
      throw this.#translate(error, signal);
    } finally {
      this.#busy--;
      stopWatching();
    }
  }

  /** Kills the running statement when the signal says so. Returns how to stop watching. */
  #watch(signal: AbortSignal | undefined): () => void {
    if (signal === undefined) return () => undefined;
    if (signal.aborted) throw taskErrors.cancelled(undefined);
    let timer: NodeJS.Timeout | undefined;
    const onAbort = (): void => {
      timer = setTimeout(() => this.#client.socket.destroy(), killPatienceMs).unref();
      this.#killing = this.#kill('QUERY');
    };
    signal.addEventListener('abort', onAbort, { once: true });
    return () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', onAbort);
    };
  }

  #translate(error: unknown, signal: AbortSignal | undefined): SluiceError {
    if (signal?.aborted === true) return taskErrors.cancelled(undefined, error);
    return translateError(error, this.#connected.context);
  }

  /** Tells the server over a second link to stop. When that fails, the link itself is cut. */
  async #kill(what: 'QUERY' | 'CONNECTION'): Promise<void> {
    try {
      const control = await this.#connected.openControl();
      try {
        await control.query(`KILL ${what} ${this.#client.agreement.connectionId}`);
      } finally {
        control.quit();
      }
    } catch {
      this.#client.socket.destroy();
    }
  }

  /** Clears the link of rows that nobody wants any more, so that the session can go on. */
  async #abandonRows(): Promise<void> {
    const client = this.#client;
    if (client.socket.isLost) return;
    const timer = setTimeout(() => client.socket.destroy(), killPatienceMs).unref();
    await (this.#killing ?? this.#kill('QUERY'));
    try {
      for (;;) {
        const packet = await client.packets.next();
        if (packet.head === 0xff || (packet.head === 0xfe && packet.remaining < 9)) break;
      }
      // When the last row was already under way, the kill hits the next statement: this one.
      await client.query('DO 0').catch(() => undefined);
    } catch {
      client.socket.destroy();
    } finally {
      clearTimeout(timer);
    }
  }
}

/** Rows of a small query with parameters, as text. Instants come as UTC clock readings, as the server reads them. */
async function queryPrepared(
  client: Client,
  sql: string,
  parameters: readonly (string | null)[],
): Promise<readonly (readonly (string | null)[])[]> {
  const statement = await client.prepare(sql);
  const definitions = (await client.execute(statement, parameters)) ?? [];
  if (definitions.length === 0) return [];
  const columns = definitions.map((column) => ({ ...column, type: asWritten(typeOfDefinition(column)) }));
  const decoder = compileRowDecoder(columns, 'reject');
  const schema = { columns: columns.map(({ name, type }) => ({ name, type, isNullable: true })) };
  const row = new Batch(
    schema,
    columns.map(({ type }) => new Column(type, 1)),
  );
  const rows: (string | null)[][] = [];
  for (;;) {
    const packet = await client.packets.next();
    if (packet.head !== 0) {
      client.endOfRows(packet);
      break;
    }
    row.clear();
    decoder.decodeRow(packet.bytes, packet.position, row);
    rows.push(row.columns.map(textOfCell));
  }
  await client.finishResults();
  client.closeStatement(statement);
  return rows;
}

/** Dates and clock readings as the server writes them, zero dates included. */
function asWritten(type: Type): Type {
  return type.kind === 'date' || type.kind === 'timestamp' ? types.utf8 : type;
}

function textOfCell(column: Column): string | null {
  if (column.isNull(0)) return null;
  if (column.type.kind === 'bool') return column.values[0] === 0 ? '0' : '1';
  return cellText(column, 0);
}
