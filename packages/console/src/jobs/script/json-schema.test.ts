import { expect, test } from 'vitest';
import { checkSchema } from './check-schema.ts';
import { schemasAt, type JsonSchema } from './json-schema.ts';

const side = (category: string, table: string): JsonSchema => ({
  type: 'object',
  properties: {
    category: { const: category },
    parameter: { type: 'object', properties: { table: { type: 'string', title: table } }, required: ['table'] },
  },
});

const schema: JsonSchema = {
  type: 'object',
  properties: {
    steps: { type: 'array', items: { anyOf: [{ $ref: '#/$defs/reader' }, side('writer', 'Target')] } },
    setting: { properties: { mode: { enum: ['fast', 'careful'] }, speed: { type: ['integer', 'string'] } } },
  },
  required: ['steps'],
  $defs: { reader: side('reader', 'Source') },
};

test('chooses the alternative that the value does not rule out', () => {
  const script = { steps: [{ category: 'writer', parameter: {} }] };
  const found = schemasAt(schema, script, ['steps', 0, 'parameter', 'table']);
  expect(found.map(({ title }) => title)).toEqual(['Target']);
});

test('follows references, and knows all alternatives where nothing is decided', () => {
  const found = schemasAt(schema, { steps: [{}] }, ['steps', 0, 'parameter', 'table']);
  expect(found.map(({ title }) => title)).toEqual(['Source', 'Target']);
});

test('finds wrong words, wrong types and missing members with their places', () => {
  const script = {
    steps: [{ category: 'reader', parameter: {} }],
    setting: { mode: 'slow', speed: true },
  };
  expect(checkSchema(schema, script)).toEqual([
    { path: ['steps', 0, 'parameter'], kind: 'missing', expected: 'table' },
    { path: ['setting', 'mode'], kind: 'word', expected: '"fast", "careful"' },
    { path: ['setting', 'speed'], kind: 'type', expected: 'integer, string' },
  ]);
});

test('does not judge a variable, and takes words in any case', () => {
  const script = { steps: [], setting: { mode: 'FAST', speed: '${n}' } };
  expect(checkSchema(schema, script)).toEqual([]);
  expect(checkSchema(schema, { steps: [], setting: { mode: '${mode}' } })).toEqual([]);
});
