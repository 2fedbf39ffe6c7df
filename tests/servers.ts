/** Test servers as jobs and tests use them. */
import type { Server } from '@sluice/testkit';

/** The connection of a step, and its name. */
export function step(stepType: 'postgresql' | 'mariadb', server: Server, parameter: object): object {
  const { host, port, user, password, database } = server;
  return { stepType, host, port, user, password, database, ...parameter };
}

/** Runs statements on a test server and answers the rows of the last one. */
export async function postgresqlQuery(server: Server, sql: string): Promise<Record<string, unknown>[]> {
  const { default: pg } = await import('pg');
  const client = new pg.Client({ connectionString: server.url });
  client.on('error', () => {}); // a server that is killed is reported by the query
  await client.connect();
  try {
    const results: unknown = await client.query(sql);
    const last = Array.isArray(results) ? results.at(-1) : results;
    return (last as { rows: Record<string, unknown>[] }).rows;
  } finally {
    await client.end();
  }
}

export async function mariadbQuery(server: Server, ...statements: string[]): Promise<Record<string, unknown>[]> {
  const { createConnection } = await import('mysql2/promise');
  const { host, port, user, password, database } = server;
  const connection = await createConnection({ host, port, user, password, database, supportBigNumbers: true });
  try {
    let rows: unknown = [];
    for (const sql of statements) [rows] = await connection.query(sql);
    return rows as Record<string, unknown>[];
  } finally {
    await connection.end();
  }
}

/** Makes `source` with `rows` rows of about 50 bytes: id (the key), name, amount. */
export async function makePostgresqlSource(server: Server, rows: number): Promise<void> {
  await postgresqlQuery(
    server,
    `create table source (id integer primary key, name text, amount numeric(20,6));
     insert into source select g, md5(g::text), g / 7.0 from generate_series(1, ${rows}) g;
     analyze source`,
  );
}

export const sourceColumns = ['id', 'name', 'amount'];
