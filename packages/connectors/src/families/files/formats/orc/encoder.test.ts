import { type CellValue, type Schema, type Type, types } from '@sluice/core';
import { batchOf } from '@sluice/testkit';
import { expect, test } from 'vitest';
import { type EncodedFile, encodeBatches, encodeFile, testFile } from '../test-block-files.ts';
import { orcEncoder, type OrcOptions } from './encoder.ts';
import { footer } from './messages.ts';
import { FileReads } from './read/fetch.ts';
import { readMessage } from './read/protobuf-read.ts';
import { readStripeFooter } from './read/stripe.ts';
import { readTail } from './read/tail.ts';
import { cellsOf, readOrc } from './test-orc.ts';
import { orcCodecs } from './write/compression.ts';

const { signal } = new AbortController();

function schemaOf(columns: Readonly<Record<string, Type>>): Schema {
  return { columns: Object.entries(columns).map(([name, type]) => ({ name, type, isNullable: true })) };
}

/** A file of one column. */
function encodeCells(type: Type, cells: readonly CellValue[], options?: OrcOptions): EncodedFile {
  const schema = schemaOf({ v: type });
  return encodeFile(
    orcEncoder(schema, options),
    schema,
    cells.map((cell) => [cell]),
  );
}

async function roundTrip(type: Type, cells: readonly CellValue[]): Promise<readonly (CellValue | undefined)[]> {
  const { bytes, rejections } = encodeCells(type, cells);
  expect(rejections).toEqual([]);
  return cellsOf(await readOrc(bytes), 'v');
}

const everything = schemaOf({
  flag: types.bool,
  tiny: types.int8,
  small: types.int16,
  number: types.int32,
  big: types.int64,
  single: types.float32,
  twice: types.float64,
  word: types.utf8,
  short: { kind: 'utf8', maxLength: 5 },
  raw: types.binary,
  day: types.date,
  moment: types.timestamp,
  fine: { kind: 'timestamp', unit: 'ns', zoned: true },
  price: types.decimal(15, 2),
  wide: types.decimal(38, 10),
  items: types.list(types.int32),
});
const row: readonly CellValue[] = [
  true,
  -128,
  32_767,
  -2_147_483_648,
  9_223_372_036_854_775_807n,
  0.5,
  Number.NaN,
  'größe 大',
  'größe',
  Uint8Array.of(0, 255),
  '0001-01-01',
  '1960-01-01 00:00:00.000001',
  '2024-02-29 12:34:56.123456000+00:00',
  '-9999999999999.99',
  '9999999999999999999999999999.9999999999',
  '[1,null,3]',
];

test.each(orcCodecs)('every type comes back as it was (%s)', async (codec) => {
  const empty: readonly CellValue[] = row.map(() => null);
  const rows = Array.from({ length: 3000 }, (_, index) => (index % 3 === 2 ? empty : row));
  const { bytes, rejections } = encodeFile(orcEncoder(everything, { codec }), everything, rows);
  expect(rejections).toEqual([]);
  const read = await readOrc(bytes);
  expect(read.rejected).toEqual([]);
  expect(read.rows).toHaveLength(3000);
  expect(read.rows.slice(0, 3)).toEqual([
    row.with(12, '2024-02-29 12:34:56.123456+00:00'),
    row.with(12, '2024-02-29 12:34:56.123456+00:00'),
    empty,
  ]);
  expect(read.rows.slice(2997)).toEqual(read.rows.slice(0, 3));
});

test('names types as Hive does', async () => {
  const schema = schemaOf({
    a: { kind: 'utf8', maxLength: 20 },
    b: types.uint64,
    c: types.time,
    d: types.json,
    e: types.vector(2),
    f: types.list(types.decimal(9, 2)),
    g: types.anyDecimal,
    h: types.decimal(5, -2),
    i: types.decimal(2, 4),
    j: types.timestampZoned,
    k: types.list(types.json),
    l: { kind: 'utf8', maxLength: 100_000 },
  });
  const { bytes } = encodeFile(orcEncoder(schema), schema, []);
  expect((await readOrc(bytes)).schema.columns.map((column) => column.nativeType)).toEqual([
    'varchar(20)',
    'decimal(20,0)',
    'string',
    'string',
    'array<float>',
    'array<decimal(9,2)>',
    'string',
    'decimal(7,0)',
    'decimal(4,4)',
    'timestamp with local time zone',
    'string',
    'string',
  ]);
});

test('values of types that ORC lacks keep their meaning', async () => {
  expect(await roundTrip(types.uint64, [18_446_744_073_709_551_615n, 0n, null])).toEqual([
    '18446744073709551615',
    '0',
    null,
  ]);
  expect(await roundTrip(types.time, ['-838:59:59', '00:00:00.5', null])).toEqual(['-838:59:59', '00:00:00.5', null]);
  expect(await roundTrip(types.vector(2), [Float32Array.of(1, -0.5), null])).toEqual(['[1,-0.5]', null]);
  expect(await roundTrip(types.decimal(5, -2), ['12300', '-100'])).toEqual(['12300', '-100']);
  expect(await roundTrip(types.decimal(2, 4), ['0.0012', '-0.0001'])).toEqual(['0.0012', '-0.0001']);
  expect(await roundTrip(types.anyDecimal, ['1e40', 'NaN'])).toEqual([`1${'0'.repeat(40)}`, 'NaN']);
});

test('integers of all shapes come back', async () => {
  const shapes: Readonly<Record<string, (i: number) => bigint>> = {
    equal: () => -7n,
    rising: (i) => BigInt(i * 3),
    falling: (i) => BigInt(-i * i),
    uneven: (i) => BigInt((i * 7919) % 1000) - 500n,
    outliers: (i) => (i % 100 === 50 ? 2n ** 50n : BigInt(i % 10)),
    pairs: (i) => BigInt(i >> 1),
    triples: (i) => BigInt(Math.floor(i / 3) * 1_000_003),
    wide: (i) => (i % 2 === 0 ? 1n : -1n) * (2n ** 62n + BigInt(i)),
    limits: (i) => (i % 2 === 0 ? 2n ** 51n : -(2n ** 51n) + BigInt(i)),
    powers: (i) => (i % 2 === 0 ? 1n : -1n) * 2n ** BigInt(i % 63),
  };
  for (const shape of Object.values(shapes)) {
    const values = Array.from({ length: 1300 }, (_, i) => shape(i));
    expect(await roundTrip(types.int64, values)).toEqual(values);
  }
});

test('timestamps on both sides of 1970 come back', async () => {
  const moments = ['1969-12-31 23:59:58.999999', '1969-12-31 23:59:59.000999', '1970-01-01 00:00:00.000001'];
  expect(await roundTrip(types.timestamp, moments)).toEqual(moments);
});

test.each([
  [types.date, 'infinity', 'OUT_OF_RANGE', 'ORC has no infinite date.'],
  [types.timestamp, '-infinity', 'OUT_OF_RANGE', 'ORC has no infinite timestamp.'],
  [types.timestamp, 'infinity', 'OUT_OF_RANGE', 'ORC has no infinite timestamp.'],
  [
    types.timestamp,
    '1969-12-31 23:59:59.5',
    'OUT_OF_RANGE',
    'ORC has no timestamps of the last second before 1970 with milliseconds.',
  ],
  [types.decimal(5, 2), 'NaN', 'OUT_OF_RANGE', 'A decimal in ORC is neither NaN nor infinite.'],
  [types.decimal(38, 2), 'Infinity', 'OUT_OF_RANGE', 'A decimal in ORC is neither NaN nor infinite.'],
] as const)('a row that ORC cannot hold is rejected: %o %s', async (type, cell, code, reason) => {
  const fine = type.kind === 'decimal' ? '1.00' : '2020-01-01';
  const { bytes, rejections } = encodeCells(type, [fine, cell, null]);
  expect(rejections).toEqual([{ row: 1, column: 0, code, reason }]);
  expect((await readOrc(bytes)).rows).toHaveLength(2);
});

test('a row with two bad cells is rejected once, and its neighbours stay', async () => {
  const schema = schemaOf({ a: types.date, b: types.timestamp });
  const rows = [
    ['2020-01-01', '2020-01-01'],
    ['infinity', 'infinity'],
    ['2020-01-03', '2020-01-03'],
  ];
  const { bytes, rejections } = encodeFile(orcEncoder(schema), schema, rows);
  expect(rejections.map((rejection) => rejection.row)).toEqual([1]);
  expect((await readOrc(bytes)).rows).toEqual([
    ['2020-01-01', '2020-01-01 00:00:00'],
    ['2020-01-03', '2020-01-03 00:00:00'],
  ]);
});

test('an item of a list that does not fit rejects its row', async () => {
  const { bytes, rejections } = encodeCells(types.list(types.int8), ['[1]', '[1,300]', '[2,3]']);
  expect(rejections).toEqual([
    { row: 1, column: 0, code: 'OUT_OF_RANGE', reason: 'Item 2 of the list: does not fit int8.' },
  ]);
  expect((await readOrc(bytes)).rows).toEqual([['[1]'], ['[2,3]']]);
});

/** Kind and size of the dictionary of the only column, per stripe. */
async function encodingsOf(bytes: Uint8Array) {
  const file = testFile(bytes);
  const { stripes, expand } = await readTail(file, signal);
  const reads = new FileReads(file, signal);
  const footers = await Promise.all(stripes.map((stripe) => readStripeFooter(reads, stripe, expand)));
  return footers.map(({ columns }) => columns[1]);
}

test('few different texts get a dictionary, many do not', async () => {
  const few = encodeCells(
    types.utf8,
    Array.from({ length: 5000 }, (_, i) => `word ${i % 10}`),
  );
  const many = encodeCells(
    types.utf8,
    Array.from({ length: 5000 }, (_, i) => `word ${i}`),
  );
  expect(await encodingsOf(few.bytes)).toEqual([{ kind: 3, dictionarySize: 10 }]);
  expect(await encodingsOf(many.bytes)).toEqual([{ kind: 2, dictionarySize: undefined }]);
  expect(few.bytes.length).toBeLessThan(5000);
  expect((await readOrc(many.bytes)).rows[4999]).toEqual(['word 4999']);
});

test('a stripe that leaves its dictionary half-way keeps all texts', async () => {
  const cells = Array.from({ length: 20_000 }, (_, i) => (i < 9000 ? 'same' : `text number ${i}`));
  const { bytes } = encodeCells(types.utf8, cells, { stripeBytes: 64 * 1024 });
  expect(cellsOf(await readOrc(bytes), 'v')).toEqual(cells);
});

test('stripes end at their bytes or rows, with statistics of each and of all', async () => {
  const cells = Array.from({ length: 10_000 }, (_, i) => BigInt(i) * 1_000_003n);
  const { bytes } = encodeCells(types.int64, cells, { codec: 'none', stripeRows: 4000 });
  const { stripes } = await readTail(testFile(bytes), signal);
  expect(stripes.map(({ rowCount }) => rowCount)).toEqual([4000, 4000, 2000]);
  const scriptLength = bytes.at(-1) as number;
  const footerLength = (await readTail(testFile(bytes), signal)).footerLength;
  const content = readMessage(footer, bytes.subarray(-1 - scriptLength - footerLength, -1 - scriptLength));
  expect(content.statistics[1]).toMatchObject({
    numberOfValues: 10_000,
    hasNull: false,
    integers: { minimum: 0n, maximum: 9_999n * 1_000_003n, sum: 49_995_000n * 1_000_003n },
  });
});

test('memory is handed out in pieces, and a value may be larger than all of them', async () => {
  const large = 'x'.repeat(3_000_000);
  const schema = schemaOf({ v: types.utf8 });
  const encoder = orcEncoder(schema, { codec: 'none', stripeBytes: 1_000_000 });
  const { bytes } = encodeBatches(encoder, [batchOf(schema, [[large], ['y']])]);
  expect(cellsOf(await readOrc(bytes), 'v')).toEqual([large, 'y']);
});

test('one encoder makes one file after the other', async () => {
  const schema = schemaOf({ v: types.utf8 });
  const encoder = orcEncoder(schema);
  const first = encodeFile(encoder, schema, [['a'], [null]]);
  const second = encodeFile(encoder, schema, [['b']]);
  const third = encodeFile(encoder, schema, []);
  expect((await readOrc(first.bytes)).rows).toEqual([['a'], [null]]);
  expect((await readOrc(second.bytes)).rows).toEqual([['b']]);
  expect((await readOrc(third.bytes)).rows).toEqual([]);
});

test('two columns of one name are refused', () => {
  const column = { name: 'a', type: types.int32, isNullable: true };
  expect(() => orcEncoder({ columns: [column, column] })).toThrow('two columns are named "a"');
});
