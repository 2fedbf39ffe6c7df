import { expect, test } from 'vitest';
import { SluiceError } from '../errors/define.ts';
import { parseVariableArguments, substituteVariables } from './variables.ts';

test('replaces ${name} and $name as text, also outside of texts', () => {
  const { text, unknown } = substituteVariables(
    '{"where": "ds=${day} and h=$hour", "concurrent": ${n}, "x": "$hourly"}',
    {
      day: '20260228',
      hour: '02',
      n: '4',
    },
  );
  expect(text).toBe('{"where": "ds=20260228 and h=02", "concurrent": 4, "x": "$hourly"}');
  expect(unknown.map((placeholder) => placeholder.text)).toEqual(['$hourly']);
});

test('replaces names with dots', () => {
  const { text } = substituteVariables('{"p": "pt=${bdp.system.bizdate}"}', { 'bdp.system.bizdate': '20260228' });
  expect(text).toBe('{"p": "pt=20260228"}');
});

test('reports unknown names with their place and leaves them', () => {
  const { text, unknown } = substituteVariables('{\n  "a": "x${day}"\n}', {});
  expect(text).toBe('{\n  "a": "x${day}"\n}');
  expect(unknown).toEqual([{ name: 'day', text: '${day}', isBraced: true, line: 2, column: 10 }]);
});

test('leaves placeholders in comments and references to secrets alone', () => {
  const text = '{ // ${a}\n /* $a */ "url": "http://h/$a", "password": "${env:PW}", "key": "${file:/run/k}" }';
  const result = substituteVariables(text, { a: '1', 'env:PW': 'stolen' });
  expect(result.text).toBe(
    '{ // ${a}\n /* $a */ "url": "http://h/1", "password": "${env:PW}", "key": "${file:/run/k}" }',
  );
  expect(result.unknown).toEqual([]);
});

test('escapes a value that would break the text it stands in', () => {
  expect(substituteVariables('{"w": "${v}"}', { v: 'name = "x"' }).text).toBe('{"w": "name = \\"x\\""}');
  expect(substituteVariables("{'w': '${v}'}", { v: "name = 'x'" }).text).toBe("{'w': 'name = \\'x\\''}");
  expect(substituteVariables('{"w": "${v}"}', { v: 'C:\\data' }).text).toBe('{"w": "C:\\\\data"}');
  expect(substituteVariables('{"column": ${v}}', { v: '["a", "b"]' }).text).toBe('{"column": ["a", "b"]}');
});

test('inserts a value that is escaped already as it is, and warns', () => {
  const result = substituteVariables('{"w": "${v}"}', { v: 'name = \\"x\\"' });
  expect(result.text).toBe('{"w": "name = \\"x\\""}');
  expect(result.issues).toMatchObject([{ severity: 'warning', code: 'VARIABLE_READS_ESCAPES', line: 1, column: 8 }]);
});

test('does not replace inside of values, nor names that every object has', () => {
  const result = substituteVariables('{"a": "${x} ${constructor}"}', { x: '${y}', y: 'no' });
  expect(result.text).toBe('{"a": "${y} ${constructor}"}');
});

test('finds the place in the original text of what stands after a value', () => {
  const original = '{"a": "${long}",\n "b": "${short}", "c": 1}';
  const { text, locate } = substituteVariables(original, { long: 'line\nline\nline', short: '' });
  expect(locate(text.indexOf('"b"'))).toEqual({ line: 2, column: 2 });
  expect(locate(text.indexOf('"c"'))).toEqual({ line: 2, column: 19 });
  expect(locate(text.indexOf('line') + 6)).toEqual({ line: 1, column: 8 });
});

test('reads variables from arguments of both styles', () => {
  expect(parseVariableArguments(['day=20260228', 'where=a = b', '-Dx=1 -Dname="a b" -Dempty=', "  -Dq='c d'"])).toEqual(
    {
      day: '20260228',
      where: 'a = b',
      x: '1',
      name: 'a b',
      empty: '',
      q: 'c d',
    },
  );
});

test('refuses an argument that assigns nothing, without repeating values', () => {
  expect(() => parseVariableArguments(['day'])).toThrow(SluiceError);
  expect(() => parseVariableArguments(['-Da=1 secret=x'])).toThrow('secret is not of the form name=value.');
});
