import { expect, test } from 'vitest';
import { arrayLiteral } from './array-text.ts';

function convert(json: string): string | undefined {
  const literal = arrayLiteral(new TextEncoder().encode(json));
  return literal === undefined ? undefined : new TextDecoder().decode(literal);
}

test.each([
  ['[]', '{}'],
  [' [1, null , -2.50] ', '{"1",NULL,"-2.50"}'],
  ['[[1,2],[3,4]]', '{{"1","2"},{"3","4"}}'],
  ['[9223372036854775807,1.000]', '{"9223372036854775807","1.000"}'],
  ['[true,"null","NULL",""]', '{"true","null","NULL",""}'],
  [String.raw`["a\"b","c\\d","\u00e9\n","{,}"]`, '{"a\\"b","c\\\\d","é\n","{,}"}'],
  ['[{"a":[1,"}"]}]', String.raw`{"{\"a\":[1,\"}\"]}"}`],
])('%s becomes %s', (json, literal) => {
  expect(convert(json)).toBe(literal);
});

test.each(['', '1', '{}', '[1', '[1]]', '["a]', '[1] x', 'null', '[{"a":1]'])('%s is no list', (json) => {
  expect(convert(json)).toBeUndefined();
});
