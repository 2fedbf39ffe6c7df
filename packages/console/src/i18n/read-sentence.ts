/** Reads the sentences of declared errors backwards: some come from the server without code or values. */
import { declaredErrors, errorTemplate } from '@sluice/core';

export type ReadValues = Readonly<Record<string, string>>;

interface Pattern {
  readonly code: string;
  readonly names: readonly string[];
  readonly sentence: RegExp;
  readonly fixedLength: number;
}

/** Shorter texts between the values would fit too much. */
const leastFixed = 8;

let patterns: readonly Pattern[] | undefined;

/** Of all errors that the page knows; those with the most fixed text come first. */
function allPatterns(): readonly Pattern[] {
  patterns ??= [...declaredErrors().keys()]
    .map(patternOf)
    .toSorted((left, right) => right.fixedLength - left.fixedLength);
  return patterns;
}

function patternOf(code: string): Pattern {
  const declared = declaredErrors().get(code)?.declaration;
  const parts = declared === undefined ? [] : errorTemplate(declared).message.split(/\{(\w+)\}/);
  const fixed = parts.filter((_, index) => index % 2 === 0);
  return {
    code,
    names: parts.filter((_, index) => index % 2 === 1),
    sentence: new RegExp(`^${fixed.map(escaped).join('(.+?)')}$`, 's'),
    fixedLength: fixed.join('').length,
  };
}

/** What stands in a sentence where the declaration of `code` has a value. */
export function valuesIn(code: string, message: string): ReadValues {
  const { names, sentence } = patternOf(code);
  const found = sentence.exec(message);
  return Object.fromEntries(
    names.map((name, index) => [name, found?.[index + 1]]).filter(([, value]) => value),
  ) as ReadValues;
}

/** The error that says this. */
export function codeOf(message: string): string | undefined {
  return allPatterns().find(({ sentence, fixedLength }) => fixedLength > leastFixed && sentence.test(message))?.code;
}

function escaped(text: string): string {
  return text.replaceAll(/[$()*+.?[\\\]^{|}]/g, String.raw`\$&`);
}
