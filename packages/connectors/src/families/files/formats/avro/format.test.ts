import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { deflateRawSync } from 'node:zlib';
import { SluiceError, types } from '@sluice/core';
import { describe, expect, test } from 'vitest';
import { readBlockFile, testFile } from '../test-block-files.ts';
import { avroFormat, avroFormatWith } from './format.ts';
import { avroFile, long, text } from './test-avro.ts';

const fixture = (name: string) => readFileSync(join(import.meta.dirname, 'fixtures', name));

describe('all types', () => {
  test('every primitive and logical type has its column type', async () => {
    const { schema } = await readBlockFile(avroFormat, fixture('all-types.avro'));
    expect(schema.columns.map(({ name, type, isNullable }) => [name, type, isNullable])).toEqual([
      ['flag', types.bool, false],
      ['small', types.int32, false],
      ['big', types.int64, false],
      ['single', types.float32, false],
      ['double', types.float64, false],
      ['raw', types.binary, false],
      ['text', types.utf8, false],
      ['maybe', types.utf8, true],
      ['maybe_last', types.int64, true],
      ['price', types.decimal(15, 2), false],
      ['wide', types.decimal(38, 10), false],
      ['id', types.utf8, false],
      ['day', types.date, false],
      ['clock_ms', types.time, false],
      ['clock_us', types.time, false],
      ['at_ms', types.timestampZoned, false],
      ['at_us', types.timestampZoned, false],
      ['at_ns', { kind: 'timestamp', unit: 'ns', zoned: true }, false],
      ['wall_ms', types.timestamp, false],
      ['wall_us', types.timestamp, false],
      ['wall_ns', { kind: 'timestamp', unit: 'ns', zoned: false }, false],
      ['span', types.utf8, false],
      ['suit', types.utf8, false],
      ['hash', { kind: 'binary', maxLength: 4 }, false],
      ['either', types.json, true],
      ['tags', types.json, false],
      ['counts', types.json, false],
      ['address', types.json, true],
      ['nothing', types.utf8, true],
    ]);
  });

  test('values are read exactly', async () => {
    const { rows } = await readBlockFile(avroFormat, fixture('all-types.avro'));
    expect(rows[0]).toEqual([
      true,
      -2_147_483_648,
      9_223_372_036_854_775_807n,
      1.5,
      0.1,
      Uint8Array.of(0, 255),
      'größe 数据',
      'x',
      null,
      '-1234567890123.45',
      '1234567890123456789012345678.0123456789',
      'f81d4fae-7dec-11d0-a765-00a0c91e6bf6',
      '2024-02-29',
      '23:59:59.999',
      '01:02:03.000004',
      '2024-02-29 12:00:00.123+00:00',
      '1969-12-31 23:59:59.999999+00:00',
      '2024-02-29 12:00:00.123456789+00:00',
      '1900-01-01 00:00:00',
      '9999-12-31 23:59:59.999999',
      '1969-12-31 23:59:59.999999999',
      'P14M3DT4.005S',
      'SPADES',
      Uint8Array.of(1, 2, 3, 4),
      '9007199254740993',
      '["a",null,"\\"q\\""]',
      '{"b":1,"a":-9223372036854775808}',
      '{"city":"Köln","since":"1999-12-31","rent":650.50,"next":{"city":"x","since":"1970-01-01","rent":-0.01,"next":null}}',
      null,
    ]);
  });

  test('edges of the types: zero, empty, null, not a number, minus infinity', async () => {
    const { rows } = await readBlockFile(avroFormat, fixture('all-types.avro'));
    expect(rows[1]).toEqual([
      false,
      2_147_483_647,
      -9_223_372_036_854_775_808n,
      Number.NaN,
      -Infinity,
      new Uint8Array(0),
      '',
      null,
      300n,
      '0.00',
      '-0.0000000001',
      '00000000-0000-0000-0000-000000000000',
      '0001-01-01',
      '00:00:00',
      '00:00:00',
      '1970-01-01 00:00:00+00:00',
      '1970-01-01 00:00:00+00:00',
      '1970-01-01 00:00:00+00:00',
      '1970-01-01 00:00:00',
      '1970-01-01 00:00:00',
      '1970-01-01 00:00:00',
      'PT0S',
      'HEARTS',
      Uint8Array.of(255, 255, 255, 255),
      null,
      '[]',
      '{}',
      null,
      null,
    ]);
  });

  test('columns that are not asked for are passed over, others may be asked for twice and in any order', async () => {
    const { rows } = await readBlockFile(avroFormat, fixture('all-types.avro'), {
      columns: ['suit', 'small', 'maybe_last', 'suit'],
    });
    expect(rows).toEqual([
      ['SPADES', -2_147_483_648, null, 'SPADES'],
      ['HEARTS', 2_147_483_647, 300n, 'HEARTS'],
      ['HEARTS', 64, -1n, 'HEARTS'],
    ]);
  });

  test('a file without a record around its values has one column', async () => {
    const { schema, rows } = await readBlockFile(avroFormat, fixture('bare-long.avro'));
    expect(schema.columns.map((column) => column.name)).toEqual(['value']);
    expect(rows).toEqual([[1n], [-2n], [3n]]);
  });

  test('a file without rows has columns', async () => {
    const { schema, rows } = await readBlockFile(avroFormat, fixture('no-rows.avro'));
    expect(schema.columns.map((column) => column.name)).toEqual(['id', 'name']);
    expect(rows).toEqual([]);
  });
});

describe('codecs', () => {
  test.each(['null', 'deflate', 'snappy', 'zstandard', 'bzip2'])('%s', async (codec) => {
    const { rows } = await readBlockFile(avroFormat, fixture(`${codec}.avro`));
    expect(rows.length).toBe(300);
    expect(rows[0]).toEqual([0n, null]);
    expect(rows[299]).toEqual([299n, 'name 299']);
  });

  test('xz is refused by name', async () => {
    await expect(readBlockFile(avroFormat, fixture('xz.avro'))).rejects.toMatchObject({
      code: 'AVRO_UNKNOWN_CODEC',
      message: 'The blocks of "test-file" are compressed with "xz", which is not supported.',
    });
  });

  test('a block that expands without measure stops the read', async () => {
    const bomb = avroFile({
      schema: '"bytes"',
      codec: 'deflate',
      blocks: [{ count: 1, data: deflateRawSync(Buffer.alloc(80_000_000)) }],
    });
    await expect(readBlockFile(avroFormat, bomb)).rejects.toMatchObject({ code: 'FILES_EXPANDS_TOO_MUCH' });
  });
});

describe('ranges', () => {
  const ids = Array.from({ length: 300 }, (_, id) => BigInt(id));

  test.each([7, 100, 613, 999, 5000])('ranges of %i bytes have every row once, in order', async (rangeBytes) => {
    const { rows } = await readBlockFile(avroFormatWith(rangeBytes), fixture('null.avro'), { isSplit: true });
    expect(rows.map(([id]) => id)).toEqual(ids);
  });

  test('opening reads the header and the end alone', async () => {
    const blocks = Array.from({ length: 100 }, () => ({
      count: 1,
      data: Buffer.concat([long(20_000), Buffer.alloc(20_000)]),
    }));
    const file = testFile(avroFile({ schema: '"bytes"', blocks }));
    const { blocks: ranges } = await avroFormatWith(100_000).open(file, new AbortController().signal);
    expect(ranges.length).toBe(21);
    expect(file.reads).toEqual([65_536, 16]);
  });

  test('a marker that lies across two searches is found', async () => {
    const blocks = Array.from({ length: 3 }, () => ({
      count: 1,
      data: Buffer.concat([long(65_500), Buffer.alloc(65_500, 'x')]),
    }));
    const bytes = avroFile({ schema: '"bytes"', blocks });
    for (let rangeBytes = 65_480; rangeBytes < 65_560; rangeBytes++) {
      const { rows } = await readBlockFile(avroFormatWith(rangeBytes), bytes, { isSplit: true });
      expect(rows.length).toBe(3);
    }
  });

  test('batches keep to their rows and bytes', async () => {
    const byRows = await readBlockFile(avroFormat, fixture('null.avro'), { batchRows: 128 });
    expect(byRows.batchRows).toEqual([128, 128, 44]);
    expect(byRows.ordinals).toEqual(Array.from({ length: 300 }, (_, row) => row));
    const byBytes = await readBlockFile(avroFormat, fixture('null.avro'), { batchBytes: 1000 });
    expect(byBytes.rows.map(([id]) => id)).toEqual(ids);
    // A row of 20 bytes may go beyond.
    expect(Math.max(...byBytes.batchBytes)).toBeLessThan(1020);
  });
});

describe('rows that cannot be held', () => {
  const rejectedOf = async (type: string, values: readonly Uint8Array[]) => {
    const schema = `{"type":"record","name":"r","fields":[{"name":"id","type":"int"},{"name":"v","type":${type}},{"name":"tag","type":["null","string"]}]}`;
    const tail = Buffer.concat([long(1), text('t')]);
    const data = Buffer.concat(values.flatMap((value, index) => [long(index), value, tail]));
    return readBlockFile(avroFormat, avroFile({ schema, blocks: [{ count: values.length, data }] }));
  };

  test('bytes that are no UTF-8', async () => {
    const { rows, rejected, ordinals } = await rejectedOf('"string"', [
      text('good'),
      Buffer.concat([long(2), Buffer.of(0xc3, 0x28)]),
      text('ü'),
    ]);
    expect(rows).toEqual([
      [0, 'good', 't'],
      [2, 'ü', 't'],
    ]);
    expect(ordinals).toEqual([0, 2]);
    expect(rejected).toEqual([
      {
        ordinal: 1,
        column: 1,
        code: 'INVALID_ENCODING',
        reason: 'Column "v": bytes that are no UTF-8.',
        raw: '{"id":1,"v":"\ufffd(","tag":"t"}',
      },
    ]);
  });

  test('bytes that are no UTF-8 inside of a nested value', async () => {
    const { rejected } = await rejectedOf('{"type":"array","items":"string"}', [
      Buffer.concat([long(1), long(1), Buffer.of(0xff), long(0)]),
    ]);
    expect(rejected.map(({ code }) => code)).toEqual(['INVALID_ENCODING']);
  });

  test('decimals with more digits than declared', async () => {
    const { rows, rejected } = await rejectedOf('{"type":"bytes","logicalType":"decimal","precision":4,"scale":2}', [
      Buffer.concat([long(2), Buffer.of(0x27, 0x0f)]),
      Buffer.concat([long(2), Buffer.of(0x27, 0x10)]),
      Buffer.concat([long(9), Buffer.of(0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x85)]),
      Buffer.concat([long(9), Buffer.of(0x7f, 0, 0, 0, 0, 0, 0, 0, 0)]),
    ]);
    expect(rows.map((row) => row[1])).toEqual(['99.99', '-1.23']);
    expect(rejected.map(({ code, reason }) => [code, reason])).toEqual([
      ['OUT_OF_RANGE', 'Column "v": does not fit decimal(4,2).'],
      ['OUT_OF_RANGE', 'Column "v": does not fit decimal(4,2).'],
    ]);
  });

  test('milliseconds beyond the range of microseconds, and ticks that mean infinity here', async () => {
    const millis = await rejectedOf('{"type":"long","logicalType":"timestamp-millis"}', [long(2 ** 53), long(5)]);
    expect(millis.rows.map((row) => row[1])).toEqual(['1970-01-01 00:00:00.005+00:00']);
    const micros = await rejectedOf('{"type":"long","logicalType":"timestamp-micros"}', [
      Buffer.of(0xfe, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1),
      Buffer.of(0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1),
    ]);
    expect(micros.rejected.map(({ code }) => code)).toEqual(['OUT_OF_RANGE', 'OUT_OF_RANGE']);
  });

  test('many refused rows do not gather in one batch', async () => {
    const bad = Array.from({ length: 20_000 }, () => Buffer.concat([long(1), Buffer.of(0xff)]));
    const { rejected, batchRows } = await rejectedOf('"string"', bad);
    expect(rejected.length).toBe(20_000);
    expect(rejected.at(-1)?.ordinal).toBe(19_999);
    expect(batchRows.length).toBeGreaterThan(4);
  });
});

describe('odd schemas', () => {
  const read = (schema: string, data: Buffer, count = 1) =>
    readBlockFile(avroFormat, avroFile({ schema, blocks: [{ count, data }] }));

  test('names and defaults that the specification forbids do not matter for reading', async () => {
    const schema =
      '{"type":"record","name":"my-row","namespace":"a-b","fields":[{"name":"订单-no","type":"int","default":"none"}]}';
    const { schema: found, rows } = await read(schema, long(7));
    expect(found.columns.map((column) => column.name)).toEqual(['订单-no']);
    expect(rows).toEqual([[7]]);
  });

  test('a logical type on the wrong physical one is none', async () => {
    const field = (type: string, more: string) =>
      `{"type":"record","name":"r","fields":[{"name":"a","type":{"type":"${type}",${more}}}]}`;
    expect((await read(field('long', '"logicalType":"date"'), long(3))).rows).toEqual([[3n]]);
    expect((await read(field('int', '"logicalType":"unheard-of"'), long(3))).rows).toEqual([[3]]);
    expect((await read(field('bytes', '"logicalType":"decimal","precision":2,"scale":3'), text('a'))).rows).toEqual([
      [Uint8Array.of(97)],
    ]);
  });

  test('named types are found by their namespace', async () => {
    const schema = `{"type":"record","name":"r","namespace":"one.two","fields":[
      {"name":"a","type":{"type":"enum","name":"E","symbols":["x","y"]}},
      {"name":"b","type":"E"},
      {"name":"c","type":["one.two.E","null"]}]}`;
    const { rows } = await read(schema, Buffer.concat([long(1), long(0), long(0), long(1)]));
    expect(rows).toEqual([['y', 'x', 'y']]);
  });

  test('a union of one type, one of two records, a map of arrays', async () => {
    const schema = `{"type":"record","name":"r","fields":[
      {"name":"a","type":["int"]},
      {"name":"b","type":[{"type":"record","name":"P","fields":[{"name":"p","type":"int"}]},{"type":"record","name":"Q","fields":[{"name":"q","type":"boolean"}]}]},
      {"name":"c","type":{"type":"map","values":{"type":"array","items":"double"}}}]}`;
    const items = Buffer.alloc(16);
    items.writeDoubleLE(0.5, 0);
    items.writeDoubleLE(Number.NaN, 8);
    // The run of the array tells its bytes: a negative count.
    const map = Buffer.concat([long(1), text('k'), long(-2), long(16), items, long(0), long(0)]);
    const { rows } = await read(schema, Buffer.concat([long(0), long(9), long(1), Buffer.of(1), map]));
    expect(rows).toEqual([[9, '{"q":true}', '{"k":[0.5,"NaN"]}']]);
    const pruned = await readBlockFile(
      avroFormat,
      avroFile({ schema, blocks: [{ count: 1, data: Buffer.concat([long(0), long(9), long(1), Buffer.of(1), map]) }] }),
      { columns: ['a'] },
    );
    expect(pruned.rows).toEqual([[9]]);
  });
});

describe('damage', () => {
  const failure = (bytes: Uint8Array) => expect(readBlockFile(avroFormat, bytes)).rejects;
  const bytes = fixture('null.avro');
  const corrupt = (problem: string) => ({
    code: 'FILES_CORRUPT',
    message: `"test-file" is not a sound avro file: ${problem}.`,
  });

  test('another format', async () => {
    await failure(Buffer.from('id,name\n1,x\n')).toMatchObject(corrupt('it does not begin with "Obj" and 1'));
    await failure(Buffer.alloc(0)).toMatchObject(corrupt('it is empty'));
  });

  test('half a file, at every length', async () => {
    for (let length = 4; length < bytes.length; length += 13)
      await failure(bytes.subarray(0, length)).toMatchObject({ code: 'FILES_CORRUPT' });
    await failure(bytes.subarray(0, 100)).toMatchObject(corrupt('it has no complete header (truncated?)'));
    await failure(bytes.subarray(0, 1000)).toMatchObject(
      corrupt('it does not end with the end of a block (truncated?)'),
    );
  });

  test('a block cut out of the middle', async () => {
    const cut = Buffer.concat([bytes.subarray(0, 1000), bytes.subarray(1010)]);
    await failure(cut).toMatchObject(corrupt('the block at 802 does not end with the marker of the file'));
  });

  test('a checksum that does not match', async () => {
    const broken = Buffer.from(fixture('snappy.avro'));
    broken[300] = (broken[300] as number) ^ 1;
    await failure(broken).toMatchObject({ code: 'FILES_CORRUPT' });
  });

  test.each([
    ['more rows than bytes', '"long"', 3, long(1), 'a record reaches beyond its block'],
    ['more bytes than rows', '"long"', 1, Buffer.concat([long(1), long(1)]), 'a block has more bytes than its records'],
    ['a text beyond the block', '"string"', 1, long(5), 'a record reaches beyond its block'],
    ['a double beyond the block', '"double"', 1, Buffer.alloc(7), 'a record reaches beyond its block'],
    ['a length below zero', '"string"', 1, long(-5), 'a length is below zero'],
    ['a branch that is not there', '["null","int"]', 1, long(2), 'a branch of a union does not exist in its schema'],
    [
      'a symbol that is not there',
      '{"type":"enum","name":"e","symbols":["a"]}',
      1,
      long(1),
      'a symbol does not exist in its schema',
    ],
    ['a boolean of 2', '"boolean"', 1, Buffer.of(2), 'a boolean is neither 0 nor 1'],
    ['an int of 33 bits', '"int"', 1, long(2 ** 32), 'an int has more than 32 bits'],
    ['an integer without end', '"long"', 1, Buffer.alloc(20, 255), 'an integer has more than 64 bits'],
    [
      'an array of a billion nulls',
      '{"type":"array","items":"null"}',
      1,
      Buffer.concat([long(1e9), long(0)]),
      'a record reaches beyond its block',
    ],
    [
      'an array of more items than bytes',
      '{"type":"array","items":"int"}',
      1,
      Buffer.concat([long(1e9), long(0)]),
      'a record reaches beyond its block',
    ],
  ])('%s', async (_, schema, count, data, problem) => {
    await failure(avroFile({ schema, blocks: [{ count, data }] })).toMatchObject(corrupt(problem));
  });

  test('any changed byte gives rows or one clear error, never anything else', async () => {
    const names = ['all-types.avro', 'deflate.avro', 'snappy.avro', 'zstandard.avro', 'bzip2.avro'];
    const outcomes = { rows: 0, errors: 0 };
    for (const whole of names.map(fixture)) {
      for (let at = 4; at < whole.length; at += 29) {
        const broken = Buffer.from(whole);
        broken[at] = (broken[at] as number) ^ (1 << (at % 8));
        try {
          await readBlockFile(avroFormat, broken);
          outcomes.rows++;
        } catch (error) {
          expect(error).toBeInstanceOf(SluiceError);
          outcomes.errors++;
        }
      }
    }
    expect(outcomes.errors).toBeGreaterThan(100);
    expect(outcomes.rows).toBeGreaterThan(10);
  });

  test('a value nested without end', async () => {
    const schema = '{"type":"record","name":"r","fields":[{"name":"next","type":["null","r"]}]}';
    const data = Buffer.concat([...Array.from({ length: 2000 }, () => long(1)), long(0)]);
    await failure(avroFile({ schema, blocks: [{ count: 1, data }] })).toMatchObject(
      corrupt('a value is nested deeper than 500 levels'),
    );
  });

  test.each([
    ['{"type":"record","name":"r"}', 'its schema has a record "r" without fields'],
    ['"Missing"', 'its schema names the type "Missing" and does not define it'],
    ['{"type":', 'its schema is no JSON'],
    ['{"type":"fixed","name":"f"}', 'its schema has a fixed type "f" without a size'],
  ])('the schema %s', async (schema, problem) => {
    await failure(avroFile({ schema, blocks: [] })).toMatchObject(corrupt(problem));
  });
});
