import { jobScheduleSchema } from '@sluice/server/contract';
import { expect, test } from 'vitest';
import { newCycle, newSchedule } from './new-schedule.ts';

test('a new schedule is what the server would fill in', () => {
  const given = { schedule: { cycle: { kind: 'day', time: '00:30' }, timeZone: 'Europe/Berlin' } };
  expect(newSchedule('Europe/Berlin')).toEqual(jobScheduleSchema.parse(given));
});

test.each(['minute', 'hour', 'day', 'week', 'month', 'year'] as const)('a new cycle by %s is valid', (kind) => {
  const schedule = newSchedule('UTC');
  const changed = { ...schedule, schedule: { ...schedule.schedule, cycle: newCycle(kind) } };
  expect(jobScheduleSchema.parse(changed)).toEqual(changed);
});

test('keeps the time of day when the kind of cycle changes', () => {
  expect(newCycle('week', { kind: 'day', time: '08:15' })).toEqual({ kind: 'week', weekdays: ['MON'], time: '08:15' });
});
