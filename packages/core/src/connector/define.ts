/**
 * The contract between the engine and a connector.
 *
 * The life of a run: `reader.describe` → `writer.prepare` (effects at the target) → `reader.plan` → many tasks
 * (`reader.read(split)` → `taskWriter.write(batch)`… → `commit` or `abort`) → `writer.finish` → both `close`.
 * A task needs only JSON (`shared`, `split`), so any thread, process or machine can run it.
 */
import type { ReaderCapabilities, WriterCapabilities } from './capabilities.ts';
import type { Batch, JsonValue, Rejection } from '../data/batch.ts';
import type { Schema } from '../data/schema.ts';
import type { PlainValues } from '../errors/plain-values.ts';
import type { Fields, Options } from './fields.ts';
import type { ConnectorContext } from './context.ts';
import type { NewTable, ProposedTable } from './new-table.ts';
import type { Trial } from './trial.ts';

export interface Connector {
  /** `stepType` of script 2.0, lower case. */
  readonly name: string;
  /** As the vendor writes it. */
  readonly title: string;
  /** One or two sentences for the docs page. */
  readonly summary: string;
  /** Other names in published jobs, lower case; `<name>reader` and `<name>writer` are always understood. */
  readonly aliases?: readonly string[];
  /** Client libraries by npm name and range, loaded on first use. */
  readonly drivers?: Readonly<Record<string, string>>;
  /** What it takes to reach the system; the fields of a data source. Empty for systems without a connection. */
  readonly connection: Fields;
  /** URL schemes of `sluice copy` and how to turn a URL into parameters, when it has any. */
  readonly urls?: UrlSupport;
  readonly reader?: ReaderSide<Fields>;
  readonly writer?: WriterSide<Fields>;
  /** Test, browse and describe. Absent for systems without a connection. */
  readonly explore?: (connection: never, context: ConnectorContext) => Promise<Explorer>;
  /** Servers on which the behaviour was proven, or a sentence that says it was not. Printed in the docs. */
  readonly provenOn: readonly string[];
  /** Paragraphs for the docs page, in Markdown. */
  readonly notes?: readonly string[];
}

export interface UrlSupport {
  /** Without colon: `postgresql`, `mysql`, `sqlite`, `file`. */
  readonly schemes: readonly string[];
  /** Parameters of a reader or writer step for this URL. Throws a SluiceError when the URL makes no sense. */
  toParameter(url: URL, side: 'reader' | 'writer'): Record<string, JsonValue>;
}

export interface ReaderSide<F extends Fields> {
  /** Without the connection fields, which are accepted beside them. */
  readonly fields: F;
  readonly capabilities: ReaderCapabilities;
  /** Parameters for `sluice template`, without connection. */
  readonly template: Readonly<Record<string, JsonValue>>;
  open(options: never, context: ConnectorContext): Promise<Reader>;
}

export interface WriterSide<F extends Fields> {
  readonly fields: F;
  readonly capabilities: WriterCapabilities;
  readonly template: Readonly<Record<string, JsonValue>>;
  open(options: never, context: ConnectorContext): Promise<Writer>;
  /** Makes a place like the target for a test run. Absent: there is no such place, and no test run. */
  openTrial?(options: never, context: ConnectorContext): Promise<Trial>;
  /** Removes the place of the test run `context.runId`, whose process was killed. There may be none, or a part of it. */
  removeTrial?(options: never, context: ConnectorContext): Promise<void>;
  /** The statement that makes a table, in the words of this system; opens nothing. Absent: it has no tables. */
  proposeTable?(table: NewTable): Promise<ProposedTable>;
}

export interface Reader {
  /**
   * Columns in job order, for `target`s that come later. Opens the source, reads no data.
   * Errors of name, password, table or privilege surface here.
   */
  describe(): Promise<Schema>;
  /** Splits that cover the source once, without gap or overlap (invariant 4). Called once. */
  plan(request: PlanRequest): Promise<ReadPlan>;
  /** Rows of one split in batches. May run in another process than `plan`, several times at once. */
  read(task: ReadTask): AsyncIterable<Batch>;
  close(): Promise<void>;
}

export interface PlanRequest {
  readonly channels: number;
  /**
   * The types the writer wants, one per column. A reader of untyped text (CSV, JSON) adopts those it can parse
   * to; others ignore it and the engine converts.
   */
  readonly wanted: Schema;
  /** A resumed run: keep exactly these splits, which are left over from it, and make only a fresh `shared`. */
  readonly keep?: readonly Split[];
}

export interface ReadPlan {
  /** What `read` will deliver. */
  readonly schema: Schema;
  readonly splits: readonly Split[];
  /** For every task: resolved columns, snapshot id and the like. */
  readonly shared: JsonValue;
  /** For people: statements that will run, decisions, warnings. */
  readonly notes: readonly string[];
  /**
   * Form in which the rows travel, layout of all columns included: `postgresql binary integer, text`. When the writer
   * names the very same and nothing happens to the rows in between, they are handed over as they are.
   */
  readonly rowFormat?: string;
}

export interface Split {
  /** For people and logs: `orders: id in [1, 5000)`. Holds no row values except key boundaries. */
  readonly label: string;
  readonly json: JsonValue;
  readonly estimatedRows?: number;
  readonly estimatedBytes?: number;
}

export interface ReadTask {
  readonly schema: Schema;
  readonly shared: JsonValue;
  readonly split: Split;
  /** Rows and bytes per batch that the engine asks for; a single larger row makes a batch of its own. */
  readonly batchRows: number;
  readonly batchBytes: number;
  /** Deliver `Batch.encoded` in the `rowFormat` of the plan instead of columns. */
  readonly passThrough?: boolean;
  /** Aborted on cancel: the iterator ends with an error within seconds and closes what it opened. */
  readonly signal: AbortSignal;
}

export interface Writer {
  /** What the target looks like now and what would happen, without any effect. For `sluice plan`. */
  inspect(schema: Schema): Promise<TargetPlan>;
  /**
   * Once per run: pre-SQL, create, truncate. Then answers which types it wants, column by column.
   *
   * @param resumed `shared` of the earlier `prepare`, in a resumed run: everything is done but the effects.
   */
  prepare(schema: Schema, resumed?: JsonValue): Promise<PreparedTarget>;
  /** One attempt at one task. */
  openTask(task: WriteTask): Promise<TaskWriter>;
  /** After a crash: was the attempt that gave this token committed? Only with `canConfirmCommit`. */
  committed?(token: JsonValue): Promise<boolean>;
  /** Rows in the target as it counts itself, for reconciliation; undefined when there are more than `limit`. */
  countRows?(limit: number): Promise<number | undefined>;
  /** Once, after every task is committed: post-SQL, swap, manifest. */
  finish(reports: readonly CommitReport[]): Promise<void>;
  /** Once, when the run failed or was cancelled: removes what must not stay (staging files, temporary tables). */
  cancel?(): Promise<void>;
  close(): Promise<void>;
}

export interface PreparedTarget {
  /** The schema in which it wants its batches. Same number and order of columns. */
  readonly wanted: Schema;
  readonly shared: JsonValue;
  readonly notes: readonly string[];
  /** Empty text for a column that is not text means NULL, or is rejected. Absent: what the job's format says. */
  readonly emptyAsNull?: boolean;
  /** Form in which it takes rows as they are, see `ReadPlan.rowFormat`. Never when rows are written in isolation. */
  readonly rowFormat?: string;
  /** All rows must come from one task, as the parts of several could not be put together: the run has one channel. */
  readonly takesOneTask?: boolean;
  /** Writing a split again after its commit changes nothing: rows are known by a key. Absent: it would double them. */
  readonly isRepeatable?: boolean;
  /** Size of the batches it loads fastest; the engine asks the reader for such, as far as the memory limit allows. */
  readonly batch?: BatchSize;
}

export interface BatchSize {
  readonly rows: number;
  readonly bytes: number;
}

export interface TargetPlan {
  /** Absent when the target does not exist yet. */
  readonly wanted?: Schema;
  /** See `PreparedTarget.takesOneTask`. */
  readonly takesOneTask?: boolean;
  /** Sentences: SQL that will run, rows and files that will be deleted, DDL differences, missing privileges. */
  readonly actions: readonly string[];
  readonly warnings: readonly string[];
  /** True when existing data will be deleted or replaced. */
  readonly isDestructive: boolean;
}

export interface WriteTask {
  /** Stable over attempts: `0007`. */
  readonly taskId: string;
  readonly attempt: number;
  readonly schema: Schema;
  readonly shared: JsonValue;
  /**
   * False: the fast way, as a whole; a refusal by the target may fail the attempt with `TASK_NEEDS_ISOLATION`, and the
   * engine runs the task again with true. True: each `write` settles its batch and returns the refused rows.
   */
  readonly isolate: boolean;
  readonly signal: AbortSignal;
}

export interface TaskWriter {
  /** Takes a batch and returns the rows of it that were refused. Resolves when the batch may be reused. */
  write(batch: Batch): Promise<readonly Rejection[]>;
  /** What `committed` needs to tell the fate of the coming commit; stored before it. */
  commitToken?(): Promise<JsonValue>;
  /** Everything written becomes durable and visible; after this the rows count as written (invariant 1). */
  commit(): Promise<CommitReport>;
  /** Undoes what it can and closes. Never throws. Exactly one of commit and abort is called (invariant 3). */
  abort(): Promise<void>;
}

export interface CommitReport {
  /** Rows that the target acknowledged. */
  readonly rowsWritten: number;
  /** Rows that the job's write mode left out on a conflict (`ignore`), as the target counted them. */
  readonly rowsSkipped?: number;
  /** Connector's own facts for `finish` and the run report: file names, sizes. */
  readonly details?: JsonValue;
}

export interface Explorer {
  /** Steps that were tried, in order; the first failed one ends the list. */
  test(): Promise<readonly ConnectionCheck[]>;
  listTables(filter?: {
    readonly schema?: string;
    readonly pattern?: string;
    readonly limit?: number;
  }): Promise<readonly TableEntry[]>;
  describeTable(table: string): Promise<TableDescription>;
  /** Executes one CREATE TABLE statement. Absent: the system has no tables. */
  createTable?(statement: string): Promise<void>;
  close(): Promise<void>;
}

export interface ConnectionCheck {
  /** `resolve`, `connect`, `tls`, `login`, `read`, … */
  readonly step: string;
  readonly ok: boolean;
  readonly detail: string;
  /** What to do about a step that failed. */
  readonly hint?: string;
  /** Of the error of a step that failed, and what its sentences are made of. */
  readonly code?: string;
  readonly values?: PlainValues;
  readonly ms: number;
}

export interface TableEntry {
  /** As written in a job: `public.orders`. */
  readonly name: string;
  readonly kind: 'table' | 'view' | 'file';
  /** The server's own estimate. */
  readonly estimatedRows?: number;
  readonly estimatedBytes?: number;
}

export interface TableDescription extends TableEntry {
  readonly schema: Schema;
  readonly primaryKey: readonly string[];
  readonly uniqueKeys: readonly (readonly string[])[];
}

/** Checks a connector's types: the options of `open` follow from the fields. */
export function defineConnector<C extends Fields, R extends Fields, W extends Fields>(
  connector: Omit<Connector, 'connection' | 'reader' | 'writer' | 'explore'> & {
    readonly connection: C;
    readonly reader?: Omit<ReaderSide<R>, 'open'> & {
      open(options: Options<C & R>, context: ConnectorContext): Promise<Reader>;
    };
    readonly writer?: Omit<WriterSide<W>, 'open' | 'openTrial' | 'removeTrial' | 'capabilities'> & {
      readonly capabilities: Omit<WriterCapabilities, 'isIdempotent'> & {
        readonly isIdempotent?: (options: Options<C & W>) => boolean;
      };
      open(options: Options<C & W>, context: ConnectorContext): Promise<Writer>;
      openTrial?(options: Options<C & W>, context: ConnectorContext): Promise<Trial>;
      removeTrial?(options: Options<C & W>, context: ConnectorContext): Promise<void>;
    };
    readonly explore?: (connection: Options<C>, context: ConnectorContext) => Promise<Explorer>;
  },
): Connector {
  return connector as unknown as Connector;
}
