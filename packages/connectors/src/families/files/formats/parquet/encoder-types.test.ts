import { type CellValue, type Type, types } from '@sluice/core';
import { expect, test } from 'vitest';
import { ask, schemaOf, writeColumn, writeRows } from './test-duckdb.ts';

interface Case {
  readonly type: Type;
  readonly values: readonly CellValue[];
  /** Type in DuckDB. */
  readonly as: string;
  readonly texts: readonly (string | null)[];
  /** As DuckDB names them: it passes over infinite ones. */
  readonly min?: string | null;
  readonly max?: string | null;
}

const nanoseconds: Type = { kind: 'timestamp', unit: 'ns', zoned: false };

const cases: readonly Case[] = [
  {
    type: types.bool,
    values: [true, null, false],
    as: 'BOOLEAN',
    texts: ['true', null, 'false'],
    min: 'false',
    max: 'true',
  },
  { type: types.int8, values: [-128, null, 127], as: 'TINYINT', texts: ['-128', null, '127'], min: '-128', max: '127' },
  {
    type: types.int16,
    values: [-32_768, 32_767],
    as: 'SMALLINT',
    texts: ['-32768', '32767'],
    min: '-32768',
    max: '32767',
  },
  {
    type: types.int32,
    values: [-2_147_483_648, 0, 2_147_483_647],
    as: 'INTEGER',
    texts: ['-2147483648', '0', '2147483647'],
    min: '-2147483648',
    max: '2147483647',
  },
  {
    type: types.int64,
    values: [-9_223_372_036_854_775_808n, null, 4_294_967_296n, 9_223_372_036_854_775_807n],
    as: 'BIGINT',
    texts: ['-9223372036854775808', null, '4294967296', '9223372036854775807'],
    min: '-9223372036854775808',
    max: '9223372036854775807',
  },
  {
    type: types.uint64,
    values: [9_223_372_036_854_775_808n, 1n, 18_446_744_073_709_551_615n],
    as: 'UBIGINT',
    texts: ['9223372036854775808', '1', '18446744073709551615'],
    min: '1',
    max: '18446744073709551615',
  },
  {
    type: types.float32,
    values: [-0.5, NaN, Infinity, 0.1, null],
    as: 'FLOAT',
    texts: ['-0.5', 'nan', 'inf', '0.1', null],
    min: '-0.5',
    max: null,
  },
  {
    type: types.float64,
    values: [5e-324, NaN, -Infinity, 0.1, 1.797_693_134_862_315_7e308],
    as: 'DOUBLE',
    texts: ['5e-324', 'nan', '-inf', '0.1', '1.7976931348623157e+308'],
    min: null,
    max: '1.7976931348623157e+308',
  },
  {
    type: types.decimal(9, 2),
    values: ['-9999999.99', null, '0.01', '9999999.99'],
    as: 'DECIMAL(9,2)',
    texts: ['-9999999.99', null, '0.01', '9999999.99'],
    min: '-9999999.99',
    max: '9999999.99',
  },
  {
    type: types.decimal(18, 6),
    values: ['-999999999999.999999', '0.000001', '999999999999.999999'],
    as: 'DECIMAL(18,6)',
    texts: ['-999999999999.999999', '0.000001', '999999999999.999999'],
    min: '-999999999999.999999',
    max: '999999999999.999999',
  },
  {
    type: types.decimal(38, 10),
    values: [
      '0.0000000001',
      '-9999999999999999999999999999.9999999999',
      null,
      '9999999999999999999999999999.9999999999',
    ],
    as: 'DECIMAL(38,10)',
    texts: [
      '0.0000000001',
      '-9999999999999999999999999999.9999999999',
      null,
      '9999999999999999999999999999.9999999999',
    ],
    min: '-9999999999999999999999999999.9999999999',
    max: '9999999999999999999999999999.9999999999',
  },
  {
    type: types.decimal(19, 0),
    values: ['-1', '-9223372036854775809', '9999999999999999999', '0'],
    as: 'DECIMAL(19,0)',
    texts: ['-1', '-9223372036854775809', '9999999999999999999', '0'],
    min: '-9223372036854775809',
    max: '9999999999999999999',
  },
  {
    type: types.utf8,
    values: ['', 'Grüße, 世界 🚰', null, 'line\nbreak', 'e\u0301'],
    as: 'VARCHAR',
    texts: ['', 'Grüße, 世界 🚰', null, 'line\nbreak', 'e\u0301'],
    min: '',
    max: 'line\nbreak',
  },
  {
    type: types.binary,
    values: [Uint8Array.of(), Uint8Array.of(0, 255, 39), null],
    as: 'BLOB',
    texts: ['', '\\x00\\xFF\\x27', null],
  },
  {
    type: types.date,
    values: ['0001-01-01', '1969-12-31', null, '9999-12-31'],
    as: 'DATE',
    texts: ['0001-01-01', '1969-12-31', null, '9999-12-31'],
    min: '0001-01-01',
    max: '9999-12-31',
  },
  {
    type: types.time,
    values: ['00:00:00', '12:34:56.789', '23:59:59.999999', null],
    as: 'TIME',
    texts: ['00:00:00', '12:34:56.789', '23:59:59.999999', null],
  },
  {
    type: types.timestamp,
    values: ['0001-01-01 00:00:00', '1969-12-31 23:59:59.999999', null, '9999-12-31 23:59:59.999999'],
    as: 'TIMESTAMP',
    texts: ['0001-01-01 00:00:00', '1969-12-31 23:59:59.999999', null, '9999-12-31 23:59:59.999999'],
    min: '0001-01-01 00:00:00',
    max: '9999-12-31 23:59:59.999999',
  },
  {
    type: types.timestampZoned,
    values: ['1970-01-01 00:00:01Z', '2000-02-29 23:59:59.123456Z'],
    as: 'TIMESTAMP WITH TIME ZONE',
    texts: ['1970-01-01 00:00:01+00', '2000-02-29 23:59:59.123456+00'],
  },
  {
    type: nanoseconds,
    values: ['1970-01-01 00:00:00.000000001', '2026-11-20 12:00:00.123456789'],
    as: 'TIMESTAMP_NS',
    texts: ['1970-01-01 00:00:00.000000001', '2026-11-20 12:00:00.123456789'],
  },
  {
    type: types.json,
    values: ['{"a":[1,null,"ü"]}', null, '12.5'],
    as: 'JSON',
    texts: ['{"a":[1,null,"ü"]}', null, '12.5'],
  },
  {
    type: types.list(types.int32),
    values: ['[1,null,-3]', '[]', null, '[2147483647]'],
    as: 'INTEGER[]',
    texts: ['[1, NULL, -3]', '[]', null, '[2147483647]'],
  },
  {
    type: types.list(types.utf8),
    values: ['["a","\\u00fc \\"x\\"",null]', '[""]'],
    as: 'VARCHAR[]',
    texts: ['[a, \'ü "x"\', NULL]', "['']"],
  },
  {
    type: types.list(types.decimal(30, 2)),
    values: ['[1.5,null,-1234567890123456789012345678.99]', '[ ]'],
    as: 'DECIMAL(30,2)[]',
    texts: ['[1.50, NULL, -1234567890123456789012345678.99]', '[]'],
  },
  {
    type: types.list(types.bool),
    values: ['[true,false,null]', null],
    as: 'BOOLEAN[]',
    texts: ['[true, false, NULL]', null],
  },
  {
    type: types.list(types.date),
    values: ['["2026-11-20","1970-01-01"]'],
    as: 'DATE[]',
    texts: ['[2026-11-20, 1970-01-01]'],
  },
  { type: types.list(types.list(types.int32)), values: ['[[1],[2,3]]'], as: 'JSON', texts: ['[[1],[2,3]]'] },
  {
    type: types.vector(3),
    values: [Float32Array.of(1, -0.5, 0), null, Float32Array.of(0, 0, 0.25)],
    as: 'FLOAT[]',
    texts: ['[1.0, -0.5, 0.0]', null, '[0.0, 0.0, 0.25]'],
  },
  { type: types.vector(0), values: [new Float32Array(0), null], as: 'FLOAT[]', texts: ['[]', null] },
  { type: types.anyDecimal, values: ['-12.340', 'NaN', null], as: 'VARCHAR', texts: ['-12.340', 'NaN', null] },
  {
    type: types.decimal(50, 2),
    values: ['123456789012345678901234567890123456789012345678.90'],
    as: 'VARCHAR',
    texts: ['123456789012345678901234567890123456789012345678.90'],
  },
  { type: types.decimal(5, -3), values: ['-99999000', '0', null], as: 'DECIMAL(8,0)', texts: ['-99999000', '0', null] },
  {
    type: types.decimal(18, -30),
    values: ['1000000000000000000000000000000'],
    as: 'VARCHAR',
    texts: ['1000000000000000000000000000000'],
  },
  { type: types.decimal(3, 5), values: ['0.00999', '-0.00001'], as: 'DECIMAL(5,5)', texts: ['.00999', '-.00001'] },
  {
    type: types.decimal(10, 25),
    values: ['0.0000000000000009999999999'],
    as: 'DECIMAL(25,25)',
    texts: ['.0000000000000009999999999'],
  },
];

for (const { type, values, as, texts, min, max } of cases) {
  test(`${as} holds ${JSON.stringify(type)} with its edges and nulls`, async () => {
    const { path, rejections } = writeColumn(type, values);
    expect(rejections).toEqual([]);
    expect(await ask('select typeof(a), a::varchar from $file', path)).toEqual(texts.map((text) => [as, text]));
    if (min === undefined) return;
    const [[lowest, highest, nulls]] = (await ask(
      'select stats_min_value, stats_max_value, stats_null_count from parquet_metadata($file)',
      path,
    )) as [[string, string, string]];
    expect({ min: lowest, max: highest }).toEqual({ min, max });
    expect(nulls).toBe(String(values.filter((value) => value === null).length));
  });
}

test('a required column is required in the file', async () => {
  const schema = { columns: [{ name: 'id', type: types.int64, isNullable: false }] };
  const { path } = writeRows(schema, [[1n], [2n]]);
  expect(await ask("select repetition_type from parquet_schema($file) where name = 'id'", path)).toEqual([
    ['REQUIRED'],
  ]);
  expect(await ask('select id from $file', path)).toEqual([['1'], ['2']]);
});

test('instants and wall clock readings are told apart', async () => {
  const { path } = writeRows(schemaOf(types.timestamp, types.timestampZoned, types.time), []);
  const rows = await ask("select name, logical_type from parquet_schema($file) where name <> 'schema'", path);
  expect(rows.map(([name, type]) => [name, /isAdjustedToUTC=(\d)/.exec(String(type))?.[1]])).toEqual([
    ['a', '0'],
    ['b', '1'],
    ['c', '0'],
  ]);
});

test('zeros of both signs widen the range, and a column of NaN has none', async () => {
  const zeros = writeColumn(types.float64, [0, -0]);
  const range = 'select stats_min_value, stats_max_value from parquet_metadata($file)';
  expect(await ask(range, zeros.path)).toEqual([['-0.0', '0.0']]);
  expect(await ask(range, writeColumn(types.float64, [NaN, NaN]).path)).toEqual([[null, null]]);
});

test('texts are compared as unsigned bytes, and long ones are not named', async () => {
  const range = 'select stats_min_value, stats_max_value from parquet_metadata($file)';
  expect(await ask(range, writeColumn(types.utf8, ['b', 'é', 'ab', 'a']).path)).toEqual([['a', 'é']]);
  expect(await ask(range, writeColumn(types.utf8, ['b', 'z'.repeat(257)]).path)).toEqual([['b', null]]);
  expect(await ask(range, writeColumn(types.utf8, ['b', 'z'.repeat(256)]).path)).toEqual([['b', 'z'.repeat(256)]]);
});
