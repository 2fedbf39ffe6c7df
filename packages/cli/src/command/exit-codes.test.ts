import { expect, test } from 'vitest';
import { exitCodeOf } from './exit-codes.ts';

test('answers by whose move it is', () => {
  const kinds = ['internal', 'config', 'environment', 'data', 'limit', 'cancelled'] as const;
  expect(kinds.map((kind) => exitCodeOf(kind))).toEqual([1, 2, 3, 4, 4, 5]);
});

test('answers with the code of the signal that stopped the run, but not for other errors', () => {
  expect(exitCodeOf('cancelled', 'SIGINT')).toBe(130);
  expect(exitCodeOf('cancelled', 'SIGTERM')).toBe(143);
  expect(exitCodeOf('environment', 'SIGINT')).toBe(3);
});
