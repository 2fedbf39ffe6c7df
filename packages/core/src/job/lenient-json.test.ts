import { expect, test } from 'vitest';
import { parseLenientJson, printJson } from './lenient-json.ts';

/** `SEVERITY-less` summary of findings: code and place. */
function findings(text: string): string[] {
  return parseLenientJson(text).issues.map((issue) => `${issue.code} ${issue.line}:${issue.column}`);
}

function value(text: string): unknown {
  return parseLenientJson(text).value;
}

test('reads standard JSON without a finding', () => {
  const text = '{"a": [1, -2.50, 1e3, 0], "b": {"c": null, "d": true, "e": false}, "f": "x\\n\\u00e9\\"\\\\\\/"}';
  expect(value(text)).toEqual({ a: [1, -2.5, 1000, 0], b: { c: null, d: true, e: false }, f: 'x\né"\\/' });
  expect(findings(text)).toEqual([]);
});

test('accepts both kinds of comments without a finding', () => {
  const text = '// first\n{ /* a "quote" */ "a": 1, // to the end\n "b": "http://x//y /* no comment */" } /* last */';
  expect(value(text)).toEqual({ a: 1, b: 'http://x//y /* no comment */' });
  expect(findings(text)).toEqual([]);
});

test('accepts a byte order mark and empty containers', () => {
  expect(value('\uFEFF{"a": {}, "b": []}')).toEqual({ a: {}, b: [] });
  expect(findings('\uFEFF{}')).toEqual([]);
});

test('accepts trailing commas and names the first of them', () => {
  const text = '{\n  "a": [1, 2,],\n  "b": 1,\n}';
  expect(value(text)).toEqual({ a: [1, 2], b: 1 });
  expect(findings(text)).toEqual(['JSON_TRAILING_COMMA 2:13']);
  expect(parseLenientJson(text).issues[0]?.message).toBe(
    'A comma stands before a closing bracket. One more place is like this.',
  );
});

test('accepts missing commas in objects and lists and names each', () => {
  const text = '{\n  "a": 1\n  "b": ["x" "y" 3 4]\n}';
  expect(value(text)).toEqual({ a: 1, b: ['x', 'y', 3, 4] });
  expect(findings(text)).toEqual([
    'JSON_MISSING_COMMA 3:3',
    'JSON_MISSING_COMMA 3:13',
    'JSON_MISSING_COMMA 3:17',
    'JSON_MISSING_COMMA 3:19',
  ]);
});

test('accepts single quotes and keys without quotes', () => {
  const text = "{a: 'it\\'s', 'b-c': \"'\", größe: 1}";
  expect(value(text)).toEqual({ a: "it's", 'b-c': "'", größe: 1 });
  expect(findings(text)).toEqual(['JSON_UNQUOTED_KEY 1:2', 'JSON_SINGLE_QUOTES 1:5']);
});

test('accepts raw tabs and line breaks in texts', () => {
  const text = '{"sql": "select\n\t1", "d": "\t"}';
  expect(value(text)).toEqual({ sql: 'select\n\t1', d: '\t' });
  expect(findings(text)).toEqual(['JSON_RAW_CONTROL 1:16']);
});

test('takes the last of duplicate keys and names the place of the first', () => {
  const parsed = parseLenientJson('{\n "a": {"x": 1},\n "a": {"y": 2}\n}');
  expect(parsed.value).toEqual({ a: { y: 2 } });
  expect(parsed.issues).toEqual([
    {
      severity: 'warning',
      code: 'JSON_DUPLICATE_KEY',
      message: 'The key "a" is here again; it was first on line 2.',
      hint: 'The last one counts. Remove the other.',
      path: 'a',
      line: 3,
      column: 2,
    },
  ]);
  expect(parsed.positionOf('a.x')).toBeUndefined();
  expect(parsed.positionOf('a.y')).toEqual({ line: 3, column: 8 });
});

test('accepts blanks that are not plain ones', () => {
  expect(value('{\u00a0"a":\u30001}')).toEqual({ a: 1 });
  expect(findings('{\u00a0"a":\u30001}')).toEqual(['JSON_ODD_BLANK 1:2']);
});

test('keeps the digits of numbers that JavaScript cannot hold, as text', () => {
  const text =
    '{"id": 12345678901234567890, "safe": 9007199254740991, "edge": 9007199254740993, "d": 0.12345678901234567890, "e": 1.10, "huge": 1e999}';
  expect(value(text)).toEqual({
    id: '12345678901234567890',
    safe: 9007199254740991,
    edge: '9007199254740993',
    d: '0.12345678901234567890',
    e: 1.1,
    huge: '1e999',
  });
  expect(findings(text)).toEqual([
    'JSON_BIG_NUMBER 1:8',
    'JSON_BIG_NUMBER 1:64',
    'JSON_BIG_NUMBER 1:87',
    'JSON_BIG_NUMBER 1:130',
  ]);
});

test('gives positions of keys and elements by path', () => {
  const parsed = parseLenientJson('{\n  "steps": [\n    {"parameter": {"a.b": [10, 20]}}\n  ]\r\n, "x": 1}');
  expect(parsed.positionOf('')).toEqual({ line: 1, column: 1 });
  expect(parsed.positionOf('steps[0]')).toEqual({ line: 3, column: 5 });
  expect(parsed.positionOf('steps[0].parameter["a.b"][1]')).toEqual({ line: 3, column: 32 });
  expect(parsed.positionOf('x')).toEqual({ line: 5, column: 3 });
  expect(parsed.positionOf('y')).toBeUndefined();
});

test('keeps a key __proto__ from changing anything', () => {
  const parsed = parseLenientJson('{"__proto__": {"polluted": true}, "constructor": 1}');
  expect((parsed.value as Record<string, unknown>)['polluted']).toBeUndefined();
  expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  expect(Object.keys(parsed.value as object)).toEqual(['__proto__', 'constructor']);
  expect(parsed.issues.map((issue) => issue.code)).toEqual(['JSON_PROTO_KEY']);
});

test.each([
  ['full-width comma', '{"a": ["id"，"name"]}', 'JSON_FULL_WIDTH 1:12'],
  ['full-width colon', '{"a"：1}', 'JSON_FULL_WIDTH 1:5'],
  ['typographic quotes', '{“a”: 1}', 'JSON_FULL_WIDTH 1:2'],
  ['hash comment', '{\n # no\n "a": 1}', 'JSON_HASH_COMMENT 2:2'],
  ['hash comment after the end', '{}\n# no', 'JSON_HASH_COMMENT 2:1'],
  ['text after the end', '{"a": 1}\n}', 'JSON_TEXT_AFTER_END 2:1'],
  ['second job after the end', '{}\n{}', 'JSON_TEXT_AFTER_END 2:1'],
  ['three dots as a member', '{"reader": {\n  ...\n}}', 'JSON_ELISION 2:3'],
  ['three dots as an element', '[1, ...]', 'JSON_ELISION 1:5'],
  ['an ellipsis', '{"a": …}', 'JSON_ELISION 1:7'],
  ['unterminated text', '{"a": "x}\n', 'JSON_UNTERMINATED_TEXT 1:7'],
  ['unterminated comment', '{} /* x', 'JSON_UNTERMINATED_COMMENT 1:4'],
  ['NaN', '{"a": NaN}', 'JSON_NOT_A_NUMBER 1:7'],
  ['negative infinity', '{"a": -Infinity}', 'JSON_NOT_A_NUMBER 1:7'],
  ['leading zero', '{"a": 007}', 'JSON_BAD_NUMBER 1:7'],
  ['leading plus', '{"a": +1}', 'JSON_BAD_NUMBER 1:7'],
  ['leading point', '{"a": .5}', 'JSON_BAD_NUMBER 1:7'],
  ['hexadecimal number', '{"a": 0x1F}', 'JSON_BAD_NUMBER 1:7'],
  ['bare word', '{"a": PORT}', 'JSON_BARE_WORD 1:7'],
  ['Python word', '{"a": True}', 'JSON_BARE_WORD 1:7'],
  ['placeholder outside of a text', '{"a": ${n}}', 'JSON_UNKNOWN_PLACEHOLDER 1:7'],
  ['wrong escape', '{"a": "\\d"}', 'JSON_BAD_ESCAPE 1:8'],
  ['missing colon', '{"a" 1}', 'JSON_EXPECTED 1:6'],
  ['missing value', '{"a": , "b": 1}', 'JSON_EXPECTED 1:7'],
  ['two commas', '[1,,2]', 'JSON_EXPECTED 1:4'],
  ['wrong closing bracket', '{"a": [1}', 'JSON_EXPECTED 1:9'],
  ['end inside of an object', '{"a": {"b": 1}', 'JSON_ENDS_EARLY 1:15'],
  ['end after a colon', '{"a":', 'JSON_ENDS_EARLY 1:6'],
  ['empty file', ' \n', 'JSON_EMPTY 1:1'],
])('refuses %s at its place', (_name, text, expected) => {
  const parsed = parseLenientJson(text);
  expect(parsed.value).toBeUndefined();
  const errors = parsed.issues.filter((issue) => issue.severity === 'error');
  expect(errors.map((issue) => `${issue.code} ${issue.line}:${issue.column}`)).toEqual([expected]);
  expect(errors[0]?.hint).toBeTruthy();
});

test('points to the text with the missing quote when what follows makes no sense', () => {
  const parsed = parseLenientJson('{\n "host": "db.internal,\n "port": 3306\n}');
  expect(parsed.issues.find((issue) => issue.severity === 'error')?.hint).toBe(
    'The text that begins on line 2 runs over several lines: a closing quote is probably missing there.',
  );
});

test('refuses brackets nested without end instead of overflowing', () => {
  const parsed = parseLenientJson('['.repeat(100_000));
  expect(parsed.issues.map((issue) => issue.code)).toEqual(['JSON_TOO_DEEP']);
});

test('prints strict JSON with two blanks', () => {
  expect(printJson({ a: [1, 'x'], b: {} })).toBe('{\n  "a": [\n    1,\n    "x"\n  ],\n  "b": {}\n}\n');
});
