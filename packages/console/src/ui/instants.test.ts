import { expect, test } from 'vitest';
import { formatInstant, formatRelative, instantsOf, startOfDay } from './instants.ts';

test('shows an instant with the offset that its zone has at that time', () => {
  expect(formatInstant('2026-11-21T16:41:59Z', 'UTC')).toBe('2026-11-21 16:41:59 UTC');
  expect(formatInstant('2026-11-21T16:41:59Z', 'Asia/Shanghai')).toBe('2026-11-22 00:41:59 UTC+8');
  expect(formatInstant('2026-07-01T00:00:00Z', 'Europe/Berlin')).toBe('2026-07-01 02:00:00 UTC+2');
  expect(formatInstant('2026-12-01T00:00:00Z', 'Europe/Berlin')).toBe('2026-12-01 01:00:00 UTC+1');
});

test('tells the distance from now in the largest unit that fits', () => {
  const now = Date.parse('2026-11-21T12:00:00Z');
  expect(formatRelative('2026-11-21T11:55:00Z', now, 'en')).toBe('5 minutes ago');
  expect(formatRelative('2026-11-19T11:00:00Z', now, 'en')).toBe('2 days ago');
  expect(formatRelative('2026-11-21T14:00:00Z', now, 'en')).toBe('in 2 hours');
  expect(formatRelative('2026-11-21T11:55:00Z', now, 'zh')).toBe('5分钟前');
});

test('a day begins when the clocks of its zone say so', () => {
  const start = (date: string, zone: string) => startOfDay(date, zone).toISOString();
  expect(start('2026-11-21', 'UTC')).toBe('2026-11-21T00:00:00.000Z');
  expect(start('2026-11-21', 'Asia/Shanghai')).toBe('2026-11-20T16:00:00.000Z');
  expect(start('2026-11-21', 'America/Los_Angeles')).toBe('2026-11-21T08:00:00.000Z');
  // The clocks change on that day, hours after midnight.
  expect(start('2026-03-29', 'Europe/Berlin')).toBe('2026-03-28T23:00:00.000Z');
  expect(start('2026-03-30', 'Europe/Berlin')).toBe('2026-03-29T22:00:00.000Z');
});

test('days are whole ones of the zone, the last one included; what is no day is left out', () => {
  expect(instantsOf({ from: '2026-11-20', to: '2026-11-20' }, 'Asia/Shanghai')).toEqual({
    from: '2026-11-19T16:00:00.000Z',
    to: '2026-11-20T16:00:00.000Z',
  });
  expect(instantsOf({ to: '2026-12-31' }, 'UTC')).toEqual({ to: '2027-01-01T00:00:00.000Z' });
  expect(instantsOf({ from: 'yesterday', to: '2026-13-45' }, 'UTC')).toEqual({});
});
