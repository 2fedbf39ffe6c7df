import {
  describeConnector,
  describeFields,
  processorSchema,
  scriptSchema,
  stepSchema,
  type Connector,
  type FieldDescription,
  type Fields,
} from '@sluice/core';
import { afterEach, beforeAll, expect, test } from 'vitest';
import { sayDeclared, sayField, speakProblems } from './say-problem.ts';
import { declared } from './zh/declared/index.ts';
import { language } from './zh/language.ts';

interface Declarations {
  readonly registry: readonly { load(): Promise<Connector> }[];
  readonly channels: Readonly<
    Record<string, { readonly title: string; readonly summary: string; readonly fields: Fields }>
  >;
}

/** Pages do not see these modules. */
async function load<Name extends keyof Declarations>(name: Name, file: string): Promise<Declarations[Name]> {
  const path = new URL(`../../../${file}`, import.meta.url).pathname;
  return ((await import(path)) as Declarations)[name];
}

let texts: ReadonlySet<string> = new Set();

interface Described {
  readonly title?: string;
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Described>>;
  readonly items?: Described;
}

/** What the script editor shows of a schema, without the options of a step. */
function textsOfSchema({ title, description, properties, items }: Described): readonly string[] {
  const inner = Object.entries(properties ?? {}).flatMap(([name, property]) =>
    textsOfSchema(
      name === 'parameter'
        ? { ...property, properties: { datasource: property.properties?.['datasource'] ?? {} } }
        : property,
    ),
  );
  return [title, description]
    .filter((text) => text !== undefined)
    .concat(inner, items === undefined ? [] : textsOfSchema(items));
}

/** What a form shows of fields; those without effect are left out. */
const textsOf = (fields: readonly FieldDescription[]): readonly string[] =>
  fields.filter(({ ignored }) => ignored === undefined).flatMap(textsOfOne);

function textsOfOne({ title, help, unit, meanings, fields }: FieldDescription): readonly string[] {
  const own = [title, help, unit].filter((text) => text !== undefined);
  return [...own, ...Object.values(meanings ?? {}), ...textsOf(fields ?? [])];
}

beforeAll(async () => {
  const registry = await load('registry', 'connectors/src/registry.ts');
  const channels = await load('channels', 'server/src/alerts/channels/index.ts');
  const loaded = await Promise.all(registry.map((entry) => entry.load()));
  const connectors = loaded.map(describeConnector);
  const steps = loaded.flatMap((each) => (['reader', 'writer'] as const).map((side) => stepSchema(each, side)));
  const schemas = [scriptSchema([]), processorSchema(), ...steps.map((step) => ({ ...step, title: undefined }))];
  texts = new Set([
    ...connectors.flatMap(({ title, summary, connection, reader, writer }) => [
      title,
      summary,
      ...textsOf([...connection, ...(reader?.fields ?? []), ...(writer?.fields ?? [])]),
    ]),
    ...(schemas as readonly Described[]).flatMap(textsOfSchema),
    ...Object.values(channels).flatMap(({ title, summary, fields }) => [
      title,
      summary,
      ...textsOf(describeFields(fields)),
    ]),
  ]);
});

afterEach(() => speakProblems(undefined));

test('every title, help and name that is declared has a Chinese text', () => {
  expect(texts.size).toBeGreaterThan(350);
  expect([...texts].filter((text) => declared[text] === undefined)).toEqual([]);
});

test('no text is known that nobody declares', () => {
  expect(Object.keys(declared).filter((text) => !texts.has(text))).toEqual([]);
});

test('no sentence was left in English', () => {
  const same = Object.entries(declared).filter(
    ([english, said]) => said === '' || (english === said && /[.:]/.test(said)),
  );
  expect(same).toEqual([]);
});

test('a field is said with those inside of it, and keeps the rest', () => {
  speakProblems(language);
  const inner = { name: 'ca', title: 'Authority', isSecret: false };
  const field = {
    name: 'ssl',
    title: 'TLS',
    help: 'Of the private key.',
    unit: 'rows',
    meanings: { append: 'New files are added, the old ones stay.' },
    fields: [inner],
  } as unknown as FieldDescription;
  expect(sayField(field)).toEqual({
    name: 'ssl',
    title: 'TLS',
    help: '私钥的口令。',
    unit: '行',
    meanings: { append: '追加新文件，保留旧文件。' },
    fields: [{ name: 'ca', title: '颁发机构', isSecret: false }],
  });
  speakProblems(undefined);
  expect(sayField(field)).toEqual(field);
  expect(sayDeclared('Authority')).toBe('Authority');
});
