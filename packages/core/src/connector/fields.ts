/**
 * Options of connectors, declared once. A field is a zod schema with `FieldInfo` as its metadata; types, validation,
 * forms, docs, templates, JSON Schema and secret masking are derived from it (see describe.ts).
 *
 * Published job files write numbers and booleans as text as often as not, so `count`, `amount` and `flag` accept both.
 */
import { z } from 'zod';

/**
 * - `address`: hosts with or without port, by commas, a URL, or the path of a local socket
 * - `url`: only the URLs in it lead somewhere
 * - `localPath`: a file or folder of the machine that Sluice runs on
 * - `localPathOrText`: such a path, or the text of a key, certificate or host key itself
 */
export type FieldRole = 'address' | 'url' | 'localPath' | 'localPathOrText';

export interface FieldCondition {
  readonly field: string;
  readonly values: readonly string[];
}

export interface FieldInfo {
  /** Label in forms. */
  readonly title: string;
  /** One or two sentences: what happens, not what it is. */
  readonly help?: string;
  readonly example?: unknown;
  /** What its values do, by value. Of a text: the usual values, which forms offer; others are accepted. */
  readonly meanings?: Readonly<Record<string, string>>;
  /** How a form shows it. Default: derived from the type. */
  readonly widget?: 'text' | 'password' | 'sql' | 'code' | 'table' | 'columns' | 'file' | 'map';
  /** What the value leads to outside of the process; see access.ts. */
  readonly role?: FieldRole;
  /** Masked everywhere. Set by `secret`. */
  readonly isSecret?: boolean;
  /** Hidden in forms until asked for. */
  readonly isAdvanced?: boolean;
  /** Only of use while another field of the same group has one of these values; forms show it then. */
  readonly onlyWith?: FieldCondition;
  /** Unit of a number: `ms`, `bytes`, `rows`. */
  readonly unit?: string;
  /** Other spellings in published jobs. The first spelling given wins; an alias is noted. */
  readonly aliases?: readonly string[];
  /** Accepted because published jobs carry it; has no effect here, and why. */
  readonly ignored?: string;
}

export const fieldInfo = z.registry<FieldInfo>();

/** Named options. */
export type Fields = Readonly<Record<string, z.ZodType>>;

/** The validated values of a set of fields. */
export type Options<F extends Fields> = { [Name in keyof F]: z.output<F[Name]> };

function field<T extends z.ZodType>(schema: T, info: FieldInfo): T {
  fieldInfo.add(schema as never, info as never);
  return schema;
}

const trueTexts = new Set(['true', 'yes', '1']);
const falseTexts = new Set(['false', 'no', '0', '']);

function toNumber(value: unknown): unknown {
  return typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
}

function toBoolean(value: unknown): unknown {
  if (value === 1 || value === 0) return value === 1;
  if (typeof value !== 'string') return value;
  const text = value.trim().toLowerCase();
  if (trueTexts.has(text)) return true;
  return falseTexts.has(text) ? false : value;
}

/** A text. Numbers are taken as their text, as published jobs write `"password": 123456`. */
export function text(info: FieldInfo) {
  return field(
    z.preprocess((value) => (typeof value === 'number' ? String(value) : value), z.string()),
    info,
  );
}

/** A password, key or token: masked in logs, errors, API replies, docs and stored jobs. */
export function secret(info: FieldInfo) {
  return field(
    z.preprocess((value) => (typeof value === 'number' ? String(value) : value), z.string()),
    { widget: 'password', ...info, isSecret: true },
  );
}

/** A whole number >= 0. */
export function count(info: FieldInfo) {
  return field(z.preprocess(toNumber, z.number().int().min(0)), info);
}

/** Any number. */
export function amount(info: FieldInfo) {
  return field(z.preprocess(toNumber, z.number()), info);
}

/** True or false, also as text. */
export function flag(info: FieldInfo) {
  return field(z.preprocess(toBoolean, z.boolean()), info);
}

/** One of a few words, in any case. */
export function choice<const Word extends string>(words: readonly [Word, ...Word[]], info: FieldInfo) {
  const byLower = new Map(words.map((word) => [word.toLowerCase(), word]));
  const schema = z.preprocess(
    (value) => (typeof value === 'string' ? (byLower.get(value.trim().toLowerCase()) ?? value) : value),
    z.enum(words),
  );
  return field(schema, info);
}

/** A list; a single value is taken as a list of one. */
export function list<T extends z.ZodType>(item: T, info: FieldInfo) {
  return field(
    z.preprocess((value) => (value === undefined || Array.isArray(value) ? value : [value]), z.array(item)),
    info,
  );
}

/** A list of SQL statements; a single text is a list of one, empty texts are dropped. */
export function statements(info: FieldInfo) {
  const toList = (value: unknown): unknown => {
    if (value === undefined || value === null) return value === null ? [] : value;
    const items = Array.isArray(value) ? value : [value];
    return items.filter((item) => typeof item !== 'string' || item.trim() !== '');
  };
  return field(z.preprocess(toList, z.array(z.string())), { widget: 'sql', ...info });
}

/** Several named options in one. Unknown keys inside are kept and reported. */
export function group<F extends Fields>(fields: F, info: FieldInfo) {
  return field(z.looseObject(fields), info);
}

/** Free keys with text values. */
export function map(info: FieldInfo) {
  return field(z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])), { widget: 'map', ...info });
}

/** Anything the schema says, for options with a shape of their own. */
export function custom<T extends z.ZodType>(schema: T, info: FieldInfo) {
  return field(schema, info);
}

/** A column name or SQL expression. Bare numbers, booleans and null are taken as the SQL text they stand for. */
export function expression(info: FieldInfo) {
  const toSql = (value: unknown): unknown =>
    value === null || typeof value === 'number' || typeof value === 'boolean' ? String(value) : value;
  return field(z.preprocess(toSql, z.string()), info);
}

/** Any value, checked later by whoever uses it. */
export function anything(info: FieldInfo) {
  return field(z.unknown().optional(), info);
}

/** Any value, accepted because published jobs carry it; `reason` says why it has no effect here. */
export function ignored(title: string, reason: string) {
  return field(z.unknown().optional(), { title, ignored: reason, isAdvanced: true });
}
