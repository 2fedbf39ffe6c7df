import { expect, test } from 'vitest';
import type { z } from 'zod';
import { scheduleSchema, type cycleSchema } from '../contract/schedule.ts';
import { nextTimes } from './next-times.ts';

type CycleInput = z.input<typeof cycleSchema>;

function next(schedule: z.input<typeof scheduleSchema>, after: string, count: number): string[] {
  const parsed = scheduleSchema.parse({ timeZone: 'Europe/Berlin', ...schedule });
  return nextTimes(parsed, Date.parse(after), { count, job: 'orders' }).map(({ cycleTime }) => cycleTime.slice(0, 12));
}

test('the times after an instant, not the instant itself', () => {
  const cycle: CycleInput = { kind: 'hour', hours: [0, 12] };
  expect(next({ cycle }, '2026-12-31T11:00:00Z', 3)).toEqual(['202701010000', '202701011200', '202701020000']);
});

test('dry runs are passed over', () => {
  const cycle: CycleInput = { kind: 'month', days: [31], time: '02:00' };
  expect(next({ cycle }, '2026-03-31T12:00:00Z', 3)).toEqual(['202605310200', '202607310200', '202608310200']);
});

test('29 February is found eight years ahead, 30 February is given up', () => {
  const cycle: CycleInput = { kind: 'year', months: [2], days: [29] };
  expect(next({ cycle }, '2096-03-01T00:00:00Z', 2)).toEqual(['210402290000', '210802290000']);
  expect(next({ cycle: { kind: 'year', months: [2], days: [30] } }, '2026-01-01T00:00:00Z', 1)).toEqual([]);
});

test('effective dates bound the preview', () => {
  const schedule = { cycle: { kind: 'day' }, effectiveFrom: '2036-05-01', effectiveTo: '2036-05-02' } as const;
  expect(next(schedule, '2026-01-01T00:00:00Z', 5)).toEqual(['203605010000', '203605020000']);
});

test('a skipped time is shown for the instant at which it runs', () => {
  const schedule = scheduleSchema.parse({ cycle: { kind: 'day', time: '02:30' }, timeZone: 'Europe/Berlin' });
  const [first] = nextTimes(schedule, Date.parse('2026-03-29T00:59:59Z'), { count: 1, job: 'orders' });
  expect(first).toMatchObject({ cycleTime: '20260329023000', plannedAt: Date.parse('2026-03-29T01:00:00Z') });
});
