import { expect, test } from 'vitest';
import { editDistance, suggest } from './suggest.ts';

test('prefers a candidate that differs only in case or separators', () => {
  expect(suggest('querysql', ['query', 'querySql'])).toBe('querySql');
  expect(suggest('batch_size', ['batchSize', 'batchByteSize'])).toBe('batchSize');
});

test('finds the nearest word, swapped letters included', () => {
  expect(suggest('wrietMode', ['writeMode', 'where'])).toBe('writeMode');
  expect(suggest('mysq', ['mysql', 'oracle'])).toBe('mysql');
});

test('says nothing when no candidate is near', () => {
  expect(suggest('host', ['port', 'database'])).toBeUndefined();
  expect(suggest('x', ['y'])).toBeUndefined();
  expect(suggest('', ['a'])).toBeUndefined();
});

test('counts edits', () => {
  expect(editDistance('kitten', 'sitting')).toBe(3);
  expect(editDistance('ab', 'ba')).toBe(1);
  expect(editDistance('', 'abc')).toBe(3);
});
