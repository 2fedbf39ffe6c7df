import { createJsonSchemaTransformObject } from 'fastify-type-provider-zod';

type Document = ReturnType<ReturnType<typeof createJsonSchemaTransformObject>>;

const place = '#/components/schemas/';

/**
 * The description with its components. Any JSON value is a schema of itself, which the library names in a way that leads
 * nowhere in a whole document: such a place takes anything.
 */
export function completeDocument(input: Parameters<ReturnType<typeof createJsonSchemaTransformObject>>[0]): Document {
  const document = createJsonSchemaTransformObject({})(input);
  const { components } = document as { readonly components?: { readonly schemas?: object } };
  const known = new Set(Object.keys(components?.schemas ?? {}));
  return resolved(document, known) as Document;
}

function resolved(value: unknown, known: ReadonlySet<string>): unknown {
  if (Array.isArray(value)) return value.map((item) => resolved(item, known));
  if (typeof value !== 'object' || value === null) return value;
  const { $ref } = value as { readonly $ref?: unknown };
  if (typeof $ref === 'string' && !($ref.startsWith(place) && known.has($ref.slice(place.length)))) return {};
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, resolved(member, known)]));
}
