import { expect, test } from 'vitest';
import { arrayLiteral, type Items } from './array-text.ts';

function convert(json: string, items?: Items): string | undefined {
  const literal = arrayLiteral(new TextEncoder().encode(json), items);
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

test.each([
  ['["AP8Q",null,""]', String.raw`{"\\x00ff10",NULL,"\\x"}`],
  [String.raw`["\\x00fF",["QQ=="]]`, String.raw`{"\\x00fF",{"\\x41"}}`],
])('%s of bytes becomes %s', (json, literal) => {
  expect(convert(json, 'bytes')).toBe(literal);
});

test.each(['["a b"]', '["QQ"]', '["QR=="]', String.raw`["\\x0"]`, '[1]', '[{"a":1}]', '[true]'])(
  '%s is no list of bytes',
  (json) => {
    expect(convert(json, 'bytes')).toBeUndefined();
  },
);
