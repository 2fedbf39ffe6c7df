import { describe, expect, test } from 'vitest';
import { datesBetween } from './dates.ts';
import { parentsOf, type Calendar, type ResolvedDependency, type ScheduledJob } from './dependencies.ts';
import { calendarOf, scheduled } from './test-calendar.ts';

const onParent = [{ kind: 'sameCycle', job: 'parent' }] as const;
const hours = { from: 0, to: 23 };

/** Cycle times of the parents of the child's instance at `ddhhmi` in March 2026, as `ddhhmi`. */
function parentTimes(child: ScheduledJob, at: string, calendar: Calendar): string[] {
  const runDate = `2026-03-${at.slice(0, 2)}`;
  const time = calendar.instancesOf(child.job, runDate).find(({ cycleTime }) => cycleTime.slice(6, 12) === at);
  if (time === undefined) throw new Error(`no instance at ${at}`);
  return parentsOf(child, time, calendar).map(({ cycleTime }) => cycleTime.slice(6, 12));
}

type Cycle = Parameters<typeof scheduled>[1];
const minute = (every: number): Cycle => ({ kind: 'minute', every });
const hour = (at = 0): Cycle => ({ kind: 'hour', hours, minute: at });
const day: Cycle = { kind: 'day', time: '03:00' };

describe('same cycle', () => {
  test.each<[name: string, child: Cycle, at: string, parent: Cycle, expected: readonly string[]]>([
    ['day ← day: same day', { kind: 'day' }, '020000', day, ['020300']],
    ['day ← hour: all of the day', day, '020300', { kind: 'hour', hours: [0, 12, 23] }, ['020000', '021200', '022300']],
    ['day ← minute: all of the day', day, '020300', minute(720), ['020000', '021200']],
    ['hour ← day: the instance of the day', hour(), '020000', day, ['020300']],
    ['minute ← day: the instance of the day', minute(5), '021005', day, ['020300']],
    ['hour ← hour: the same time', hour(), '020700', hour(), ['020700']],
    ['hour ← hour: the same place in the day, also when the parent is later', hour(30), '020730', hour(45), ['020745']],
    [
      'hour ← hour, coarser child: since its previous one',
      { kind: 'hour', hours: { from: 0, to: 23, every: 6 } },
      '020600',
      { kind: 'hour', hours: { from: 0, to: 23, every: 2 } },
      ['020200', '020400', '020600'],
    ],
    [
      'hour ← hour, finer child: the latest before',
      hour(),
      '020700',
      { kind: 'hour', hours: { from: 0, to: 23, every: 6 } },
      ['020600'],
    ],
    ['hour ← minute: since its previous one', hour(), '020700', minute(20), ['020620', '020640', '020700']],
    ['hour ← minute: over midnight', hour(), '020000', minute(20), ['012320', '012340', '020000']],
    ['minute ← minute, same step: the same time', minute(15), '020715', minute(15), ['020715']],
    ['minute ← minute, coarser child', minute(30), '020730', minute(15), ['020715', '020730']],
    ['minute ← hour: the latest hour', minute(15), '020745', hour(), ['020700']],
    [
      'day ← week: the day’s instance, also a dry run',
      { kind: 'day' },
      '020000',
      { kind: 'week', weekdays: ['TUE'] },
      ['020000'],
    ],
    [
      'day ← month: the day’s instance, also a dry run',
      { kind: 'day' },
      '020000',
      { kind: 'month', days: ['L'] },
      ['020000'],
    ],
    ['month ← day', { kind: 'month', days: ['L'] }, '310000', day, ['310300']],
    ['week ← month', { kind: 'week', weekdays: ['MON'] }, '020000', { kind: 'month', days: [1] }, ['020000']],
  ])('%s', (_, childCycle, at, parentCycle, expected) => {
    const child = scheduled('child', childCycle, onParent);
    expect(parentTimes(child, at, calendarOf(child, scheduled('parent', parentCycle)))).toEqual(expected);
  });

  test('day ← hour with self-dependency: only the first one', () => {
    const child = scheduled('child', day, onParent);
    const parent = scheduled('parent', hour(), [{ kind: 'previousSelf' }]);
    expect(parentTimes(child, '020300', calendarOf(child, parent))).toEqual(['020000']);
  });

  test('zones: hours meet in time, days by their date', () => {
    const child = scheduled('child', { kind: 'hour', hours: { from: 0, to: 22, every: 2 } }, onParent, 'Asia/Shanghai');
    const parent = scheduled('parent', hour(), [], 'UTC');
    expect(parentTimes(child, '020200', calendarOf(child, parent))).toEqual(['011700', '011800']);
    const daily = scheduled('child', day, onParent, 'Asia/Shanghai');
    expect(parentTimes(daily, '020300', calendarOf(daily, scheduled('parent', day, [], 'UTC')))).toEqual(['020300']);
  });

  test('a parent that is not scheduled, or not on that day, gives no edge', () => {
    const child = scheduled('child', day, onParent);
    expect(parentTimes(child, '020300', calendarOf(child))).toEqual([]);
    const parent = scheduled('parent', day);
    const later = { ...parent, schedule: { ...parent.schedule, effectiveFrom: '2026-03-03' } };
    expect(parentTimes(child, '020300', calendarOf(child, later))).toEqual([]);
  });
});

describe('previous cycle', () => {
  const previous = (kind: 'previousSelf' | 'previousChildren'): readonly ResolvedDependency[] => [{ kind }];
  const onPrevious = [{ kind: 'previousOther', job: 'parent' }] as const;

  test.each<[name: string, cycle: Cycle, at: string, expected: readonly string[]]>([
    ['day: yesterday', day, '020300', ['010300']],
    ['hour: the hour before', hour(), '020700', ['020600']],
    ['the first of a day: the last of yesterday', hour(), '020000', ['012300']],
    ['minute', minute(5), '020005', ['020000']],
    ['week: yesterday’s dry run, which waits in its turn', { kind: 'week', weekdays: ['MON'] }, '020000', ['010000']],
  ])('of itself, %s', (_, cycle, at, expected) => {
    const job = scheduled('job', cycle, previous('previousSelf'));
    expect(parentTimes(job, at, calendarOf(job))).toEqual(expected);
  });

  test('the very first instance waits for none', () => {
    const job = scheduled('job', day, previous('previousSelf'));
    const first = { ...job, schedule: { ...job.schedule, effectiveFrom: '2026-03-02' } };
    expect(parentTimes(first, '020300', calendarOf(first))).toEqual([]);
  });

  test('of direct children, not of theirs', () => {
    const job = scheduled('job', day, previous('previousChildren'));
    const child = scheduled('child', { kind: 'hour', hours: [4, 16] }, [{ kind: 'sameCycle', job: 'job' }]);
    const grandchild = scheduled('grandchild', { kind: 'day' }, [{ kind: 'sameCycle', job: 'child' }]);
    expect(parentTimes(job, '020300', calendarOf(job, child, grandchild))).toEqual(['010400', '011600']);
  });

  test.each<[name: string, child: Cycle, at: string, parent: Cycle, expected: readonly string[]]>([
    ['day ← hour: all of yesterday', day, '020300', { kind: 'hour', hours: [0, 23] }, ['010000', '012300']],
    ['day ← day: yesterday', { kind: 'day' }, '020000', day, ['010300']],
    ['hour ← day: yesterday', hour(), '020500', day, ['010300']],
    ['hour ← hour: the hour before', hour(), '020500', hour(), ['020400']],
    ['hour ← hour: the last of yesterday', hour(), '020000', hour(), ['012300']],
    ['hour ← minute: what the hour before waited for', hour(), '020500', minute(30), ['020330', '020400']],
  ])('of others, %s', (_, childCycle, at, parentCycle, expected) => {
    const child = scheduled('child', childCycle, onPrevious);
    expect(parentTimes(child, at, calendarOf(child, scheduled('parent', parentCycle)))).toEqual(expected);
  });
});

test.each(['Europe/Berlin', 'America/New_York', 'Asia/Shanghai'])(
  'over the days on which clocks change in %s every minute instance has exactly one hourly child',
  (zone) => {
    const child = scheduled('child', { kind: 'hour', hours: { from: 0, to: 23, every: 3 } }, onParent, zone);
    const parent = scheduled('parent', minute(20), [], zone);
    const calendar = calendarOf(child, parent);
    for (const [from, to] of [
      ['2026-03-07', '2026-03-09'],
      ['2026-03-28', '2026-03-30'],
      ['2026-10-24', '2026-11-02'],
    ] as const) {
      const edges = datesBetween(from, to)
        .flatMap((date) => calendar.instancesOf('child', date))
        .flatMap((time) => parentsOf(child, time, calendar).map(({ cycleTime }) => cycleTime));
      const expected = datesBetween(from, to)
        .flatMap((date) => calendar.instancesOf('parent', date))
        .map(({ cycleTime }) => cycleTime)
        .filter((cycleTime) => cycleTime <= `${to.replaceAll('-', '')}210000`);
      expect(edges.filter((cycleTime) => cycleTime >= expected[0]!)).toEqual(expected);
    }
  },
);

test('an edge named twice is one edge', () => {
  const child = scheduled('child', day, [...onParent, ...onParent, { kind: 'previousOther', job: 'parent' }]);
  const calendar = calendarOf(child, scheduled('parent', day));
  const [time] = calendar.instancesOf('child', '2026-03-02');
  expect(parentsOf(child, time!, calendar)).toEqual([
    { job: 'parent', cycleTime: '20260302030000', kind: 'sameCycle' },
    { job: 'parent', cycleTime: '20260301030000', kind: 'previousOther' },
  ]);
});
