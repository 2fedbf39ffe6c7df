import { describe, expect, test } from 'vitest';
import { copied, fixture, readParquet, typeNames } from './test-read-files.ts';

describe('types as DuckDB writes them', () => {
  test('reads integers of all sizes up to their ends', async () => {
    const found = await readParquet(
      await copied(`select * from (values
        ('-128'::tinyint, 255::utinyint, '-32768'::smallint, 65535::usmallint, '-2147483648'::int, 4294967295::uinteger,
         '-9223372036854775808'::bigint, 18446744073709551615::ubigint),
        (127, 0, 32767, 0, 2147483647, 0, 9223372036854775807, 0),
        (null, null, null, null, null, null, null, null)) as t(i8, u8, i16, u16, i32, u32, i64, u64)`),
    );
    expect(typeNames(found)).toEqual(['int8', 'int16', 'int16', 'int32', 'int32', 'int64', 'int64', 'uint64']);
    expect(found.rows).toEqual([
      [-128, 255, -32768, 65535, -2147483648, 4294967295n, -9223372036854775808n, 18446744073709551615n],
      [127, 0, 32767, 0, 2147483647, 0n, 9223372036854775807n, 0n],
      [null, null, null, null, null, null, null, null],
    ]);
  });

  test('reads floats with their odd values, and booleans', async () => {
    const found = await readParquet(
      await copied(`select f::float as f, d::double as d, b from (values ('1.5', '-0', true), ('nan', 'infinity', false),
        ('-infinity', 'nan', null), ('3.4028235e38', '5e-324', true)) t(f, d, b)`),
    );
    expect(typeNames(found)).toEqual(['float32', 'float64', 'bool']);
    expect(found.rows).toEqual([
      [1.5, -0, true],
      [Number.NaN, Number.POSITIVE_INFINITY, false],
      [Number.NEGATIVE_INFINITY, Number.NaN, null],
      [3.4028234663852886e38, 5e-324, true],
    ]);
  });

  test('reads decimals of all sizes exactly', async () => {
    const found = await readParquet(
      await copied(`select a::decimal(4,2) as a, b::decimal(9,2) as b, c::decimal(18,2) as c, d::decimal(19,2) as d,
        e::decimal(38,6) as e from (values
        ('99.99', '9999999.99', '9999999999999999.99', '99999999999999999.99', '99999999999999999999999999999999.999999'),
        ('-99.99', '-9999999.99', '-9999999999999999.99', '-99999999999999999.99', '-99999999999999999999999999999999.999999'),
        ('0', '0', '0', '0', '0'), ('0.01', '-0.01', '0.01', '-0.01', '0.000001'), (null, null, null, null, null))
        t(a, b, c, d, e)`),
    );
    expect(typeNames(found)).toEqual([
      'decimal(4,2)',
      'decimal(9,2)',
      'decimal(18,2)',
      'decimal(19,2)',
      'decimal(38,6)',
    ]);
    expect(found.rows).toEqual([
      ['99.99', '9999999.99', '9999999999999999.99', '99999999999999999.99', '99999999999999999999999999999999.999999'],
      [
        '-99.99',
        '-9999999.99',
        '-9999999999999999.99',
        '-99999999999999999.99',
        '-99999999999999999999999999999999.999999',
      ],
      ['0.00', '0.00', '0.00', '0.00', '0.000000'],
      ['0.01', '-0.01', '0.01', '-0.01', '0.000001'],
      [null, null, null, null, null],
    ]);
  });

  test('reads dates, times and timestamps with their units and zones', async () => {
    const found = await readParquet(
      await copied(`select * from (values
        (date '0001-01-01', time '23:59:59.999999', timestamp '1969-12-31 23:59:59.999999', timestamp_ms '2026-11-20 01:02:03.004',
         timestamp_ns '2262-04-11 23:47:16.854775806', timestamptz '2026-11-20 01:02:03.004005+08'),
        (date '9999-12-31', time '00:00:00', timestamp '0001-01-01 00:00:00', timestamp_ms '9999-12-31 23:59:59.999',
         timestamp_ns '1677-09-22 00:00:00.000000001', timestamptz '1900-01-01 00:00:00+00'),
        (null, null, null, null, null, null)) x(d, t, us, ms, ns, tz)`),
    );
    expect(typeNames(found)).toEqual([
      'date',
      'time',
      'timestamp(us)',
      'timestamp(us)',
      'timestamp(ns)',
      'timestamp(us, zoned)',
    ]);
    expect(found.rows).toEqual([
      [
        '0001-01-01',
        '23:59:59.999999',
        '1969-12-31 23:59:59.999999',
        '2026-11-20 01:02:03.004',
        '2262-04-11 23:47:16.854775806',
        '2026-11-19 17:02:03.004005+00:00',
      ],
      [
        '9999-12-31',
        '00:00:00',
        '0001-01-01 00:00:00',
        '9999-12-31 23:59:59.999',
        '1677-09-22 00:00:00.000000001',
        '1900-01-01 00:00:00+00:00',
      ],
      [null, null, null, null, null, null],
    ]);
  });

  test('reads texts, bytes, UUIDs, JSON and intervals', async () => {
    const found = await readParquet(
      await copied(`select 'naïve 数据 😀' as s, 'a\\x00\\xFF'::blob as b, 'A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11'::uuid as u,
        'red'::enum('red', 'green') as e, '{"a": [1, null]}'::json as j, interval '14 months 3 days 3723004 milliseconds' as i
        union all select '', '', null, null, 'null', interval '0 days'
        union all select null, null, '00000000-0000-0000-0000-000000000000', 'green', null, interval '1 hour'`),
    );
    expect(typeNames(found)).toEqual(['utf8', 'binary', 'utf8(36)', 'utf8', 'json', 'utf8']);
    expect(found.schema.columns.map((column) => column.nativeType)).toEqual([
      'byte_array string',
      'byte_array',
      'fixed_len_byte_array(16) uuid',
      'byte_array string',
      'byte_array json',
      'fixed_len_byte_array(12) interval',
    ]);
    expect(found.rows).toEqual([
      [
        'naïve 数据 😀',
        Uint8Array.of(97, 0, 255),
        'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11',
        'red',
        '{"a": [1, null]}',
        'P1Y2M3DT1H2M3.004S',
      ],
      ['', new Uint8Array(0), null, null, 'null', 'PT0S'],
      [null, null, '00000000-0000-0000-0000-000000000000', 'green', null, 'PT1H'],
    ]);
  });

  test('keeps the infinities of timestamps', async () => {
    const found = await readParquet(await copied(`select timestamp 'infinity' as t, timestamptz 'infinity' as z`));
    expect(found.rows).toEqual([['infinity', 'infinity']]);
  });
});

describe('types as pyarrow writes them', () => {
  test('are decimals of any size, floats of half precision, times and columns of nothing but nulls', async () => {
    const found = await readParquet(fixture('types'));
    expect(typeNames(found)).toEqual([
      'decimal(4,2)',
      'decimal(18,2)',
      'decimal(76,6)',
      'float32',
      'time',
      'time',
      'timestamp(ns, zoned)',
      'date',
      'int32',
    ]);
    const nines = `${'9'.repeat(70)}.999999`;
    expect(found.rows).toEqual([
      [
        '99.99',
        '9999999999999999.99',
        nines,
        1.5,
        '23:59:59.999',
        '23:59:59.999999',
        '1969-12-31 23:59:59.999999999+00:00',
        '1970-01-01',
        null,
      ],
      [
        '-99.99',
        '-9999999999999999.99',
        `-${nines}`,
        Number.NEGATIVE_INFINITY,
        '00:00:00',
        '00:00:00',
        '1970-01-01 00:00:00.000001001+00:00',
        '0001-01-01',
        null,
      ],
      [null, null, null, null, null, null, null, null, null],
    ]);
    expect(found.rejected).toEqual([
      {
        ordinal: 3,
        column: 5,
        code: 'INEXACT',
        reason: 'Column "ns" holds a time that is finer than microseconds.',
        raw: '{"d4":"0.01","d18":"-0.01","d76":"-0.000001","half":5.960464477539063e-8,"ms":"00:00:00.001","ns":"1001 ns","tns":"2262-04-11 23:47:16.854775806+00:00","day":"9999-12-31","nothing":null}',
      },
    ]);
  });

  test('are decimals kept in integers', async () => {
    const found = await readParquet(fixture('decimal-integers'));
    expect(found.schema.columns.map(({ nativeType }) => nativeType)).toEqual([
      'int32 decimal(4,2)',
      'int64 decimal(18,2)',
    ]);
    expect(found.rows).toEqual([
      ['99.99', '9999999999999999.99'],
      ['-99.99', null],
      [null, '-0.01'],
      ['0.01', '0.00'],
    ]);
  });
});
