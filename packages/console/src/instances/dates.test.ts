import { expect, test } from 'vitest';
import { dayBefore, monthDays } from './dates.ts';

test('a month is shown in whole weeks that begin on Monday', () => {
  const days = monthDays('2026-11');
  expect([days.length, days[0], days.at(-1)]).toEqual([42, '2026-10-26', '2026-12-06']);
  expect(monthDays('2027-02')).toHaveLength(28);
});

test('the day before the first of March knows leap years', () => {
  expect([dayBefore('2028-03-01'), dayBefore('2026-01-01')]).toEqual(['2028-02-29', '2025-12-31']);
});
