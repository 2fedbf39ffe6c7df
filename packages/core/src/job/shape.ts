/** Reading values of a job file with the tolerance that published files need; every finding carries its path. */
import type { JsonValue } from '../data/batch.ts';
import type { Findings } from './findings.ts';
import type { Parameter } from './job.ts';
import { jobErrors } from './job-errors.ts';
import { joinPath } from './path.ts';
import { suggest } from './suggest.ts';

/** A value and where it lies. */
export interface Placed {
  readonly value: JsonValue | undefined;
  readonly path: string;
  readonly findings: Findings;
}

/** The member `key` of an object. */
export function member(
  object: Parameter,
  key: string,
  parent: { readonly path: string; readonly findings: Findings },
): Placed {
  return {
    value: Object.hasOwn(object, key) ? object[key] : undefined,
    path: joinPath(parent.path, key),
    findings: parent.findings,
  };
}

/** Absent, null and the empty text all mean "not set" in published files. */
export function isUnset(value: JsonValue | undefined): value is undefined | null | '' {
  return value === undefined || value === null || (typeof value === 'string' && value.trim() === '');
}

/** What a value is, in words. */
export function wordFor(value: JsonValue | undefined): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'string') return 'a text';
  if (typeof value === 'object') return 'an object';
  return `${value}`;
}

export function isObject(value: JsonValue | undefined): value is Parameter {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The object; an unset one is empty, anything else is an error and empty. */
export function readObject({ value, path, findings }: Placed): Parameter {
  if (isObject(value)) return value;
  if (!isUnset(value)) {
    findings.error(jobErrors.wrongType({ key: lastKey(path), expected: 'an object', found: wordFor(value) }), path);
  }
  return {};
}

/** A whole number from `min`, also as text; undefined when unset or wrong (which is reported). */
export function readWhole(placed: Placed, min: number): number | undefined {
  const expected = `a whole number from ${min}`;
  const number = readNumber(placed, expected);
  if (number === undefined) return undefined;
  if (Number.isSafeInteger(number) && number >= min) return number;
  return outOfRange(placed, number, expected);
}

/** A number that `accept` accepts, also as text. */
export function readAmount(placed: Placed, expected: string, accept: (number: number) => boolean): number | undefined {
  const number = readNumber(placed, expected);
  if (number === undefined || accept(number)) return number;
  return outOfRange(placed, number, expected);
}

function readNumber({ value, path, findings }: Placed, expected: string): number | undefined {
  if (isUnset(value)) return undefined;
  const number = typeof value === 'string' ? Number(value) : value;
  if (typeof number === 'number' && Number.isFinite(number)) return number;
  findings.error(jobErrors.wrongType({ key: lastKey(path), expected, found: wordFor(value) }), path);
  return undefined;
}

function outOfRange({ path, findings }: Placed, number: number, expected: string): undefined {
  findings.error(jobErrors.numberRange({ key: lastKey(path), found: String(number), expected }), path);
}

/** True or false, also as text. */
export function readTruth({ value, path, findings }: Placed): boolean | undefined {
  if (isUnset(value)) return undefined;
  const text = typeof value === 'string' ? value.trim().toLowerCase() : value;
  if (text === true || text === 'true') return true;
  if (text === false || text === 'false') return false;
  findings.error(jobErrors.wrongType({ key: lastKey(path), expected: 'true or false', found: wordFor(value) }), path);
  return undefined;
}

/** One of a few words, in any case. */
export function readWord<const Word extends string>(placed: Placed, words: readonly Word[]): Word | undefined {
  const { value, path, findings } = placed;
  if (isUnset(value)) return undefined;
  const found =
    typeof value === 'string' ? words.find((word) => word.toLowerCase() === value.trim().toLowerCase()) : undefined;
  if (found !== undefined) return found;
  const text = typeof value === 'string' ? value : wordFor(value);
  const meant = suggest(text, words);
  findings.error(
    jobErrors.wrongWord({ key: lastKey(path), found: text, words, ...(meant === undefined ? {} : { meant }) }),
    path,
  );
  return undefined;
}

export interface KnownKeys {
  readonly known: readonly string[];
  /** Keys that published files carry without effect here, and why. */
  readonly ignored?: Readonly<Record<string, string>>;
}

/** Warns of keys that are not known, with a suggestion, and notes those without effect. */
export function checkKeys(object: Parameter, { known, ignored = {} }: KnownKeys, parent: Omit<Placed, 'value'>): void {
  for (const key of Object.keys(object)) {
    if (known.includes(key)) continue;
    const path = joinPath(parent.path, key);
    if (Object.hasOwn(ignored, key)) {
      if (!isUnset(object[key]))
        parent.findings.note(jobErrors.ignoredKey({ key, reason: ignored[key] as string }), path);
      continue;
    }
    const meant = suggest(key, known);
    parent.findings.warning(jobErrors.unknownKey({ key, known, ...(meant === undefined ? {} : { meant }) }), path);
  }
}

function lastKey(path: string): string {
  return /([^.[\]"]+)"?\]?$/.exec(path)?.[1] ?? path;
}

/** Equal as JSON, whatever the order of keys. */
export function same(left: unknown, right: unknown): boolean {
  return JSON.stringify(left, sorted) === JSON.stringify(right, sorted);
}

function sorted(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1)));
}
