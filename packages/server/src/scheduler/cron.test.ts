import { describe, expect, test } from 'vitest';
import { cycleSchema, type Cycle } from '../contract/schedule.ts';
import { cronOfCycle, cycleOfCron } from './cron.ts';

const known: readonly (readonly [cron: string, cycle: Cycle, printed: string])[] = [
  ['00 */5 * * * ?', { kind: 'minute', every: 5, from: '00:00', to: '23:55', second: 0 }, '0 */5 * * * ?'],
  ['0 */15 8-17 * * ?', { kind: 'minute', every: 15, from: '08:00', to: '17:45', second: 0 }, '0 */15 8-17 * * ?'],
  ['30 * * * * ?', { kind: 'minute', every: 1, from: '00:00', to: '23:59', second: 30 }, '30 * * * * ?'],
  ['00 00 */6 * * ?', { kind: 'hour', hours: { from: 0, to: 18, every: 6 }, minute: 0, second: 0 }, '0 0 */6 * * ?'],
  ['0 5 0-3 * * ?', { kind: 'hour', hours: { from: 0, to: 3, every: 1 }, minute: 5, second: 0 }, '0 5 0-3 * * ?'],
  [
    '0 0 9-18/3 * * ?',
    { kind: 'hour', hours: { from: 9, to: 18, every: 3 }, minute: 0, second: 0 },
    '0 0 9-18/3 * * ?',
  ],
  ['0 30 1,5,22 * * ?', { kind: 'hour', hours: [1, 5, 22], minute: 30, second: 0 }, '0 30 1,5,22 * * ?'],
  ['00 30 08 * * ?', { kind: 'day', time: '08:30' }, '0 30 8 * * ?'],
  ['15 30 8 ? * *', { kind: 'day', time: '08:30:15' }, '15 30 8 * * ?'],
  ['00 00 03 ? * MON,FRI', { kind: 'week', weekdays: ['MON', 'FRI'], time: '03:00' }, '0 0 3 ? * MON,FRI'],
  ['0 0 3 ? * 1', { kind: 'week', weekdays: ['SUN'], time: '03:00' }, '0 0 3 ? * SUN'],
  [
    '0 0 3 * * fri-mon',
    { kind: 'week', weekdays: ['MON', 'FRI', 'SAT', 'SUN'], time: '03:00' },
    '0 0 3 ? * MON,FRI,SAT,SUN',
  ],
  ['00 00 02 L * ?', { kind: 'month', days: ['L'], time: '02:00' }, '0 0 2 L * ?'],
  ['0 0 2 1,15,L * ?', { kind: 'month', days: [1, 15, 'L'], time: '02:00' }, '0 0 2 1,15,L * ?'],
  ['00 00 02 1 1,4,7,10 ?', { kind: 'year', months: [1, 4, 7, 10], days: [1], time: '02:00' }, '0 0 2 1 */3 ?'],
  ['0 0 2 29 FEB ?', { kind: 'year', months: [2], days: [29], time: '02:00' }, '0 0 2 29 2 ?'],
];

test.each(known)('%s is read and printed', (cron, cycle, printed) => {
  expect(cycleOfCron(cron)).toEqual(cycle);
  expect(cycleSchema.parse(cycle)).toEqual(cycle);
  expect(cronOfCycle(cycle)).toBe(printed);
  expect(cronOfCycle(cycleOfCron(printed))).toBe(printed);
});

test.each([
  ['0 8 * * *', 'CRON_FIELD_COUNT', '"0 8 * * *" has 5 fields instead of six.'],
  ['0 0 24 * * ?', 'CRON_BAD_FIELD', '"24" is not a hour.'],
  ['0 60 1 * * ?', 'CRON_BAD_FIELD', '"60" is not a minute.'],
  ['0 0 1 0 * ?', 'CRON_BAD_FIELD', '"0" is not a day of the month.'],
  ['0 0 1 ? * 0', 'CRON_BAD_FIELD', '"0" is not a weekday.'],
  ['0 0 1 ? * 6#3', 'CRON_BAD_FIELD', '"6#3" is not a weekday.'],
  ['0 0 1 15W * ?', 'CRON_BAD_FIELD', '"15W" is not a day of the month.'],
  ['0 */0 1 * * ?', 'CRON_BAD_FIELD', '"*/0" is not a minute.'],
  ['0 0 22-2 * * ?', 'CRON_BAD_FIELD', '"22-2" is not a hour.'],
  ['0 0 1, * * ?', 'CRON_BAD_FIELD', '"" is not a hour.'],
  [
    '*/10 0 1 * * ?',
    'CRON_NOT_EXPRESSIBLE',
    '"*/10 0 1 * * ?" cannot be a schedule: it is due several times a minute.',
  ],
  [
    '0 0,10 * * * ?',
    'CRON_NOT_EXPRESSIBLE',
    '"0 0,10 * * * ?" cannot be a schedule: the minutes between its times differ.',
  ],
  [
    '0 */5 8-17 ? * MON-FRI',
    'CRON_NOT_EXPRESSIBLE',
    '"0 */5 8-17 ? * MON-FRI" cannot be a schedule: several times a day, but not on every day.',
  ],
  [
    '0 0 1 13 * FRI',
    'CRON_NOT_EXPRESSIBLE',
    '"0 0 1 13 * FRI" cannot be a schedule: it chooses both weekdays and days or months.',
  ],
])('%s is refused: %s', (cron, code, message) => {
  expect(() => cycleOfCron(cron)).toThrow(expect.objectContaining({ code, message }));
});

describe('what cron cannot say is not printed', () => {
  test.each<Cycle>([
    { kind: 'day', time: 'random' },
    { kind: 'minute', every: 7, from: '00:00', to: '23:59', second: 0 },
    { kind: 'minute', every: 5, from: '08:00', to: '17:30', second: 0 },
  ])('%j', (cycle) => expect(cronOfCycle(cycle)).toBeUndefined());
});
