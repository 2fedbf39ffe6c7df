import { describe, expect, test } from 'vitest';
import { startOfDay, verdictOf, type Limits } from './verdict.ts';

const at = (text: string): number => Date.parse(text);
const open: Limits = { mostPerDay: 3, leastIntervalMinutes: 0, heldBack: 'summary' };
const none = { today: 0, latest: undefined };
const noon = at('2026-11-21T12:00:00Z');

test('so many a day and no more; the last one is known', () => {
  expect(verdictOf(noon, open, none, 'UTC')).toEqual({ kind: 'send', isLastOfDay: false });
  expect(verdictOf(noon, open, { today: 2, latest: 0 }, 'UTC')).toEqual({ kind: 'send', isLastOfDay: true });
  expect(verdictOf(noon, open, { today: 3, latest: 0 }, 'UTC')).toEqual({ kind: 'drop', reason: 'limit' });
});

test('the day is that of the project', () => {
  expect(startOfDay(at('2026-11-21T15:59:59Z'), 'Asia/Shanghai')).toBe(at('2026-11-20T16:00:00Z'));
  expect(startOfDay(at('2026-11-21T16:00:00Z'), 'Asia/Shanghai')).toBe(at('2026-11-21T16:00:00Z'));
});

describe('the least interval', () => {
  const limits = { ...open, leastIntervalMinutes: 30 };
  const told = (minutesAgo: number) => ({ today: 1, latest: noon - minutesAgo * 60_000 });

  test('holds back until it is over', () => {
    expect(verdictOf(noon, limits, told(10), 'UTC')).toEqual({
      kind: 'holdBack',
      until: at('2026-11-21T12:20:00Z'),
      reason: 'interval',
    });
    expect(verdictOf(noon, limits, told(30), 'UTC')).toMatchObject({ kind: 'send' });
  });

  test('further alerts join those that wait already', () => {
    expect(verdictOf(noon, limits, told(-20), 'UTC')).toEqual({
      kind: 'holdBack',
      until: at('2026-11-21T12:20:00Z'),
      reason: 'interval',
    });
  });

  test('drops instead, when that was chosen', () => {
    expect(verdictOf(noon, { ...limits, heldBack: 'drop' }, told(10), 'UTC')).toEqual({
      kind: 'drop',
      reason: 'interval',
    });
  });

  test('that ends in quiet hours lasts until their end', () => {
    const both = { ...limits, quietHours: { from: '12:10', to: '14:00' } };
    expect(verdictOf(noon, both, told(10), 'UTC')).toMatchObject({ until: at('2026-11-21T14:00:00Z') });
  });
});

describe('quiet hours', () => {
  const night: Limits = { ...open, quietHours: { from: '22:00', to: '07:00' } };
  const until = (now: string, limits = night, timeZone = 'Europe/Berlin') => {
    const verdict = verdictOf(at(now), limits, none, timeZone);
    return verdict.kind === 'holdBack' ? new Date(verdict.until).toISOString() : verdict.kind;
  };

  test.each([
    ['2026-11-21T20:59:59Z', 'send'],
    ['2026-11-21T21:00:00Z', '2026-11-22T06:00:00.000Z'],
    ['2026-11-21T23:30:00Z', '2026-11-22T06:00:00.000Z'],
    ['2026-11-22T05:59:59Z', '2026-11-22T06:00:00.000Z'],
    ['2026-11-22T06:00:00Z', 'send'],
  ])('over midnight: %s → %s', (now, expected) => {
    expect(until(now)).toBe(expected);
  });

  test.each([
    // 29 March 2026, 02:00 → 03:00
    ['the evening before summer time begins', '2026-03-28T22:00:00Z', '2026-03-29T05:00:00.000Z'],
    ['the night in which summer time begins', '2026-03-29T01:30:00Z', '2026-03-29T05:00:00.000Z'],
    // 25 October 2026, 03:00 → 02:00
    ['the evening before summer time ends', '2026-10-24T21:00:00Z', '2026-10-25T06:00:00.000Z'],
    ['the second 02:30 of the night', '2026-10-25T01:30:00Z', '2026-10-25T06:00:00.000Z'],
  ])('%s', (_, now, expected) => {
    expect(until(now)).toBe(expected);
  });

  test('an end that the clock shows twice never lies in the past', () => {
    const limits = { ...open, quietHours: { from: '01:00', to: '02:30' } };
    expect(until('2026-10-25T00:15:00Z', limits)).toBe('2026-10-25T00:30:00.000Z');
    // 02:15 for the second time
    expect(until('2026-10-25T01:15:00Z', limits)).toBe('2026-10-25T01:30:00.000Z');
  });

  test('an end that the clock skips is the next time there is', () => {
    const limits = { ...open, quietHours: { from: '01:00', to: '02:30' } };
    expect(until('2026-03-29T00:30:00Z', limits)).toBe('2026-03-29T01:00:00.000Z');
  });

  test('within a day, in the zone of the project', () => {
    const lunch = { ...open, quietHours: { from: '12:00', to: '13:00' } };
    expect(until('2026-11-21T04:30:00Z', lunch, 'Asia/Shanghai')).toBe('2026-11-21T05:00:00.000Z');
    expect(until('2026-11-21T05:00:00Z', lunch, 'Asia/Shanghai')).toBe('send');
  });

  test('alerts are dropped in them, when that was chosen', () => {
    const verdict = verdictOf(at('2026-11-21T23:00:00Z'), { ...night, heldBack: 'drop' }, none, 'Europe/Berlin');
    expect(verdict).toEqual({ kind: 'drop', reason: 'quietHours' });
  });
});
