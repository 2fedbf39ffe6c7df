import { expect, test } from 'vitest';
import { wholeNumber } from './whole-number.ts';

test('takes digits within the range', () => {
  expect(wholeNumber('--limit', '20')).toBe(20);
  expect(wholeNumber('--rows', '10000', 10_000)).toBe(10_000);
});

test.each(['0', '-5', 'ten', '1.5', '', '1e3', '10001'])('refuses "%s" and says what it expects', (text) => {
  expect(() => wholeNumber('--rows', text, 10_000)).toThrow(
    `--rows is "${text}"; expected a whole number from 1 to 10000.`,
  );
});
