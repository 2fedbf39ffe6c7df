/** What people may do with an instance, and what becomes of it: one table. */
import type { SluiceError } from '@sluice/core';
import { instanceStates, type InstancePolicy, type InstanceState } from '../contract/schedule.ts';
import { operationErrors } from './errors.ts';

export interface OperatedInstance {
  readonly state: InstanceState;
  readonly isFrozen: boolean;
  /** All of them succeeded; counts when it is unfrozen. */
  readonly areParentsDone: boolean;
  readonly rerun: InstancePolicy['rerun'];
}

/** What changes; absent fields stay. */
export interface InstanceChange {
  readonly state?: InstanceState;
  readonly isFrozen?: boolean;
  readonly ignoresParents?: boolean;
  readonly ignoresTime?: boolean;
  /** The run, or its place in the queue, must be ended first. */
  readonly endsRun?: boolean;
  /** Retries start from nothing. */
  readonly attempt?: number;
}

interface Operation {
  /** For messages: "Cannot … ". */
  readonly title: string;
  readonly allowed: readonly InstanceState[];
  /** By state: why not. The last resort says the state. */
  readonly refused: Partial<Readonly<Record<InstanceState, string>>>;
  /** Offered for many instances at once. */
  readonly isBatch: boolean;
  /** A further condition that the state does not tell. */
  readonly unless?: (instance: OperatedInstance) => string | undefined;
  readonly change: InstanceChange | ((instance: OperatedInstance) => InstanceChange);
}

const stopped = ['notRun', 'success', 'failure'] as const;
const unfinished = ['notRun', 'waitTime', 'waitResource', 'running'] as const;
const waitingOrRunning = 'it waits or runs. Kill it first.';

/**
 * Decided where the manuals leave it open:
 *
 * - A rerun goes straight to the queue: parents and time are not asked, which is what the person wants who presses it.
 *   The chosen descendants of a rerun do wait for their parents, so that they run in order.
 * - Freezing a running instance does not stop it; its children wait until it is unfrozen.
 * - `resume` continues from the checkpoint of the failed run.
 */
export const operations = {
  kill: {
    title: 'kill it',
    allowed: ['waitTime', 'waitResource', 'running'],
    refused: {
      notRun: 'it still waits for its parents; there is nothing to kill. Freeze it instead.',
      success: 'it has succeeded.',
      failure: 'it has failed already.',
    },
    isBatch: true,
    change: { state: 'failure', endsRun: true },
  },
  rerun: {
    title: 'rerun it',
    allowed: stopped,
    refused: { waitTime: waitingOrRunning, waitResource: waitingOrRunning, running: waitingOrRunning },
    isBatch: true,
    unless: rerunRefusal,
    change: { state: 'waitResource', ignoresParents: true, ignoresTime: true, attempt: 0 },
  },
  rerunDescendants: {
    title: 'rerun it with the chosen ones',
    allowed: stopped,
    refused: { waitTime: waitingOrRunning, waitResource: waitingOrRunning, running: waitingOrRunning },
    isBatch: false,
    unless: rerunRefusal,
    change: { state: 'notRun', ignoresParents: false, attempt: 0 },
  },
  resume: {
    title: 'resume it',
    allowed: ['failure'],
    refused: { success: 'it has succeeded. Rerun it to do all again.', notRun: 'it has not run yet.' },
    isBatch: false,
    unless: rerunRefusal,
    change: { state: 'waitResource', ignoresParents: true, ignoresTime: true, attempt: 0 },
  },
  setSuccess: {
    title: 'set it to success',
    allowed: ['failure'],
    refused: {
      success: 'it has succeeded already.',
      running: 'it is running. Kill it first.',
      notRun: 'it has not run yet. Only a failed instance can be set to success.',
    },
    isBatch: true,
    change: { state: 'success' },
  },
  freeze: {
    title: 'freeze it',
    allowed: unfinished,
    refused: { success: 'it has ended.', failure: 'it has ended. Its children wait anyway.' },
    isBatch: true,
    unless: ({ isFrozen }) => (isFrozen ? 'it is frozen already.' : undefined),
    change: { isFrozen: true },
  },
  unfreeze: {
    title: 'unfreeze it',
    allowed: instanceStates,
    refused: {},
    isBatch: true,
    unless: ({ isFrozen }) => (isFrozen ? undefined : 'it is not frozen.'),
    change: ({ state, areParentsDone }) => {
      const hasWaited = state === 'notRun' || state === 'waitTime' || state === 'waitResource';
      return hasWaited && areParentsDone ? { isFrozen: false, state: 'failure' } : { isFrozen: false };
    },
  },
  removeDependencies: {
    title: 'remove its dependencies',
    allowed: ['notRun'],
    refused: {
      waitTime: 'its parents are done; it waits for its time.',
      waitResource: 'its parents are done; it waits for a slot.',
      running: 'it is running.',
      success: 'it has ended.',
      failure: 'it has ended. Rerun it: a rerun does not wait for parents.',
    },
    isBatch: false,
    change: { ignoresParents: true },
  },
} as const satisfies Readonly<Record<string, Operation>>;

export type OperationName = keyof typeof operations;

export const stateTitles: Readonly<Record<InstanceState, string>> = {
  notRun: 'not run',
  waitTime: 'waiting for their time',
  waitResource: 'waiting for a slot',
  running: 'running',
  success: 'successful',
  failure: 'failed',
};

/** Why an operation is not possible now; undefined when it is. */
export function refusalOf(name: OperationName, instance: OperatedInstance): SluiceError | undefined {
  const operation: Operation = operations[name];
  const isAllowed = operation.allowed.includes(instance.state);
  const why = isAllowed
    ? operation.unless?.(instance)
    : (operation.refused[instance.state] ?? `it is ${stateTitles[instance.state].replace('their', 'its')}.`);
  if (why === undefined) return undefined;
  const allowed = operation.allowed.map((state) => stateTitles[state]).join(', ');
  return operationErrors.notAllowed({ operation: operation.title, why, allowed });
}

/**
 * The change that an operation makes.
 * @throws SluiceError OPERATION_NOT_ALLOWED with the reason.
 */
export function operate(name: OperationName, instance: OperatedInstance): InstanceChange {
  const refusal = refusalOf(name, instance);
  if (refusal !== undefined) throw refusal;
  const { change }: Operation = operations[name];
  return typeof change === 'function' ? change(instance) : change;
}

function rerunRefusal({ state, rerun }: OperatedInstance): string | undefined {
  if (state === 'notRun') return undefined;
  if (rerun === 'never') return 'its job is set never to be rerun.';
  if (rerun === 'onFailure' && state === 'success') return 'its job is set to be rerun only after a failure.';
  return undefined;
}
