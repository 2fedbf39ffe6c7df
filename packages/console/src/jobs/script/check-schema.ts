/** Quick findings while somebody types, before the server has looked: wrong words, types, and missing members. */
import { hasType, isRecord, memberOf, schemasAt, type JsonSchema, type Path } from './json-schema.ts';

export interface Finding {
  readonly path: Path;
  readonly kind: 'word' | 'type' | 'missing';
  /** What is expected: words, types, or the name of the missing member. */
  readonly expected: string;
}

const variable = /\$\{[^}]*\}|\$\[[^\]]*\]/;

/** At most 200 findings. Texts with a variable in them are not judged: their value comes later. */
export function checkSchema(root: JsonSchema, document: unknown): readonly Finding[] {
  const findings: Finding[] = [];
  visit([], document);
  return findings;

  function visit(path: Path, value: unknown): void {
    if (findings.length >= 200) return;
    const schemas = schemasAt(root, document, path);
    const finding = judge(schemas, value);
    if (finding !== undefined) findings.push({ path, ...finding });
    for (const name of new Set(schemas.flatMap((schema) => (isRecord(value) ? (schema.required ?? []) : []))))
      if (memberOf(value, name) === undefined) findings.push({ path, kind: 'missing', expected: name });
    if (Array.isArray(value)) for (const [index, item] of value.entries()) visit([...path, index], item);
    else if (isRecord(value)) for (const [name, item] of Object.entries(value)) visit([...path, name], item);
  }
}

/** Several schemas at one place are alternatives as often as not, so one that agrees is enough. */
function judge(schemas: readonly JsonSchema[], value: unknown): Pick<Finding, 'kind' | 'expected'> | undefined {
  if (value === undefined || (typeof value === 'string' && variable.test(value))) return undefined;
  const words = schemas.flatMap(({ enum: some, const: one }) => (one === undefined ? [...(some ?? [])] : [one]));
  if (words.length > 0 && !words.some((word) => isSameWord(word, value)))
    return { kind: 'word', expected: listed(words) };
  const typed = schemas.flatMap(({ type }) => (type === undefined ? [] : [type]));
  if (typed.length > 0 && value !== null && !typed.some((type) => hasType(type, value)))
    return { kind: 'type', expected: [...new Set(typed.flat())].join(', ') };
  return undefined;
}

const mostWords = 8;

function listed(words: readonly unknown[]): string {
  const shown = words.slice(0, mostWords).map((word) => JSON.stringify(word));
  return [...shown, ...(words.length > mostWords ? ['…'] : [])].join(', ');
}

/** Words are taken in any case. */
function isSameWord(word: unknown, value: unknown): boolean {
  if (typeof word === 'string' && typeof value === 'string') return word.toLowerCase() === value.trim().toLowerCase();
  return word === value;
}
