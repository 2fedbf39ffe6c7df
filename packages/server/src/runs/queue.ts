import type { Selectable } from 'kysely';
import { masked } from '../secrets/masked.ts';
import type { Database, DatabaseTransaction, Store, Tables } from '../store/database.ts';
import { newId } from '../store/ids.ts';
import type { Ground } from '../subject.ts';

export type RunRow = Selectable<Tables['runs']>;

export interface NewRun {
  /** Where it must be known before; default: a new one. */
  readonly id?: string;
  readonly projectId: string;
  readonly jobId: string | null;
  readonly jobName: string;
  /** Null: a draft. */
  readonly jobVersion: number | null;
  readonly script: string;
  readonly variables: Readonly<Record<string, string>>;
  readonly bizdate?: string | undefined;
  readonly cyctime?: string | undefined;
  readonly reason: 'manual' | 'schedule' | 'backfill' | 'test' | 'replay';
  readonly groupId: string;
  readonly priority: number;
  readonly environment: 'production' | 'development';
  readonly startedBy: string | null;
  readonly previousId?: string;
  /** Instance that it is an attempt of. */
  readonly instanceId?: string;
  readonly replay?: { readonly engineRun: string; readonly file?: string };
}

const purposeOf = (id: string): string => `run ${id}`;

/** Puts a run into the queue of its resource group; with a transaction as a part of it. */
export async function enqueue(
  ground: Ground,
  run: NewRun,
  database: Database | DatabaseTransaction = ground.store.database,
): Promise<RunRow> {
  const { clock, keyring } = ground;
  const now = clock.now();
  const id = run.id ?? newId(now);
  return database
    .insertInto('runs')
    .values({
      id,
      project_id: run.projectId,
      job_id: run.jobId,
      job_name: run.jobName,
      job_version: run.jobVersion,
      state: 'queued',
      reason: run.reason,
      group_id: run.groupId,
      priority: run.priority,
      environment: run.environment,
      script: run.script,
      variables: keyring.encrypt(JSON.stringify(run.variables), purposeOf(id)),
      shown_variables: JSON.stringify(masked(run.variables)),
      bizdate: run.bizdate ?? null,
      cyctime: run.cyctime ?? null,
      started_by: run.startedBy,
      queued_at: now,
      started_at: null,
      finished_at: null,
      claimed_at: null,
      server_id: null,
      lease_until: null,
      attempts: 0,
      engine_run: null,
      stop: null,
      progress: null,
      rows_read: null,
      rows_written: null,
      rows_dirty: null,
      bytes: null,
      error: null,
      previous_id: run.previousId ?? null,
      instance_id: run.instanceId ?? null,
      replay: run.replay === undefined ? null : JSON.stringify(run.replay),
    })
    .returningAll()
    .executeTakeFirstOrThrow();
}

export function variablesOf({ keyring }: Ground, { id, variables }: RunRow): Readonly<Record<string, string>> {
  return JSON.parse(keyring.decrypt(variables, purposeOf(id))) as Record<string, string>;
}

export interface Claim {
  readonly groupId: string;
  readonly serverId: string;
  readonly slots: number;
  readonly now: number;
  readonly leaseMs: number;
}

/**
 * Takes the next run of a group's queue, if a slot is free: the highest priority, then the oldest. Only one server gets
 * a run, however many ask.
 */
export async function claim(
  store: Store,
  { groupId, serverId, slots, now, leaseMs }: Claim,
): Promise<RunRow | undefined> {
  return store.transaction(async (transaction) => {
    // Servers that count slots at the same time wait for each other here.
    let group = transaction.selectFrom('resource_groups').select('is_draining').where('id', '=', groupId);
    if (store.dialect === 'postgresql') group = group.forUpdate();
    if ((await group.executeTakeFirst())?.is_draining !== 0) return undefined;
    if ((await countIn(transaction, groupId, 'running')) >= slots) return undefined;
    const next = await transaction
      .selectFrom('runs')
      .select('id')
      .where('group_id', '=', groupId)
      .where('state', '=', 'queued')
      .orderBy('priority', 'desc')
      .orderBy('id')
      .executeTakeFirst();
    if (next === undefined) return undefined;
    return transaction
      .updateTable('runs')
      .set((by) => ({
        state: 'running',
        // Known before anything is written: whoever goes on after a crash finds what was done.
        engine_run: by.fn.coalesce('engine_run', by.val(engineRunOf(next.id, now))),
        server_id: serverId,
        lease_until: now + leaseMs,
        started_at: by.fn.coalesce('started_at', by.val(now)),
        claimed_at: now,
        attempts: by('attempts', '+', 1),
      }))
      .where('id', '=', next.id)
      .where('state', '=', 'queued')
      .returningAll()
      .executeTakeFirst();
  });
}

/** Sorts by its beginning, as ids of the engine do: `20261121T035959-<id>`. */
function engineRunOf(id: string, now: number): string {
  return `${new Date(now).toISOString().slice(0, 19).replaceAll(/[-:]/g, '')}-${id}`;
}

export async function countIn(
  database: Database | DatabaseTransaction,
  groupId: string,
  state: 'queued' | 'running',
): Promise<number> {
  const row = await database
    .selectFrom('runs')
    .select((by) => by.fn.countAll<number>().as('count'))
    .where('group_id', '=', groupId)
    .where('state', '=', state)
    .executeTakeFirstOrThrow();
  return Number(row.count);
}

export interface Outcome {
  readonly state: 'succeeded' | 'failed' | 'cancelled';
  readonly error?: unknown;
  readonly rowsRead?: number;
  readonly rowsWritten?: number;
  readonly rowsDirty?: number;
  readonly bytes?: number;
}

/** False when the run belongs to another server by now: its word does not count any more. */
export async function finish(
  { database }: Store,
  { id, serverId, now }: { readonly id: string; readonly serverId: string; readonly now: number },
  outcome: Outcome,
): Promise<boolean> {
  const { numUpdatedRows } = await database
    .updateTable('runs')
    .set({
      state: outcome.state,
      finished_at: now,
      lease_until: null,
      error: outcome.error === undefined ? null : JSON.stringify(outcome.error),
      rows_read: outcome.rowsRead ?? null,
      rows_written: outcome.rowsWritten ?? null,
      rows_dirty: outcome.rowsDirty ?? null,
      bytes: outcome.bytes ?? null,
    })
    .where('id', '=', id)
    .where('state', '=', 'running')
    .where('server_id', '=', serverId)
    .executeTakeFirstOrThrow();
  return numUpdatedRows > 0n;
}
