import type { Instant, Json } from '../database.ts';

export interface RunTables {
  runs: {
    id: string;
    project_id: string;
    job_id: string | null;
    job_name: string;
    job_version: number | null;
    state: string;
    reason: string;
    group_id: string;
    priority: number;
    environment: string;
    script: string;
    /** Encrypted: values may be secrets. */
    variables: string;
    /** The same with secrets masked, for people. */
    shown_variables: Json;
    bizdate: string | null;
    cyctime: string | null;
    started_by: string | null;
    queued_at: Instant;
    started_at: Instant | null;
    finished_at: Instant | null;
    /** Start of the process that works on it now: time limits count from here. */
    claimed_at: Instant | null;
    /** Server that works on it, and until when its word counts. */
    server_id: string | null;
    lease_until: Instant | null;
    attempts: number;
    /** Id of the engine's run: the folder of its log, checkpoint and dirty records. */
    engine_run: string | null;
    /** `drain` or `kill`, asked for by somebody. */
    stop: string | null;
    progress: Json | null;
    rows_read: number | null;
    rows_written: number | null;
    rows_dirty: number | null;
    bytes: number | null;
    error: Json | null;
    previous_id: string | null;
    /** Instance that it is an attempt of. */
    instance_id: string | null;
    /** Of a replay: the engine run whose records are written, and the file with repaired ones. */
    replay: Json | null;
  };
}
