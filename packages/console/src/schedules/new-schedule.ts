import type { Cycle, CycleKind, JobSchedule } from '@sluice/server/contract';

/** What a schedule begins with, as the contract's own defaults have it. */
export function newSchedule(timeZone: string): JobSchedule {
  return {
    schedule: { cycle: newCycle('day'), timeZone, repeatedTimes: 'first' },
    dependencies: [],
    policy: {
      recurrence: 'normal',
      generation: 'nextDay',
      catchUp: 'all',
      rerun: 'always',
      retries: 3,
      retryIntervalMs: 180_000,
      timeoutMs: 14_400_000,
    },
  };
}

/** A cycle of another kind; the time of day is kept where both have one. */
export function newCycle(kind: CycleKind, before?: Cycle): Cycle {
  const time = before !== undefined && 'time' in before ? before.time : '00:30';
  switch (kind) {
    case 'minute':
      return { kind, every: 10, from: '00:00', to: '23:59', second: 0 };
    case 'hour':
      return { kind, hours: { from: 0, to: 23, every: 1 }, minute: 0, second: 0 };
    case 'week':
      return { kind, weekdays: ['MON'], time };
    case 'month':
      return { kind, days: [1], time };
    case 'year':
      return { kind, months: [1], days: [1], time };
    default:
      return { kind, time };
  }
}
