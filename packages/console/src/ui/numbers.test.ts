import { expect, test } from 'vitest';
import { zh } from '../i18n/zh/index.ts';
import { bytesText, countText, durationText, speakUnits } from './numbers.ts';

test('an unknown number is a dash, zero is a zero', () => {
  expect(countText(undefined)).toBe('—');
  expect(countText(0)).toBe('0');
  expect(bytesText(Number.NaN)).toBe('—');
  expect(durationText(undefined)).toBe('—');
});

test('numbers carry their unit', () => {
  expect(countText(1_234_567)).toBe('1,234,567');
  expect(bytesText(1_000)).toBe('1000 B');
  expect(bytesText(1_572_864)).toBe('1.5 MiB');
  expect(durationText(850)).toBe('850 ms');
  expect(durationText(12_345)).toBe('12.3 s');
  expect(durationText(245_000)).toBe('4 min 05 s');
  expect(durationText(7_620_000)).toBe('2 h 07 min');
});

test('durations are told in the chosen language', () => {
  speakUnits(zh.ui.units);
  expect([850, 12_345, 245_000, 7_620_000].map(durationText)).toEqual([
    '850 毫秒',
    '12.3 秒',
    '4 分 05 秒',
    '2 小时 07 分',
  ]);
});
