/** The JSON Schema of a script 2.0, for editors: what is known, completed and explained there. */
import type { JsonValue } from '../data/batch.ts';
import { transformNames } from '../job/transform-names.ts';
import type { Connector } from './define.ts';
import { jsonSchemaOf } from './describe.ts';

export type JsonSchema = Record<string, JsonValue>;

/**
 * The schema of a whole script whose steps have these schemas (see `stepSchema`). Wrong names and values are refused,
 * unknown keys are not.
 */
export function scriptSchema(steps: readonly JsonValue[]): JsonSchema {
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'Sluice job, script 2.0',
    type: 'object',
    required: ['steps'],
    properties: {
      type: { const: 'job', description: 'Always "job".' },
      version: { const: '2.0', description: 'Of the format: "2.0".' },
      steps: {
        type: 'array',
        description: 'A reader, a writer, and transforms between them.',
        items: { anyOf: steps },
      },
      setting: settingSchema(),
      order: orderSchema(),
      extend: { type: 'object', description: 'Notes of editors; kept, without effect.' },
    },
  };
}

/** The schema of the steps of a connector at one side; undefined when it has no such side. */
export function stepSchema(connector: Connector, category: 'reader' | 'writer'): JsonSchema | undefined {
  const side = connector[category];
  if (side === undefined) return undefined;
  const names = [connector.name, ...(connector.aliases ?? [])];
  const { properties, additionalProperties } = jsonSchemaOf({ ...connector.connection, ...side.fields });
  return {
    title: `${connector.title} ${category}`,
    type: 'object',
    required: ['stepType', 'category'],
    properties: {
      stepType: {
        enum: names.flatMap((name) => [name, `${name}${category}`]),
        description: connector.summary,
      },
      category: { const: category, description: `This step is the ${category}.` },
      name: stepName(),
      // Required options may come from the data source, so none is required here.
      parameter: {
        type: 'object',
        description: `Options of the ${category}.`,
        properties: {
          datasource: text('A data source by its name; values beside it win over its own.'),
          ...described(properties as JsonSchema),
        },
        additionalProperties: additionalProperties as JsonValue,
      },
    },
  };
}

/** Each with a description at least as long as its title. */
function described(properties: JsonSchema): JsonSchema {
  const entries = Object.entries(properties).map(([name, property]) => {
    const { title, description } = property as JsonSchema;
    return [name, { ...(property as JsonSchema), description: description ?? title ?? name }] as const;
  });
  return Object.fromEntries(entries);
}

/** The schema of a step that transforms rows on their way. */
export function processorSchema(): JsonSchema {
  return {
    title: 'Transform',
    type: 'object',
    required: ['category'],
    properties: {
      stepType: { enum: [...transformNames], description: 'What it does to each row.' },
      category: { const: 'processor', description: 'This step is a transform.' },
      name: stepName(),
      parameter: { type: 'object', description: 'Options of the transform.' },
    },
  };
}

function stepName(): JsonSchema {
  return text('Name of the step, by which "order.hops" refers to it.');
}

function orderSchema(): JsonSchema {
  const hop = {
    type: 'object',
    properties: { from: text('Name of the step that gives the rows.'), to: text('Name of the step that takes them.') },
    required: ['from', 'to'],
  };
  return {
    type: 'object',
    description: 'The way of the rows through the steps.',
    properties: {
      hops: { type: 'array', description: 'From the reader over the transforms to the writer.', items: hop },
    },
  };
}

function settingSchema(): JsonSchema {
  return {
    type: 'object',
    description: 'Channels, limits and tolerance of the whole job.',
    properties: {
      errorLimit: {
        type: 'object',
        description: 'How many dirty records a run accepts. Nothing set: any number.',
        properties: {
          record: number('Dirty records allowed; 0 fails on the first one.'),
          percentage: number('Share of dirty records allowed at the end, 0 to 1.'),
          strategy: {
            enum: ['Ignore', 'Tolerance', 'ZeroTolerance'],
            description: 'Any number, as many as "record" says, or none.',
          },
        },
      },
      speed: {
        type: 'object',
        description: 'Channels and rate limit.',
        properties: {
          concurrent: number('Channels at most.'),
          throttle: flag('Limits the rate to "mbps".'),
          mbps: number('Megabytes per second over the whole job.'),
          byte: number('Bytes per second over the whole job.'),
          record: number('Records per second over the whole job.'),
        },
      },
      executeMode: {
        enum: ['distribute', 'null', null],
        description: '"distribute": over several machines, from 8 channels on.',
      },
      failoverEnable: flag('A repeated run goes on from the splits that are finished.'),
      common: {
        type: 'object',
        description: 'How texts become values.',
        properties: {
          column: {
            type: 'object',
            description: 'Of all columns.',
            properties: {
              timeZone: text('IANA zone or offset of texts without a zone, for instance Asia/Shanghai.'),
              lenientDates: flag('Accepts dates such as 2020-1-2 and 20200102.'),
            },
          },
        },
      },
    },
  };
}

function number(description: string): JsonSchema {
  return { type: ['number', 'string'], description };
}

function flag(description: string): JsonSchema {
  return { type: ['boolean', 'string'], description };
}

function text(description: string): JsonSchema {
  return { type: 'string', description };
}
