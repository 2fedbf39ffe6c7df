/** Looks into the store of servers from outside, whatever state they are in. */
import { DatabaseSync } from 'node:sqlite';
import type { Server } from '@sluice/testkit';
import { postgresqlQuery } from '../servers.ts';

export type Row = Readonly<Record<string, unknown>>;

/** Answers rows; the statement is understood by both dialects. */
export type Look = (sql: string) => Promise<readonly Row[]>;

export function lookAtSqlite(file: string): Look {
  return async (sql) => {
    const database = new DatabaseSync(file, { readOnly: true, timeout: 10_000 });
    try {
      return database.prepare(sql).all() as readonly Row[];
    } finally {
      database.close();
    }
  };
}

export function lookAtPostgresql(server: Server): Look {
  return (sql) => postgresqlQuery(server, sql);
}

export interface RunSeen {
  readonly id: string;
  readonly cyctime: string;
  readonly rowsWritten: number;
}

/** Runs of a job that count as succeeded. */
export async function succeededRuns(look: Look, job: string): Promise<readonly RunSeen[]> {
  const rows = await look(
    `select id, cyctime, rows_written from runs where job_name = '${job}' and state = 'succeeded' order by id`,
  );
  return rows.map((row) => ({
    id: String(row['id']),
    cyctime: String(row['cyctime']),
    rowsWritten: Number(row['rows_written']),
  }));
}

export async function count(look: Look, what: string): Promise<number> {
  const [row] = await look(`select count(*) as count from ${what}`);
  return Number(row?.['count']);
}

/** `20280228000000 success`, … of the scheduled instances of a job, in order. */
export async function instancesOf(look: Look, job: string): Promise<readonly string[]> {
  const rows = await look(
    `select cycle_time, state from instances where job_name = '${job}' and kind = 'scheduled' order by cycle_time`,
  );
  return rows.map((row) => `${String(row['cycle_time'])} ${String(row['state'])}`);
}

/** Instances of a job by state. */
export async function states(look: Look): Promise<Readonly<Record<string, number>>> {
  const rows = await look('select state, count(*) as count from instances group by state');
  return Object.fromEntries(rows.map((row) => [String(row['state']), Number(row['count'])]));
}

/** Codes of the errors of runs that failed, with their numbers. */
export async function failures(look: Look): Promise<Readonly<Record<string, number>>> {
  const rows = await look("select error from runs where state <> 'succeeded'");
  const codes = rows.map((row) => (JSON.parse(String(row['error'])) as { code?: string } | null)?.code ?? 'none');
  return Object.fromEntries([...Map.groupBy(codes, (code) => code)].map(([code, all]) => [code, all.length]));
}
