import { expect, test } from 'vitest';
import { codeOf, valuesIn } from './read-sentence.ts';

test('values are read off a sentence by its declaration', () => {
  expect(valuesIn('MAPPING_IMPOSSIBLE', '"total": int64 cannot become date32.')).toEqual({
    column: 'total',
    from: 'int64',
    to: 'date32',
  });
  expect(valuesIn('MAPPING_IMPOSSIBLE', 'a newer sentence')).toEqual({});
  expect(valuesIn('NOT_DECLARED', 'any')).toEqual({});
});

test('an error is known by its sentence', () => {
  expect(codeOf('"tabel" is not an option here and has no effect.')).toBe('OPTION_UNKNOWN');
  expect(codeOf('the network gave up')).toBeUndefined();
});
