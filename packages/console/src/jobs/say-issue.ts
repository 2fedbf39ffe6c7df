import { declaredErrors, errorTemplate } from '@sluice/core';
import { sayIssue } from '../i18n/say-problem.ts';

interface Sentences {
  readonly code: string;
  readonly message: string;
  readonly hint?: string | undefined;
}

/** A finding in the chosen language: its sentences are put in place of those it came with. */
export function said<Issue extends Sentences>(issue: Issue): Issue {
  return { ...issue, ...sayIssue(issue, valuesIn) };
}

/** What stands in a sentence where its declaration has a value: findings bring only whole sentences along. */
export function valuesIn(code: string, message: string): Readonly<Record<string, string>> {
  const declared = declaredErrors().get(code)?.declaration;
  if (declared === undefined) return {};
  const parts = errorTemplate(declared).message.split(/\{(\w+)\}/);
  const names = parts.filter((_, index) => index % 2 === 1);
  const pattern = parts.map((part, index) => (index % 2 === 1 ? '(.+?)' : escaped(part))).join('');
  const found = new RegExp(`^${pattern}$`, 's').exec(message);
  return Object.fromEntries(
    names.map((name, index) => [name, found?.[index + 1]]).filter(([, value]) => value),
  ) as Record<string, string>;
}

function escaped(text: string): string {
  return text.replaceAll(/[$()*+.?[\\\]^{|}]/g, String.raw`\$&`);
}
