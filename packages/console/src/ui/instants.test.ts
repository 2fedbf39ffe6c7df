import { expect, test } from 'vitest';
import { formatInstant, formatRelative } from './instants.ts';

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
