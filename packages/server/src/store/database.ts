import type { Kysely, Transaction } from 'kysely';
import type { AlertTables } from './tables/alerts.ts';
import type { DataSourceTables } from './tables/data-sources.ts';
import type { InstallationTables } from './tables/installation.ts';
import type { InstanceTables } from './tables/instances.ts';
import type { JobTables } from './tables/jobs.ts';
import type { PeopleTables } from './tables/people.ts';
import type { RunTables } from './tables/runs.ts';
import type { TrialTables } from './tables/trials.ts';

/**
 * All tables. One schema for SQLite and PostgreSQL:
 * - ids are texts (see `newId`), times epoch milliseconds, flags 0 or 1, structured values JSON text
 * - no feature of one dialect outside `store/`
 */
export interface Tables
  extends
    InstallationTables,
    PeopleTables,
    DataSourceTables,
    JobTables,
    RunTables,
    InstanceTables,
    AlertTables,
    TrialTables {}

export type Database = Kysely<Tables>;
export type DatabaseTransaction = Transaction<Tables>;

export type Dialect = 'sqlite' | 'postgresql';

/** An open store. */
export interface Store {
  readonly database: Database;
  readonly dialect: Dialect;
  /** Several statements as one; a failed one undoes all. Repeated on conflicts with others (`40001`, busy). */
  transaction<Result>(work: (transaction: DatabaseTransaction) => Promise<Result>): Promise<Result>;
  close(): Promise<void>;
}

/** 0 or 1. */
export type Flag = number;
/** Epoch milliseconds. */
export type Instant = number;
/** JSON text. */
export type Json = string;
