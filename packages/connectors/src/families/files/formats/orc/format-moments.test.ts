import { expect, test } from 'vitest';
import { cellsOf, fixture, readOrc, readOrcWith, replaced } from './test-orc.ts';

test('timestamps are the wall clock of their writer, in all centuries', async () => {
  expect(cellsOf(await readOrc(fixture('shanghai')), 'moment')).toEqual([
    '2024-07-01 12:00:00.123456',
    '1970-01-01 08:00:00',
    '1969-12-31 23:59:58.5',
    '1940-06-15 00:00:00',
    '1900-06-01 00:00:00',
    '1900-01-01 00:00:00',
    '1850-01-01 00:00:00',
    '1000-01-01 00:00:00',
    '0001-01-01 00:00:00',
    '9999-12-31 23:59:59',
  ]);
});

test('nanoseconds are rejected in microseconds and kept on demand', async () => {
  const { rows, rejected } = await readOrc(fixture('new-york'));
  expect(rows).toEqual([['2024-01-01 12:00:00.5'], ['2024-11-03 01:30:00'], ['1850-01-01 00:00:00']]);
  expect(rejected).toEqual([
    {
      ordinal: 0,
      column: 0,
      code: 'INEXACT',
      reason: 'Column "moment" holds a timestamp with fractions of a microsecond.',
      values: [null],
    },
  ]);
  const fine = await readOrcWith({ timestampUnit: 'ns' }, fixture('new-york'));
  expect(cellsOf(fine, 'moment')[0]).toBe('2024-07-01 12:00:00.000000001');
});

test('timestamps out of the range of nanoseconds are rejected when those are wanted', async () => {
  const { rejected } = await readOrcWith({ timestampUnit: 'ns' }, fixture('shanghai'));
  expect(rejected.map(({ ordinal, code }) => [ordinal, code])).toEqual([
    [7, 'OUT_OF_RANGE'],
    [8, 'OUT_OF_RANGE'],
    [9, 'OUT_OF_RANGE'],
  ]);
});

test('days of the Julian calendar keep year, month and day', async () => {
  const { rows, ordinals, rejected } = await readOrc(fixture('hybrid-days'));
  expect(rows).toEqual([['0001-01-01'], ['1582-10-04'], ['1582-10-15'], ['1970-01-01']]);
  expect(ordinals).toEqual([0, 2, 3, 4]);
  expect(rejected[0]?.reason).toBe('Column "day" holds a 29 February that only the Julian calendar has.');
});

test('a zone that nobody knows is an error that names it', async () => {
  const strange = replaced(fixture('shanghai'), 'Asia/Shanghai', 'Asia/Shanghaj');
  await expect(readOrc(strange)).rejects.toMatchObject({
    code: 'ORC_UNKNOWN_ZONE',
    message:
      'The timestamps in column "moment" of "test-file" depend on the time zone of their writer, "Asia/Shanghaj", which is not known here.',
  });
});

test('files that do not name the zone need to be told it', async () => {
  // Field 3 of the stripe footer becomes field 15, which nobody reads.
  const nameless = replaced(fixture('shanghai'), '\u001a\rAsia/', '\u007a\rAsia/');
  await expect(readOrc(nameless)).rejects.toMatchObject({ code: 'ORC_UNKNOWN_ZONE' });
  const { rows } = await readOrcWith({ legacyTimeZone: 'Asia/Shanghai' }, nameless);
  expect(rows[0]).toEqual(['2024-07-01 12:00:00.123456']);
});
