/** The parts of JSON Schema that describe a script, and what they say about one place of it. */
export interface JsonSchema {
  readonly $ref?: string;
  readonly $defs?: Readonly<Record<string, JsonSchema>>;
  readonly type?: string | readonly string[];
  readonly title?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly examples?: readonly unknown[];
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  /** What values do, by value; others may be accepted. */
  readonly meanings?: Readonly<Record<string, string>>;
  readonly properties?: Readonly<Record<string, JsonSchema | boolean>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: JsonSchema | boolean;
  readonly items?: JsonSchema | boolean;
  readonly prefixItems?: readonly JsonSchema[];
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
  readonly allOf?: readonly JsonSchema[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly deprecated?: boolean;
}

export type Path = readonly (string | number)[];

/** Schemas that apply to the place `path` of `value`: references followed, alternatives that the value rules out left away. */
export function schemasAt(root: JsonSchema, value: unknown, path: Path): readonly JsonSchema[] {
  let here = expand(root, root, value);
  let inner = value;
  for (const key of path) {
    inner = memberOf(inner, key);
    const inside = inner;
    here = here.flatMap((schema) => childrenOf(schema, key)).flatMap((schema) => expand(root, schema, inside));
  }
  return here;
}

/** The schema itself and everything it is put together from. */
function expand(root: JsonSchema, schema: JsonSchema, value: unknown, depth = 0): readonly JsonSchema[] {
  if (depth > 20) return [];
  const more = (part: JsonSchema) => expand(root, part, value, depth + 1);
  const referred = schema.$ref === undefined ? undefined : find(root, schema.$ref);
  const choices = [...(schema.anyOf ?? []), ...(schema.oneOf ?? [])];
  const possible = choices.filter((choice) => !isRuledOut(root, choice, value));
  return [
    schema,
    ...(referred === undefined ? [] : more(referred)),
    ...(schema.allOf ?? []).flatMap(more),
    ...(possible.length === 0 ? choices : possible).flatMap(more),
  ];
}

/** `#/$defs/reader` */
function find(root: JsonSchema, reference: string): JsonSchema | undefined {
  if (!reference.startsWith('#')) return undefined;
  const keys = reference.slice(1).split('/').slice(1);
  let found: unknown = root;
  for (const key of keys) found = memberOf(found, decodeURIComponent(key).replaceAll('~1', '/').replaceAll('~0', '~'));
  return isRecord(found) ? (found as JsonSchema) : undefined;
}

/** A member with a fixed value says something else. */
function isRuledOut(root: JsonSchema, given: JsonSchema, value: unknown): boolean {
  const schema = given.$ref === undefined ? given : (find(root, given.$ref) ?? given);
  if (schema.type !== undefined && value !== undefined && !hasType(schema.type, value)) return true;
  if (schema.allOf?.some((part) => isRuledOut(root, part, value)) === true) return true;
  return Object.entries(schema.properties ?? {}).some(([name, property]) => {
    if (typeof property === 'boolean') return false;
    const allowed = property.const === undefined ? property.enum : [property.const];
    const found = memberOf(value, name);
    if (allowed === undefined) return false;
    return found !== undefined && !allowed.includes(found);
  });
}

function childrenOf(schema: JsonSchema, key: string | number): readonly JsonSchema[] {
  if (typeof key === 'number') return [schema.prefixItems?.[key] ?? schema.items].filter(isRecord);
  const property = schema.properties?.[key];
  return [property ?? schema.additionalProperties].filter(isRecord) as readonly JsonSchema[];
}

export function hasType(type: string | readonly string[], value: unknown): boolean {
  const accepted = typeof type === 'string' ? [type] : type;
  return accepted.some((word) => {
    if (word === 'integer') return Number.isInteger(value);
    return word === typeOf(value);
  });
}

function typeOf(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}

export function memberOf(value: unknown, key: string | number): unknown {
  if (Array.isArray(value)) return typeof key === 'number' ? (value as readonly unknown[])[key] : undefined;
  return isRecord(value) && Object.hasOwn(value, key) ? (value as Readonly<Record<string, unknown>>)[key] : undefined;
}

export function isRecord(value: unknown): value is Readonly<Record<string, never>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** `steps[0].parameter["a.b"]` → its keys. */
export function parsePath(text: string): Path {
  return [...text.matchAll(/\[(\d+)\]|\[("(?:[^"\\]|\\.)*")\]|([^.[\]]+)/g)].map(([, index, quoted, name]) => {
    if (index !== undefined) return Number(index);
    return quoted === undefined ? (name as string) : String(JSON.parse(quoted));
  });
}

/** The opposite of `parsePath`. */
export function pathText(path: Path): string {
  return path.reduce<string>((text, key) => {
    if (typeof key === 'number') return `${text}[${key}]`;
    if (!/^[\w$-]+$/.test(key)) return `${text}[${JSON.stringify(key)}]`;
    return text === '' ? key : `${text}.${key}`;
  }, '');
}
