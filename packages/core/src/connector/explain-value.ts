/** Why a value is not valid, in plain words instead of zod's. */
import type { z } from 'zod';
import type { JsonValue } from '../data/batch.ts';
import type { Findings } from '../job/findings.ts';
import { joinPath } from '../job/path.ts';
import { isObject, wordFor } from '../job/shape.ts';
import { suggest } from '../job/suggest.ts';
import { shapeOf, wordsOf } from './field-shape.ts';
import { optionErrors } from './option-errors.ts';

type ZodIssue = z.core.$ZodIssue;

interface Refusal {
  readonly value: JsonValue | undefined;
  readonly path: string;
  readonly zodIssues: readonly ZodIssue[];
  readonly findings: Findings;
}

/** Reports each of the issues that zod found in the value of a field. */
export function explain(field: z.ZodType, { value, path, zodIssues, findings }: Refusal): void {
  for (const issue of zodIssues) {
    const inner = innerIssues(issue);
    if (inner !== undefined) {
      explain(field, {
        value,
        path,
        zodIssues: inner.map((item) => ({ ...item, path: [...issue.path, ...item.path] })),
        findings,
      });
      continue;
    }
    explainOne(field, issue, { value, path, findings });
  }
}

/** Of alternatives the one that went furthest into the value explains best. */
function innerIssues(issue: ZodIssue): readonly ZodIssue[] | undefined {
  if (issue.code !== 'invalid_union') return undefined;
  return (issue.errors as readonly (readonly ZodIssue[])[]).find((branch) =>
    branch.some((item) => item.path.length > 0),
  );
}

function explainOne(field: z.ZodType, issue: ZodIssue, { value, path, findings }: Omit<Refusal, 'zodIssues'>): void {
  const target = descend(
    { field, value, path, name: path.replace(/^.*\./, ''), isMapValue: false },
    issue.path as (string | number)[],
  );
  const info = target.field === undefined ? undefined : shapeOf(target.field).info;
  const example = info?.example === undefined || info.isSecret === true ? undefined : JSON.stringify(info.example);
  const more = example === undefined ? {} : { example };
  if (target.value === undefined) {
    findings.error(
      optionErrors.missing({ name: target.name, title: info?.title ?? target.name, ...more }),
      target.path,
    );
    return;
  }
  const expected = target.isMapValue ? 'a text, a number, true or false' : expectation(issue, target.field);
  if (expected === undefined) {
    findings.error(optionErrors.refused({ name: target.name, reason: issue.message, ...more }), target.path);
    return;
  }
  const choices = target.field === undefined ? undefined : shapeOf(target.field).choices;
  const meant = typeof target.value === 'string' && choices !== undefined ? suggest(target.value, choices) : undefined;
  const found = foundWords(target.value, info?.isSecret === true);
  findings.error(
    optionErrors.invalid({ name: target.name, expected, found, ...more, ...(meant === undefined ? {} : { meant }) }),
    target.path,
  );
}

interface Target {
  readonly field: z.ZodType | undefined;
  readonly value: JsonValue | undefined;
  readonly path: string;
  readonly name: string;
  readonly isMapValue: boolean;
}

function descend(start: Target, parts: readonly (string | number)[]): Target {
  let target = start;
  for (const part of parts) {
    const shape = target.field === undefined ? undefined : shapeOf(target.field);
    const isLone = typeof part === 'number' && !Array.isArray(target.value); // a single value taken as a list of one
    target = {
      field: typeof part === 'number' ? shape?.item : shape?.fields?.[part],
      value: isLone ? target.value : childOf(target.value, part),
      path: isLone ? target.path : joinPath(target.path, part),
      name: typeof part === 'string' ? part : isLone ? target.name : `${target.name}[${part}]`,
      isMapValue: shape?.type === 'map',
    };
  }
  return target;
}

function childOf(value: JsonValue | undefined, part: string | number): JsonValue | undefined {
  if (Array.isArray(value)) return (value as readonly JsonValue[])[Number(part)];
  return isObject(value) && Object.hasOwn(value, part) ? value[part] : undefined;
}

/** What was expected, or undefined when only the schema's own message tells. */
function expectation(issue: ZodIssue, field: z.ZodType | undefined): string | undefined {
  if (issue.code === 'custom' || issue.code === 'invalid_format' || issue.code === 'unrecognized_keys')
    return undefined;
  if (
    (issue.code === 'too_small' || issue.code === 'too_big') &&
    (issue.origin === 'string' || issue.origin === 'array')
  ) {
    return sizeWords(issue);
  }
  return field === undefined ? undefined : wordsOf(field);
}

function sizeWords(issue: Extract<ZodIssue, { code: 'too_small' | 'too_big' }>): string {
  const unit = issue.origin === 'array' ? 'items' : 'characters';
  if (issue.code === 'too_big') return `at most ${issue.maximum} ${unit}`;
  if (Number(issue.minimum) > 1) return `at least ${issue.minimum} ${unit}`;
  return issue.origin === 'array' ? 'a list with at least one item' : 'a text that is not empty';
}

const longestShown = 40;

function foundWords(value: JsonValue, isSecret: boolean): string {
  if (value === '') return 'an empty text';
  if (Array.isArray(value) && value.length === 0) return 'an empty list';
  if (isSecret || typeof value !== 'string' || value.length > longestShown)
    return isSecret ? kindOf(value) : wordFor(value);
  return `the text ${JSON.stringify(value)}`;
}

function kindOf(value: JsonValue): string {
  return typeof value === 'number' ? 'a number' : typeof value === 'boolean' ? 'true or false' : wordFor(value);
}
