import { expect, test } from 'vitest';
import { scheduleSchema } from '../contract/schedule.ts';
import { instancesOfDay } from './instances-of-day.ts';
import { previewParameters, resolveParameters } from './resolve-parameters.ts';

const daily = scheduleSchema.parse({ cycle: { kind: 'day' }, timeZone: 'Asia/Shanghai' });

test('an instance that is made the night before has the values of its own day', () => {
  const [time] = instancesOfDay(daily, '2025-11-01', 'orders');
  const text = 'd=${yyyymmdd} c=$[yyyymmddhh24miss] b=$bizdate y=$cyctime g=$gmtdate m=$bizmonth type=abc';
  const now = Date.parse('2025-10-31T23:30:00+08:00');
  expect(resolveParameters(text, time!, { now, timeZone: 'Asia/Shanghai' })).toEqual({
    values: {
      d: '20251031',
      c: '20251101000000',
      b: '20251031',
      y: '20251101000000',
      g: '20251101',
      m: '202510',
      type: 'abc',
    },
    issues: [],
  });
});

test('a backfill months later has the month of its business date', () => {
  const [time] = instancesOfDay(daily, '2025-06-15', 'orders');
  const resolved = resolveParameters('m=$bizmonth', time!, { now: Date.UTC(2025, 10, 1), timeZone: 'Asia/Shanghai' });
  expect(resolved.values).toEqual({ m: '202506' });
});

test('ids are given, and a mistake is told with its place', () => {
  const [time] = instancesOfDay(daily, '2025-06-15', 'orders');
  const options = { now: 0, timeZone: 'UTC', ids: { jobId: '7' } };
  expect(resolveParameters('id=$jobid', time!, options).values).toEqual({ id: '7' });
  const { values, issues } = resolveParameters('a=1 b=${hh24}', time!, options);
  expect(values).toEqual({ a: '1' });
  expect(issues).toMatchObject([{ severity: 'error', line: 1, column: 9 }]);
});

test('the preview shows the instances of a business date, skipped hours included', () => {
  const hourly = scheduleSchema.parse({
    cycle: { kind: 'hour', hours: { from: 1, to: 4 } },
    timeZone: 'Europe/Berlin',
  });
  const preview = previewParameters('from=$[hh24miss-1/24] to=$[hh24miss]', hourly, {
    businessDate: '2026-03-28',
    job: 'orders',
    now: 0,
    most: 3,
  });
  expect(preview.map(({ values }) => values)).toEqual([
    { from: '000000', to: '010000' },
    { from: '010000', to: '020000' },
    { from: '020000', to: '030000' },
  ]);
});
