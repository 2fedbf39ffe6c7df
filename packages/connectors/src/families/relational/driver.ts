import type { BatchSize, ConnectorContext, Options, Fields } from '@sluice/core';
import type { Dialect, Session, TableName, WriteMode } from './session.ts';

/** One relational database: facts, and how to open a session. */
export interface RelationalDriver<C extends Fields> {
  readonly dialect: Dialect;
  /** Batches that the loader takes fastest. Absent: what the engine does by itself. */
  readonly batch?: BatchSize;
  /** JDBC URLs it understands: `jdbc:mysql:`. */
  readonly jdbcPrefixes: readonly string[];
  /** Connection values of a JDBC URL (or of a native URL), properties included; unknown properties are noted. */
  parseJdbcUrl(url: string): { readonly connection: Partial<Options<C>>; readonly notes: readonly string[] };
  connect(connection: Options<C>, request: ConnectRequest): Promise<Session>;
  /**
   * Opens `count` sessions that see one state of the source, or says why it cannot. For servers whose snapshots can
   * be named (PostgreSQL), `snapshot` lets sessions in other threads and processes join later.
   */
  openSnapshot?(connection: Options<C>, request: ConnectRequest & SnapshotRequest): Promise<OpenedSnapshot>;
  /**
   * Cuts a table by physical position into about `pieces` parts that cover it once, whatever is inserted meanwhile:
   * the first condition has no lower bound, the last no upper bound. Needed with `dialect.physicalSplits`. An empty
   * list when this table cannot be cut (a view).
   */
  physicalSplits?(session: Session, table: TableName, pieces: number): Promise<readonly PhysicalSplit[]>;
  /** Was the load that gave this token (`Loader.commitToken`) committed? Needed with `canConfirmCommit`. */
  confirmCommit?(session: Session, token: string): Promise<boolean>;
  /** Sentences about privileges that the user lacks for this load, as far as the server tells. For plans. */
  missingPrivileges?(session: Session, table: TableName, mode: WriteMode): Promise<readonly string[]>;
}

export interface PhysicalSplit {
  /** For people: `pages 0 to 999`. */
  readonly label: string;
  /** SQL condition without values of the user: `ctid < '(1000,0)'::tid`. */
  readonly condition: string;
}

export interface ConnectRequest {
  readonly context: ConnectorContext;
  /** Statements of the job to run right after connecting (`session`). */
  readonly sessionSql: readonly string[];
  /** Name from `OpenedSnapshot.snapshot`, to join it. */
  readonly snapshot?: string;
  readonly timeoutMs?: number;
  /** What the session is for; a reader's session never changes anything. */
  readonly purpose?: 'read' | 'write' | 'explore';
  /** Longest silence of the server on an open session (`socketTimeout` of the job), in ms. */
  readonly socketTimeoutMs?: number;
  /** All validated options of the step, for the extra fields of one database. Absent in `explore`. */
  readonly options?: Readonly<Record<string, unknown>>;
}

export interface SnapshotRequest {
  readonly count: number;
  readonly tables: readonly TableName[];
}

export interface OpenedSnapshot {
  /** Ready to read; the family hands them out to tasks and closes them. The first one also serves planning. */
  readonly sessions: readonly Session[];
  readonly snapshot?: string;
  /** For the plan: `all splits read one snapshot`, or why not. */
  readonly note: string;
}
