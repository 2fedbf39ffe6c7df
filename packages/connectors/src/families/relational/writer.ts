import type {
  CommitReport,
  ConnectorContext,
  Fields,
  JsonValue,
  PreparedTarget,
  Schema,
  TargetPlan,
  TaskWriter,
  Writer,
  WriteTask,
} from '@sluice/core';
import type { AnyDriver, Source, Values } from './connection.ts';
import { connectFirst, resolveSources } from './connection.ts';
import { errors } from './errors.ts';
import type { WriterOptions } from './fields.ts';
import { findTable, isTableNotFound } from './find-table.ts';
import type { FoundTable } from './find-table.ts';
import { describeLoad } from './inspect.ts';
import { boundedCount } from './select.ts';
import type { Session, TableName } from './session.ts';
import { SessionPool } from './session-pool.ts';
import { isPlainCreate, writerStatements } from './statements.ts';
import type { Target } from './target.ts';
import { settleTarget, targetName } from './target.ts';
import { parseTable, tableText } from './table-names.ts';
import { RelationalTaskWriter } from './task-writer.ts';
import { writeModeOf } from './write-mode.ts';

const defaultBatchRows = 2_048;

/** Loads one table of a relational database. */
export class RelationalWriter implements Writer {
  readonly #driver: AnyDriver;
  readonly #options: WriterOptions;
  readonly #context: ConnectorContext;
  readonly #source: Source;
  readonly #tableText: string;
  readonly #pool: SessionPool;
  /** As the server spells it, once `prepare` has found it. */
  #table: TableName | undefined;
  /** Set when the driver can tell the fate of a commit. */
  readonly committed?: (token: JsonValue) => Promise<boolean>;

  constructor(fields: Fields, driver: AnyDriver, options: Values, context: ConnectorContext) {
    this.#driver = driver;
    this.#options = options as WriterOptions;
    this.#context = context;
    const sources = resolveSources(fields, driver, options);
    if (sources.length > 1) throw errors.severalTargets({ tables: sources.flatMap((source) => source.tables) });
    this.#source = sources[0] as Source;
    this.#tableText = targetName(this.#source);
    this.#pool = new SessionPool({ open: () => this.#connect(), canGrow: true, clock: context.clock });
    if (driver.confirmCommit !== undefined) this.committed = (token) => this.#confirm(token);
  }

  async inspect(schema: Schema): Promise<TargetPlan> {
    return this.#withSession(async (session) => {
      const name = this.#parsedName();
      const { ddl, before, after, makeTable } = writerStatements(this.#driver.dialect, this.#options, name);
      const found = await this.#find(session);
      if (found === undefined) {
        if (!makeTable) throw await this.#notFound(session);
        const actions = [...ddl, ...before, ...after].map((sql) => `Runs: ${sql}`);
        const text = tableText(name);
        return {
          actions,
          warnings: [`Table "${text}" does not exist yet; its columns are not checked.`],
          isDestructive: false,
        };
      }
      const target = settleTarget(this.#targetRequest(found, schema));
      const plan = describeLoad(this.#driver.dialect, target, schema, { before, after });
      const missing = (await this.#driver.missingPrivileges?.(session, found.table, target.mode)) ?? [];
      return { ...plan, warnings: [...missing, ...plan.warnings] };
    });
  }

  async prepare(schema: Schema, resumed?: JsonValue): Promise<PreparedTarget> {
    // DDL and pre-SQL have run; running them again would delete what the finished splits wrote.
    if (resumed !== undefined) return this.#prepared(resumed as unknown as Target, []);
    return this.#withSession(async (session) => {
      // What the job says is checked before anything is deleted.
      writeModeOf(this.#driver.dialect, this.#options);
      const notes: string[] = [...this.#source.notes];
      const existing = await this.#find(session);
      if (existing !== undefined) settleTarget(this.#targetRequest(existing, schema));
      const name = existing?.table ?? this.#parsedName();
      const { ddl, before, makeTable } = writerStatements(this.#driver.dialect, this.#options, name);
      if (existing === undefined && !makeTable) throw await this.#notFound(session);
      const isKept = (sql: string): boolean => existing !== undefined && isPlainCreate(sql);
      for (const sql of ddl.filter(isKept)) notes.push(`${tableText(name)} exists; not run: ${sql}`);
      const changes = [...ddl.filter((sql) => !isKept(sql)), ...before];
      for (const sql of changes) await session.execute(sql);
      const found = (changes.length === 0 ? existing : undefined) ?? (await this.#describe(session));
      this.#table = found.table;
      const target = settleTarget(this.#targetRequest(found, schema));
      return this.#prepared(target, notes);
    });
  }

  #prepared(target: Target, notes: readonly string[]): PreparedTarget {
    const { emptyAsNull } = this.#options;
    const rowFormat = this.#driver.dialect.rowFormat?.(target.schema);
    return {
      wanted: target.schema,
      shared: target as unknown as JsonValue,
      notes,
      ...(emptyAsNull === undefined ? {} : { emptyAsNull }),
      ...(rowFormat === undefined ? {} : { rowFormat }),
      isRepeatable: target.isRepeatable,
      ...(this.#driver.batch === undefined ? {} : { batch: this.#driver.batch }),
    };
  }

  async openTask(task: WriteTask): Promise<TaskWriter> {
    const target = task.shared as unknown as Target;
    const session = await this.#pool.take();
    const { batchSize, batchByteSize } = this.#options;
    try {
      const loader = await session.openLoader({
        ...target,
        batchRows: batchSize === undefined || batchSize === 0 ? defaultBatchRows : batchSize,
        ...(batchByteSize === undefined || batchByteSize === 0 ? {} : { batchBytes: batchByteSize }),
        isolate: task.isolate,
        signal: task.signal,
      });
      return new RelationalTaskWriter(loader, { session, pool: this.#pool, mode: target.mode });
    } catch (error) {
      await this.#pool.discard(session, { cancel: true });
      throw error;
    }
  }

  async countRows(limit: number): Promise<number | undefined> {
    return this.#withSession(async (session) => {
      const table = this.#table ?? (await this.#find(session))?.table;
      if (table === undefined) return undefined;
      const [row] = await session.query(boundedCount(this.#driver.dialect, table, undefined, limit));
      const rows = Number(row?.[0] ?? 0);
      return rows > limit ? undefined : rows;
    });
  }

  async finish(_reports: readonly CommitReport[]): Promise<void> {
    const { dialect } = this.#driver;
    if (writerStatements(dialect, this.#options, this.#parsedName()).after.length === 0) return;
    await this.#withSession(async (session) => {
      const name = this.#table ?? (await this.#find(session))?.table ?? this.#parsedName();
      for (const sql of writerStatements(dialect, this.#options, name).after) await session.execute(sql);
    });
  }

  close(): Promise<void> {
    return this.#pool.close();
  }

  async #confirm(token: JsonValue): Promise<boolean> {
    if (typeof token !== 'string') return false;
    return this.#withSession(async (session) => (await this.#driver.confirmCommit?.(session, token)) ?? false);
  }

  #targetRequest(found: FoundTable, source: Schema) {
    return { driver: this.#driver, options: this.#options, source, ...found };
  }

  #parsedName(): TableName {
    return parseTable(this.#tableText, this.#options.schema).table;
  }

  #describe(session: Session): Promise<FoundTable> {
    return findTable(session, this.#driver.dialect, this.#tableText, this.#options.schema);
  }

  async #find(session: Session): Promise<FoundTable | undefined> {
    try {
      return await this.#describe(session);
    } catch (error) {
      if (isTableNotFound(error)) return undefined;
      throw error;
    }
  }

  /** The connector's own error for a missing table. */
  async #notFound(session: Session): Promise<unknown> {
    return this.#describe(session).then(
      () => undefined,
      (error: unknown) => error,
    );
  }

  async #withSession<T>(action: (session: Session) => Promise<T>): Promise<T> {
    const session = await this.#pool.take();
    try {
      const result = await action(session);
      this.#pool.release(session);
      return result;
    } catch (error) {
      await this.#pool.discard(session, { cancel: false });
      throw error;
    }
  }

  async #connect(): Promise<Session> {
    const { session, socketTimeout } = this.#options;
    const opened = await connectFirst(this.#driver, this.#source, {
      context: this.#context,
      purpose: 'write',
      sessionSql: session ?? [],
      options: this.#options,
      ...(socketTimeout === undefined ? {} : { socketTimeoutMs: socketTimeout }),
    });
    return opened.session;
  }
}
