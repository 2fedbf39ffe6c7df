import type { Instance } from './definition.ts';

/** Runs a statement on a server of the MySQL kind, over a connection of its own. */
export async function queryMysql(
  instance: Instance,
  sql: string,
  ssl: { ca?: string; rejectUnauthorized?: boolean } | undefined = instance.certificate === undefined
    ? undefined
    : { ca: instance.certificate },
): Promise<Record<string, unknown>[]> {
  const { createConnection } = await import('mysql2/promise');
  const connection = await createConnection({
    host: instance.host,
    port: instance.port,
    user: instance.user,
    password: instance.password,
    connectTimeout: 5_000,
    ...(ssl === undefined ? {} : { ssl }),
  });
  try {
    const [rows] = await connection.query(sql);
    return rows as Record<string, unknown>[];
  } finally {
    connection.destroy();
  }
}
