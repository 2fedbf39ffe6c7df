/** The single derivation from fields: what forms, docs, templates and JSON Schema are made of. Plain JSON throughout. */
import type { z } from 'zod';
import type { JsonValue } from '../data/batch.ts';
import type { ReaderCapabilities, WriterCapabilities } from './capabilities.ts';
import type { Connector } from './define.ts';
import type { FieldCondition, FieldInfo, FieldRole, Fields } from './fields.ts';
import { shapeOf, wordsOf, type FieldShape, type FieldType } from './field-shape.ts';

export type Widget = NonNullable<FieldInfo['widget']> | 'number' | 'flag' | 'choice' | 'list' | 'group' | 'json';

/** One option, for forms and pages. */
export interface FieldDescription {
  readonly name: string;
  readonly title: string;
  readonly type: FieldType;
  /** The type for people: `a whole number from 0`. */
  readonly typeWords: string;
  readonly widget: Widget;
  /** What the value leads to outside of the process. */
  readonly role?: FieldRole;
  readonly isRequired: boolean;
  readonly isSecret: boolean;
  readonly isAdvanced: boolean;
  readonly default?: JsonValue;
  readonly help?: string;
  readonly example?: JsonValue;
  /** What its values do. Of a text: the usual ones, others are accepted. */
  readonly meanings?: Readonly<Record<string, string>>;
  readonly unit?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly choices?: readonly string[];
  readonly aliases?: readonly string[];
  /** Forms show it only then, or when it has a value. */
  readonly onlyWith?: FieldCondition;
  /** Why it has no effect; such options are left out of forms. */
  readonly ignored?: string;
  /** Of a group, or of each item of a list of groups. */
  readonly fields?: readonly FieldDescription[];
}

/** Describes fields in the order in which they are declared. */
export function describeFields(fields: Fields): FieldDescription[] {
  return Object.entries(fields).map(([name, field]) => describeField(name, field));
}

function describeField(name: string, field: z.ZodType): FieldDescription {
  const shape = shapeOf(field);
  const { info } = shape;
  return {
    name,
    title: info?.title ?? name,
    type: shape.type,
    typeWords: wordsOf(field),
    widget: info?.widget ?? defaultWidget(shape),
    isRequired: shape.isRequired,
    isSecret: info?.isSecret ?? false,
    isAdvanced: info?.isAdvanced ?? false,
    ...present({
      default: shape.default as JsonValue | undefined,
      help: info?.help,
      example: info?.example as JsonValue | undefined,
      meanings: info?.meanings,
      unit: info?.unit,
      minimum: shape.minimum,
      maximum: shape.maximum,
      choices: shape.choices,
      role: info?.role,
      aliases: info?.aliases,
      onlyWith: info?.onlyWith,
      ignored: info?.ignored,
      fields: shape.fields === undefined ? undefined : describeFields(shape.fields),
    }),
  };
}

function defaultWidget({ type, item }: FieldShape): Widget {
  if (type === 'either' || type === 'any') return 'json';
  if (type === 'list' && item !== undefined && ['list', 'either', 'any', 'map'].includes(shapeOf(item).type))
    return 'json';
  return type;
}

/** The members that are there. */
function present<T extends object>(object: T): { [Key in keyof T]?: Exclude<T[Key], undefined> } {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined)) as never;
}

/** A JSON Schema of the options as they are accepted in a job, numbers and booleans as text included. */
export function jsonSchemaOf(fields: Fields): Record<string, JsonValue> {
  const properties: Record<string, JsonValue> = {};
  const required: string[] = [];
  for (const [name, field] of Object.entries(fields)) {
    properties[name] = fieldSchema(field);
    if (shapeOf(field).isRequired) required.push(name);
  }
  return { type: 'object', properties, ...(required.length === 0 ? {} : { required }), additionalProperties: true };
}

function fieldSchema(field: z.ZodType): Record<string, JsonValue> {
  const shape = shapeOf(field);
  const { info } = shape;
  return {
    ...typeSchema(shape),
    ...present({
      title: info?.title,
      description: info?.help,
      default: shape.default as JsonValue | undefined,
      examples: info?.example === undefined ? undefined : [info.example as JsonValue],
      meanings: info?.meanings,
      writeOnly: info?.isSecret === true ? true : undefined,
      deprecated: info?.ignored === undefined ? undefined : true,
    }),
  };
}

function typeSchema(shape: FieldShape): Record<string, JsonValue> {
  switch (shape.type) {
    case 'text':
      return { type: ['string', 'number'] };
    case 'number': {
      const { minimum, maximum } = shape;
      return { type: [shape.isWhole ? 'integer' : 'number', 'string'], ...present({ minimum, maximum }) };
    }
    case 'flag':
      return { type: ['boolean', 'string'] };
    case 'choice':
      return { type: 'string', enum: shape.choices ?? [] };
    case 'list': {
      const item = shape.item === undefined ? {} : fieldSchema(shape.item);
      return { anyOf: [{ type: 'array', items: item }, item] };
    }
    case 'group':
      return jsonSchemaOf(shape.fields ?? {});
    case 'either':
      return { anyOf: (shape.alternatives ?? []).map(fieldSchema) };
    case 'map':
      return { type: 'object', additionalProperties: { type: ['string', 'number', 'boolean'] } };
    default:
      return {};
  }
}

export interface SideDescription<Capabilities> {
  /** Without the fields of the connection. */
  readonly fields: readonly FieldDescription[];
  readonly capabilities: Capabilities;
  readonly template: Readonly<Record<string, JsonValue>>;
}

/** Everything about a connector that a form or a page shows. */
export interface ConnectorDescription {
  readonly name: string;
  readonly title: string;
  readonly summary: string;
  readonly aliases: readonly string[];
  readonly drivers: Readonly<Record<string, string>>;
  readonly connection: readonly FieldDescription[];
  readonly urlSchemes: readonly string[];
  readonly reader?: SideDescription<ReaderCapabilities>;
  readonly writer?: SideDescription<Omit<WriterCapabilities, 'isIdempotent'>>;
  /** It can be tested and browsed. */
  readonly canExplore: boolean;
  readonly provenOn: readonly string[];
  readonly notes: readonly string[];
}

/** Describes a connector. */
export function describeConnector(connector: Connector): ConnectorDescription {
  const { reader, writer } = connector;
  return {
    name: connector.name,
    title: connector.title,
    summary: connector.summary,
    aliases: connector.aliases ?? [],
    drivers: connector.drivers ?? {},
    connection: describeFields(connector.connection),
    urlSchemes: connector.urls?.schemes ?? [],
    ...(reader === undefined
      ? {}
      : {
          reader: {
            fields: describeFields(reader.fields),
            capabilities: reader.capabilities,
            template: reader.template,
          },
        }),
    ...(writer === undefined
      ? {}
      : {
          writer: {
            fields: describeFields(writer.fields),
            capabilities: {
              isTransactional: writer.capabilities.isTransactional,
              canConfirmCommit: writer.capabilities.canConfirmCommit,
              canWriteInParallel: writer.capabilities.canWriteInParallel,
            },
            template: writer.template,
          },
        }),
    canExplore: connector.explore !== undefined,
    provenOn: connector.provenOn,
    notes: connector.notes ?? [],
  };
}
