import type { Trouble } from '../api.ts';

export type ProblemTexts = Readonly<Record<string, { readonly message: string; readonly hint?: string }>>;

/** What a language has of its own for the server's errors; the server itself speaks English. */
export interface ProblemLanguage {
  readonly problems: ProblemTexts;
  /** Of values of `what`. */
  readonly things: Readonly<Record<string, string>>;
  /** By operation on an instance. */
  readonly refusals: Readonly<Record<string, string>>;
  readonly permissions: Readonly<Record<string, string>>;
  /** Hops of a connectivity test. */
  readonly steps: Readonly<Record<string, string>>;
  readonly sentences: readonly (readonly [sentence: RegExp, said: string])[];
  /** Findings about jobs, by code: the sentence, and the hint where it is always the same. */
  readonly issues: Readonly<Record<string, readonly [message: string, hint?: string]>>;
  readonly comma: string;
}

let spoken: ProblemLanguage | undefined;

export function speakProblems(language: ProblemLanguage | undefined): void {
  spoken = language;
}

/** The sentences of an error in the chosen language; as the server says them where there is no translation. */
export function sayProblem(trouble: Trouble): Pick<Trouble, 'message' | 'hint'> {
  const { code, message, hint, values } = trouble;
  const texts = spoken?.problems[code];
  if (spoken === undefined || texts === undefined) return { message, ...(hint === undefined ? {} : { hint }) };
  const said = fill(texts.message, values, spoken);
  // A value that did not come along: better a whole sentence in another language.
  if (said === undefined) return { message, ...(hint === undefined ? {} : { hint }) };
  const saidHint = texts.hint === undefined ? undefined : (fill(texts.hint, values, spoken) ?? hint);
  return { message: said, ...(saidHint === undefined ? {} : { hint: saidHint }) };
}

/** A finding about a job; its values are read off its sentence by `valuesIn`. */
export function sayIssue(
  { code, message, hint }: { readonly code: string; readonly message: string; readonly hint?: string | undefined },
  valuesIn: (code: string, message: string) => Trouble['values'],
): { readonly message: string; readonly hint?: string } {
  const known = spoken?.issues[code];
  const said =
    known === undefined || spoken === undefined ? undefined : fill(known[0], valuesIn(code, message), spoken);
  const saidHint = known?.[1] ?? (hint === undefined ? undefined : saySentence(hint));
  if (said === undefined) return { message, ...(hint === undefined ? {} : { hint }) };
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

/** A whole sentence that the server wrote down without a code: history, what a run waited for. */
export function saySentence(text: string): string {
  const known = spoken?.sentences.find(([sentence]) => sentence.test(text));
  return known === undefined ? text : text.replace(known[0], known[1]);
}

function fill(text: string, values: Trouble['values'], language: ProblemLanguage): string | undefined {
  let isWhole = true;
  const filled = text.replaceAll(/\{\{(\w+)\}\}/g, (_, name: string) => {
    const value = values?.[name];
    if (value === undefined) isWhole = false;
    if (Array.isArray(value)) return value.join(language.comma);
    return name === 'what' ? (language.things[String(value)] ?? String(value)) : String(value);
  });
  return isWhole ? filled : undefined;
}
