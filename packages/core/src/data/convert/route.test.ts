import { expect, test } from 'vitest';
import { types } from '../types.ts';
import type { Type } from '../types.ts';
import { compileConversion } from './column.ts';
import { planConversion } from './route.ts';

const all: readonly Type[] = [
  types.bool,
  types.int8,
  types.int16,
  types.int32,
  types.int64,
  types.uint64,
  types.float32,
  types.float64,
  types.decimal(15, 2),
  types.decimal(38, 4),
  types.anyDecimal,
  types.utf8,
  { kind: 'utf8', maxLength: 10 },
  types.binary,
  types.date,
  types.time,
  types.timestamp,
  types.timestampZoned,
  { kind: 'timestamp', unit: 'ns', zoned: false },
  types.json,
  types.list(types.int32),
  types.vector(3),
];

test('one letter for every pair of types', () => {
  const letters = { exact: '=', widened: '<', checked: '?', lossy: '~', impossible: '.' };
  const rows = all.map((from) => all.map((to) => letters[planConversion(from, to).verdict]).join(''));
  expect(rows).toEqual([
    //bool        dec    text    moments json
    '=<<<<<<<<<<==......=..',
    '?=<<<?<<<<<==.?.???=..',
    '??=<<?<<<<<==.?.???=..',
    '???=<??<<<<=?.?.???=..',
    '????=????<<=?.?.???=..',
    '?????=???<<=?.?.???=..',
    '.?????=<???=?......?..',
    '.?????~=???=?......?..',
    '.?????~==<<=?......?..',
    '.?????~~?=<=?......?..',
    '.?????~~??==?......?..',
    '???????????=?=????????',
    '???????????<==????????',
    '...........??=.....??.',
    '.?????.....=?.=.<??=..',
    '...........=?..=...=..',
    '.?????.....=?.?.=~?=..',
    '.?????.....=?.?.~=~=..',
    '.?????.....=?.?.?~==..',
    '???????????=?=.....=??',
    '...........=?=.....==?',
    '...........=?......?.=',
  ]);
});

test('a way that is not impossible can be compiled', () => {
  const options = { timeZone: 'UTC', lenientDates: false };
  for (const from of all) {
    for (const to of all) {
      if (planConversion(from, to).verdict === 'impossible') continue;
      const specs = [from, to].map((type) => ({ name: 'a', type, isNullable: true }));
      expect(() => compileConversion(specs[0] as never, specs[1] as never, options)).not.toThrow();
    }
  }
});

test('notes say what a user should know', () => {
  expect(planConversion(types.float64, types.float32)).toEqual({
    verdict: 'lossy',
    note: 'rounded to the nearest float32',
  });
  expect(planConversion(types.timestampZoned, types.timestamp)).toEqual({
    verdict: 'lossy',
    note: 'read in the time zone of the job',
  });
  expect(planConversion(types.int64, types.timestamp).note).toBe(
    'whole numbers are milliseconds since 1970-01-01 00:00:00 UTC',
  );
  expect(planConversion(types.int32, types.int32)).toEqual({ verdict: 'exact' });
});
