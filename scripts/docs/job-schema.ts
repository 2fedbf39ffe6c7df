import type { Connector, JsonValue } from '@sluice/core';
import { jsonSchemaOf, transformNames } from '@sluice/core';

type Schema = Record<string, JsonValue>;

/** Stands for the steps, which are printed a line each. */
const placeholder = 'STEPS';

/** The JSON Schema of a script 2.0, for editors: parameters by `stepType`. Wrong names are refused, unknown keys are not. */
export function jobSchema(connectors: readonly Connector[]): string {
  const steps = connectors.flatMap((connector) => [
    ...stepSchema(connector, 'reader'),
    ...stepSchema(connector, 'writer'),
  ]);
  const frame: Schema = {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'Sluice job, script 2.0',
    type: 'object',
    required: ['steps'],
    properties: {
      type: { const: 'job' },
      version: { const: '2.0' },
      steps: { type: 'array', items: { anyOf: [placeholder] } },
      setting: { $ref: '#/$defs/setting' },
      order: {
        type: 'object',
        properties: {
          hops: {
            type: 'array',
            items: { type: 'object', properties: { from: text(), to: text() }, required: ['from', 'to'] },
          },
        },
      },
      extend: { type: 'object' },
    },
    $defs: { setting: settingSchema() },
  };
  const lines = [...steps, processorSchema()].map((step) => JSON.stringify(step)).join(',\n');
  return `${JSON.stringify(frame, undefined, 2).replace(JSON.stringify(placeholder), () => lines)}\n`;
}

function stepSchema(connector: Connector, category: 'reader' | 'writer'): Schema[] {
  const side = connector[category];
  if (side === undefined) return [];
  const names = [connector.name, ...(connector.aliases ?? [])];
  const { properties, additionalProperties } = jsonSchemaOf({ ...connector.connection, ...side.fields });
  return [
    {
      title: `${connector.title} ${category}`,
      type: 'object',
      required: ['stepType', 'category'],
      properties: {
        stepType: { enum: names.flatMap((name) => [name, `${name}${category}`]) },
        category: { const: category },
        name: text(),
        // Required options may come from the data source, so none is required here.
        parameter: {
          type: 'object',
          properties: { datasource: text('A data source of sluice.config.json.'), ...(properties as Schema) },
          additionalProperties: additionalProperties as JsonValue,
        },
      },
    },
  ];
}

function processorSchema(): Schema {
  return {
    title: 'Transform',
    type: 'object',
    required: ['category'],
    properties: {
      stepType: { enum: [...transformNames] },
      category: { const: 'processor' },
      name: text(),
      parameter: { type: 'object' },
    },
  };
}

function settingSchema(): Schema {
  const number = { type: ['number', 'string'] };
  return {
    type: 'object',
    properties: {
      errorLimit: {
        type: 'object',
        properties: {
          record: number,
          percentage: number,
          strategy: { enum: ['Ignore', 'Tolerance', 'ZeroTolerance'] },
        },
      },
      speed: {
        type: 'object',
        properties: {
          concurrent: number,
          throttle: { type: ['boolean', 'string'] },
          mbps: number,
          byte: number,
          record: number,
        },
      },
      executeMode: { enum: ['distribute', 'null', null] },
      failoverEnable: { type: ['boolean', 'string'] },
      common: {
        type: 'object',
        properties: {
          column: { type: 'object', properties: { timeZone: text(), lenientDates: { type: ['boolean', 'string'] } } },
        },
      },
    },
  };
}

function text(description?: string): Schema {
  return { type: 'string', ...(description === undefined ? {} : { description }) };
}
