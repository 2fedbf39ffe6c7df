/**
 * What a relational database must offer to the relational family. Each database gives one `Dialect` (facts) and one
 * `connect` that opens sessions; planning, splitting, write modes and SQL live in the family, once.
 */
import type { Batch, ColumnSpec, Rejection, Schema, TableDescription, TableEntry, Type } from '@sluice/core';

export interface Dialect {
  /** Quotes an identifier: a back-tick or double quote, doubled inside the name. */
  readonly quote: '`' | '"' | '[';
  /** Schema used when a table name has none; absent when tables live directly in the database. */
  readonly defaultSchema?: string;
  /** `$1` or `?`. */
  readonly placeholder: (index: number) => string;
  /** The column type for CREATE TABLE and plans. */
  readonly typeFor: (type: Type) => string;
  /** `writeMode` values this database understands, with the default first. */
  readonly writeModes: readonly WriteMode[];
  /** True when an insert may name a conflict target (`ON CONFLICT (a, b)`). */
  readonly needsConflictKey: boolean;
  /** True when a select without any key can be cut by physical position (PostgreSQL ctid, SQLite rowid). */
  readonly physicalSplits: boolean;
  /** How the database reads a name without quotes, where it changes it: PostgreSQL to lower case. */
  readonly foldName?: (name: string) => string;
  /**
   * A parameter of this type in a comparison with a key column, for databases that would else compare as text or
   * float: `cast(? as signed)`. Default: the placeholder itself.
   */
  readonly keyParameter?: (placeholder: string, type: Type) => string;
  /**
   * A random part of a table, about `fraction` of its rows, as FROM item and condition: `t tablesample system (1)`,
   * or `t` and `rand() < 0.01`. Absent: boundaries are taken from all keys.
   */
  readonly sample?: (quotedTable: string, fraction: number) => { readonly from: string; readonly where?: string };
  /**
   * Form in which the rows of such columns travel (see `ReadPlan.rowFormat`), the same for reading and loading;
   * undefined when some must be converted. Needs sessions that read and load `Batch.encoded`.
   */
  readonly rowFormat?: (schema: Schema) => string | undefined;
  /** A new, empty table with all of another one; both names are quoted. Absent: it is made of what is known of the other. */
  readonly createLike?: (table: string, like: string) => string;
  /** False for column types that no key can have. Default: true. */
  readonly canBeKey?: (sqlType: string) => boolean;
  /** False for columns that must not be used to split although their type would do. Default: true. */
  readonly canSplitBy?: (column: ColumnSpec) => boolean;
}

/** Canonical names; dialects and job files map their words to them. */
export type WriteMode =
  /** A conflict is a dirty record. */
  | 'insert'
  /** A row with the same key is updated. */
  | 'update'
  /** A row with the same key is deleted, the new one inserted. */
  | 'replace'
  /** A conflicting row is skipped and counted. */
  | 'ignore';

/** One open link to the database. Not shared between tasks. */
export interface Session {
  /** False once the link is known to be lost. */
  readonly isOpen: boolean;
  /** Rows of a small control query; cells as text, or null. */
  query(sql: string, parameters?: readonly (string | null)[]): Promise<readonly (readonly (string | null)[])[]>;
  /** Statements without a result; returns affected rows when the server tells. */
  execute(sql: string): Promise<number | undefined>;
  /** Columns of a SELECT without running it. */
  describeQuery(sql: string): Promise<Schema>;
  /** Throws the connector's `tableNotFound`. */
  describeTable(table: TableName): Promise<RelationalTable>;
  listTables(filter: {
    readonly schema?: string;
    readonly pattern?: string;
    readonly limit: number;
  }): Promise<readonly TableEntry[]>;
  /** Streams a SELECT. `schema` is what `describeQuery` answered for it. */
  read(request: ReadRequest): AsyncIterable<Batch>;
  /** Opens the loader of one task attempt; begins its transaction where there is one. */
  openLoader(request: LoadRequest): Promise<Loader>;
  /** Ends the session. With `cancel` running statements are cancelled at the server first. Never throws. */
  close(options?: { readonly cancel?: boolean }): Promise<void>;
}

/** What the family wants to know about a table beyond what people see. */
export interface RelationalTable extends TableDescription {
  /** Columns that may be left out of an insert although they are not nullable: default, identity, auto-increment. */
  readonly columnsWithDefault?: readonly string[];
  /** Columns that the database computes and that cannot be written. */
  readonly generatedColumns?: readonly string[];
}

export interface TableName {
  readonly schema?: string;
  readonly name: string;
}

export interface ReadRequest {
  readonly sql: string;
  readonly parameters: readonly (string | null)[];
  readonly schema: Schema;
  /** Table or query, for dirty records. */
  readonly origin: string;
  readonly batchRows: number;
  readonly batchBytes: number;
  /** Rows as they are, see `Dialect.rowFormat`. */
  readonly passThrough?: boolean;
  readonly signal: AbortSignal;
}

export interface LoadRequest {
  readonly table: TableName;
  /** Target columns in job order, with the types the batches will have: those of `describeTable`. */
  readonly schema: Schema;
  readonly mode: WriteMode;
  /** Key columns for `update`, `replace`, `ignore`; empty when the database finds them itself. */
  readonly keyColumns: readonly string[];
  /** Columns to change on conflict in mode `update`. */
  readonly updateColumns: readonly string[];
  /** Columns for which NULL means: leave the column out, so that its default applies. */
  readonly skipNullColumns: readonly string[];
  readonly batchRows: number;
  /** Bytes per batch that the job asks for. */
  readonly batchBytes?: number;
  readonly isolate: boolean;
  readonly signal: AbortSignal;
}

/** Loads batches into one table within one transaction, where there are transactions. */
export interface Loader {
  write(batch: Batch): Promise<readonly Rejection[]>;
  commitToken?(): Promise<string | undefined>;
  /** Returns the rows the server acknowledged. */
  commit(): Promise<number>;
  abort(): Promise<void>;
}
