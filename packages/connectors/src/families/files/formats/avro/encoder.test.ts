import { once } from 'node:events';
import { inflateRawSync, zstdDecompressSync } from 'node:zlib';
import { type CellValue, type Schema, type Type, types } from '@sluice/core';
import { batchOf } from '@sluice/testkit';
import avsc from 'avsc';
import { describe, expect, test } from 'vitest';
import { snappyDecompress, snappyLength } from '../../codecs/snappy-block.ts';
import { encodeBatches, encodeFile, readBlockFile } from '../test-block-files.ts';
import { avroCodecs } from './codecs.ts';
import { avroEncoder, type AvroOutput } from './encoder.ts';
import { avroFormat } from './format.ts';

const column = (name: string, type: Type, isNullable = true) => ({ name, type, isNullable });
const one = (type: Type, isNullable = true): Schema => ({ columns: [column('a', type, isNullable)] });

/** What the library avsc reads: longs as bigint, logical types as what carries them. */
async function readByLibrary(bytes: Buffer): Promise<{ readonly schema: unknown; readonly rows: unknown[] }> {
  // The documented way to longs beyond 2^53.
  // oxlint-disable-next-line no-underscore-dangle
  const longs = avsc.types.LongType.__with({
    fromBuffer: (buffer: Buffer) => buffer.readBigInt64LE(),
    toBuffer: () => Buffer.alloc(8),
    fromJSON: BigInt,
    toJSON: Number,
    isValid: (value: unknown) => typeof value === 'bigint',
    compare: () => 0,
  });
  let schema: unknown;
  const decoder = new avsc.streams.BlockDecoder({
    parseHook: (found) => {
      schema = found;
      const typeHook = (each: unknown) =>
        each === 'long' || (each as { type?: unknown }).type === 'long' ? longs : undefined;
      return avsc.Type.forSchema(found, { typeHook, wrapUnions: false });
    },
    codecs: {
      null: (block, done) => done(null, block),
      deflate: (block, done) => done(null, inflateRawSync(block)),
      zstandard: (block, done) => done(null, zstdDecompressSync(block)),
      snappy: (block, done) => {
        const text = Buffer.alloc(snappyLength(block, 0));
        snappyDecompress(block, 0, block.length - 4, text, 0);
        done(null, text);
      },
    },
  });
  const rows: unknown[] = [];
  decoder.on('data', (row: unknown) => rows.push(row));
  const ended = once(decoder, 'end');
  decoder.end(bytes);
  await ended;
  return { schema, rows };
}

async function written(type: Type, cells: readonly CellValue[], options?: AvroOutput) {
  const schema = one(type);
  const { bytes, rejections } = encodeFile(
    avroEncoder(schema, options),
    schema,
    cells.map((cell) => [cell]),
  );
  const { schema: found, rows } = await readByLibrary(bytes);
  const [field] = (found as { fields: [{ type: unknown[] }] }).fields;
  return { type: field.type[1], values: rows.map((row) => (row as { a: unknown }).a), rejections };
}

describe('types as another library reads them', () => {
  test.each<[string, Type, unknown, readonly CellValue[], readonly unknown[]]>([
    ['bool', types.bool, 'boolean', [true, false, null], [true, false, null]],
    ['int8', types.int8, 'int', [-128, 127], [-128, 127]],
    [
      'int32',
      types.int32,
      'int',
      [-2_147_483_648, 2_147_483_647, 0, 63, 64, -65],
      [-2_147_483_648, 2_147_483_647, 0, 63, 64, -65],
    ],
    [
      'int64',
      types.int64,
      'long',
      [9_223_372_036_854_775_807n, -9_223_372_036_854_775_808n, -1n, 4_294_967_296n, -2_147_483_649n],
      [9_223_372_036_854_775_807n, -9_223_372_036_854_775_808n, -1n, 4_294_967_296n, -2_147_483_649n],
    ],
    ['float32', types.float32, 'float', [1.5, Number.NaN, -Infinity], [1.5, Number.NaN, -Infinity]],
    ['float64', types.float64, 'double', [0.1, -0, 1e300], [0.1, -0, 1e300]],
    ['utf8', types.utf8, 'string', ['', 'größe 数据', null], ['', 'größe 数据', null]],
    ['json', types.json, 'string', ['{"a": 1}'], ['{"a": 1}']],
    ['list', types.list(types.int32), 'string', ['[1,null]'], ['[1,null]']],
    ['decimal', types.anyDecimal, 'string', ['-0.10', 'NaN'], ['-0.10', 'NaN']],
    ['binary', types.binary, 'bytes', [Uint8Array.of(0, 255)], [Buffer.of(0, 255)]],
    ['date', types.date, { type: 'int', logicalType: 'date' }, ['1969-12-31', '2024-02-29'], [-1, 19_782]],
    ['time', types.time, { type: 'long', logicalType: 'time-micros' }, ['23:59:59.999999'], [86_399_999_999n]],
    [
      'timestamp',
      types.timestamp,
      { type: 'long', logicalType: 'local-timestamp-micros' },
      ['1969-12-31 23:59:59.999999', '9999-12-31 23:59:59.999999'],
      [-1n, 253_402_300_799_999_999n],
    ],
    [
      'timestamp zoned',
      types.timestampZoned,
      { type: 'long', logicalType: 'timestamp-micros' },
      ['1970-01-01 01:00:00+01:00'],
      [0n],
    ],
    [
      'timestamp of nanoseconds',
      { kind: 'timestamp', unit: 'ns', zoned: true },
      { type: 'long', logicalType: 'timestamp-nanos' },
      ['1970-01-01 00:00:00.000000001+00:00'],
      [1n],
    ],
    [
      'wall clock of nanoseconds',
      { kind: 'timestamp', unit: 'ns', zoned: false },
      { type: 'long', logicalType: 'local-timestamp-nanos' },
      ['1970-01-01 00:00:00.000000001'],
      [1n],
    ],
    ['vector', types.vector(2), { type: 'array', items: 'float' }, [Float32Array.of(0.5, -1)], [[0.5, -1]]],
    [
      'decimal(4,2)',
      types.decimal(4, 2),
      { type: 'bytes', logicalType: 'decimal', precision: 4, scale: 2 },
      ['0.00', '1.27', '1.28', '-1.28', '-1.29', '99.99', '-99.99'],
      [[0], [127], [0, 128], [128], [255, 127], [0x27, 0x0f], [0xd8, 0xf1]].map((bytes) => Buffer.from(bytes)),
    ],
    [
      'decimal(18,0)',
      types.decimal(18, 0),
      { type: 'bytes', logicalType: 'decimal', precision: 18, scale: 0 },
      ['999999999999999999', '-999999999999999999'],
      ['0de0b6b3a763ffff', 'f21f494c589c0001'].map((hex) => Buffer.from(hex, 'hex')),
    ],
    [
      'decimal(38,10)',
      types.decimal(38, 10),
      { type: 'bytes', logicalType: 'decimal', precision: 38, scale: 10 },
      ['0.0000000000', '-0.0000000128', '-0.0000000129', '9999999999999999999999999999.9999999999'],
      ['00', '80', 'ff7f', '4b3b4ca85a86c47a098a223fffffffff'].map((hex) => Buffer.from(hex, 'hex')),
    ],
    [
      'decimal(3,-2)',
      { kind: 'decimal', precision: 3, scale: -2 },
      { type: 'bytes', logicalType: 'decimal', precision: 5, scale: 0 },
      ['99900', '-100'],
      [Buffer.of(0x01, 0x86, 0x3c), Buffer.of(0x9c)],
    ],
    [
      'uint64',
      types.uint64,
      { type: 'bytes', logicalType: 'decimal', precision: 20, scale: 0 },
      [0n, 255n, 18_446_744_073_709_551_615n],
      ['00', '00ff', '00ffffffffffffffff'].map((hex) => Buffer.from(hex, 'hex')),
    ],
  ])('%s', async (_, type, avroType, cells, values) => {
    const result = await written(type, cells);
    expect(result.rejections).toEqual([]);
    expect(result.type).toEqual(avroType);
    expect(result.values).toEqual(values);
  });
});

describe('values that Avro cannot hold are refused, the others of the batch are kept', () => {
  test.each<[string, Type, readonly CellValue[], string]>([
    ['infinite dates', types.date, ['2024-01-01', 'infinity', '-infinity'], 'Column "a": Avro has no infinite dates.'],
    [
      'infinite timestamps',
      types.timestamp,
      ['2024-01-01', 'infinity', '-infinity'],
      'Column "a": Avro has no infinite dates.',
    ],
    [
      'times beyond a day',
      types.time,
      ['12:00:00', '24:00:00', '-00:00:01'],
      'Column "a": a time in Avro lies between 00:00:00 and 24:00:00.',
    ],
    [
      'words among decimals',
      types.decimal(9, 2),
      ['1.00', 'NaN', '-Infinity'],
      'Column "a": NaN, an infinity or more digits than the decimal in Avro has.',
    ],
    [
      'words among wide decimals',
      types.decimal(30, 2),
      ['1.00', 'NaN', 'Infinity'],
      'Column "a": NaN, an infinity or more digits than the decimal in Avro has.',
    ],
  ])('%s', async (_, type, cells, reason) => {
    const { values, rejections } = await written(type, cells);
    expect(values.length).toBe(1);
    expect(rejections).toEqual([
      { row: 1, column: 0, code: 'OUT_OF_RANGE', reason },
      { row: 2, column: 0, code: 'OUT_OF_RANGE', reason },
    ]);
  });

  test('null in a column without nulls', () => {
    const schema = one(types.int32, false);
    const { rejections } = encodeFile(avroEncoder(schema), schema, [[1], [null]]);
    expect(rejections).toMatchObject([{ row: 1, column: 0, code: 'NULL_NOT_ALLOWED' }]);
  });
});

describe('files', () => {
  const schema: Schema = { columns: [column('id', types.int64, false), column('name', types.utf8)] };
  const rows = Array.from({ length: 20_000 }, (_, id) => [BigInt(id), id % 3 === 0 ? null : `name of ${id}`]);

  test.each(avroCodecs)('codec %s, several blocks', async (codec) => {
    const { bytes } = encodeFile(avroEncoder(schema, { codec, blockBytes: 64 * 1024 }), schema, rows);
    const library = await readByLibrary(bytes);
    expect(library.rows.length).toBe(20_000);
    expect({ ...(library.rows[19_999] as object) }).toEqual({ id: 19_999n, name: 'name of 19999' });
    const own = await readBlockFile(avroFormat, bytes);
    expect(own.rows).toEqual(rows);
  });

  test('blocks keep to their size', () => {
    const { bytes } = encodeFile(avroEncoder(schema, { codec: 'null', blockBytes: 64 * 1024 }), schema, rows);
    const sync = bytes.subarray(-16);
    const ends: number[] = [];
    for (let at = bytes.indexOf(sync); at >= 0; at = bytes.indexOf(sync, at + 1)) ends.push(at);
    const sizes = ends.slice(1).map((end, index) => end - (ends[index] as number));
    expect(sizes.length).toBe(4);
    expect(Math.max(...sizes)).toBeLessThan(64 * 1024 + 64);
  });

  test('an encoder makes one file after the other, each with its own marker', async () => {
    const encoder = avroEncoder(schema);
    const first = encodeFile(encoder, schema, [[1n, 'a']]);
    const second = encodeFile(encoder, schema, [[2n, 'b']]);
    expect((await readBlockFile(avroFormat, first.bytes)).rows).toEqual([[1n, 'a']]);
    expect((await readBlockFile(avroFormat, second.bytes)).rows).toEqual([[2n, 'b']]);
    expect(first.bytes.subarray(-16).equals(second.bytes.subarray(-16))).toBe(false);
  });

  test('a file without rows is whole', async () => {
    const { bytes } = encodeFile(avroEncoder(schema), schema, []);
    expect((await readByLibrary(bytes)).rows).toEqual([]);
  });

  test('a row larger than a block has a block of its own', async () => {
    const large = 'x'.repeat(3_000_000);
    const { bytes } = encodeFile(avroEncoder(schema), schema, [
      [1n, 'a'],
      [2n, large],
      [3n, 'b'],
    ]);
    expect((await readBlockFile(avroFormat, bytes)).rows).toEqual([
      [1n, 'a'],
      [2n, large],
      [3n, 'b'],
    ]);
  });

  test('not more than a buffer waits to be taken', () => {
    const encoder = avroEncoder(schema, { codec: 'null' });
    const batch = batchOf(
      schema,
      Array.from({ length: 1000 }, (_, id) => [BigInt(id), 'x'.repeat(4000)]),
    );
    encoder.start();
    const row = encoder.encode(batch, 0, 1000, []);
    expect(row).toBeLessThan(300);
    expect(encoder.pendingBytes).toBeLessThan(1024 * 1024);
  });

  test('what was taken stays while the next rows are encoded', async () => {
    const encoder = avroEncoder(schema, { codec: 'null', blockBytes: 1024 });
    const batch = batchOf(schema, rows.slice(0, 100));
    const head = encoder.start();
    encoder.encode(batch, 0, 100, []);
    const first = encoder.take();
    const copy = Uint8Array.from(first);
    encoder.encode(batch, 0, 100, []);
    expect(Buffer.from(first).equals(copy)).toBe(true);
    const { rows: found } = await readByLibrary(Buffer.concat([head, first, encoder.end?.() ?? Buffer.of()]));
    expect(found.length).toBe(200);
  });

  test('batches of other sizes after each other', async () => {
    const encoder = avroEncoder(schema);
    const { bytes } = encodeBatches(encoder, [batchOf(schema, rows.slice(0, 3)), batchOf(schema, rows.slice(3, 500))]);
    expect((await readBlockFile(avroFormat, bytes)).rows).toEqual(rows.slice(0, 500));
  });
});

describe('names', () => {
  test('a column that Avro cannot name is an error that says so', () => {
    expect(() => avroEncoder({ columns: [column('订单', types.int32)] })).toThrow('Avro allows no field named "订单".');
    expect(() => avroEncoder({ columns: [column('1st', types.int32)] })).toThrow('Avro allows no field named "1st".');
  });

  test('names can be replaced; the original stays in the schema', async () => {
    const schema = { columns: [column('unit price', types.int32), column('1st', types.int32)] };
    const { bytes } = encodeFile(
      avroEncoder(schema, { fieldNames: 'replace', recordName: 'order', namespace: 'shop.v1' }),
      schema,
      [[1, 2]],
    );
    const { schema: found } = await readByLibrary(bytes);
    expect(found).toEqual({
      type: 'record',
      name: 'order',
      namespace: 'shop.v1',
      fields: [
        { name: 'unit_price', doc: 'unit price', type: ['null', 'int'], default: null },
        { name: '_1st', doc: '1st', type: ['null', 'int'], default: null },
      ],
    });
  });

  test('two columns that become one name are refused', () => {
    const schema = { columns: [column('a b', types.int32), column('a.b', types.int32)] };
    expect(() => avroEncoder(schema, { fieldNames: 'replace' })).toThrow(
      'Two columns would become the Avro field "a_b".',
    );
  });
});
