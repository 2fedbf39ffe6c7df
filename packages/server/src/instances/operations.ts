/** What people do with instances. Each operation is one transaction: the instance, its run and its history. */
import { SluiceError } from '@sluice/core';
import type { InstanceOperation } from '../contract/instances.ts';
import { cancelRun, isOver, removeFromQueue, resumeRun } from '../runs/control.ts';
import { operate, type InstanceChange } from '../scheduler/transitions.ts';
import type { DatabaseTransaction } from '../store/database.ts';
import type { Ground } from '../subject.ts';
import { changeInstance, type InstanceChanged, type InstanceUpdate } from './advance.ts';
import { instanceErrors } from './errors.ts';
import { rerunOf, rerunWithDescendants } from './rerun-descendants.ts';
import { requireRunsOver, resumeRefusal, runOf } from './resume.ts';
import { findInstance, nameOf, type InstanceRow } from './rows.ts';
import { operatedOf } from './waiting.ts';

export interface Order {
  readonly projectId: string;
  readonly instanceId: string;
  readonly operation: InstanceOperation;
  /** Of `rerunDescendants`: which of them. */
  readonly descendants?: readonly string[] | undefined;
  readonly userName: string;
}

/** The scheduler changes instances at the same time: an order that met it is carried out once more. */
const tries = 3;

/**
 * Carries out an order.
 *
 * @returns what changed, the instance of the order first.
 * @throws SluiceError OPERATION_NOT_ALLOWED, INSTANCES_… with the reason; nothing has changed then.
 */
export async function operateInstance(ground: Ground, order: Order): Promise<readonly InstanceChanged[]> {
  for (let turn = 1; ; turn++) {
    try {
      return await ground.store.transaction((transaction) => carryOut(ground, transaction, order));
    } catch (error) {
      const isLate = error instanceof SluiceError && error.code === instanceErrors.changedMeanwhile.code;
      if (!isLate || turn === tries) throw error;
    }
  }
}

async function carryOut(
  ground: Ground,
  transaction: DatabaseTransaction,
  { projectId, instanceId, operation, descendants, userName }: Order,
): Promise<readonly InstanceChanged[]> {
  const before = await findInstance(transaction, projectId, instanceId);
  if (operation === 'rerunDescendants')
    return rerunWithDescendants(ground, transaction, { root: before, chosen: descendants, userName });
  const change = operate(operation, await operatedOf(transaction, before));
  const context: Context = { ground, transaction, row: before, change, userName };
  const update = (await effects[operation]?.(context)) ?? change;
  const text = textOf(operation, update);
  const after = await changeInstance(ground, transaction, before, update, { text, userName });
  return [{ before, after, text }];
}

interface Context {
  readonly ground: Ground;
  readonly transaction: DatabaseTransaction;
  readonly row: InstanceRow;
  readonly change: InstanceChange;
  readonly userName: string;
}

/** What an operation does besides changing the instance, and what that adds to the change. */
const effects: Partial<Readonly<Record<InstanceOperation, (context: Context) => Promise<InstanceUpdate>>>> = {
  async kill({ ground, transaction, row, change, userName }) {
    const run = await runOf(transaction, row);
    // Its outcome is known, and the scheduler is about to apply it.
    if (row.state === 'running' && run !== undefined && isOver(run))
      throw instanceErrors.changedMeanwhile({ name: nameOf(row) });
    await endRun(ground, transaction, row);
    return { ...change, error: `Killed by ${userName}.` };
  },
  async rerun({ transaction, row, change }) {
    await requireRunsOver(transaction, [row]);
    return rerunOf(row, change);
  },
  async resume({ ground, transaction, row, change }) {
    const run = await runOf(transaction, row);
    const refusal = resumeRefusal(ground, run);
    if (refusal !== undefined || run === undefined) throw refusal ?? instanceErrors.nothingToResume();
    const { id } = await resumeRun(ground, run, transaction);
    return { ...change, runId: id, attempt: 1 };
  },
  /** A frozen instance does not begin: its run leaves the queue. One that has begun goes on. */
  async freeze({ ground, transaction, row, change }) {
    if (row.state !== 'waitResource' || row.run_id === null) return change;
    const removed = await removeFromQueue(ground, row.run_id, transaction);
    return removed === undefined ? change : { ...change, state: 'waitResource', attempt: Math.max(0, row.attempt - 1) };
  },
  async unfreeze({ transaction, row, change }) {
    if (change.state !== 'failure') return change;
    const run = await runOf(transaction, row);
    // It was frozen in the moment in which its run began.
    if (run !== undefined && !isOver(run)) return { isFrozen: false };
    return { ...change, error: 'Unfrozen when its parents were done already.' };
  },
};

/** Ends the run of an instance, queued or running. */
export async function endRun(ground: Ground, transaction: DatabaseTransaction, row: InstanceRow): Promise<void> {
  const run = await runOf(transaction, row);
  if (run !== undefined && !isOver(run)) await cancelRun(ground, run, true, transaction);
}

const texts: Readonly<Record<Exclude<InstanceOperation, 'rerunDescendants'>, string>> = {
  kill: 'Killed.',
  rerun: 'Rerun.',
  resume: 'Resumed from the checkpoint.',
  setSuccess: 'Set to success.',
  freeze: 'Frozen.',
  unfreeze: 'Unfrozen.',
  removeDependencies: 'Dependencies removed: it does not wait for its parents.',
};

function textOf(operation: keyof typeof texts, { state }: InstanceChange): string {
  return operation === 'unfreeze' && state === 'failure'
    ? 'Unfrozen. Its parents were done already, so it counts as failed; rerun it.'
    : texts[operation];
}
