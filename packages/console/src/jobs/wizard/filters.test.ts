import { resolveAssignments } from '@sluice/core';
import { expect, test } from 'vitest';
import { filterOf, recipeOf, withAssignments } from './filters.ts';

test('numbers stay numbers, texts are quoted, quotes are doubled', () => {
  const conditions = [
    { column: 'amount', operator: '>=', value: '10.5' },
    { column: 'city', operator: 'in', value: "Berlin, L'Aquila" },
    { column: 'zip', operator: '=', value: '01067' },
    { column: 'code', operator: '=', value: "'12'" },
    { column: 'gone', operator: 'is null', value: '' },
  ] as const;
  expect(filterOf(conditions)).toBe(
    "amount >= 10.5 and city in ('Berlin', 'L''Aquila') and zip = '01067' and code = '12' and gone is null",
  );
});

test('a name that needs quotes is not guessed', () => {
  expect(() => filterOf([{ column: 'order date', operator: '=', value: '1' }])).toThrow(RangeError);
});

test('the recipe for a business day covers it, and ends before the next one', () => {
  const { where, parameters } = recipeOf('businessDay', 'changed');
  expect(where).toBe("changed >= '${day_from}' and changed < '${day_to}'");
  const text = withAssignments('', parameters);
  expect(resolveAssignments(text, { cycleTime: '20260301020500' }).values).toEqual({
    day_from: '2026-02-28',
    day_to: '2026-03-01',
  });
});

test('the recipe for the last hour goes over midnight', () => {
  const text = withAssignments('', recipeOf('lastHour', 'changed').parameters);
  expect(resolveAssignments(text, { cycleTime: '20260301001000' }).values).toEqual({
    hour_from_day: '2026-02-28',
    hour_from: '23',
    hour_to_day: '2026-03-01',
    hour_to: '00',
  });
});

test('the recipe for a month goes over the end of the year', () => {
  const text = withAssignments('', recipeOf('businessMonth', 'changed').parameters);
  expect(resolveAssignments(text, { cycleTime: '20260101000000' }).values).toEqual({
    month_from: '2025-12',
    month_to: '2026-01',
  });
});

test('assignments of the same name are replaced, the others stay in order', () => {
  expect(withAssignments('a=$[yyyy-mm-dd hh24] b=2 c=3', { b: '4' })).toBe('a=$[yyyy-mm-dd hh24] c=3 b=4');
});
