/** Instances and manual runs as the rules see them. */
import type { InstancePolicy } from '../contract/schedule.ts';
import type { InstanceRow } from '../instances/rows.ts';
import type { RunRow } from '../runs/queue.ts';
import type { Watched } from './alerts-for.ts';

/** Everything but what is large or secret. */
export const instanceColumns = [
  'id',
  'project_id',
  'job_id',
  'job_name',
  'kind',
  'cycle_time',
  'planned_at',
  'business_date',
  'time_zone',
  'is_dry_run',
  'is_expired',
  'state',
  'is_frozen',
  'attempt',
  'retry_at',
  'policy',
  'run_id',
  'made_at',
  'started_at',
  'finished_at',
  'rows_read',
  'rows_written',
  'rows_dirty',
  'error',
] as const satisfies readonly (keyof InstanceRow)[];
export type SeenInstance = Pick<InstanceRow, (typeof instanceColumns)[number]>;

export const runColumns = [
  'id',
  'project_id',
  'job_id',
  'job_name',
  'job_version',
  'instance_id',
  'state',
  'bizdate',
  'queued_at',
  'started_at',
  'finished_at',
  'rows_read',
  'rows_written',
  'rows_dirty',
  'error',
] as const satisfies readonly (keyof RunRow)[];
export type SeenRun = Pick<RunRow, (typeof runColumns)[number]>;

/** Something that rules may cover, with what a message tells about it. */
export interface Seen {
  readonly projectId: string;
  readonly watched: Watched;
  /** When its attempt ended; undefined while it waits or runs. */
  readonly endedAt: number | undefined;
  readonly jobName: string;
  /** For people: a state of instances. */
  readonly state: string;
  readonly runId: string | undefined;
  readonly businessDate: string | undefined;
  readonly attempt: number | undefined;
  readonly mostAttempts: number | undefined;
  readonly rowsRead: number | undefined;
  /** One line of the last failure, where the instance has it. */
  readonly error: string | undefined;
}

export function seenInstance(row: SeenInstance, folder: string): Seen {
  const { retries, retryIntervalMs } = JSON.parse(row.policy) as Pick<InstancePolicy, 'retries' | 'retryIntervalMs'>;
  const endedAt = row.finished_at ?? (row.retry_at === null ? undefined : row.retry_at - retryIntervalMs);
  return {
    projectId: row.project_id,
    watched: {
      kind: row.kind as Watched['kind'],
      id: row.id,
      jobId: row.job_id,
      folder,
      phase: phaseOf(row),
      isReal: row.is_dry_run === 0 && row.is_expired === 0,
      occurrence: String(row.finished_at ?? row.retry_at ?? ''),
      madeAt: row.made_at,
      plan: { cycleTime: row.cycle_time, timeZone: row.time_zone, plannedAt: row.planned_at },
      startedAt: row.started_at ?? undefined,
      endedAt,
      rowsWritten: row.rows_written ?? undefined,
      rowsDirty: row.rows_dirty ?? undefined,
    },
    endedAt,
    jobName: row.job_name,
    state: row.is_frozen === 1 && row.finished_at === null ? 'frozen' : row.state,
    runId: row.run_id ?? undefined,
    businessDate: row.business_date,
    attempt: row.attempt,
    mostAttempts: retries + 1,
    rowsRead: row.rows_read ?? undefined,
    error: row.error ?? undefined,
  };
}

export function phaseOf({ state, retry_at }: Pick<InstanceRow, 'state' | 'retry_at'>): Watched['phase'] {
  if (state === 'success') return 'succeeded';
  if (state === 'failure') return 'failed';
  if (state === 'running') return 'running';
  return state === 'waitTime' && retry_at !== null ? 'retrying' : 'waiting';
}

/** A run of a deployed version that somebody started by hand: drafts and attempts of instances are none. */
export function isManual({ instance_id, job_version }: SeenRun): boolean {
  return instance_id === null && job_version !== null;
}

const runPhases: Readonly<Record<string, Watched['phase']>> = {
  running: 'running',
  succeeded: 'succeeded',
  failed: 'failed',
};

/** As instances say it. */
const runStates: Readonly<Record<string, string>> = { running: 'running', succeeded: 'success', failed: 'failure' };

/** A cancelled run was stopped by somebody on purpose: it waits for nothing and tells nothing. */
export function seenRun(row: SeenRun, folder: string): Seen {
  const phase = runPhases[row.state] ?? 'waiting';
  const { bizdate } = row;
  return {
    projectId: row.project_id,
    watched: {
      kind: 'manual',
      id: row.id,
      jobId: row.job_id ?? undefined,
      folder,
      phase,
      isReal: true,
      occurrence: String(row.finished_at ?? ''),
      madeAt: row.queued_at,
      startedAt: row.started_at ?? undefined,
      endedAt: row.finished_at ?? undefined,
      rowsWritten: row.rows_written ?? undefined,
      rowsDirty: row.rows_dirty ?? undefined,
    },
    endedAt: row.finished_at ?? undefined,
    jobName: row.job_name,
    state: runStates[row.state] ?? 'waitResource',
    runId: row.id,
    businessDate: bizdate === null ? undefined : `${bizdate.slice(0, 4)}-${bizdate.slice(4, 6)}-${bizdate.slice(6, 8)}`,
    attempt: undefined,
    mostAttempts: undefined,
    rowsRead: row.rows_read ?? undefined,
    error: undefined,
  };
}
