import { types, type ColumnSpec, type Type } from '@sluice/core';
import { expect, test } from 'vitest';
import { describeLoad } from './inspect.ts';
import { testDialect } from './test-dialect.ts';

const column = (type: Type, isNullable = true): ColumnSpec => ({ name: 'c', type, isNullable });

function warnings(from: ColumnSpec, to: ColumnSpec): readonly string[] {
  const target = {
    table: { name: 't' },
    schema: { columns: [to] },
    mode: 'insert' as const,
    keyColumns: [],
    updateColumns: [],
    skipNullColumns: [],
    isRepeatable: false,
  };
  return describeLoad(testDialect, target, { columns: [from] }, { before: [], after: [] }).warnings;
}

test.each([
  ['a smaller integer', types.int64, types.int16],
  ['a decimal with fewer digits', types.decimal(20, 6), types.decimal(10, 6)],
  ['a number made of text', types.utf8, types.int32],
  ['a shorter text', types.utf8, { kind: 'utf8', maxLength: 10 }],
] as const)('warns where values may not fit: %s', (_, from, to) => {
  expect(warnings(column(from), column(to))).toEqual([
    expect.stringContaining('values that do not fit become dirty records'),
  ]);
});

test.each([
  ['a larger integer', types.int16, types.int64],
  ['a decimal with more digits', types.decimal(20, 6), types.decimal(30, 6)],
  ['the same', types.utf8, types.utf8],
  ['text of any length', { kind: 'utf8', maxLength: 10 }, types.utf8],
] as const)('says nothing where every value fits: %s', (_, from, to) => {
  expect(warnings(column(from), column(to))).toEqual([]);
});

test('warns of NULL only where the source can have it', () => {
  expect(warnings(column(types.int32), column(types.int32, false))).toEqual([
    '"c": NULL is not allowed in the target and becomes a dirty record.',
  ]);
  expect(warnings(column(types.int32, false), column(types.int32, false))).toEqual([]);
});
