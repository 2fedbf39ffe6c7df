/** Sessions on a test server, and batches with plain values. For tests. */
import { Batch, type CellValue, Column, type Rejection, type Schema, type Type, getCell, setCell } from '@sluice/core';
import { type Server, testContext } from '@sluice/testkit';
import type { ConnectRequest } from '../families/relational/driver.ts';
import type { LoadRequest, ReadRequest } from '../families/relational/session.ts';
import { openClient } from './connect.ts';
import type { MysqlConnection } from './connection.ts';
import { MysqlSession } from './session.ts';

type Rows = readonly (readonly CellValue[])[];

export function connectionTo(server: Server, overrides: Partial<MysqlConnection> = {}): MysqlConnection {
  const { host, port, user, password, database } = server;
  const timeouts = { connectTimeoutMs: 5_000, socketTimeoutMs: 60_000 };
  return {
    host,
    port,
    user,
    password,
    database,
    ...timeouts,
    zeroDates: 'reject',
    canFetchPublicKey: true,
    ...overrides,
  } as MysqlConnection;
}

export function connectRequest(overrides: Partial<ConnectRequest> = {}): ConnectRequest {
  return { context: testContext(), sessionSql: [], ...overrides };
}

export async function openSession(
  server: Server,
  overrides: Partial<MysqlConnection> = {},
  request: Partial<ConnectRequest> = {},
): Promise<MysqlSession> {
  const connection = connectionTo(server, overrides);
  const connected = await openClient(connection, connectRequest(request));
  return new MysqlSession(connected, { zeroDates: connection.zeroDates, context: testContext() });
}

/** Describes and reads a query. */
export async function readAll(session: MysqlSession, sql: string, overrides: Partial<ReadRequest> = {}) {
  const schema = await session.describeQuery(sql);
  const rows: CellValue[][] = [];
  const rejected: Batch['rejected'] = [];
  const ordinals: number[] = [];
  const request = { sql, parameters: [], schema, origin: 'test', batchRows: 1_000, batchBytes: 1 << 20, ...overrides };
  for await (const batch of session.read({ signal: new AbortController().signal, ...request })) {
    rejected.push(...batch.rejected);
    for (let row = 0; row < batch.rowCount; row++) {
      rows.push(batch.columns.map((column) => getCell(column, row)));
      ordinals.push(batch.ordinalOf(row));
    }
  }
  return { schema, rows, rejected, ordinals };
}

export function batchOf(schema: Schema, rows: Rows): Batch {
  const columns = schema.columns.map(({ type }) => new Column(unbounded(type), Math.max(rows.length, 1)));
  const batch = new Batch(schema, columns);
  for (const [row, cells] of rows.entries())
    for (const [i, cell] of cells.entries()) setCell(columns[i] as Column, row, cell);
  batch.rowCount = rows.length;
  return batch;
}

/** Texts of any length and JSON with errors, so that the server has something to refuse. */
function unbounded(type: Type): Type {
  if (type.kind === 'json') return { kind: 'utf8' };
  return type.kind === 'utf8' || type.kind === 'binary' ? { kind: type.kind } : type;
}

/** A request to load all columns of a table. */
export async function loadRequest(
  session: MysqlSession,
  name: string,
  overrides: Partial<LoadRequest> = {},
): Promise<LoadRequest> {
  const { schema } = await session.describeTable({ name });
  return {
    table: { name },
    schema,
    mode: 'insert',
    keyColumns: [],
    updateColumns: [],
    skipNullColumns: [],
    batchRows: 1_000,
    isolate: true,
    signal: new AbortController().signal,
    ...overrides,
  };
}

/** Loads rows into a table in one attempt and answers what was refused and what was committed. */
export async function load(
  session: MysqlSession,
  name: string,
  rows: Rows,
  overrides: Partial<LoadRequest> = {},
): Promise<{ readonly rejections: readonly Rejection[]; readonly committed: number }> {
  const request = await loadRequest(session, name, overrides);
  const loader = await session.openLoader(request);
  const rejections = await loader.write(batchOf(request.schema, rows));
  return { rejections, committed: await loader.commit() };
}
