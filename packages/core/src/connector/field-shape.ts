/** What a field is under its wrappers: the only place that looks into zod's own structures. */
import type { z } from 'zod';
import { fieldInfo, type FieldInfo, type Fields } from './fields.ts';

export type FieldType = 'text' | 'number' | 'flag' | 'choice' | 'list' | 'group' | 'map' | 'either' | 'any';

export interface FieldShape {
  readonly type: FieldType;
  readonly info: FieldInfo | undefined;
  readonly default: unknown;
  /** True when the field needs a value. */
  readonly isRequired: boolean;
  /** The schema without optional, default and preprocessing. */
  readonly schema: z.ZodType;
  /** Of a number: only whole ones, and bounds. */
  readonly isWhole: boolean;
  readonly minimum: number | undefined;
  readonly maximum: number | undefined;
  readonly choices: readonly string[] | undefined;
  /** Of a list. */
  readonly item: z.ZodType | undefined;
  /** Of a group, of the items of a list of groups, of the groups among alternatives. */
  readonly fields: Fields | undefined;
  readonly alternatives: readonly z.ZodType[] | undefined;
}

interface Definition {
  readonly type: string;
  readonly innerType?: z.ZodType;
  readonly defaultValue?: unknown;
  readonly in?: z.ZodType;
  readonly out?: z.ZodType;
  readonly getter?: () => z.ZodType;
  readonly element?: z.ZodType;
  readonly shape?: Fields;
  readonly options?: readonly z.ZodType[];
  readonly entries?: Readonly<Record<string, string>>;
  readonly values?: readonly unknown[];
}

const types: Readonly<Record<string, FieldType>> = {
  string: 'text',
  number: 'number',
  boolean: 'flag',
  enum: 'choice',
  literal: 'choice',
  array: 'list',
  object: 'group',
  record: 'map',
  union: 'either',
};

const shapes = new WeakMap<z.ZodType, FieldShape>();

/** The shape of a field. */
export function shapeOf(field: z.ZodType): FieldShape {
  let shape = shapes.get(field);
  if (shape === undefined) {
    shape = inspect(field);
    shapes.set(field, shape);
  }
  return shape;
}

function inspect(field: z.ZodType): FieldShape {
  const { schema, info, default: defaultValue } = unwrap(field);
  const definition = definitionOf(schema);
  const type = types[definition.type] ?? 'any';
  const number = type === 'number' ? (schema as z.ZodNumber) : undefined;
  const item = definition.element;
  return {
    type,
    info,
    default: defaultValue,
    isRequired: !field.safeParse(undefined).success,
    schema,
    isWhole: number?.isInt ?? false,
    minimum: finite(number?.minValue),
    maximum: finite(number?.maxValue),
    choices: choicesOf(definition),
    item,
    fields: nestedFields(type, definition, item),
    alternatives: definition.options,
  };
}

function unwrap(field: z.ZodType): { schema: z.ZodType; info: FieldInfo | undefined; default: unknown } {
  let schema = field;
  let info: FieldInfo | undefined;
  let defaultValue: unknown;
  for (;;) {
    info ??= fieldInfo.get(schema as never) as FieldInfo | undefined;
    const definition = definitionOf(schema);
    defaultValue ??= definition.defaultValue;
    const inner = innerOf(definition);
    if (inner === undefined) return { schema, info, default: defaultValue };
    schema = inner;
  }
}

function innerOf(definition: Definition): z.ZodType | undefined {
  if (definition.type === 'lazy') return definition.getter?.();
  if (definition.type !== 'pipe') return definition.innerType;
  const isPreprocessed = definition.in !== undefined && definitionOf(definition.in).type === 'transform';
  return isPreprocessed ? definition.out : definition.in;
}

function definitionOf(schema: z.ZodType): Definition {
  return schema.def as unknown as Definition;
}

function finite(bound: number | null | undefined): number | undefined {
  return typeof bound === 'number' && Number.isSafeInteger(bound) && Math.abs(bound) < Number.MAX_SAFE_INTEGER
    ? bound
    : undefined;
}

function choicesOf({ type, entries, values }: Definition): readonly string[] | undefined {
  if (type === 'enum' && entries !== undefined) return Object.values(entries);
  return type === 'literal' ? values?.map(String) : undefined;
}

function nestedFields(type: FieldType, definition: Definition, item: z.ZodType | undefined): Fields | undefined {
  if (type === 'group') return definition.shape;
  if (type === 'list' && item !== undefined) return shapeOf(item).fields;
  if (type !== 'either') return undefined;
  const groups = (definition.options ?? [])
    .map((option) => shapeOf(option).fields)
    .filter((fields) => fields !== undefined);
  return groups.length === 0 ? undefined : Object.assign({}, ...groups);
}

/** What the field takes, in words: `a whole number`, `a list of texts`. */
export function wordsOf(field: z.ZodType): string {
  const shape = shapeOf(field);
  switch (shape.type) {
    case 'text':
      return 'a text';
    case 'number':
      return numberWords(shape);
    case 'flag':
      return 'true or false';
    case 'choice':
      return `one of ${(shape.choices ?? []).join(', ')}`;
    case 'list':
      return `a list${shape.item === undefined ? '' : itemWords(shapeOf(shape.item).type)}`;
    case 'group':
      return 'an object';
    case 'map':
      return 'an object of free keys';
    case 'either':
      return [...new Set((shape.alternatives ?? []).map(wordsOf))].join(' or ');
    default:
      return 'any value';
  }
}

function numberWords({ isWhole, minimum, maximum }: FieldShape): string {
  const noun = isWhole ? 'a whole number' : 'a number';
  if (minimum !== undefined && maximum !== undefined) return `${noun} from ${minimum} to ${maximum}`;
  if (minimum !== undefined) return `${noun} from ${minimum}`;
  return maximum === undefined ? noun : `${noun} up to ${maximum}`;
}

function itemWords(type: FieldType): string {
  const plural: Partial<Record<FieldType, string>> = {
    text: 'texts',
    number: 'numbers',
    group: 'objects',
    list: 'lists',
  };
  const words = plural[type];
  return words === undefined ? '' : ` of ${words}`;
}
