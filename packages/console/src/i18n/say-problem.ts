import type { FieldDescription } from '@sluice/core';
import type { Trouble } from '../api.ts';

/** A text with `{{name}}` for values; of several, the first whose values are all there counts. */
type Template = string | readonly string[];

/** By the code of an error: what happened, and the hint, unless it differs from case to case. */
export type Sayings = Readonly<Record<string, readonly [message: Template, hint?: Template]>>;

/** `$1` is the first value as it stands, `@1` the same, said in turn. */
export type Sentences = readonly (readonly [sentence: RegExp, said: string])[];

/** What a language has of its own for what comes from the server, which itself speaks English. */
export interface ProblemLanguage {
  readonly errors: Sayings;
  /** Texts without a code. */
  readonly sentences: Sentences;
  /** Titles, help and names that connectors and the like declare, by the English text. */
  readonly declared: Readonly<Record<string, string>>;
  /** Reads sentences of errors that came without their values, or without their code. */
  valuesIn(code: string, message: string): NonNullable<Trouble['values']>;
  codeOf(message: string): string | undefined;
  /** Values of `what` and `side`. */
  readonly things: Readonly<Record<string, string>>;
  /** By operation on an instance. */
  readonly refusals: Readonly<Record<string, string>>;
  readonly permissions: Readonly<Record<string, string>>;
  /** Hops of a connectivity test. */
  readonly steps: Readonly<Record<string, string>>;
  readonly comma: string;
}

let spoken: ProblemLanguage | undefined;

export function speakProblems(language: ProblemLanguage | undefined): void {
  spoken = language;
}

type Sentence = Pick<Trouble, 'code' | 'message' | 'values'> & { readonly hint?: string | undefined };

interface Said {
  readonly message: string;
  readonly hint?: string;
}

/** The sentences of an error in the chosen language; as the server says them where there is no translation. */
export function sayProblem({ code, message, hint, values: given }: Sentence): Said {
  const [text, hintText] = spoken?.errors[code] ?? [];
  const values = given ?? spoken?.valuesIn(code, message);
  const said = fill(text, values);
  // A value that did not come along: better a whole sentence in another language.
  if (said === undefined) return { message, ...(hint === undefined ? {} : { hint }) };
  const saidHint = fill(hintText, values) ?? (hint === undefined ? undefined : saySentence(hint));
  return { message: said, ...(saidHint === undefined ? {} : { hint: saidHint }) };
}

/** Why an operation on an instance is refused. */
export function sayRefusal(operation: string, refusal: string): string {
  return spoken?.refusals[operation] ?? refusal;
}

/** What a permission allows. */
export function sayPermission(name: string, help: string): string {
  return spoken?.permissions[name] ?? help;
}

/** A hop of a connectivity test. */
export function sayStep(step: string): string {
  return spoken?.steps[step] ?? step;
}

type Check = Pick<Sentence, 'hint' | 'values'> & { readonly code?: string | undefined; readonly detail: string };

/** What a hop found, or why it failed. */
export function sayCheck({ code, detail, ...rest }: Check): Said {
  return code === undefined ? { message: saySentence(detail) } : sayProblem({ code, message: detail, ...rest });
}

/** A title, help or name that was declared for forms. */
export function sayDeclared(text: string): string {
  return spoken?.declared[text] ?? text;
}

/** A field with its title, help, unit and meanings of words in the chosen language, and those inside of it. */
export function sayField(field: FieldDescription): FieldDescription {
  const { title, help, unit, meanings, fields } = field;
  return {
    ...field,
    title: sayDeclared(title),
    ...(help === undefined ? {} : { help: sayDeclared(help) }),
    ...(unit === undefined ? {} : { unit: sayDeclared(unit) }),
    ...(meanings === undefined
      ? {}
      : { meanings: Object.fromEntries(Object.entries(meanings).map(([word, text]) => [word, sayDeclared(text)])) }),
    ...(fields === undefined ? {} : { fields: fields.map(sayField) }),
  };
}

/** A whole sentence that came without a code: history, plans, reasons of dirty records. */
export function saySentence(text: string): string {
  for (const [sentence, said] of spoken?.sentences ?? []) {
    const found = sentence.exec(text);
    if (found === null) continue;
    return said.replaceAll(/([$@])(\d)/g, (_, how: string, place: string) => {
      const value = found[Number(place)] ?? '';
      return how === '@' ? sayPart(value) : value;
    });
  }
  return text;
}

/** Values in our own words, which have a language; all others are names and numbers of the user. */
const ownWords = new Set(['reason', 'problem', 'summary', 'expected', 'found', 'part', 'how', 'difference', 'action']);

function fill(template: Template | undefined, values: Sentence['values']): string | undefined {
  for (const text of template === undefined ? [] : [template].flat()) {
    const names = [...text.matchAll(/\{\{(\w+)\}\}/g)].map(([, name]) => String(name));
    if (names.some((name) => values?.[name] === undefined)) continue;
    return text.replaceAll(/\{\{(\w+)\}\}/g, (_, name: string) => sayValue(name, values?.[name]));
  }
  return undefined;
}

function sayValue(name: string, value: unknown): string {
  if (Array.isArray(value)) return value.join(spoken?.comma);
  const text = String(value);
  if (name === 'what' || name === 'side') return spoken?.things[text] ?? text;
  return ownWords.has(name) ? sayPart(text) : text;
}

/** A part of a sentence, which may be a sentence itself; without a full stop. */
function sayPart(text: string): string {
  const code = spoken?.codeOf(text);
  const plain = text.replace(/\.$/, '');
  const ways = [
    () => (code === undefined ? text : sayProblem({ code, message: text }).message),
    () => saySentence(text),
    () => saySentence(plain),
  ];
  for (const say of ways) {
    const said = say();
    if (said !== text) return said.replace(/。$/, '');
  }
  return plain;
}
