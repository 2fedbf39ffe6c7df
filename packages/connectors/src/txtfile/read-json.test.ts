import { types } from '@sluice/core';
import { temporaryFolder } from '@sluice/testkit';
import { expect, test } from 'vitest';
import { putFile, readFiles } from './test-files.ts';

const read = async (content: string | Uint8Array, parameter: object = {}) =>
  readFiles({ path: putFile(temporaryFolder(), 'a', content), fileFormat: 'jsonl', ...parameter });

test('keys become columns with types from the values', async () => {
  const { schema, rows } = await read('{"id":1,"name":"x","ok":true,"tags":["a"],"f":1.50}\n{"id":null,"more":2}\n');
  expect(schema.columns.map((column) => [column.name, column.type.kind])).toEqual([
    ['id', 'decimal'],
    ['name', 'utf8'],
    ['ok', 'bool'],
    ['tags', 'json'],
    ['f', 'decimal'],
    ['more', 'decimal'],
  ]);
  expect(rows).toEqual([
    ['1', 'x', true, '["a"]', '1.50', null],
    [null, null, null, null, null, '2'],
  ]);
});

test('chosen columns are found in any order of keys, unknown keys are passed over', async () => {
  const column = [{ name: 'b', type: 'int64' }, { name: 'a' }, { value: 'k' }];
  const { rows } = await read(
    '{"a":"x","z":{"b":5,"s":"}"},"b":9007199254740993}\n\n { "b" : -1 , "a" : 2.0 } \n{}\n',
    { column },
  );
  expect(rows).toEqual([
    [9007199254740993n, 'x', 'k'],
    [-1n, '2.0', 'k'],
    [null, null, 'k'],
  ]);
});

test('escapes in texts and keys are decoded, halves of surrogate pairs rejected', async () => {
  const column = [{ name: 'ä"' }];
  const { rows, rejected } = await read(
    String.raw`{"\u00e4\"":"\"\\\/\b\f\n\r\t\u00fc\ud83d\ude80"}` +
      '\n' +
      String.raw`{"ä\"":"\ud83d"}` +
      '\n' +
      String.raw`{"ä\"":"\x"}`,
    { column },
  );
  expect(rows).toEqual([['"\\/\b\f\n\r\tü🚀']]);
  expect(rejected.map((row) => [row.ordinal, row.column, row.code])).toEqual([
    [1, 0, 'MALFORMED'],
    [2, 0, 'MALFORMED'],
  ]);
});

test('numbers keep all digits; a text may hold one', async () => {
  const column = [
    { name: 'a', type: 'decimal(30,10)' },
    { name: 'b', type: 'int64' },
  ];
  const { rows } = await read('{"a":12345678901234567890.0123456789,"b":"9223372036854775807"}', { column });
  expect(rows).toEqual([['12345678901234567890.0123456789', 9223372036854775807n]]);
});

test('json columns keep the value as it is written', async () => {
  const column = [
    { name: 'a', type: 'json' },
    { name: 'b', type: 'string' },
  ];
  const { rows } = await read('{"a":"t\\n","b":{"x": [1,2]}}\n{"a":{"x": 1.0},"b":[]}\n{"a":null,"b":null}', {
    column,
  });
  expect(rows).toEqual([
    ['"t\\n"', '{"x": [1,2]}'],
    ['{"x": 1.0}', '[]'],
    [null, null],
  ]);
});

test('a key given twice counts with its last value', async () => {
  const column = [{ name: 'a' }, { name: 'b', type: 'long' }];
  expect((await read('{"a":"xx","b":null,"a":"y","b":3}\n{"a":"z","a":null}\n', { column })).rows).toEqual([
    ['y', 3n],
    [null, null],
  ]);
});

test('lines that are no objects, or not of the type, are rejected alone', async () => {
  const column = [{ name: 'a', type: 'long' }];
  const bad = ['{"a":1', '[1]', '{"a":}', '{"a" 1}', '{"a":tru}', '{"a":1}x', '{a:1}', '"x"', '{"a":1,}'];
  const { rows, rejected } = await read(
    ['{"a":1}', ...bad, '{"a":"x"}', '{"a":99999999999999999999}', '{"a":2}'].join('\n'),
    { column },
  );
  expect(rows).toEqual([[1n], [2n]]);
  expect(rejected.slice(0, bad.length).map((row) => [row.raw, row.code, row.column])).toEqual(
    bad.map((raw) => [raw, 'MALFORMED', undefined]),
  );
  expect(rejected.slice(bad.length)).toEqual([
    { ordinal: 10, column: 0, code: 'MALFORMED', reason: 'Line 11, column "a": not a valid int64.', raw: '{"a":"x"}' },
    {
      ordinal: 11,
      column: 0,
      code: 'OUT_OF_RANGE',
      reason: 'Line 12, column "a": does not fit int64.',
      raw: '{"a":99999999999999999999}',
    },
  ]);
});

test('invalid UTF-8 rejects the line', async () => {
  const bytes = Buffer.concat([Buffer.from('{"a":"x"}\n{"a":"'), Buffer.of(0xe4), Buffer.from('"}\n{"a":"y"}')]);
  const { rows, rejected } = await read(bytes, { column: [{ name: 'a' }] });
  expect(rows).toEqual([['x'], ['y']]);
  expect(rejected).toMatchObject([{ ordinal: 1, code: 'INVALID_ENCODING' }]);
});

test('json files hold an array or objects one after the other, over any lines', async () => {
  const column = [{ name: 'a', type: 'long' }];
  for (const text of ['[{"a":1},\n{"a":2}]', '{"a":1}{"a":2}', '{\n"a":1\n}\n\n{\n"a":2}\n', '[\n]', '']) {
    const { rows } = await read(text, { fileFormat: 'json', column });
    expect(rows).toEqual(text.includes('a') ? [[1n], [2n]] : []);
  }
});

test('a json file that stops being JSON is an error with the line', async () => {
  const column = [{ name: 'a', type: 'long' }];
  await expect(read('[{"a":1},\nx]', { fileFormat: 'json', column })).rejects.toMatchObject({
    code: 'FILES_BROKEN_JSON',
    message: expect.stringContaining('line 2'),
  });
  await expect(read('[{"a":1},\n{"a":', { fileFormat: 'json', column })).rejects.toMatchObject({
    code: 'FILES_BROKEN_JSON',
  });
});

test('the type that the writer wants is read directly', async () => {
  const path = putFile(temporaryFolder(), 'a.jsonl', '{"t":"2024-02-29 12:00:00","n":5}\n');
  const { rows, schema } = await readFiles({ path, fileFormat: 'jsonl' }, { wanted: [types.timestamp, types.int32] });
  expect(schema.columns.map((column) => column.type)).toEqual([types.timestamp, types.int32]);
  expect(rows).toEqual([['2024-02-29 12:00:00', 5]]);
});
