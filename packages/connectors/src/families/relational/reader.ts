import type {
  Batch,
  ConnectorContext,
  Fields,
  PlanRequest,
  Reader,
  ReadPlan,
  ReadTask,
  Schema,
  Split,
} from '@sluice/core';
import type { AnyDriver, Source, Values } from './connection.ts';
import { connectFirst, resolveSources } from './connection.ts';
import type { ConnectRequest } from './driver.ts';
import { errors } from './errors.ts';
import type { ReaderOptions } from './fields.ts';
import { cleanFilter, withConditions } from './select.ts';
import type { Session } from './session.ts';
import { SessionPool } from './session-pool.ts';
import type { SourceQuery } from './source-query.ts';
import { commonSchema, describeSource } from './source-query.ts';
import { splitTable } from './splits.ts';

/** Everything a task needs beside its split. Plain JSON; holds no connection values. */
interface Shared {
  readonly sources: readonly SharedSource[];
  /** Schema of each query, as the server described it. */
  readonly schemas: readonly Schema[];
  readonly origins: readonly string[];
}

interface SharedSource {
  /** Which of several JDBC URLs answered. */
  readonly candidate: number;
  /** Name of the snapshot that sessions opened later join. */
  readonly snapshot?: string;
}

interface SplitJson {
  readonly query: number;
  readonly source: number;
  readonly sql: string;
  readonly parameters: readonly string[];
}

interface SourcePlan {
  /** The session of planning, and which of several URLs it reaches. */
  readonly session: Session;
  readonly index: number;
  /** Sessions that can be at work at once. */
  readonly count: number;
  /** The run has several splits. */
  readonly isSplit: boolean;
  readonly queries: readonly SourceQuery[];
  readonly notes: string[];
}

interface Planning {
  readonly queries: readonly SourceQuery[];
  readonly sessions: readonly { readonly session: Session; readonly index: number }[];
}

/** Reads tables and queries of one relational database, or of several alike. */
export class RelationalReader implements Reader {
  readonly #driver: AnyDriver;
  readonly #options: ReaderOptions;
  readonly #context: ConnectorContext;
  readonly #sources: readonly Source[];
  readonly #pools = new Map<number, SessionPool>();
  #planning: Promise<Planning> | undefined;

  constructor(fields: Fields, driver: AnyDriver, options: Values, context: ConnectorContext) {
    this.#driver = driver;
    this.#options = options as ReaderOptions;
    this.#context = context;
    this.#sources = resolveSources(fields, driver, options);
  }

  async describe(): Promise<Schema> {
    const { queries } = await this.#describeAll();
    return commonSchema(queries);
  }

  async plan(request: PlanRequest): Promise<ReadPlan> {
    const { queries, sessions } = await this.#describeAll();
    const schema = commonSchema(queries);
    const notes: string[] = this.#sources.flatMap((source) => source.notes);
    const splits = request.keep ?? (await this.#splitAll(request.channels, notes));
    if (request.keep !== undefined) checkKept(request.keep, queries);
    const sources: SharedSource[] = [];
    for (const [index, opened] of sessions.entries()) {
      const mine = splits.filter((split) => (split.json as unknown as SplitJson).source === index);
      const count = Math.min(request.channels, mine.length);
      sources.push(await this.#openSource(index, { ...opened, count, isSplit: splits.length > 1, queries, notes }));
    }
    // The sessions of planning are closed by now, or read the splits.
    this.#planning = undefined;
    notes.push(...queries.map((query) => statementNote(query, this.#options.where)));
    const shared: Shared = {
      sources,
      schemas: queries.map((query) => query.schema),
      origins: queries.map((query) => query.origin),
    };
    return { schema, splits, shared: shared as never, notes, ...this.#rowFormat(queries) };
  }

  async *read(task: ReadTask): AsyncGenerator<Batch> {
    const shared = task.shared as unknown as Shared;
    const split = task.split.json as unknown as SplitJson;
    const pool = this.#poolOf(split.source, shared.sources[split.source] as SharedSource);
    const session = await pool.take();
    let isDone = false;
    try {
      yield* session.read({
        sql: split.sql,
        parameters: split.parameters,
        schema: shared.schemas[split.query] as Schema,
        origin: shared.origins[split.query] as string,
        batchRows: task.batchRows,
        batchBytes: task.batchBytes,
        ...(task.passThrough === undefined ? {} : { passThrough: task.passThrough }),
        signal: task.signal,
      });
      isDone = true;
    } finally {
      // A session in the middle of a statement is of no more use; its statement must not go on (invariant 8).
      if (isDone) pool.release(session);
      else await pool.discard(session, { cancel: true });
    }
  }

  async close(): Promise<void> {
    await this.#endPlanning();
    await Promise.all([...this.#pools.values()].map((pool) => pool.close()));
    this.#pools.clear();
  }

  #describeAll(): Promise<Planning> {
    this.#planning ??= this.#openPlanning();
    return this.#planning;
  }

  async #openPlanning(): Promise<Planning> {
    const sessions: { session: Session; index: number }[] = [];
    try {
      const queries: SourceQuery[] = [];
      for (const [sourceIndex, source] of this.#sources.entries()) {
        const opened = await connectFirst(this.#driver, source, this.#connectRequest());
        sessions.push(opened);
        const { session } = opened;
        queries.push(
          ...(await describeSource({ driver: this.#driver, session, source, sourceIndex, options: this.#options })),
        );
      }
      return { queries, sessions };
    } catch (error) {
      await Promise.all(sessions.map(({ session }) => session.close()));
      throw error;
    }
  }

  async #endPlanning(): Promise<void> {
    const planning = this.#planning;
    this.#planning = undefined;
    const { sessions } = (await planning?.catch(() => undefined)) ?? { sessions: [] };
    await Promise.all(sessions.map(({ session }) => session.close()));
  }

  /** Splits of all queries; remarks go to `notes`. */
  async #splitAll(channels: number, notes: string[]): Promise<readonly Split[]> {
    const { queries, sessions } = await this.#describeAll();
    const tables = queries.filter((query) => query.table !== undefined).length;
    const where = cleanFilter(this.#options.where);
    const splits: Split[] = [];
    for (const [index, query] of queries.entries()) {
      const toSplit = (label: string, sql: string, parameters: readonly string[], rows?: number): Split => {
        const json: SplitJson = { query: index, source: query.source, sql, parameters };
        const estimates = { ...(rows === undefined ? {} : { estimatedRows: rows }), ...bytesOf(query, rows) };
        return { label: label === '' ? query.origin : `${query.origin}: ${label}`, json: json as never, ...estimates };
      };
      if (query.table === undefined) {
        splits.push(toSplit('', query.sql, []));
        continue;
      }
      const { splitPk, splitFactor } = this.#options;
      const session = (sessions[query.source] as { session: Session }).session;
      const request = { ...query.table, driver: this.#driver, session, where, splitPk, splitFactor, channels, tables };
      const cut = await splitTable(request);
      notes.push(cut.note);
      for (const { label, condition, estimatedRows } of cut.splits) {
        const sql = withConditions(query.sql, [where, condition?.sql]);
        splits.push(toSplit(label, sql, condition?.parameters ?? [], estimatedRows));
      }
    }
    return splits;
  }

  /** One form for all queries, or none. */
  #rowFormat(queries: readonly SourceQuery[]): Pick<ReadPlan, 'rowFormat'> {
    const [format, ...others] = new Set(queries.map(({ schema }) => this.#driver.dialect.rowFormat?.(schema)));
    return format === undefined || others.length > 0 ? {} : { rowFormat: format };
  }

  /** Opens the snapshot of one source, when several splits are read. */
  async #openSource(index: number, plan: SourcePlan): Promise<SharedSource> {
    const { session, index: candidate, count, queries, notes } = plan;
    // A single statement sees one state of the source by itself, and the session at hand will do.
    if (!plan.isSplit || count === 0 || this.#driver.openSnapshot === undefined) {
      const shared = { candidate };
      this.#pools.set(index, this.#createPool(index, shared, { sessions: [session], isSnapshot: false }));
      return shared;
    }
    const tables = queries.flatMap((query) => (query.source === index && query.table ? [query.table.table] : []));
    const connection = this.#sources[index]?.candidates[candidate] as Values;
    const opened = await this.#driver.openSnapshot(connection, { ...this.#connectRequest(), count, tables });
    notes.push(opened.note);
    const shared = opened.snapshot === undefined ? { candidate } : { candidate, snapshot: opened.snapshot };
    this.#pools.set(index, this.#createPool(index, shared, { sessions: opened.sessions, isSnapshot: true }));
    await session.close();
    return shared;
  }

  #poolOf(index: number, shared: SharedSource): SessionPool {
    const pool = this.#pools.get(index) ?? this.#createPool(index, shared, { sessions: [], isSnapshot: false });
    this.#pools.set(index, pool);
    return pool;
  }

  #createPool(
    index: number,
    shared: SharedSource,
    { sessions, isSnapshot }: { readonly sessions: readonly Session[]; readonly isSnapshot: boolean },
  ): SessionPool {
    const connection = this.#sources[index]?.candidates[shared.candidate] as Values;
    const { snapshot } = shared;
    const isClosed = isSnapshot && snapshot === undefined;
    const open = (): Promise<Session> => {
      if (isClosed) this.#context.log.warn('session opened outside of the snapshot', { source: index });
      return this.#driver.connect(connection, this.#connectRequest(snapshot));
    };
    return new SessionPool({ open, canGrow: !isClosed, clock: this.#context.clock }, sessions);
  }

  #connectRequest(snapshot?: string): ConnectRequest {
    const { session, socketTimeout } = this.#options;
    return {
      context: this.#context,
      purpose: 'read',
      sessionSql: session ?? [],
      options: this.#options,
      ...(snapshot === undefined ? {} : { snapshot }),
      ...(socketTimeout === undefined ? {} : { socketTimeoutMs: socketTimeout }),
    };
  }
}

/** Kept splits carry the SQL of the run that made them: it must still select the columns described now. */
function checkKept(splits: readonly Split[], queries: readonly SourceQuery[]): void {
  for (const split of splits) {
    const { query, sql } = split.json as unknown as SplitJson;
    if (!sql.startsWith(queries[query]?.sql ?? '\0')) throw errors.tableChanged({ split: split.label });
  }
}

function bytesOf(query: SourceQuery, rows: number | undefined): { readonly estimatedBytes?: number } {
  const { estimatedBytes, estimatedRows } = query.table?.description ?? {};
  if (rows === undefined || estimatedBytes === undefined || !estimatedRows) return {};
  return { estimatedBytes: Math.round((estimatedBytes / estimatedRows) * rows) };
}

function statementNote(query: SourceQuery, where: string | undefined): string {
  return query.table === undefined ? query.sql : withConditions(query.sql, [cleanFilter(where)]);
}
