import { typeName, types } from '@sluice/core';
import { expect, test } from 'vitest';
import { declarationFor, affinityOf, typeOfDeclared } from './types.ts';

test.each([
  ['INTEGER', 'int64'],
  ['tinyint unsigned', 'int64'],
  ['REAL', 'float64'],
  ['double precision', 'float64'],
  ['DECIMAL(10,2)', 'decimal(10,2)'],
  ['numeric(38)', 'decimal(38,0)'],
  ['NUMERIC', 'decimal'],
  ['VARCHAR(20)', 'utf8'],
  ['TEXT', 'utf8'],
  ['BLOB', 'binary'],
  ['BOOLEAN', 'bool'],
  ['DATE', 'date'],
  ['DATETIME', 'timestamp(us)'],
  ['timestamp', 'timestamp(us)'],
  ['TIME', 'time'],
  ['JSON', 'json'],
  ['UUID', 'utf8'],
  ['', 'utf8'],
])('reads a column declared %j as %s', (declared, name) => {
  expect(typeName(typeOfDeclared(declared))).toBe(name);
});

test('takes an expression for text', () => {
  expect(typeOfDeclared(null)).toEqual(types.utf8);
});

test('declares columns so that they read back as the same type', () => {
  const kinds = [
    types.bool,
    types.int64,
    types.float64,
    types.decimal(9, 3),
    types.utf8,
    types.binary,
    types.date,
    types.time,
    types.timestamp,
    types.json,
  ];
  expect(kinds.map((type) => typeOfDeclared(declarationFor(type)))).toEqual(kinds);
});

test('knows what SQLite does with values by the declared type', () => {
  expect(affinityOf('varchar(10)')).toBe('text');
  expect(affinityOf('charint')).toBe('integer');
  expect(affinityOf('date')).toBe('numeric');
  expect(affinityOf('uuid')).toBe('numeric');
  expect(affinityOf('double')).toBe('real');
  expect(affinityOf('blob')).toBe('none');
  expect(affinityOf(undefined)).toBe('none');
});

test('declares decimals with many digits so that SQLite keeps them', () => {
  expect(declarationFor(types.decimal(15, 2))).toBe('DECIMAL(15,2)');
  expect(declarationFor(types.decimal(16, 2))).toBe('DECIMAL_TEXT(16,2)');
  expect(affinityOf('decimal_text(16,2)')).toBe('text');
});
