import { expect, test } from 'vitest';
import { z } from 'zod';
import type { Connector } from './define.ts';
import { describeConnector, describeFields, jsonSchemaOf } from './describe.ts';
import { amount, choice, count, custom, flag, group, ignored, list, map, secret, statements, text } from './fields.ts';

test('describes every kind of field', () => {
  const fields = {
    host: text({ title: 'Host', help: 'Where it runs.', example: 'db.internal' }),
    port: count({ title: 'Port' }).default(3306),
    timeout: count({ title: 'Timeout', unit: 'ms', isAdvanced: true }).optional(),
    ratio: amount({ title: 'Ratio' }).optional(),
    password: secret({ title: 'Password', aliases: ['pwd'] }).optional(),
    mode: choice(['a', 'b'], { title: 'Mode', onlyWith: { field: 'host', values: ['db'] } }).default('a'),
    onConflict: text({ title: 'On conflict', meanings: { keep: 'The old row stays.', drop: 'It goes.' } }).optional(),
    isStrict: flag({ title: 'Strict' }).default(false),
    preSql: statements({ title: 'SQL' }).optional(),
    headers: map({ title: 'Headers' }).optional(),
    encoding: ignored('Encoding', 'No need.'),
    columns: list(custom(z.union([z.string(), z.object({ name: z.string() })]), { title: 'Column' }), {
      title: 'Columns',
    }).optional(),
  };
  const described = describeFields(fields);
  expect(described.map(({ name, typeWords, widget }) => [name, typeWords, widget])).toEqual([
    ['host', 'a text', 'text'],
    ['port', 'a whole number from 0', 'number'],
    ['timeout', 'a whole number from 0', 'number'],
    ['ratio', 'a number', 'number'],
    ['password', 'a text', 'password'],
    ['mode', 'one of a, b', 'choice'],
    ['onConflict', 'a text', 'text'],
    ['isStrict', 'true or false', 'flag'],
    ['preSql', 'a list of texts', 'sql'],
    ['headers', 'an object of free keys', 'map'],
    ['encoding', 'any value', 'json'],
    ['columns', 'a list', 'json'],
  ]);
  expect(described[0]).toEqual({
    name: 'host',
    title: 'Host',
    type: 'text',
    typeWords: 'a text',
    widget: 'text',
    isRequired: true,
    isSecret: false,
    isAdvanced: false,
    help: 'Where it runs.',
    example: 'db.internal',
  });
  expect(described[1]).toMatchObject({ isRequired: false, default: 3306, minimum: 0 });
  expect(described[2]).toMatchObject({ unit: 'ms', isAdvanced: true });
  expect(described[4]).toMatchObject({ isSecret: true, aliases: ['pwd'] });
  expect(described[5]).toMatchObject({
    choices: ['a', 'b'],
    default: 'a',
    onlyWith: { field: 'host', values: ['db'] },
  });
  expect(described[6]).toMatchObject({ meanings: { keep: 'The old row stays.', drop: 'It goes.' } });
  expect(described[7]).toMatchObject({ default: false });
  expect(described[10]).toMatchObject({ ignored: 'No need.' });
});

test('describes the fields inside of groups and lists of groups', () => {
  const inner = { quote: text({ title: 'Quote' }).optional() };
  const described = describeFields({
    csv: group(inner, { title: 'CSV' }).optional(),
    sources: list(group(inner, { title: 'Source' }), { title: 'Sources' }),
  });
  expect(described.map(({ type, widget, fields }) => [type, widget, fields?.[0]?.title])).toEqual([
    ['group', 'group', 'Quote'],
    ['list', 'list', 'Quote'],
  ]);
});

test('keeps the facts of a field under any order of wrappers', () => {
  const field = secret({ title: 'Key' }).optional().nullable().default('x');
  expect(describeFields({ key: field })[0]).toMatchObject({
    title: 'Key',
    isSecret: true,
    default: 'x',
    type: 'text',
    isRequired: false,
  });
});

test('derives a JSON Schema that accepts what jobs hold', () => {
  const fields = {
    host: text({ title: 'Host', help: 'Where it runs.' }),
    port: count({ title: 'Port' }).default(1),
    password: secret({ title: 'Password' }).optional(),
    mode: choice(['a', 'b'], { title: 'Mode' }).optional(),
    tables: list(text({ title: 'Table' }), { title: 'Tables' }).optional(),
    csv: group({ safe: flag({ title: 'Safe' }) }, { title: 'CSV' }).optional(),
  };
  expect(jsonSchemaOf(fields)).toEqual({
    type: 'object',
    properties: {
      host: { type: ['string', 'number'], title: 'Host', description: 'Where it runs.' },
      port: { type: ['integer', 'string'], minimum: 0, title: 'Port', default: 1 },
      password: { type: ['string', 'number'], title: 'Password', writeOnly: true },
      mode: { type: 'string', enum: ['a', 'b'], title: 'Mode' },
      tables: {
        anyOf: [
          { type: 'array', items: { type: ['string', 'number'], title: 'Table' } },
          { type: ['string', 'number'], title: 'Table' },
        ],
        title: 'Tables',
      },
      csv: {
        type: 'object',
        properties: { safe: { type: ['boolean', 'string'], title: 'Safe' } },
        required: ['safe'],
        additionalProperties: true,
        title: 'CSV',
      },
    },
    required: ['host'],
    additionalProperties: true,
  });
});

test('describes a connector as plain JSON', () => {
  const connector: Connector = {
    name: 'shop',
    title: 'Shop',
    summary: 'A sample.',
    connection: { host: text({ title: 'Host' }) },
    urls: { schemes: ['shop'], toParameter: () => ({}) },
    writer: {
      fields: { table: text({ title: 'Table' }) },
      capabilities: {
        isTransactional: true,
        canConfirmCommit: false,
        canWriteInParallel: true,
        isIdempotent: () => true,
      },
      template: { table: 't' },
      open: () => Promise.reject(new Error('describing opens nothing')),
    },
    provenOn: ['Shop 1'],
  };
  const described = describeConnector(connector);
  expect(JSON.parse(JSON.stringify(described))).toEqual(described);
  expect(described).toMatchObject({
    name: 'shop',
    aliases: [],
    drivers: {},
    urlSchemes: ['shop'],
    canExplore: false,
    writer: { fields: [{ name: 'table' }], template: { table: 't' }, capabilities: { isTransactional: true } },
  });
  expect(described.reader).toBeUndefined();
});
