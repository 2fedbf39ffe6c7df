import { expect, test } from 'vitest';
import { foldersOf, isWithin } from './folders.ts';

test('makes a tree of paths, with the jobs in and below each', () => {
  expect(foldersOf(['', 'sales', 'sales/daily', 'sales/daily', 'a/b'])).toEqual([
    { path: 'a', name: 'a', count: 1, children: [{ path: 'a/b', name: 'b', count: 1, children: [] }] },
    {
      path: 'sales',
      name: 'sales',
      count: 3,
      children: [{ path: 'sales/daily', name: 'daily', count: 2, children: [] }],
    },
  ]);
});

test('a folder that begins alike is another one', () => {
  expect(isWithin('sales2', 'sales')).toBe(false);
  expect(isWithin('sales/daily', 'sales')).toBe(true);
  expect(isWithin('', '')).toBe(true);
});
