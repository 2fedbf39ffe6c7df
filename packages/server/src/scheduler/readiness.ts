/**
 * Whether an instance may run now, and why it waits: all parents done, its time reached, a free slot.
 *
 * A frozen instance stays where it is. A project may be held: then nothing starts in it (the switch of the project stops
 * new instances; holding also those that are made is the same decision for both, so that a stopped project is still).
 */
import type { InstanceState } from '../contract/schedule.ts';

export interface WaitingInstance {
  readonly state: InstanceState;
  readonly kind: 'real' | 'dryRun';
  readonly plannedAt: number;
  /** After a failed attempt: not again before this instant. */
  readonly retryAt?: number;
  readonly isFrozen: boolean;
  /** By hand for this run: removed dependencies, or a rerun. Days of a backfill count as parents. */
  readonly ignoresParents?: boolean;
  /** By hand for this run. The pause before a retry is kept all the same. */
  readonly ignoresTime?: boolean;
}

export interface ParentState {
  readonly job: string;
  readonly cycleTime: string;
  /** Undefined: it was never made, so the child never runs by itself. */
  readonly state?: InstanceState;
  readonly isFrozen?: boolean;
}

export interface Surroundings {
  readonly now: number;
  /** Of the resource group. */
  readonly freeSlots: number;
  readonly group: string;
  readonly isProjectScheduling: boolean;
  /** Of tests and backfills: the scheduled instance of the same job and cycle time waits in the queue or runs. */
  readonly isScheduledAtWork?: boolean;
  /** Of serial backfills: the days that must have succeeded before. */
  readonly earlierDays?: readonly {
    readonly businessDate: string;
    readonly state: 'running' | 'failure' | 'success';
  }[];
}

export interface WaitingReason {
  readonly code:
    | 'parent'
    | 'parentFailed'
    | 'parentFrozen'
    | 'parentMissing'
    | 'earlierDay'
    | 'time'
    | 'slot'
    /** A test or backfill instance: the scheduled one of the same job and time is at work. */
    | 'sameCycle'
    | 'frozen'
    | 'project';
  /** One sentence for people. */
  readonly text: string;
  /** What the sentence is made of; `variant` where a code has several sentences. */
  readonly values?: Readonly<Record<string, string | number>>;
  /** Epoch ms; of `time`. */
  readonly until?: number;
  /** Of the reasons about parents. */
  readonly parent?: { readonly job: string; readonly cycleTime: string };
}

export interface Readiness {
  readonly state: InstanceState;
  /** `succeed`: a dry run whose time has come. */
  readonly action: 'wait' | 'start' | 'succeed';
  /** Why it waits, the most important first; empty when it does not. */
  readonly reasons: readonly WaitingReason[];
}

/** More parents than these are counted, not listed. */
const mostParents = 20;

export function readinessOf(
  instance: WaitingInstance,
  parents: readonly ParentState[],
  surroundings: Surroundings,
): Readiness {
  const { state } = instance;
  if (state === 'running' || state === 'success' || state === 'failure') return { state, action: 'wait', reasons: [] };
  const holds = holdsOf(instance, surroundings);
  const before = instance.ignoresParents ? [] : [...earlierDays(surroundings), ...parentReasons(parents)];
  const early = [...timeReasons(instance, surroundings.now), ...sameCycleReasons(surroundings)];
  const reasons = [...holds, ...before, ...early];
  if (holds.length > 0) return { state, action: 'wait', reasons };
  if (reasons.length > 0) return { state: before.length > 0 ? 'notRun' : 'waitTime', action: 'wait', reasons };
  if (instance.kind === 'dryRun') return { state: 'success', action: 'succeed', reasons };
  if (surroundings.freeSlots > 0) return { state: 'waitResource', action: 'start', reasons };
  const text = `All slots of the resource group ${surroundings.group} are taken.`;
  return {
    state: 'waitResource',
    action: 'wait',
    reasons: [{ code: 'slot', text, values: { group: surroundings.group } }],
  };
}

function holdsOf(instance: WaitingInstance, { isProjectScheduling }: Surroundings): WaitingReason[] {
  return [
    ...(instance.isFrozen ? [{ code: 'frozen', text: 'It is frozen.' } as const] : []),
    ...(isProjectScheduling ? [] : [{ code: 'project', text: 'Scheduling of the project is switched off.' } as const]),
  ];
}

function timeReasons({ plannedAt, retryAt = 0, ignoresTime }: WaitingInstance, now: number): WaitingReason[] {
  const until = Math.max(ignoresTime ? 0 : plannedAt, retryAt);
  if (until <= now) return [];
  const at = new Date(until).toISOString();
  if (until !== retryAt) return [{ code: 'time', text: `Its time is ${at}.`, until }];
  return [{ code: 'time', text: `It failed and is tried again at ${at}.`, values: { variant: 'retry' }, until }];
}

function sameCycleReasons({ isScheduledAtWork = false }: Surroundings): WaitingReason[] {
  const text = 'The scheduled instance of the same job and time is at work.';
  return isScheduledAtWork ? [{ code: 'sameCycle', text }] : [];
}

function earlierDays({ earlierDays = [] }: Surroundings): WaitingReason[] {
  return earlierDays
    .filter(({ state }) => state !== 'success')
    .map(({ businessDate, state }) => ({
      code: 'earlierDay',
      text: `The backfill of ${businessDate} ${state === 'failure' ? 'failed' : 'is not finished'}.`,
      values: { businessDate, ...(state === 'failure' ? { variant: 'failed' } : {}) },
    }));
}

function parentReasons(parents: readonly ParentState[]): WaitingReason[] {
  const reasons = parents.flatMap((parent) => parentReason(parent) ?? []);
  const more = reasons.length - mostParents;
  if (more <= 0) return reasons;
  return [...reasons.slice(0, mostParents), moreParents(more)];
}

function moreParents(count: number): WaitingReason {
  return { code: 'parent', text: `${count} more parents are not done.`, values: { variant: 'more', count } };
}

function parentReason({ job, cycleTime, state, isFrozen = false }: ParentState): WaitingReason | undefined {
  const parent = { job, cycleTime };
  const name = `${job} of ${cycleTime}`;
  const values = { job, cycleTime };
  if (state === undefined)
    return {
      code: 'parentMissing',
      parent,
      values,
      text: `Parent ${name} does not exist, so this instance never runs by itself.`,
    };
  if (isFrozen) return { code: 'parentFrozen', parent, values, text: `Parent ${name} is frozen.` };
  if (state === 'failure') return { code: 'parentFailed', parent, values, text: `Parent ${name} failed.` };
  if (state === 'success') return undefined;
  return {
    code: 'parent',
    parent,
    values: { ...values, variant: state },
    text: `Parent ${name} is not done: ${stateWords[state]}.`,
  };
}

const stateWords = {
  notRun: 'it waits for its own parents',
  waitTime: 'it waits for its time',
  waitResource: 'it waits for a slot',
  running: 'it is running',
} as const;
