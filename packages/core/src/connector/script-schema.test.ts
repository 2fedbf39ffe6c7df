import { expect, test } from 'vitest';
import type { JsonValue } from '../data/batch.ts';
import type { Connector } from './define.ts';
import { count, secret, text } from './fields.ts';
import { processorSchema, scriptSchema, stepSchema, type JsonSchema } from './script-schema.ts';
import { templateOf } from './template.ts';

const connector: Connector = {
  name: 'shop',
  title: 'Shop',
  summary: 'A sample.',
  aliases: ['store'],
  connection: { host: text({ title: 'Host', example: 'h' }), password: secret({ title: 'Password' }) },
  reader: {
    fields: { table: text({ title: 'Table', help: 'What is read.' }), rows: count({ title: 'Rows' }).optional() },
    capabilities: { canSplit: true, hasSnapshot: true, canDistribute: true },
    template: { table: 'orders' },
    open: () => Promise.reject(new Error('opens nothing')),
  },
  provenOn: ['nothing'],
};

test('a step has the options of its connector, each with a description, and its names', () => {
  const schema = stepSchema(connector, 'reader') as { properties: Record<string, JsonSchema> };
  expect(schema.properties['stepType']?.['enum']).toEqual(['shop', 'shopreader', 'store', 'storereader']);
  const { properties } = schema.properties['parameter'] as { properties: Record<string, JsonSchema> };
  expect(Object.entries(properties).map(([name, { description }]) => [name, description])).toEqual([
    ['datasource', 'A data source by its name; values beside it win over its own.'],
    ['host', 'Host'],
    ['password', 'Password'],
    ['table', 'What is read.'],
    ['rows', 'Rows'],
  ]);
  expect(stepSchema(connector, 'writer')).toBeUndefined();
});

/** Properties without a description, wherever they stand. */
function undescribed(schema: JsonValue, path = ''): string[] {
  if (typeof schema !== 'object' || schema === null) return [];
  const own = Object.entries((schema as JsonSchema)['properties'] ?? {}).flatMap(([name, property]) =>
    (property as JsonSchema)['description'] === undefined ? [`${path}.${name}`] : [],
  );
  return [
    ...own,
    ...Object.entries(schema).flatMap(([key, value]) => undescribed(value as JsonValue, `${path}.${key}`)),
  ];
}

test('everything in the schema of a script is described', () => {
  const schema = scriptSchema([stepSchema(connector, 'reader') as JsonSchema, processorSchema()]);
  expect(undescribed(schema)).toEqual([]);
});

test('a template has references for secrets, or the name of a data source', () => {
  const both: Connector = { ...connector, writer: { ...connector.reader, template: {} } as never };
  const parameters = (job: Record<string, JsonValue>) =>
    (job['steps'] as JsonSchema[]).map((step) => step['parameter']);
  expect(parameters(templateOf(both, both, { writer: 'Dw' }))).toEqual([
    { host: 'h', password: '${env:SHOP_SOURCE_PASSWORD}', table: 'orders' },
    { datasource: 'Dw' },
  ]);
  expect(() => templateOf(connector, connector)).toThrow('Shop can only be read, not written.');
});
