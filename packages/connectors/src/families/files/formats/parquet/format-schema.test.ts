import { describe, expect, test } from 'vitest';
import { converted, repetition } from './metadata.ts';
import { copied, fixture, readParquet, typeNames, withSchema } from './test-read-files.ts';

describe('schemas that are rare today', () => {
  test('mean in the older words what they mean in the newer ones, with times in UTC', async () => {
    const bytes = await copied(`select 'a' as s, date '2026-11-20' as d, timestamp '2026-11-20 01:02:03' as us,
      timestamp_ms '2026-11-20 01:02:03.004' as ms, time '01:02:03' as t, 1.5::decimal(9,2) as n, 7::utinyint as u8,
      -7::smallint as i16, '{}'::json as j`);
    const older = withSchema(bytes, (nodes) => nodes.map((node) => ({ ...node, logicalType: undefined })));
    const found = await readParquet(older);
    expect(typeNames(found)).toEqual([
      'utf8',
      'date',
      'timestamp(us, zoned)',
      'timestamp(us, zoned)',
      'time',
      'decimal(9,2)',
      'int16',
      'int16',
      'json',
    ]);
    expect(found.rows).toEqual([
      [
        'a',
        '2026-11-20',
        '2026-11-20 01:02:03+00:00',
        '2026-11-20 01:02:03.004+00:00',
        '01:02:03',
        '1.50',
        7,
        -7,
        '{}',
      ],
    ]);
  });

  test('mean nothing when the annotation does not go with the physical type', async () => {
    const bytes = await copied(`select 5::int as i, 'a'::blob as b, 1.5::double as d`);
    const odd = withSchema(bytes, (nodes) =>
      nodes.map((node, at) =>
        at === 0 ? node : { ...node, convertedType: converted.timestampMicros, logicalType: undefined },
      ),
    );
    const found = await readParquet(odd);
    expect(typeNames(found)).toEqual(['int32', 'binary', 'float64']);
    expect(found.rows).toEqual([[5, Uint8Array.of(97), 1.5]]);
  });

  test('have lists whose repeated node is the item', async () => {
    const flat = withSchema(fixture('required-items'), ([root, list, , item]) => [
      root!,
      list!,
      { ...item!, repetition: repetition.repeated },
    ]);
    const found = await readParquet(flat);
    expect(typeNames(found)).toEqual(['list<int32>']);
    expect(found.rows).toEqual([['[1,2]'], ['[]'], [null], ['[3]']]);
  });

  test('have lists of structs of one field, told by the name of the repeated node', async () => {
    const named = withSchema(fixture('required-items'), ([root, list, group, item]) => [
      root!,
      list!,
      { ...group!, name: 'array' },
      item!,
    ]);
    const found = await readParquet(named);
    expect(typeNames(found)).toEqual(['json']);
    expect(found.rows).toEqual([['[{"element":1},{"element":2}]'], ['[]'], [null], ['[{"element":3}]']]);
  });

  test('have repeated nodes without a list around them', async () => {
    const bare = withSchema(fixture('required-items'), ([root, list, group, item]) => [
      root!,
      { ...list!, logicalType: undefined, convertedType: undefined },
      group!,
      item!,
    ]);
    const found = await readParquet(bare);
    expect(typeNames(found)).toEqual(['json']);
    expect(found.rows).toEqual([
      ['{"list":[{"element":1},{"element":2}]}'],
      ['{"list":[]}'],
      [null],
      ['{"list":[{"element":3}]}'],
    ]);
  });
});

describe('cells that do not fit their type', () => {
  test('are rejected with their row, what was found and its number; the others stay', async () => {
    const found = await readParquet(fixture('not-utf8'));
    expect(found.rows).toEqual([
      [null, 'ok', 4],
      ['fine', 'ok', 5],
    ]);
    expect(found.ordinals).toEqual([4, 5]);
    expect(found.rejected).toEqual([
      {
        ordinal: 0,
        column: 1,
        code: 'INVALID_ENCODING',
        reason: 'Column "same" holds bytes that are no UTF-8.',
        raw: '{"text":"sound","same":{"base64":"/w=="},"i":0}',
      },
      {
        ordinal: 1,
        column: 0,
        code: 'INVALID_ENCODING',
        reason: 'Column "text" holds bytes that are no UTF-8.',
        raw: '{"text":{"base64":"6XTp"},"same":{"base64":"/w=="},"i":1}',
      },
      {
        ordinal: 2,
        column: 0,
        code: 'INVALID_ENCODING',
        reason: 'Column "text" holds bytes that are no UTF-8.',
        raw: '{"text":{"base64":"aGFsZiDD"},"same":{"base64":"/w=="},"i":2}',
      },
      {
        ordinal: 3,
        column: 0,
        code: 'INVALID_ENCODING',
        reason: 'Column "text" holds bytes that are no UTF-8.',
        raw: '{"text":{"base64":"qSByZXN0"},"same":"ok","i":3}',
      },
    ]);
  });

  test.each([1, 2, 3, 100])('keep their numbers in batches of %d rows', async (batchRows) => {
    const found = await readParquet(fixture('not-utf8'), { batchRows, columns: ['i', 'text'] });
    expect(found.rejected.map(({ ordinal, column }) => [ordinal, column])).toEqual([
      [1, 1],
      [2, 1],
      [3, 1],
    ]);
    expect(found.rows).toEqual([
      [0, 'sound'],
      [4, null],
      [5, 'fine'],
    ]);
    expect(found.ordinals).toEqual([0, 4, 5]);
  });

  test('are those beyond the range of their integers', async () => {
    const bytes = await copied(
      'select * from (values (1, 5::bigint), (null, 6), (200, 7), (-129, 8), (-128, 9)) t(a, b)',
    );
    const narrow = withSchema(bytes, ([root, a, ...rest]) => [
      root!,
      { ...a!, convertedType: converted.int8, logicalType: undefined },
      ...rest,
    ]);
    const found = await readParquet(narrow);
    expect(typeNames(found)).toEqual(['int8', 'int64']);
    expect(found.rows).toEqual([
      [1, 5n],
      [null, 6n],
      [-128, 9n],
    ]);
    expect(found.rejected.map(({ ordinal, reason }) => [ordinal, reason])).toEqual([
      [2, 'Column "a" holds 200, which is not from -128 to 127.'],
      [3, 'Column "a" holds -129, which is not from -128 to 127.'],
    ]);
  });

  test('are decimals with more digits than the file says, and those that would mean NaN', async () => {
    const bytes = await copied(`select a::decimal(18,0) as a, b::decimal(9,0) as b, c::decimal(38,0) as c from (values
      (99999, 99999, '99999'), (100000, 1, '1'), (1, -100000, '1'), (1, 1, '-100000'), (-99999, -99999, '-99999')) t(a, b, c)`);
    const short = withSchema(bytes, (nodes) =>
      nodes.map((node, at) =>
        at === 0
          ? node
          : {
              ...node,
              precision: at === 3 ? 19 : 5,
              scale: 2,
              convertedType: converted.decimal,
              logicalType: undefined,
            },
      ),
    );
    const found = await readParquet(short);
    expect(typeNames(found)).toEqual(['decimal(5,2)', 'decimal(5,2)', 'decimal(19,2)']);
    expect(found.rows).toEqual([
      ['999.99', '999.99', '999.99'],
      ['0.01', '0.01', '-1000.00'],
      ['-999.99', '-999.99', '-999.99'],
    ]);
    expect(found.rejected.map(({ ordinal, column, code }) => [ordinal, column, code])).toEqual([
      [1, 0, 'OUT_OF_RANGE'],
      [2, 1, 'OUT_OF_RANGE'],
    ]);
    const words = withSchema(
      await copied('select unnest([-9223372036854775808, 1, 9223372036854775807]) as a'),
      ([root, a]) => [
        root!,
        { ...a!, precision: 18, scale: 0, convertedType: converted.decimal, logicalType: undefined },
      ],
    );
    const { rows, rejected } = await readParquet(words);
    expect(rows).toEqual([['1']]);
    expect(rejected).toHaveLength(2);
  });

  test('are times between two microseconds', async () => {
    const { rejected, rows } = await readParquet(fixture('int96'));
    expect(rows).toEqual([[null, '1970-01-01 00:00:00.000001']]);
    expect(rejected.map(({ code, raw }) => [code, raw])).toEqual([
      ['INEXACT', '{"t":"1969-12-31 23:59:59.999999","n":{"base64":"AQAAAAAAAACMPSUA"}}'],
      ['INEXACT', '{"t":"2026-11-20 01:02:03.000004","n":{"base64":"F/xOkZROAACLPSUA"}}'],
    ]);
  });

  test('are milliseconds that no count of microseconds reaches', async () => {
    const bytes = await copied(
      'select unnest([9223372036854775, 9223372036854776, -9223372036854775, -9223372036854775807, 5]) as t',
    );
    const millis = withSchema(bytes, ([root, t]) => [
      root!,
      { ...t!, convertedType: converted.timestampMillis, logicalType: undefined },
    ]);
    const { rows, rejected } = await readParquet(millis);
    expect(rows).toEqual([
      ['294247-01-10 04:00:54.775+00:00'],
      ['-290308-12-21 19:59:05.225+00:00'],
      ['1970-01-01 00:00:00.005+00:00'],
    ]);
    expect(rejected.map(({ code, raw }) => [code, raw])).toEqual([
      ['OUT_OF_RANGE', '{"t":"9223372036854776 ms since 1970"}'],
      ['OUT_OF_RANGE', '{"t":"-9223372036854775807 ms since 1970"}'],
    ]);
  });

  test('are maps with a key that is null', async () => {
    const map = withSchema(fixture('pairs'), ([root, pairs, repeated, , key, value]) => [
      root!,
      { ...pairs!, convertedType: converted.map, logicalType: undefined },
      { ...repeated!, childCount: 2 },
      key!,
      value!,
    ]);
    const { rows, rejected, ordinals } = await readParquet(map);
    expect(rows).toEqual([['{"k":1}'], ['{}'], [null]]);
    expect(ordinals).toEqual([0, 2, 3]);
    expect(rejected.map(({ ordinal, code, reason }) => [ordinal, code, reason])).toEqual([
      [1, 'MALFORMED', 'Column "pairs" holds a map with a key that is null.'],
    ]);
  });

  test('are nested ones too', async () => {
    const bytes = await copied(`select [i, i * 100] as l from range(1, 4) r(i)`);
    const narrow = withSchema(bytes, (nodes) =>
      nodes.map((node, at) =>
        at < nodes.length - 1
          ? node
          : { ...node, convertedType: converted.decimal, precision: 2, scale: 0, logicalType: undefined },
      ),
    );
    const { rows, rejected } = await readParquet(narrow, { batchRows: 2 });
    expect(rows).toEqual([]);
    expect(rejected.map(({ ordinal, code, raw }) => [ordinal, code, raw])).toEqual([
      [0, 'OUT_OF_RANGE', '{"l":{"found":"a decimal of more than 2 digits","value":"100 without its point"}}'],
      [1, 'OUT_OF_RANGE', '{"l":{"found":"a decimal of more than 2 digits","value":"200 without its point"}}'],
      [2, 'OUT_OF_RANGE', '{"l":{"found":"a decimal of more than 2 digits","value":"300 without its point"}}'],
    ]);
  });

  test('are JSON columns with text that is no JSON', async () => {
    const bytes = await copied(`select unnest(['{"a":1}', '{a:1}', null]) as j`);
    const json = withSchema(bytes, ([root, j]) => [
      root!,
      { ...j!, convertedType: converted.json, logicalType: undefined },
    ]);
    const { rows, rejected } = await readParquet(json);
    expect(rows).toEqual([['{"a":1}'], [null]]);
    expect(rejected.map(({ code, raw }) => [code, raw])).toEqual([['MALFORMED', '{"j":{"base64":"e2E6MX0="}}']]);
  });
});
