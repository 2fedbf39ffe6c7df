/** What a run means for its instance: it has begun, it has ended, or it is gone. */
import { changeInstance, type InstanceChanged, type InstanceUpdate } from '../instances/advance.ts';
import { policyOf, type InstanceRow } from '../instances/rows.ts';
import type { RunRow } from '../runs/queue.ts';
import type { DatabaseTransaction } from '../store/database.ts';
import type { Ground } from '../subject.ts';
import { afterAttempt, deadlineOf, type EndedAttempt } from './run-outcome.ts';

const longestError = 500;

/**
 * Brings the instance of a run up to date; undefined when there is nothing to do. Any server may do it, any number of
 * times: the states of both decide.
 */
export async function settleRun(ground: Ground, runId: string): Promise<InstanceChanged | undefined> {
  return ground.store.transaction(async (transaction) => {
    const before = await transaction
      .selectFrom('instances')
      .selectAll()
      .where('run_id', '=', runId)
      .where('state', 'in', ['waitResource', 'running', 'failure'])
      .executeTakeFirst();
    if (before === undefined) return undefined;
    const run = await transaction.selectFrom('runs').selectAll().where('id', '=', runId).executeTakeFirst();
    return settle(ground, transaction, before, run);
  });
}

async function settle(
  ground: Ground,
  transaction: DatabaseTransaction,
  before: InstanceRow,
  run: RunRow | undefined,
): Promise<InstanceChanged | undefined> {
  const next = run === undefined ? goneFor(before) : nextOf(before, run, ground.clock.now());
  if (next === undefined) return undefined;
  const { update, text } = next;
  return { before, after: await changeInstance(ground, transaction, before, update, { text }), text };
}

interface Next {
  readonly update: InstanceUpdate;
  readonly text: string;
}

function goneFor({ state }: InstanceRow): Next | undefined {
  if (state === 'failure') return undefined;
  const text = 'Its run was deleted before its outcome was known.';
  return { update: { state: 'failure', error: `${text} Rerun the instance.` }, text };
}

function nextOf(row: InstanceRow, run: RunRow, now: number): Next | undefined {
  const startedAt = run.started_at ?? now;
  if (run.state === 'queued' || (row.state === 'failure' && !isResumed(run))) return undefined;
  if (run.state === 'running') {
    if (row.state === 'running') return undefined;
    return { update: { state: 'running', startedAt }, text: `Attempt ${row.attempt} began.` };
  }
  const attempt = { outcome: outcomeOf(run, row), attempt: row.attempt, endedAt: run.finished_at ?? now };
  const { state, retryAt, text } = afterAttempt(attempt, policyOf(row));
  const update: InstanceUpdate = {
    state,
    ...(run.started_at === null ? {} : { startedAt }),
    ...(retryAt === undefined ? {} : { retryAt }),
    rowsRead: run.rows_read,
    rowsWritten: run.rows_written,
    rowsDirty: run.rows_dirty,
    ...(state === 'success' ? {} : { error: errorOf(run) ?? text }),
  };
  return { update, text };
}

/** Of an instance that has failed: its run was resumed by itself, and nobody wants it to end. */
function isResumed({ state, stop }: RunRow): boolean {
  return stop === null && (state === 'running' || state === 'succeeded');
}

function outcomeOf(run: RunRow, row: InstanceRow): EndedAttempt['outcome'] {
  if (run.state === 'succeeded') return 'succeeded';
  if (run.state === 'failed') return 'failed';
  const isLate = isTooLong(run, row, run.finished_at ?? 0);
  return isLate ? 'timedOut' : 'killed';
}

/** The attempt has lasted longer than its job allows. */
export function isTooLong({ claimed_at }: Pick<RunRow, 'claimed_at'>, row: InstanceRow, now: number): boolean {
  return claimed_at !== null && now >= deadlineOf(claimed_at, policyOf(row));
}

/** Its message in one line. */
function errorOf({ error }: RunRow): string | undefined {
  if (error === null) return undefined;
  const { message } = JSON.parse(error) as { readonly message?: string };
  const line = message?.replaceAll(/\s+/g, ' ').trim() ?? '';
  if (line === '') return undefined;
  return line.length <= longestError ? line : `${line.slice(0, longestError - 1)}…`;
}
