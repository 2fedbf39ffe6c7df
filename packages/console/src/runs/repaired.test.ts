import { expect, test } from 'vitest';
import { readRecords } from './repaired.ts';

test('edited records are a list of objects, and anything else is told', () => {
  expect(readRecords('[{"values":{"n":7}}]')).toEqual({ records: [{ values: { n: 7 } }] });
  expect(readRecords('{"values":{}}')).toEqual({ problem: 'list', detail: '' });
  expect(readRecords('[1]')).toEqual({ problem: 'list', detail: '' });
  expect(readRecords('[]')).toEqual({ problem: 'empty', detail: '' });
  expect(readRecords('[{')).toMatchObject({ problem: 'json' });
});
