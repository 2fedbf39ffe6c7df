/**
 * Variables of a job file. They are replaced in the text before it is parsed, so that they also work outside of texts
 * (`"concurrent": ${n}`), as published jobs have it.
 *
 * Inside a JSON text a value is inserted as it is when the result is valid; a value that would break the text, say one
 * with quotes, is escaped. Placeholders in comments are left alone, and so are references to secrets
 * (`${env:NAME}`, `${file:/path}`), which are resolved later and never become part of the job.
 */
import type { Issue } from './job.ts';
import { issueOf } from './findings.ts';
import { textLocator, type TextPosition } from './text-position.ts';
import { variableErrors } from './variable-errors.ts';

export type Variables = Readonly<Record<string, string>>;

export interface Placeholder {
  readonly name: string;
  /** As written: `${day}` or `$day`. */
  readonly text: string;
  readonly isBraced: boolean;
  readonly line: number;
  readonly column: number;
}

export interface Substitution {
  readonly text: string;
  /** Placeholders without a value, left as they are. */
  readonly unknown: readonly Placeholder[];
  readonly issues: readonly Issue[];
  /** The place in the original text of an offset in the new one. */
  locate(offset: number): TextPosition;
}

interface Insertion {
  /** In the new text. */
  readonly start: number;
  readonly end: number;
  /** In the original text. */
  readonly from: number;
  readonly to: number;
}

const reference = /^(?:env|file):/;
const tokens = /\\.|["']|\/\/[^\r\n]*|\/\*|\$\{([^{}"'\r\n]*)\}|\$([\p{L}_][\p{L}\p{N}_]*)/gsu;

/** Replaces `${name}` and `$name` by their values. */
export function substituteVariables(text: string, values: Variables): Substitution {
  const locate = textLocator(text);
  const unknown: Placeholder[] = [];
  const issues: Issue[] = [];
  const insertions: Insertion[] = [];
  let result = '';
  let copied = 0;
  for (const { match, quote } of placeholders(text)) {
    const name = (match[1] ?? match[2] ?? '').trim();
    const place = locate(match.index);
    if (!Object.hasOwn(values, name)) {
      unknown.push({ name, text: match[0], isBraced: match[1] !== undefined, ...place });
      continue;
    }
    const { inserted, readsEscapes } = fit(values[name] as string, quote);
    if (readsEscapes) issues.push(issueOf('warning', variableErrors.readsEscapes({ placeholder: match[0] }), place));
    result += text.slice(copied, match.index);
    copied = match.index + match[0].length;
    insertions.push({ start: result.length, end: result.length + inserted.length, from: match.index, to: copied });
    result += inserted;
  }
  return {
    text: result + text.slice(copied),
    unknown,
    issues,
    locate: (offset) => locate(originOf(offset, insertions)),
  };
}

function* placeholders(text: string): Iterable<{ match: RegExpExecArray; quote: string | undefined }> {
  const pattern = new RegExp(tokens);
  let quote: string | undefined;
  for (let match = pattern.exec(text); match !== null; match = pattern.exec(text)) {
    const token = match[0];
    if (token[0] === '$') {
      if (!reference.test(match[1] ?? '')) yield { match, quote };
    } else if (token === '"' || token === "'") {
      if (quote === undefined) quote = token;
      else if (quote === token) quote = undefined;
    } else if (token[0] === '/') {
      if (quote !== undefined) pattern.lastIndex = match.index + 1;
      else if (token === '/*') pattern.lastIndex = endOfComment(text, match.index);
    }
  }
}

function endOfComment(text: string, start: number): number {
  const end = text.indexOf('*/', start + 2);
  return end < 0 ? text.length : end + 2;
}

function fit(value: string, quote: string | undefined): { inserted: string; readsEscapes: boolean } {
  if (quote === undefined) return { inserted: value, readsEscapes: false };
  const valid =
    quote === '"'
      ? /^(?:[^"\\]|\\(?:["'\\/bfnrt]|u[\da-fA-F]{4}))*$/
      : /^(?:[^'\\]|\\(?:["'\\/bfnrt]|u[\da-fA-F]{4}))*$/;
  if (valid.test(value)) return { inserted: value, readsEscapes: value.includes('\\') };
  const escaped = JSON.stringify(value).slice(1, -1);
  return { inserted: quote === '"' ? escaped : escaped.replaceAll("'", "\\'"), readsEscapes: false };
}

function originOf(offset: number, insertions: readonly Insertion[]): number {
  let shift = 0;
  for (const { start, end, from, to } of insertions) {
    if (offset < start) break;
    if (offset < end) return from;
    shift = to - end;
  }
  return offset + shift;
}

/**
 * Values from arguments: `name=value`, or the JVM style of DataX with several in one, `-Dname=value -Dother="a b"`.
 * @throws SluiceError for an argument of neither form.
 */
export function parseVariableArguments(args: readonly string[]): Record<string, string> {
  const values: Record<string, string> = {};
  for (const arg of args) {
    for (const [name, value] of arg.trimStart().startsWith('-D') ? definitionsIn(arg) : [pairIn(arg)])
      values[name] = value;
  }
  return values;
}

function pairIn(text: string): [string, string] {
  const pair = /^\s*([^\s=]+)=([\s\S]*)$/.exec(text);
  if (pair === null) throw variableErrors.badAssignment({ text: text.replace(/=.*/s, '') });
  return [pair[1] as string, pair[2] as string];
}

/** Words are separated by blanks; quotes keep blanks together and are dropped. */
function definitionsIn(text: string): [string, string][] {
  const words = text.match(/(?:"[^"]*"|'[^']*'|[^\s"'])+/g) ?? [];
  return words.map((word) => {
    if (!word.startsWith('-D')) throw variableErrors.badAssignment({ text: word.replace(/=.*/s, '') });
    return pairIn(word.slice(2).replace(/"([^"]*)"|'([^']*)'/g, '$1$2'));
  });
}
