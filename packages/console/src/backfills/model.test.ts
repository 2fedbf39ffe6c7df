import { expect, test } from 'vitest';
import { firstWrong, newBackfill } from './model.ts';

test('a backfill needs jobs, and dates in their order', () => {
  const body = newBackfill('2026-11-20', undefined);
  expect(firstWrong(body)).toBe('jobs');
  const chosen = { ...body, jobs: ['a'] };
  expect(firstWrong(chosen)).toBeUndefined();
  expect(firstWrong({ ...chosen, ranges: [{ from: '2026-11-20', to: '' }] })).toBe('dates');
  expect(firstWrong({ ...chosen, ranges: [{ from: '2026-11-20', to: '2026-11-19' }] })).toBe('order');
});
