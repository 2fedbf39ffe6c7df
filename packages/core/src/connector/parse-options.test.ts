import { expect, test } from 'vitest';
import { z } from 'zod';
import { choice, count, custom, flag, group, ignored, list, map, secret, statements, text } from './fields.ts';
import { parseOptions } from './parse-options.ts';

const fields = {
  host: text({ title: 'Host', example: 'db.internal' }),
  port: count({ title: 'Port' }).default(5432),
  password: secret({ title: 'Password', example: 'never shown' }).optional(),
  querySql: text({ title: 'Query' }).optional(),
  table: list(text({ title: 'Name' }), { title: 'Tables', aliases: ['tables', 'tableName'] }).optional(),
  writeMode: choice(['insert', 'replace'], { title: 'Mode' }).optional(),
  preSql: statements({ title: 'SQL before' }).optional(),
  encoding: ignored('Encoding', 'Sessions always speak Unicode.'),
  csv: group(
    {
      safe: flag({ title: 'Safe' }).optional(),
      quote: text({ title: 'Quote', aliases: ['textQualifier'] }).optional(),
    },
    { title: 'CSV' },
  ).optional(),
  connection: list(group({ table: text({ title: 'Table', example: 'orders' }) }, { title: 'Source' }), {
    title: 'Sources',
  }).optional(),
  column: list(custom(z.union([z.string(), z.looseObject({ name: z.string() })]), { title: 'Column' }), {
    title: 'Columns',
  }).optional(),
  headers: map({ title: 'Headers' }).optional(),
};

function parse(input: Record<string, unknown>) {
  const { options, issues } = parseOptions(fields, { host: 'h', ...input }, 'p');
  return {
    options,
    findings: issues.map((issue) => `${issue.severity} ${issue.code} ${issue.path}: ${issue.message}`),
    hints: issues.map((issue) => issue.hint),
  };
}

test('gives typed options with defaults and without keys that have no value', () => {
  expect(parse({ port: '3306', table: 'orders', preSql: 'a', writeMode: 'INSERT', csv: { safe: 'true' } })).toEqual({
    options: { host: 'h', port: 3306, table: ['orders'], preSql: ['a'], writeMode: 'insert', csv: { safe: true } },
    findings: [],
    hints: [],
  });
  expect(Object.keys(parse({}).options ?? {})).toEqual(['host', 'port']);
});

test('takes null, and an empty text for a number, as not set', () => {
  expect(parse({ port: '', table: null, querySql: null })).toEqual({
    options: { host: 'h', port: 5432 },
    findings: [],
    hints: [],
  });
});

test('understands aliases and notes them', () => {
  expect(parse({ tables: ['a'], csv: { textQualifier: "'" } })).toMatchObject({
    options: { table: ['a'], csv: { quote: "'" } },
    findings: [
      'note OPTION_ALIAS p.tables: "tables" is read as "table".',
      'note OPTION_ALIAS p.csv.textQualifier: "textQualifier" is read as "quote".',
    ],
  });
});

test('takes the first of two spellings', () => {
  const { options, findings } = parse({ tableName: 'a', table: 'b' });
  expect(options?.table).toEqual(['a']);
  expect(findings).toContain(
    'warning OPTION_GIVEN_TWICE p.table: "table" says the same as "tableName", which comes first and counts.',
  );
});

test('warns of unknown keys with a suggestion, inside of groups too', () => {
  const { options, findings, hints } = parse({
    querysql: 'select 1',
    colour: 1,
    csv: { saef: true },
    connection: [{ table: 'a', tabel: 1 }],
  });
  expect(options?.querySql).toBeUndefined();
  expect(findings).toEqual([
    'warning OPTION_UNKNOWN p.querysql: "querysql" is not an option here and has no effect.',
    'warning OPTION_UNKNOWN p.colour: "colour" is not an option here and has no effect.',
    'warning OPTION_UNKNOWN p.csv.saef: "saef" is not an option here and has no effect.',
    'warning OPTION_UNKNOWN p.connection[0].tabel: "tabel" is not an option here and has no effect.',
  ]);
  expect(hints).toEqual([
    'Did you mean "querySql"?',
    'Remove it, or see the page of the connector for its options.',
    'Did you mean "safe"?',
    'Did you mean "table"?',
  ]);
});

test('notes options without effect and gives the reason', () => {
  expect(parse({ encoding: 'utf-8' })).toEqual({
    options: { host: 'h', port: 5432 },
    findings: ['note OPTION_IGNORED p.encoding: "encoding" has no effect.'],
    hints: ['Sessions always speak Unicode.'],
  });
});

test('asks for missing options with an example', () => {
  const { options, issues } = parseOptions(fields, { connection: [{}] }, 'steps[0].parameter');
  expect(options).toBeUndefined();
  expect(issues).toEqual([
    {
      severity: 'error',
      code: 'OPTION_MISSING',
      message: '"host" is missing.',
      hint: 'It is the option "Host". For example "host": "db.internal".',
      path: 'steps[0].parameter.host',
    },
    {
      severity: 'error',
      code: 'OPTION_MISSING',
      message: '"table" is missing.',
      hint: 'It is the option "Table". For example "table": "orders".',
      path: 'steps[0].parameter.connection[0].table',
    },
  ]);
});

test('does not ask for waived options', () => {
  expect(parseOptions(fields, {}, 'p', { waived: new Set(['host']) })).toEqual({ options: { port: 5432 }, issues: [] });
});

test.each<[Record<string, unknown>, string]>([
  [{ host: ['a'] }, 'p.host: "host" must be a text, not a list.'],
  [{ port: 'x' }, 'p.port: "port" must be a whole number from 0, not the text "x".'],
  [{ port: -1 }, 'p.port: "port" must be a whole number from 0, not -1.'],
  [{ port: 1.5 }, 'p.port: "port" must be a whole number from 0, not 1.5.'],
  [{ writeMode: 'inser' }, 'p.writeMode: "writeMode" must be one of insert, replace, not the text "inser".'],
  [{ csv: { safe: 'maybe' } }, 'p.csv.safe: "safe" must be true or false, not the text "maybe".'],
  [{ csv: 5 }, 'p.csv: "csv" must be an object, not 5.'],
  [{ table: ['a', {}] }, 'p.table[1]: "table[1]" must be a text, not an object.'],
  [{ table: {} }, 'p.table: "table" must be a text, not an object.'],
  [{ connection: [{ table: 'a' }, { table: true }] }, 'p.connection[1].table: "table" must be a text, not true.'],
  [{ column: ['a', 5] }, 'p.column[1]: "column[1]" must be a text or an object, not 5.'],
  [{ column: [{ name: 1 }] }, 'p.column[0].name: "name" must be a text, not 1.'],
  [{ headers: { a: [] } }, 'p.headers.a: "a" must be a text, a number, true or false, not an empty list.'],
  [{ preSql: 7 }, 'p.preSql: "preSql" must be a text, not 7.'],
])('explains what is wrong with %j', (input, expected) => {
  const { options, findings } = parse(input);
  expect(options).toBeUndefined();
  expect(findings).toEqual([`error OPTION_INVALID ${expected}`]);
});

test('suggests the word that was meant', () => {
  expect(parse({ writeMode: 'repalce' }).hints).toEqual(['Did you mean "replace"?']);
});

test('never repeats a secret nor its example', () => {
  const { issues } = parseOptions(
    { password: secret({ title: 'Password', example: 'hunter2' }) },
    { password: ['tops3cret'] },
    'p',
  );
  expect(JSON.stringify(issues)).not.toMatch(/tops3cret|hunter2/);
  expect(issues[0]?.message).toBe('"password" must be a text, not a list.');
});

test('does not repeat long texts', () => {
  expect(parse({ port: 'x'.repeat(200) }).findings).toEqual([
    'error OPTION_INVALID p.port: "port" must be a whole number from 0, not a text.',
  ]);
});

test('is not fooled by keys that every object has', () => {
  const input = JSON.parse('{"host": "h", "__proto__": {"port": 1}, "constructor": 1}') as Record<string, unknown>;
  const { options, issues } = parseOptions(fields, input, 'p');
  expect(options).toEqual({ host: 'h', port: 5432 });
  expect(issues.map((issue) => issue.code)).toEqual(['OPTION_UNKNOWN', 'OPTION_UNKNOWN']);
});

test('refuses options that are no object', () => {
  expect(parseOptions(fields, 'x', 'p').issues).toMatchObject([{ code: 'OPTION_NOT_AN_OBJECT', path: 'p' }]);
});

test('shows the message of a rule of its own', () => {
  const own = {
    zone: custom(
      z.string().refine((zone) => zone !== 'x', 'x is no zone'),
      { title: 'Zone' },
    ),
  };
  expect(parseOptions(own, { zone: 'x' }, 'p').issues[0]?.message).toBe('"zone" is not valid: x is no zone');
});
