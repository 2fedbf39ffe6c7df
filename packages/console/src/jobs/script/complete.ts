/** Completion and hover help of the script editor, from the JSON Schema of the chosen connectors. */
import type { Completion, CompletionContext, CompletionResult } from '@codemirror/autocomplete';
import { snippetCompletion } from '@codemirror/autocomplete';
import type { EditorState } from '@codemirror/state';
import { sayDeclared } from '../../i18n/say-problem.ts';
import { memberOf, schemasAt, isRecord, type JsonSchema, type Path } from './json-schema.ts';
import { placeAt, treeOf, valueOf, type Node, type PlaceInText } from './json-tree.ts';

export interface EditorKnowledge {
  readonly schema: JsonSchema | undefined;
  /** Values that the schema cannot know, for instance names of data sources. */
  readonly valuesAt: (path: Path) => readonly string[];
}

/** What can be written at the cursor; null when nothing is known. */
export function completeAt(context: CompletionContext, knowledge: EditorKnowledge): CompletionResult | null {
  const { schema } = knowledge;
  if (schema === undefined) return null;
  const { state, pos, explicit } = context;
  const place = placeAt(state, pos);
  if (!explicit && place.token === undefined) return null;
  const from = place.token?.from ?? pos;
  const to = place.token?.to ?? pos;
  const document = valueOf(state.doc, treeOf(state).topNode as Node);
  const here = schemasAt(schema, document, place.path);
  const options =
    place.kind === 'name'
      ? names(here, memberAt(document, place.path), state, place)
      : values(here, knowledge.valuesAt(place.path));
  return options.length === 0 ? null : { from, to, options, filter: true, validFor: /^"?[\w. -]*"?$/ };
}

function memberAt(document: unknown, path: Path): unknown {
  return path.reduce<unknown>((value, key) => memberOf(value, key), document);
}

function names(
  schemas: readonly JsonSchema[],
  present: unknown,
  state: EditorState,
  { token }: PlaceInText,
): readonly Completion[] {
  const typed = token === undefined ? '' : state.sliceDoc(token.from, token.to).replaceAll('"', '');
  const taken = new Set(isRecord(present) ? Object.keys(present).filter((name) => name !== typed) : []);
  const found = new Map<string, JsonSchema>();
  for (const schema of schemas)
    for (const [name, property] of Object.entries(schema.properties ?? {}))
      if (typeof property !== 'boolean' && !taken.has(name) && property.deprecated !== true && !found.has(name))
        found.set(name, property);
  const hasColon = token !== undefined && /^\s*:/.test(state.sliceDoc(token.to, token.to + 20));
  const required = new Set(schemas.flatMap((schema) => schema.required ?? []));
  return [...found].map(([name, property]) => {
    const options = {
      label: JSON.stringify(name),
      detail: sayDeclared(property.title ?? ''),
      info: helpOf(property),
      type: 'property',
      boost: required.has(name) ? 10 : 0,
    };
    if (hasColon) return options;
    return snippetCompletion(`${escape(JSON.stringify(name))}: ${startOf(property)}`, options);
  });
}

/** Text of a snippet: braces stand for themselves. */
function escape(text: string): string {
  return text.replaceAll(/[{}]/g, String.raw`\$&`);
}

function startOf(schema: JsonSchema): string {
  const given = schema.default ?? schema.const ?? schema.examples?.[0] ?? schema.enum?.[0];
  if (given !== undefined) return `#{${escape(JSON.stringify(given))}}`;
  const type = typeof schema.type === 'string' ? schema.type : schema.type?.[0];
  const isList = schema.anyOf?.[0]?.type === 'array';
  if (type === 'object') return String.raw`\{#{}\}`;
  if (type === 'array' || isList) return '[#{}]';
  if (type === 'boolean') return '#{true}';
  return type === 'number' || type === 'integer' ? '#{1}' : '"#{}"';
}

function values(schemas: readonly JsonSchema[], known: readonly string[]): readonly Completion[] {
  const found = new Map<string, Completion>();
  const add = (value: unknown, detail: string, boost: number) => {
    const label = JSON.stringify(value);
    if (label !== undefined && !found.has(label)) found.set(label, { label, detail, type: 'enum', boost });
  };
  for (const value of known) add(value, '', 20);
  for (const schema of schemas) {
    if (schema.const !== undefined) add(schema.const, schema.title ?? '', 10);
    for (const value of schema.enum ?? []) add(value, sayDeclared(schema.meanings?.[String(value)] ?? ''), 10);
    for (const [value, meaning] of Object.entries(schema.meanings ?? {})) add(value, sayDeclared(meaning), 10);
    if (schema.default !== undefined) add(schema.default, 'default', 5);
    for (const value of schema.examples ?? []) add(value, 'example', 1);
    if (schema.type === 'boolean' || (Array.isArray(schema.type) && schema.type.includes('boolean')))
      for (const value of [true, false]) add(value, '', 3);
  }
  return [...found.values()];
}

/** Title, meaning, default and type of what the position lies on, for a tooltip. */
export function helpAt(
  state: EditorState,
  position: number,
  schema: JsonSchema | undefined,
): { readonly from: number; readonly to: number; readonly lines: readonly string[] } | undefined {
  if (schema === undefined) return undefined;
  const node = treeOf(state).resolveInner(position, 1) as Node;
  const place = placeAt(state, Math.min(node.to, position + 1));
  if (place.token === undefined) return undefined;
  const document = valueOf(state.doc, treeOf(state).topNode as Node);
  const name = state.sliceDoc(place.token.from, place.token.to).replaceAll('"', '');
  const path = place.kind === 'name' ? [...place.path, name] : place.path;
  const found = schemasAt(schema, document, path).find(
    ({ title, description }) => title !== undefined || description !== undefined,
  );
  if (found === undefined) return undefined;
  return { ...place.token, lines: helpLines(found) };
}

function helpOf(schema: JsonSchema): string {
  return helpLines(schema)
    .slice(schema.title === undefined ? 0 : 1)
    .join('\n');
}

function helpLines({
  title,
  description,
  default: value,
  enum: words,
  examples,
  meanings,
}: JsonSchema): readonly string[] {
  return [
    ...[title, description].map((text) => text && sayDeclared(text)),
    ...(meanings === undefined
      ? [words?.map((word) => JSON.stringify(word)).join(' | ')]
      : Object.entries(meanings).map(([word, meaning]) => `${JSON.stringify(word)}: ${sayDeclared(meaning)}`)),
    value === undefined ? undefined : `= ${JSON.stringify(value)}`,
    examples?.[0] === undefined ? undefined : `› ${JSON.stringify(examples[0])}`,
  ].filter((line) => line !== undefined && line !== '') as readonly string[];
}
