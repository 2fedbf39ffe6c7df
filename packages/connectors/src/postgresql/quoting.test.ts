import { expect, test } from 'vitest';
import { inlineParameters, quoteLiteral } from './quoting.ts';

test('quotes literals whatever is in them', () => {
  expect(quoteLiteral("o'clock")).toBe("'o''clock'");
  expect(quoteLiteral(String.raw`a\'b`)).toBe(String.raw` E'a\\''b'`);
});

test('puts parameters in, and nowhere else', () => {
  const sql = `select '$1', "$1", E'\\'$1', $$ $1 $$, $t$ $1 $$ $t$, /* $1 */ a from t where a >= $1 and a < $2 -- $1`;
  expect(inlineParameters(sql, ['x', null])).toBe(
    `select '$1', "$1", E'\\'$1', $$ $1 $$, $t$ $1 $$ $t$, /* $1 */ a from t where a >= 'x' and a < null -- $1`,
  );
});

test('a value that looks like a parameter stays a value', () => {
  expect(inlineParameters('select $1, $2', ["$2'", 'b'])).toBe("select '$2''', 'b'");
});
