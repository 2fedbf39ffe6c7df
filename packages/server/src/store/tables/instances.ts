import type { Flag, Instant, Json } from '../database.ts';

/** What the scheduler makes of deployed schedules, and of backfills and tests that people ask for. */
export interface InstanceTables {
  /** How far the instances of a deployed job are made. */
  job_generations: {
    job_id: string;
    /** When it came into production; a new version of a deployed job does not change it. */
    deployed_at: Instant;
    /** `yyyy-mm-dd`, made completely. */
    last_run_date: string | null;
  };
  instances: {
    id: string;
    /** `<scope>/<cycle time>/<job id>`, scope `scheduled` or the id of a backfill or test; unique: see `instanceKey`. */
    key: string;
    project_id: string;
    job_id: string;
    job_name: string;
    kind: string;
    /** `yyyymmddhh24miss` on the wall clock of `time_zone`. */
    cycle_time: string;
    planned_at: Instant;
    /** `yyyy-mm-dd` */
    business_date: string;
    time_zone: string;
    cycle: string;
    is_dry_run: Flag;
    is_expired: Flag;
    state: string;
    is_frozen: Flag;
    ignores_parents: Flag;
    ignores_time: Flag;
    /** Attempts begun: runs that were queued for it since it was last begun from nothing. */
    attempt: number;
    retry_at: Instant | null;
    /** From when on the scheduler looks at it: see `dueAt`. */
    due_at: Instant;
    /** As it was when the instance was made. */
    policy: Json;
    /** Values of parameters, encrypted; and the same masked, for people. */
    parameters: string;
    shown_parameters: Json;
    priority: number;
    group_name: string;
    owner_id: string | null;
    /** The latest run. */
    run_id: string | null;
    backfill_id: string | null;
    /** Business date of the same backfill whose instances must all have succeeded before. */
    after_date: string | null;
    made_at: Instant;
    started_at: Instant | null;
    finished_at: Instant | null;
    rows_read: number | null;
    rows_written: number | null;
    rows_dirty: number | null;
    error: string | null;
    /** Grows with each change of state, so that two servers never change it from the same state. */
    version: number;
  };
  /** Which instance waits for which; the parent may not exist (yet), so it is named by its key. */
  instance_parents: {
    child_id: string;
    parent_key: string;
    /** Of the dependency: sameCycle, previousSelf, previousChildren, previousOther. */
    kind: string;
    /** 0: counts only when there is such an instance. */
    is_required: Flag;
  };
  instance_events: { id: string; instance_id: string; at: Instant; user_name: string | null; text: string };
  backfills: {
    id: string;
    project_id: string;
    name: string;
    state: string;
    /** As it was asked for: ranges, order, groups, jobs, dryRun, ignoreTimes. */
    request: Json;
    total: number;
    created_at: Instant;
    created_by: string | null;
    finished_at: Instant | null;
  };
}
