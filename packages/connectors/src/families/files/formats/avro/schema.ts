/**
 * The schema of an Avro file as a tree. Tolerant where it does not matter for reading: names that the specification
 * forbids, defaults that do not fit their type, logical types that nobody knows.
 */
import type { JsonValue } from '@sluice/core';

export type AvroNode =
  | { readonly kind: 'null' | 'boolean' | 'float' | 'double' }
  | { readonly kind: 'int' | 'long' | 'bytes' | 'string'; readonly logical?: Logical }
  | { readonly kind: 'fixed'; readonly name: string; readonly size: number; readonly logical?: Logical }
  | { readonly kind: 'enum'; readonly name: string; readonly symbols: readonly string[] }
  | { readonly kind: 'record'; readonly name: string; readonly fields: readonly AvroField[] }
  | { readonly kind: 'array' | 'map'; readonly item: AvroNode }
  | { readonly kind: 'union'; readonly branches: readonly AvroNode[] };

export interface AvroField {
  readonly name: string;
  readonly node: AvroNode;
}

export type Logical =
  | { readonly name: 'decimal'; readonly precision: number; readonly scale: number }
  | { readonly name: Exclude<LogicalName, 'decimal'> };

/** Logical types by the physical ones that may carry them. */
const carriers = {
  decimal: ['bytes', 'fixed'],
  uuid: ['string', 'fixed'],
  date: ['int'],
  'time-millis': ['int'],
  'time-micros': ['long'],
  'timestamp-millis': ['long'],
  'timestamp-micros': ['long'],
  'timestamp-nanos': ['long'],
  'local-timestamp-millis': ['long'],
  'local-timestamp-micros': ['long'],
  'local-timestamp-nanos': ['long'],
  duration: ['fixed'],
} as const satisfies Readonly<Record<string, readonly string[]>>;

type LogicalName = keyof typeof carriers;
type JsonObject = Readonly<Record<string, JsonValue | undefined>>;

const primitives = ['null', 'boolean', 'int', 'long', 'float', 'double', 'bytes', 'string'] as const;
type Primitive = (typeof primitives)[number];

/** Throws an Error that says what is wrong, without the file. */
export function parseSchema(json: JsonValue): AvroNode {
  return new SchemaParser().parse(json, '');
}

class SchemaParser {
  readonly #named = new Map<string, AvroNode>();

  parse(json: JsonValue, namespace: string): AvroNode {
    if (typeof json === 'string') return this.#byName(json, namespace);
    if (Array.isArray(json))
      return { kind: 'union', branches: (json as JsonValue[]).map((each) => this.parse(each, namespace)) };
    if (json === null || typeof json !== 'object') throw new Error('its schema has a type that is none');
    const object = json as JsonObject;
    const { type } = object;
    switch (type) {
      case 'record':
      case 'error':
        return this.#record(object, namespace);
      case 'enum':
        return this.#define(object, namespace, (name) => ({ kind: 'enum', name, symbols: symbolsOf(object) }));
      case 'fixed':
        return this.#define(object, namespace, (name) => fixedOf(object, name));
      case 'array':
        return { kind: 'array', item: this.parse(object['items'] ?? null, namespace) };
      case 'map':
        return { kind: 'map', item: this.parse(object['values'] ?? null, namespace) };
      default:
        return this.#annotated(object, namespace);
    }
  }

  #annotated(object: JsonObject, namespace: string): AvroNode {
    const node = this.parse(object['type'] ?? null, namespace);
    const logical = logicalOf(object, node);
    return logical === undefined || (node.kind !== 'fixed' && !isAnnotatable(node)) ? node : { ...node, logical };
  }

  #byName(name: string, namespace: string): AvroNode {
    if (isPrimitive(name)) return { kind: name };
    const inside = namespace === '' || name.includes('.') ? name : `${namespace}.${name}`;
    const found = this.#named.get(inside) ?? this.#named.get(name);
    if (found === undefined) throw new Error(`its schema names the type "${name}" and does not define it`);
    return found;
  }

  /** Known under its name before its fields are parsed: they may mention it. */
  #record(object: JsonObject, namespace: string): AvroNode {
    const fields: AvroField[] = [];
    const full = fullName(object, namespace);
    const node: AvroNode = { kind: 'record', name: full, fields };
    this.#named.set(full, node);
    const inner = full.includes('.') ? full.slice(0, full.lastIndexOf('.')) : '';
    if (!Array.isArray(object['fields'])) throw new Error(`its schema has a record "${full}" without fields`);
    for (const field of object['fields'] as readonly JsonObject[]) {
      const { name, type } = field;
      if (typeof name !== 'string') throw new Error(`its schema has a field without a name in "${full}"`);
      fields.push({ name, node: this.parse(type ?? null, inner) });
    }
    return node;
  }

  #define(object: JsonObject, namespace: string, make: (name: string) => AvroNode): AvroNode {
    const full = fullName(object, namespace);
    const node = make(full);
    this.#named.set(full, node);
    return node;
  }
}

function isPrimitive(name: string): name is Primitive {
  return (primitives as readonly string[]).includes(name);
}

function isAnnotatable(node: AvroNode): node is Extract<AvroNode, { kind: 'int' | 'long' | 'bytes' | 'string' }> {
  return node.kind === 'int' || node.kind === 'long' || node.kind === 'bytes' || node.kind === 'string';
}

function fullName(object: JsonObject, namespace: string): string {
  const { name, namespace: own } = object;
  if (typeof name !== 'string') throw new Error('its schema has a named type without a name');
  if (name.includes('.')) return name;
  const space = typeof own === 'string' ? own : namespace;
  return space === '' ? name : `${space}.${name}`;
}

function symbolsOf(object: JsonObject): readonly string[] {
  const { symbols } = object;
  if (!Array.isArray(symbols)) throw new Error('its schema has an enum without symbols');
  return (symbols as JsonValue[]).map(String);
}

function fixedOf(object: JsonObject, name: string): AvroNode {
  const { size } = object;
  if (typeof size !== 'number' || !Number.isInteger(size) || size < 0)
    throw new Error(`its schema has a fixed type "${name}" without a size`);
  const node: AvroNode = { kind: 'fixed', name, size };
  const logical = logicalOf(object, node);
  return logical === undefined ? node : { ...node, logical };
}

/** Undefined when there is none, or none that the specification allows here: the physical type counts then. */
function logicalOf(object: JsonObject, node: AvroNode): Logical | undefined {
  const name = object['logicalType'];
  if (typeof name !== 'string' || !(name in carriers)) return undefined;
  const known = name as LogicalName;
  if (!(carriers[known] as readonly string[]).includes(node.kind)) return undefined;
  if (known === 'decimal') return decimalOf(object, node);
  if (node.kind === 'fixed' && node.size !== (known === 'uuid' ? 16 : 12)) return undefined;
  return { name: known };
}

function decimalOf(object: JsonObject, node: AvroNode): Logical | undefined {
  const { precision, scale = 0 } = object;
  if (!Number.isInteger(precision) || !Number.isInteger(scale)) return undefined;
  if ((precision as number) < 1 || (scale as number) < 0 || (scale as number) > (precision as number)) return undefined;
  const digits = node.kind === 'fixed' ? Math.floor(Math.log10(2) * (8 * node.size - 1)) : Infinity;
  if ((precision as number) > digits) return undefined;
  return { name: 'decimal', precision: precision as number, scale: scale as number };
}
