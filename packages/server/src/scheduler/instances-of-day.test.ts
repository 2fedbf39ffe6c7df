import { describe, expect, test } from 'vitest';
import type { z } from 'zod';
import { scheduleSchema, type cycleSchema } from '../contract/schedule.ts';
import { datesBetween } from './dates.ts';
import { instancesOfDay } from './instances-of-day.ts';

type CycleInput = z.input<typeof cycleSchema>;

function instances(cycle: CycleInput, runDate: string, rest: Partial<z.input<typeof scheduleSchema>> = {}) {
  return instancesOfDay(scheduleSchema.parse({ cycle, timeZone: 'Asia/Shanghai', ...rest }), runDate, 'orders');
}

function times(cycle: CycleInput, runDate: string, rest: Partial<z.input<typeof scheduleSchema>> = {}) {
  return instances(cycle, runDate, rest).map(({ cycleTime }) => cycleTime.slice(8, 12));
}

function kindOn(cycle: CycleInput, runDate: string) {
  return instances(cycle, runDate).map(({ kind }) => kind);
}

test('a daily job without a time has one instance at 00:00 for the business date before', () => {
  expect(instances({ kind: 'day' }, '2025-11-01')).toEqual([
    {
      cycleTime: '20251101000000',
      plannedAt: Date.UTC(2025, 9, 31, 16),
      businessDate: '2025-10-31',
      kind: 'real',
    },
  ]);
});

test('an hourly job has 24 instances of one business date', () => {
  const found = instances({ kind: 'hour', hours: { from: 0, to: 23 } }, '2019-01-14');
  expect(found).toHaveLength(24);
  expect([0, 1, 23].map((index) => found[index]?.cycleTime)).toEqual([
    '20190114000000',
    '20190114010000',
    '20190114230000',
  ]);
  expect(new Set(found.map(({ businessDate }) => businessDate))).toEqual(new Set(['2019-01-13']));
});

describe('windows', () => {
  test('both ends of an hour window count', () => {
    expect(times({ kind: 'hour', hours: { from: 0, to: 3 } }, '2026-03-02')).toEqual(['0000', '0100', '0200', '0300']);
  });
  test('steps count from the beginning of the window', () => {
    expect(times({ kind: 'hour', hours: { from: 1, to: 22, every: 6 }, minute: 5 }, '2026-03-02')).toEqual([
      '0105',
      '0705',
      '1305',
      '1905',
    ]);
  });
  test('chosen hours come in order', () => {
    expect(times({ kind: 'hour', hours: [22, 1, 9] }, '2026-03-02')).toEqual(['0100', '0900', '2200']);
  });
  test('minutes stay within the day', () => {
    const found = times({ kind: 'minute', every: 5 }, '2026-03-02');
    expect(found).toHaveLength(288);
    expect([found[0], found[1], found.at(-1)]).toEqual(['0000', '0005', '2355']);
    expect(times({ kind: 'minute', every: 25, from: '22:40', to: '23:30' }, '2026-03-02')).toEqual([
      '2240',
      '2305',
      '2330',
    ]);
    expect(times({ kind: 'minute', every: 1 }, '2026-03-02')).toHaveLength(1440);
  });
  test('a window that ends before it begins is refused', () => {
    const cycle = { kind: 'minute', every: 5, from: '22:00', to: '02:00' };
    expect(scheduleSchema.safeParse({ cycle }).success).toBe(false);
    expect(scheduleSchema.safeParse({ cycle: { kind: 'hour', hours: { from: 5, to: 4 } } }).success).toBe(false);
  });
});

describe('days that are not chosen make a dry run', () => {
  test.each<[CycleInput, string, 'real' | 'dryRun']>([
    [{ kind: 'week', weekdays: ['MON', 'FRI'], time: '03:00' }, '2026-03-02', 'real'],
    [{ kind: 'week', weekdays: ['MON', 'FRI'], time: '03:00' }, '2026-03-03', 'dryRun'],
    [{ kind: 'week', weekdays: ['MON', 'FRI'], time: '03:00' }, '2026-03-06', 'real'],
    [{ kind: 'month', days: ['L'], time: '02:00' }, '2026-01-31', 'real'],
    [{ kind: 'month', days: ['L'], time: '02:00' }, '2026-01-30', 'dryRun'],
    [{ kind: 'month', days: ['L'], time: '02:00' }, '2026-02-28', 'real'],
    [{ kind: 'month', days: ['L'], time: '02:00' }, '2028-02-28', 'dryRun'],
    [{ kind: 'month', days: ['L'], time: '02:00' }, '2028-02-29', 'real'],
    [{ kind: 'month', days: [31], time: '02:00' }, '2026-03-31', 'real'],
    [{ kind: 'month', days: [31], time: '02:00' }, '2026-04-30', 'dryRun'],
    [{ kind: 'month', days: [31, 'L'], time: '02:00' }, '2026-03-31', 'real'],
    [{ kind: 'year', months: [1, 4, 7, 10], days: [1] }, '2026-04-01', 'real'],
    [{ kind: 'year', months: [1, 4, 7, 10], days: [1] }, '2026-05-01', 'dryRun'],
    [{ kind: 'year', months: [2], days: [29] }, '2028-02-29', 'real'],
    [{ kind: 'year', months: [2], days: [29] }, '2027-02-28', 'dryRun'],
    [{ kind: 'year', months: [12], days: ['L'] }, '2026-12-31', 'real'],
  ])('%j on %s: %s', (cycle, runDate, kind) => expect(kindOn(cycle, runDate)).toEqual([kind]));

  test('a Monday job runs for business date Sunday, a month-end job of 31 January for 30 January', () => {
    const monday = instances({ kind: 'week', weekdays: ['MON'] }, '2026-03-02');
    expect(monday).toMatchObject([{ businessDate: '2026-03-01', kind: 'real' }]);
    const monthEnd = instances({ kind: 'month', days: ['L'] }, '2026-01-31');
    expect(monthEnd).toMatchObject([{ businessDate: '2026-01-30', kind: 'real' }]);
  });
});

test('a random time is within the first half hour, the same every day, and differs between jobs', () => {
  const schedule = scheduleSchema.parse({ cycle: { kind: 'day', time: 'random' } });
  const seconds = (job: string, date: string) => Number(instancesOfDay(schedule, date, job)[0]?.cycleTime.slice(8));
  expect(seconds('a', '2026-03-01')).toBe(seconds('a', '2026-07-09'));
  const found = Array.from({ length: 500 }, (_, index) => seconds(`job${index}`, '2026-03-01'));
  expect(Math.max(...found)).toBeLessThan(3_000);
  expect(new Set(found).size).toBeGreaterThan(300);
});

test('effective dates are run dates, both ends included', () => {
  const rest = { effectiveFrom: '2026-03-02', effectiveTo: '2026-03-03' };
  const counts = datesBetween('2026-03-01', '2026-03-04').map((date) => instances({ kind: 'day' }, date, rest).length);
  expect(counts).toEqual([0, 1, 1, 0]);
  expect(
    scheduleSchema.safeParse({ cycle: { kind: 'day' }, effectiveFrom: '2026-03-02', effectiveTo: '2026-03-01' })
      .success,
  ).toBe(false);
});

describe('summer time', () => {
  const utc = (cycle: CycleInput, runDate: string, rest: Partial<z.input<typeof scheduleSchema>>) =>
    instances(cycle, runDate, rest).map(({ plannedAt }) => new Date(plannedAt).toISOString().slice(5, 16));

  test('a skipped time runs at the next instant there is', () => {
    const rest = { timeZone: 'Europe/Berlin' };
    expect(utc({ kind: 'day', time: '02:30' }, '2026-03-29', rest)).toEqual(['03-29T01:00']); // 03:00 summer time
    expect(utc({ kind: 'day', time: '02:30' }, '2026-03-30', rest)).toEqual(['03-30T00:30']);
    expect(utc({ kind: 'day', time: '02:15' }, '2026-03-08', { timeZone: 'America/New_York' })).toEqual([
      '03-08T07:00',
    ]);
    expect(utc({ kind: 'day' }, '2026-04-24', { timeZone: 'Africa/Cairo' })).toEqual(['04-23T22:00']); // no midnight
  });
  test('each hour of the day that skips one has its own instance', () => {
    const cycle: CycleInput = { kind: 'hour', hours: { from: 1, to: 4 } };
    const rest = { timeZone: 'Europe/Berlin' };
    expect(times(cycle, '2026-03-29', rest)).toEqual(['0100', '0200', '0300', '0400']);
    expect(utc(cycle, '2026-03-29', rest)).toEqual(['03-29T00:00', '03-29T01:00', '03-29T01:00', '03-29T02:00']);
  });
  test('a repeated time runs once, at the first or the last showing', () => {
    const cycle: CycleInput = { kind: 'hour', hours: { from: 1, to: 3 } };
    const first = { timeZone: 'Europe/Berlin' };
    const last = { timeZone: 'Europe/Berlin', repeatedTimes: 'last' } as const;
    expect(utc(cycle, '2026-10-25', first)).toEqual(['10-24T23:00', '10-25T00:00', '10-25T02:00']);
    expect(utc(cycle, '2026-10-25', last)).toEqual(['10-24T23:00', '10-25T01:00', '10-25T02:00']);
    expect(utc({ kind: 'day', time: '01:30' }, '2026-11-01', { timeZone: 'America/New_York' })).toEqual([
      '11-01T05:30',
    ]);
  });
});

describe.each(['Europe/Berlin', 'America/New_York', 'Asia/Shanghai'])('a whole leap year in %s', (timeZone) => {
  const year = datesBetween('2028-01-01', '2028-12-31');

  test.each<[CycleInput, number]>([
    [{ kind: 'minute', every: 30 }, 48],
    [{ kind: 'hour', hours: { from: 0, to: 23 } }, 24],
    [{ kind: 'day', time: '02:30' }, 1],
  ])('%j: every cycle time once, in order, without a gap', (cycle, perDay) => {
    const found = year.flatMap((date) => instances(cycle, date, { timeZone }));
    expect(found).toHaveLength(366 * perDay);
    expect(new Set(found.map(({ cycleTime }) => cycleTime)).size).toBe(366 * perDay);
    const wallClocks = found.map(({ cycleTime: text }) =>
      Date.UTC(+text.slice(0, 4), +text.slice(4, 6) - 1, +text.slice(6, 8), +text.slice(8, 10), +text.slice(10, 12)),
    );
    expect(new Set(wallClocks.slice(1).map((time, index) => time - (wallClocks[index] as number)))).toEqual(
      new Set([86_400_000 / perDay]),
    );
    expect(found.every(({ plannedAt }, index) => plannedAt >= (found[index - 1]?.plannedAt ?? 0))).toBe(true);
  });

  test('12 month ends, 53 Saturdays, 7 days 31, one 29 February', () => {
    const real = (cycle: CycleInput) =>
      year.filter((date) => instances(cycle, date, { timeZone })[0]?.kind === 'real').length;
    expect(real({ kind: 'month', days: ['L'] })).toBe(12);
    expect(real({ kind: 'week', weekdays: ['SAT'] })).toBe(53);
    expect(real({ kind: 'month', days: [31] })).toBe(7);
    expect(real({ kind: 'year', months: [2], days: [29] })).toBe(1);
  });
});
