import type { Instant } from '../store/database.ts';

/** The last instant that a date can say. */
const never = 8.64e15;

interface DueInstance {
  readonly state: string;
  readonly runId: string | null;
  readonly isFrozen: boolean;
  readonly ignoresTime: boolean;
  readonly plannedAt: Instant;
  readonly retryAt: Instant | null;
}

/**
 * From when on the scheduler looks at an unfinished instance: its planned time unless that is ignored, or the next
 * attempt. Never while it is frozen, or while a queued run stands for it.
 */
export function dueAt({ state, runId, isFrozen, ignoresTime, plannedAt, retryAt }: DueInstance): Instant {
  if (isFrozen || (state === 'waitResource' && runId !== null)) return never;
  return Math.max(ignoresTime ? 0 : plannedAt, retryAt ?? 0);
}
