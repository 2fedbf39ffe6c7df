/** Sessions and loads for the tests of this folder. */
import type { Batch, JsonValue, Rejection } from '@sluice/core';
import { cellToJson } from '@sluice/core';
import { testContext, type Server } from '@sluice/testkit';
import { complete } from '../families/relational/connection.ts';
import type { ConnectRequest } from '../families/relational/driver.ts';
import type { LoadRequest, Session } from '../families/relational/session.ts';
import { connectionFields, type PostgresqlConnection } from './connection.ts';
import { driver } from './driver.ts';
import { inlineParameters } from './quoting.ts';

export function connectionTo(server: Server, changes: Readonly<Record<string, unknown>> = {}): PostgresqlConnection {
  const { host, port, user, password, database } = server;
  return complete(connectionFields, { host, port, user, password, database, ...changes }) as PostgresqlConnection;
}

export function requestFor(purpose: 'read' | 'write', changes: Partial<ConnectRequest> = {}): ConnectRequest {
  return { context: testContext(), sessionSql: [], purpose, ...changes };
}

export function openSession(server: Server, purpose: 'read' | 'write' = 'write'): Promise<Session> {
  return driver.connect(connectionTo(server), requestFor(purpose));
}

export interface ReadSettings {
  readonly batchRows?: number;
  readonly batchBytes?: number;
  readonly signal?: AbortSignal;
  readonly parameters?: readonly string[];
  readonly passThrough?: boolean;
}

export async function* readSql(session: Session, sql: string, settings: ReadSettings = {}): AsyncGenerator<Batch> {
  const schema = await session.describeQuery(inlineParameters(sql, settings.parameters ?? []));
  yield* session.read({
    sql,
    parameters: settings.parameters ?? [],
    schema,
    origin: 'query',
    batchRows: settings.batchRows ?? 1_000,
    batchBytes: settings.batchBytes ?? 1_000_000,
    passThrough: settings.passThrough ?? false,
    signal: settings.signal ?? new AbortController().signal,
  });
}

/** All rows of a SELECT as JSON values. */
export async function readRows(session: Session, sql: string, settings: ReadSettings = {}): Promise<JsonValue[][]> {
  const rows: JsonValue[][] = [];
  for await (const batch of readSql(session, sql, settings)) rows.push(...rowsOf(batch));
  return rows;
}

function rowsOf(batch: Batch): JsonValue[][] {
  return Array.from({ length: batch.rowCount }, (_, row) => batch.columns.map((column) => cellToJson(column, row)));
}

export async function loadRequest(
  session: Session,
  table: string,
  changes: Partial<LoadRequest> = {},
): Promise<LoadRequest> {
  const described = await session.describeTable({ name: table });
  return {
    table: { name: table },
    schema: described.schema,
    mode: 'insert',
    keyColumns: described.primaryKey,
    updateColumns: described.schema.columns
      .map(({ name }) => name)
      .filter((name) => !described.primaryKey.includes(name)),
    skipNullColumns: [],
    batchRows: 1_000,
    isolate: false,
    signal: new AbortController().signal,
    ...changes,
  };
}

export interface LoadOutcome {
  readonly rowsWritten: number;
  /** Ordinal of the row, and why. */
  readonly refused: readonly (Omit<Rejection, 'row'> & { readonly ordinal: number })[];
}

/** Loads what a SELECT yields. The types of both sides must be the same. */
export async function copyRows(
  from: Session,
  to: Session,
  job: {
    readonly sql: string;
    readonly table: string;
    readonly settings?: ReadSettings;
    readonly load?: Partial<LoadRequest>;
  },
): Promise<LoadOutcome> {
  const loader = await to.openLoader(await loadRequest(to, job.table, job.load));
  const refused: (Omit<Rejection, 'row'> & { ordinal: number })[] = [];
  try {
    for await (const batch of readSql(from, job.sql, job.settings)) {
      for (const { row, ...rejection } of await loader.write(batch))
        refused.push({ ordinal: batch.ordinalOf(row), ...rejection });
    }
    return { rowsWritten: await loader.commit(), refused };
  } catch (error) {
    await loader.abort();
    throw error;
  }
}
