import { typeName } from '@sluice/core';
import { expect, test } from 'vitest';
import { fixture, readOrc } from './test-orc.ts';

const values = [
  true,
  7,
  300,
  70_000,
  9_007_199_254_740_993n,
  Math.fround(0.1),
  0.1,
  'größe 大',
  'abc  ',
  'eightchr',
  Uint8Array.of(0, 255, 10),
  '2024-02-29',
  '2024-02-29 12:34:56.123456',
  '2024-02-29 12:34:56.000001+00:00',
  '12.50',
  '1234567890123456789.2500000000',
  '[1,null,3]',
  '{"k\\"0":9007199254740993,"k\\"1":9007199254740994}',
  '{"a":5,"b":"line\\nbreak"}',
  '42',
];
const extremes = [
  false,
  -128,
  -32_768,
  -2_147_483_648,
  -9_223_372_036_854_775_808n,
  Number.NEGATIVE_INFINITY,
  Number.NaN,
  '',
  '     ',
  'x',
  new Uint8Array(0),
  '0001-01-01',
  '1960-01-01 00:00:00.5',
  '9999-12-31 23:59:59+00:00',
  '-9999999999999.99',
  '-9999999999999999999999999999.9999999999',
  '[]',
  '{"k\\"0":9007199254740993}',
  '{"a":null,"b":"b"}',
  '"text"',
];

test.each(['none', 'zlib', 'snappy', 'lzo', 'lz4', 'zstd', '0.11'])('reads every type (types-%s)', async (name) => {
  const { rows, rejected } = await readOrc(fixture(`types-${name}`));
  expect(rejected).toEqual([]);
  expect(rows).toHaveLength(120);
  expect(rows.slice(0, 3)).toEqual([values, extremes, values.map(() => null)]);
  expect(rows.slice(117)).toEqual(rows.slice(0, 3));
});

test('names the types of columns here and there', async () => {
  const { schema } = await readOrc(fixture('types-none'));
  const listed = schema.columns.map(({ name, type, nativeType }) => `${name} ${typeName(type)} ${nativeType}`);
  expect(listed).toEqual([
    'flag bool boolean',
    'tiny int8 tinyint',
    'small int16 smallint',
    'number int32 int',
    'big int64 bigint',
    'single float32 float',
    'twice float64 double',
    'word utf8 string',
    'fixed utf8(5) char(5)',
    'short utf8(8) varchar(8)',
    'raw binary binary',
    'day date date',
    'moment timestamp(us) timestamp',
    'instant timestamp(us, zoned) timestamp with local time zone',
    'price decimal(15,2) decimal(15,2)',
    'wide decimal(38,10) decimal(38,10)',
    'items list<int32> array<int>',
    'counts json map<string,bigint>',
    'pair json struct<a:int,b:string>',
    'either json uniontype<int,string>',
  ]);
});

test('refuses a file of a transactional table', async () => {
  await expect(readOrc(fixture('acid'))).rejects.toMatchObject({ code: 'ORC_TRANSACTIONAL', kind: 'data' });
});

test('reads files of Arrow with several stripes and nested columns', async () => {
  const { rows, rejected } = await readOrc(fixture('arrow'));
  expect(rejected).toEqual([]);
  expect(rows).toHaveLength(900);
  expect(rows[4]).toEqual([
    4n,
    'even',
    '1969-12-31 23:59:52',
    '4000000000000000000000.0004',
    '[{"x":0,"y":"4"}]',
    '{"a":true}',
  ]);
  expect(rows[899]).toEqual([
    899n,
    'odd',
    null,
    '899000000000000000000000.0899',
    '[{"x":0,"y":"899"},{"x":1,"y":null}]',
    '{"a":false,"b":null}',
  ]);
  expect(rows[19]?.[2]).toBe('1969-12-31 23:59:59.5');
});

test('a file without rows has columns and no blocks', async () => {
  const { schema, rows } = await readOrc(fixture('no-rows'));
  expect(schema.columns.map((column) => column.name)).toEqual(['id', 'name']);
  expect(rows).toEqual([]);
});
