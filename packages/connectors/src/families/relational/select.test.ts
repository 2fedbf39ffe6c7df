import { expect, test } from 'vitest';
import { boundedCount, cleanFilter, cleanStatement, keyRange, selectFrom, withConditions } from './select.ts';
import { testDialect } from './test-dialect.ts';

test('drops blanks and semicolons at the end of a filter', () => {
  expect(cleanFilter(' id > 1 ; ')).toBe('id > 1');
  expect(cleanFilter('  ')).toBeUndefined();
  expect(cleanFilter(undefined)).toBeUndefined();
  expect(cleanStatement('select 1;;\n')).toBe('select 1');
});

test('puts each condition into brackets', () => {
  expect(withConditions('select * from t', ['a = 1 or b = 2', undefined, 'c > 3'])).toBe(
    'select * from t where (a = 1 or b = 2) and (c > 3)',
  );
  expect(withConditions('select * from t', [undefined])).toBe('select * from t');
});

test('ends a comment at the end of a filter', () => {
  expect(withConditions('select * from t', ['a = 1 -- today', 'b = 2'])).toBe(
    'select * from t where (a = 1 -- today\n) and (b = 2)',
  );
});

test('selects quoted columns and SQL from a quoted table', () => {
  expect(selectFrom(testDialect, ['"id"', 'now()'], { schema: 's', name: 't' })).toBe(
    'select "id", now() from "s"."t"',
  );
});

test('counts up to a limit', () => {
  expect(boundedCount(testDialect, { name: 't' }, 'a > 1', 10)).toBe(
    'select count(*) from (select 1 as one from "t" where (a > 1) limit 11) as counted',
  );
});

const asIs = (placeholder: string): string => placeholder;

test('bounds a range half-open with parameters', () => {
  expect(keyRange(testDialect, 'id', { from: '1', to: '9' }, asIs)).toEqual({
    sql: '"id" >= $1 and "id" < $2',
    parameters: ['1', '9'],
  });
});

test('leaves the first range open below and the last one above', () => {
  expect(keyRange(testDialect, 'id', { from: undefined, to: '9' }, asIs)).toEqual({
    sql: '"id" < $1',
    parameters: ['9'],
  });
  expect(keyRange(testDialect, 'id', { from: '9', to: undefined }, asIs)).toEqual({
    sql: '"id" >= $1',
    parameters: ['9'],
  });
  expect(keyRange(testDialect, 'id', { from: undefined, to: undefined }, asIs).sql).toBe('"id" is not null');
});

test('casts parameters where the dialect wants it', () => {
  const cast = (placeholder: string): string => `cast(${placeholder} as signed)`;
  expect(keyRange(testDialect, 'id', { from: '1', to: undefined }, cast).sql).toBe('"id" >= cast($1 as signed)');
});
