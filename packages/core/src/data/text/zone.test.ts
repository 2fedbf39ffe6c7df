import { expect, test } from 'vitest';
import { canonicalZone, timeZone } from './zone.ts';

const instant = (text: string): number => Date.parse(text) / 1000;

test('knows offsets by name, in summer and winter', () => {
  const berlin = timeZone('Europe/Berlin');
  expect(berlin.offsetAt(instant('2024-01-15T00:00:00Z'))).toBe(3600);
  expect(berlin.offsetAt(instant('2024-07-15T00:00:00Z'))).toBe(7200);
});

test('finds the very second at which the offset changes', () => {
  const newYork = timeZone('America/New_York');
  const change = instant('2024-03-10T07:00:00Z');
  expect(newYork.offsetAt(change - 1)).toBe(-5 * 3600);
  expect(newYork.offsetAt(change)).toBe(-4 * 3600);
});

test('moves a reading inside a gap forward', () => {
  const berlin = timeZone('Europe/Berlin');
  expect(berlin.toInstant(instant('2024-03-31T02:30:00Z'))).toBe(instant('2024-03-31T01:30:00Z'));
  expect(berlin.toInstant(instant('2024-03-31T01:59:59Z'))).toBe(instant('2024-03-31T00:59:59Z'));
  expect(berlin.toInstant(instant('2024-03-31T03:00:00Z'))).toBe(instant('2024-03-31T01:00:00Z'));
});

test('takes the earlier instant of a reading that exists twice', () => {
  const berlin = timeZone('Europe/Berlin');
  expect(berlin.toInstant(instant('2024-10-27T02:30:00Z'))).toBe(instant('2024-10-27T00:30:00Z'));
  expect(berlin.toInstant(instant('2024-10-27T03:00:00Z'))).toBe(instant('2024-10-27T02:00:00Z'));
});

test('answers the same when asked again, when the answers are remembered', () => {
  const sydney = timeZone('Australia/Sydney');
  const readings = Array.from({ length: 800 }, (_, day) => instant('2023-01-01T02:30:00Z') + day * 86_400);
  const first = readings.map((reading) => sydney.toInstant(reading));
  expect(readings.map((reading) => sydney.toInstant(reading))).toEqual(first);
  expect(first[0]).toBe(instant('2022-12-31T15:30:00Z'));
});

test('keeps seconds of local mean time', () => {
  expect(timeZone('Asia/Shanghai').offsetAt(instant('1890-01-01T00:00:00Z'))).toBe(8 * 3600 + 5 * 60 + 43);
});

test('holds for years before Christ and beyond the calendar of the runtime', () => {
  const shanghai = timeZone('Asia/Shanghai');
  expect(shanghai.offsetAt(-62_200_000_000)).toBe(8 * 3600 + 5 * 60 + 43);
  expect(shanghai.offsetAt(9_200_000_000_000)).toBe(8 * 3600);
});

test.each([
  ['GMT+8', 28_800],
  ['UTC', 0],
  ['Z', 0],
  ['+08:00', 28_800],
  ['-0330', -12_600],
  ['GMT-3:30', -12_600],
])('reads the offset %s', (name, seconds) => {
  expect(timeZone(name).offsetAt(0)).toBe(seconds);
  expect(timeZone(name).toInstant(0)).toBe(0 - seconds);
});

test.each(['Mars/Olympus', '+25:00', ''])('refuses the zone %j', (name) => {
  expect(() => timeZone(name)).toThrow(expect.objectContaining({ code: 'TEXT_UNKNOWN_TIME_ZONE' }));
});

test('names of zones become those that calendars know', () => {
  const names = [
    'GMT+8',
    'utc-03:30',
    '+8',
    'GMT',
    'Z',
    'Asia/Shanghai',
    'Etc/GMT+8',
    'Mars/North',
    'GMT+24',
    '+08:00:01',
    '',
  ];
  expect(names.map(canonicalZone)).toEqual([
    '+08:00',
    '-03:30',
    '+08:00',
    'UTC',
    'UTC',
    'Asia/Shanghai',
    'Etc/GMT+8',
    undefined,
    undefined,
    undefined,
    undefined,
  ]);
});
