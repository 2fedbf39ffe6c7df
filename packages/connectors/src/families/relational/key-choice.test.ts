import type { ColumnSpec, Type } from '@sluice/core';
import { types } from '@sluice/core';
import { expect, test } from 'vitest';
import { chooseKey } from './key-choice.ts';
import type { RelationalTable } from './session.ts';
import { testDialect } from './test-dialect.ts';

const column = (name: string, type: Type, isNullable = false): ColumnSpec => ({ name, type, isNullable });

const table = (changes: Partial<RelationalTable>): RelationalTable => ({
  name: 't',
  kind: 'table',
  schema: {
    columns: [
      column('id', types.int64),
      column('code', types.utf8),
      column('price', types.float64),
      column('opt', types.int32, true),
    ],
  },
  primaryKey: [],
  uniqueKeys: [],
  ...changes,
});

test('takes the key of the job', () => {
  expect(chooseKey(testDialect, table({}), 'OPT')).toMatchObject({ kind: 'column', column: { name: 'opt' } });
});

test('falls back and says why when the type cannot be used', () => {
  expect(chooseKey(testDialect, table({ primaryKey: ['id'] }), 'price')).toMatchObject({
    column: { name: 'id' },
    note: '"price" is float64 and cannot be used to split; split by "id", the primary key',
  });
});

test('refuses a key that does not exist', () => {
  expect(() => chooseKey(testDialect, table({}), 'cod')).toThrow('Table "t" has no column "cod". Did you mean "code"?');
});

test('prefers the primary key, then a unique key that is never NULL', () => {
  expect(chooseKey(testDialect, table({ primaryKey: ['id'], uniqueKeys: [['code']] }), '')).toMatchObject({
    column: { name: 'id' },
  });
  expect(chooseKey(testDialect, table({ uniqueKeys: [['opt'], ['code']] }), undefined)).toMatchObject({
    column: { name: 'code' },
  });
});

test('uses the physical position when there is no key and the database has one', () => {
  const dialect = { ...testDialect, physicalSplits: true };
  expect(chooseKey(dialect, table({}), undefined).kind).toBe('physical');
  expect(chooseKey(dialect, table({ kind: 'view' }), undefined).kind).toBe('none');
  expect(chooseKey(testDialect, table({}), undefined).kind).toBe('none');
});

test('does not use a column that the dialect excludes', () => {
  const dialect = { ...testDialect, canSplitBy: (spec: ColumnSpec) => spec.name !== 'id' };
  expect(chooseKey(dialect, table({ primaryKey: ['id'] }), undefined).kind).toBe('none');
});
