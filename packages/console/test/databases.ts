/** What the tests do at the databases behind the console's back. */
import type { Server } from '@sluice/testkit';

export async function atPostgresql(server: Server, sql: string): Promise<void> {
  const { default: pg } = await import('pg');
  const client = new pg.Client({ connectionString: server.url });
  await client.connect();
  await client.query(sql);
  await client.end();
}

/** Rows as lists of values. */
export async function rowsOfMariadb(server: Server, sql: string): Promise<unknown> {
  const { createConnection } = await import('mysql2/promise');
  const { host, port, user, password, database } = server;
  const connection = await createConnection({ host, port, user, password, database });
  const [rows] = await connection.query({ sql, rowsAsArray: true });
  await connection.end();
  return rows;
}
