import { types, typeName, type Schema } from '@sluice/core';
import { expect, test } from 'vitest';
import { writtenColumns } from './written-columns.ts';

const schema: Schema = {
  columns: [
    { name: 'a', type: types.int64, isNullable: false, nativeType: 'bigint' },
    { name: 'b', type: types.utf8, isNullable: true },
  ],
};
const written = (options: Parameters<typeof writtenColumns>[1], hasTypes = true): string[] =>
  writtenColumns(schema, options, hasTypes).columns.map(
    ({ name, type, isNullable }) => `${name} ${typeName(type)}${isNullable ? '' : ' not null'}`,
  );

test('columns are renamed, and typed where the format has types', () => {
  const column = [{ name: 'id', type: 'INT' }, { name: 'text' }];
  expect(written({ column })).toEqual(['id int32 not null', 'text utf8']);
  expect(written({ column }, false)).toEqual(['id int64 not null', 'text utf8']);
});

test('positions and the star say nothing', () => {
  for (const column of [['*'], ['0', '1'], [0, 1], undefined]) {
    expect(written({ column })).toEqual(['a int64 not null', 'b utf8']);
  }
});

test('types of Hive and of ours', () => {
  const typesOf = (...names: readonly string[]): string[] =>
    names.map(
      (type) =>
        written({ column: [{ type }, {}] })[0]
          ?.slice(2)
          .replace(' not null', '') ?? '',
    );
  expect(typesOf('TINYINT', 'smallint', 'INTEGER', 'bigint', 'Float', 'DOUBLE', 'STRING', 'boolean')).toEqual([
    'int8',
    'int16',
    'int32',
    'int64',
    'float32',
    'float64',
    'utf8',
    'bool',
  ]);
  expect(typesOf('date', 'timestamp', 'decimal(10,2)', 'decimal', 'varchar(20)', 'char(3)', 'binary', 'json')).toEqual([
    'date',
    'timestamp(us)',
    'decimal(10,2)',
    'decimal(10,0)',
    'utf8(20)',
    'utf8(3)',
    'binary',
    'json',
  ]);
});

test('another number of columns is refused', () => {
  expect(() => written({ column: [{ name: 'id' }] })).toThrowError(
    expect.objectContaining({
      code: 'FILES_BAD_COLUMN',
      message: 'The column list is not usable: it has 1 entries for 2 columns of the reader.',
    }) as Error,
  );
});

test('a Parquet schema names and types all columns', () => {
  const parquetSchema = 'message m {\n required int64 id;\n optional binary  name (UTF8);\n}';
  expect(written({ parquetSchema })).toEqual(['id int64 not null', 'name utf8']);
  const oneType = (line: string): string | undefined =>
    written({ parquetSchema: `message m { optional ${line}; optional int32 b; }` })[0];
  expect(oneType('int32 a')).toBe('a int32');
  expect(oneType('int32 a (DATE)')).toBe('a date');
  expect(oneType('int64 a (TIMESTAMP_MILLIS)')).toBe('a timestamp(us)');
  expect(oneType('int64 a (TIMESTAMP(NANOS,true))')).toBe('a timestamp(ns, zoned)');
  expect(oneType('int96 a')).toBe('a timestamp(us)');
  expect(oneType('fixed_len_byte_array(16) a (DECIMAL(38, 10))')).toBe('a decimal(38,10)');
  expect(oneType('BINARY a')).toBe('a binary');
  expect(oneType('double a')).toBe('a float64');
});

test.each([
  ['int64 id;', 'does not look like'],
  ['message m { optional int64 id }', 'lacks the semicolon'],
  ['message m { optional group a { optional int32 b; } }', 'has groups'],
  ['message m { repeated int64 a; }', 'repeats "a"'],
  ['message m { optional int65 a; }', 'unknown type'],
  ['message m { optional binary a (WHAT); }', 'unknown type'],
  ['message m { int64 a; }', 'has a line that is no column: "int64 a"'],
  ['message m { optional fixed_len_byte_array a; }', 'gives "a" no length'],
])('%s is refused', (parquetSchema, problem) => {
  expect(() => written({ parquetSchema })).toThrowError(
    expect.objectContaining({ message: expect.stringContaining(problem) as string }) as Error,
  );
});
