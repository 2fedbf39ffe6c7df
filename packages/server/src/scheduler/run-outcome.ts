/** What becomes of an instance by itself when an attempt ends, or lasts too long. */
import type { InstancePolicy, InstanceState } from '../contract/schedule.ts';

export interface EndedAttempt {
  readonly outcome: 'succeeded' | 'failed' | 'killed' | 'timedOut';
  /** 1 for the first one. */
  readonly attempt: number;
  readonly endedAt: number;
}

export interface Outcome {
  readonly state: InstanceState;
  /** Set when another attempt follows, not before this instant. */
  readonly retryAt?: number;
  /** For the instance's history. */
  readonly text: string;
}

/**
 * A failed attempt is repeated as often as the policy says; a killed or timed-out one is not, because a person or the
 * limit wanted it to end.
 */
export function afterAttempt({ outcome, attempt, endedAt }: EndedAttempt, policy: InstancePolicy): Outcome {
  if (outcome === 'succeeded') return { state: 'success', text: 'It succeeded.' };
  if (outcome === 'killed') return { state: 'failure', text: 'It was killed.' };
  if (outcome === 'timedOut')
    return { state: 'failure', text: `It ran longer than ${policy.timeoutMs / 1_000} s and was killed.` };
  if (policy.rerun === 'never') return { state: 'failure', text: 'It failed; its job is set never to be rerun.' };
  if (attempt > policy.retries)
    return { state: 'failure', text: policy.retries === 0 ? 'It failed.' : `It failed after ${attempt} attempts.` };
  const text = `Attempt ${attempt} of ${policy.retries + 1} failed; the next one follows in ${policy.retryIntervalMs / 1_000} s.`;
  return { state: 'waitTime', retryAt: endedAt + policy.retryIntervalMs, text };
}

/** When a running attempt must be killed: its running time counts, not the time it waited. */
export function deadlineOf(startedAt: number, { timeoutMs }: InstancePolicy): number {
  return startedAt + timeoutMs;
}
