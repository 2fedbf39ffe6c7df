import { describe, expect, test } from 'vitest';
import { planBackfill, type BackfillRequest } from './backfill.ts';
import { calendarOf, scheduled } from './test-calendar.ts';

const on = (job: string) => [{ kind: 'sameCycle', job }] as const;
const orders = scheduled('orders', { kind: 'day', time: '01:00' });
const customers = scheduled('customers', { kind: 'day', time: '02:00' }, on('orders'));
const report = scheduled('report', { kind: 'day', time: '03:00' }, on('customers'));
const other = scheduled('other', { kind: 'day' }, on('orders'));
const chain = calendarOf(orders, customers, report, other);

function request(rest: Partial<BackfillRequest> = {}): BackfillRequest {
  return {
    ranges: [{ from: '2026-03-01', to: '2026-03-03' }],
    order: 'ascending',
    groups: 1,
    chosen: ['orders'],
    ...rest,
  };
}

function steps(rest: Partial<BackfillRequest>) {
  return planBackfill(request(rest), chain).map(({ businessDate, group, after }) =>
    [businessDate.slice(8), group, after?.slice(8)].join(' ').trim(),
  );
}

test('the chosen date is the business date; the cycle time is the day after', () => {
  expect(planBackfill(request({ ranges: [{ from: '2014-05-10', to: '2014-05-10' }] }), chain)).toMatchObject([
    { businessDate: '2014-05-10', instances: [{ job: 'orders', cycleTime: '20140511010000', kind: 'real' }] },
  ]);
});

describe('groups of dates', () => {
  const ranges = [{ from: '2026-03-01', to: '2026-03-05' }];
  test('serial: each date after the one before', () =>
    expect(steps({ ranges })).toEqual(['01 0', '02 0 01', '03 0 02', '04 0 03', '05 0 04']));
  test('more dates than groups: dealt out, serial inside each', () =>
    expect(steps({ ranges, groups: 2 })).toEqual(['01 0', '02 1', '03 0 01', '04 1 02', '05 0 03']));
  test('not more dates than groups: all at once', () => expect(steps({ groups: 5 })).toEqual(['01 0', '02 1', '03 2']));
  test('descending', () => expect(steps({ order: 'descending' })).toEqual(['03 0', '02 0 03', '01 0 02']));
  test('ranges that overlap are joined, also over the end of a year', () => {
    const ends = [
      { from: '2025-12-31', to: '2026-01-01' },
      { from: '2025-12-30', to: '2025-12-31' },
    ];
    const dates = planBackfill(request({ ranges: ends }), chain).map(({ businessDate }) => businessDate);
    expect(dates).toEqual(['2025-12-30', '2025-12-31', '2026-01-01']);
  });
});

describe('jobs', () => {
  const kinds = (rest: Partial<BackfillRequest>) =>
    planBackfill(request({ ranges: [{ from: '2026-03-01', to: '2026-03-01' }], ...rest }), chain)[0]?.instances.map(
      ({ job, kind, parents }) => `${job} ${kind} ← ${parents.map((edge) => edge.job).join()}`,
    );
  test('those between chosen ones make dry runs', () =>
    expect(kinds({ chosen: ['orders', 'report'] })).toEqual([
      'orders real ← ',
      'report real ← customers',
      'customers dryRun ← orders',
    ]));
  test('the current job may be left out and keeps the order', () =>
    expect(kinds({ chosen: ['orders', 'other'], dryRun: ['orders'] })).toEqual([
      'orders dryRun ← ',
      'other real ← orders',
    ]));
  test('parents that are not chosen do not hold', () =>
    expect(kinds({ chosen: ['report'] })).toEqual(['report real ← ']));
});

test('off-days of a weekly job are dry runs', () => {
  const weekly = calendarOf(scheduled('orders', { kind: 'week', weekdays: ['MON'] }));
  const kinds = planBackfill(request(), weekly).map(({ instances }) => instances[0]?.kind);
  expect(kinds).toEqual(['real', 'dryRun', 'dryRun']); // business date Sunday 1 March is run date Monday
});

describe('jobs that wait for themselves', () => {
  const chained = calendarOf(scheduled('orders', { kind: 'day' }, [{ kind: 'previousSelf' }]));
  test('the first date waits for the scheduled instance before it, if there is one', () => {
    const edges = planBackfill(request({ groups: 3 }), chained).map(({ instances }) => instances[0]?.parents);
    expect(edges).toEqual([
      [{ job: 'orders', cycleTime: '20260301000000', kind: 'previousSelf', isInside: false }],
      [{ job: 'orders', cycleTime: '20260302000000', kind: 'previousSelf', isInside: true }],
      [{ job: 'orders', cycleTime: '20260303000000', kind: 'previousSelf', isInside: true }],
    ]);
  });
  test('descending order is refused: it would never end', () => {
    expect(() => planBackfill(request({ order: 'descending' }), chained)).toThrow(
      expect.objectContaining({ code: 'BACKFILL_BACKWARDS' }),
    );
  });
});

test('in descending order no instance waits for a day that runs later', () => {
  const hour = scheduled('hour', { kind: 'hour', hours: [0, 12] }, on('minute'));
  const calendar = calendarOf(hour, scheduled('minute', { kind: 'minute', every: 240 }));
  const plan = (order: BackfillRequest['order']) =>
    planBackfill(request({ chosen: ['hour', 'minute'], order }), calendar)
      .find(({ businessDate }) => businessDate === '2026-03-02')
      ?.instances[0]?.parents.map(({ cycleTime }) => cycleTime.slice(6, 10));
  expect(plan('ascending')).toEqual(['0216', '0220', '0300']);
  expect(plan('descending')).toEqual(['0300']);
});

test.each<[string, Partial<BackfillRequest>]>([
  ['BACKFILL_NO_DATES', { ranges: [{ from: '2026-03-02', to: '2026-03-01' }] }],
  ['BACKFILL_TOO_MANY_INSTANCES', { ranges: [{ from: '0001-01-01', to: '9998-12-31' }] }],
  ['BACKFILL_TOO_MANY_JOBS', { chosen: Array.from({ length: 2_001 }, (_, index) => `job${index}`) }],
])('%s', (code, rest) => {
  expect(() => planBackfill(request(rest), chain)).toThrow(expect.objectContaining({ code }));
});
