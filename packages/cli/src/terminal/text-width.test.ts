import { expect, test } from 'vitest';
import { fitText, padText, textWidth, visibleText } from './text-width.ts';

test('counts wide characters twice and combining marks not at all', () => {
  expect(['abc', '订单', 'e\u0301', '🚀', ''].map(textWidth)).toEqual([3, 4, 1, 2, 0]);
});

test('cuts text to a width and marks the cut', () => {
  expect(fitText('orders', 6)).toBe('orders');
  expect(fitText('orders_2026', 6)).toBe('order…');
  expect(fitText('订单订单', 5)).toBe('订单…');
});

test('pads by cells, not by characters', () => {
  expect(padText('订单', 6)).toBe('订单  ');
  expect(padText('7', 3, 'right')).toBe('  7');
});

test('makes control characters visible so that data cannot steer the terminal', () => {
  expect(visibleText('a\u001b[2Jb\nc\td')).toBe('a\\u{1b}[2Jb\\nc\\td');
  expect(visibleText('\u202eabc')).toBe('\\u{202e}abc');
});
