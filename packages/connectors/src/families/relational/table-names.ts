/** Names of tables as jobs write them: schema, quotes, numeric ranges. */
import { errors } from './errors.ts';
import type { TableName } from './session.ts';

const range = /\[(\d+)-(\d+)\]/;
const maxRange = 100_000;

/** All names that the entries stand for: `t_[0-9]` is ten tables, `t_[008-012]` keeps the width of its lower bound. */
export function expandTables(entries: readonly string[]): readonly string[] {
  return entries
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '')
    .flatMap(expandTable);
}

function expandTable(entry: string): readonly string[] {
  const match = range.exec(entry);
  if (match === null) return [entry];
  const [whole, low, high] = match as unknown as [string, string, string];
  const first = Number(low);
  const last = Number(high);
  if (first > last) throw errors.rangeInvalid({ table: entry, reason: 'counts downwards' });
  if (last - first >= maxRange) throw errors.rangeInvalid({ table: entry, reason: `has more than ${maxRange} tables` });
  const width = low.startsWith('0') ? low.length : 0;
  const before = entry.slice(0, match.index);
  const after = entry.slice(match.index + whole.length);
  const names: string[] = [];
  for (let number = first; number <= last; number++) {
    names.push(...expandTable(before + String(number).padStart(width, '0') + after));
  }
  return names;
}

/** A name taken apart, and whether its parts were quoted: unquoted ones may be folded by the database. */
export interface ParsedTable {
  readonly table: TableName;
  readonly isQuoted: boolean;
}

/**
 * Takes `schema.table` apart. Quoted parts (`"a.b"."c"`, back-ticks) keep their dots. Whatever else stands in the
 * text becomes part of the name: it is quoted later, so SQL in it can only fail to be found.
 */
export function parseTable(text: string, defaultSchema?: string): ParsedTable {
  const parts = splitParts(text.trim());
  const isQuoted = parts.every((part) => part.isQuoted);
  const [first, ...rest] = parts.map((part) => part.text) as [string, ...string[]];
  if (rest.length > 0) return { table: { schema: first, name: rest.join('.') }, isQuoted };
  return { table: defaultSchema === undefined ? { name: first } : { schema: defaultSchema, name: first }, isQuoted };
}

interface Part {
  readonly text: string;
  readonly isQuoted: boolean;
}

const part = /^(?:"((?:[^"]|"")+)"|`((?:[^`]|``)+)`|([^."`]+))(?:\.|$)/;

function splitParts(text: string): readonly Part[] {
  const parts: Part[] = [];
  let rest = text;
  while (rest !== '') {
    const match = part.exec(rest);
    if (match === null) return [{ text, isQuoted: false }];
    const [whole, double, backTick, plain] = match;
    if (double !== undefined) parts.push({ text: double.replaceAll('""', '"'), isQuoted: true });
    else if (backTick !== undefined) parts.push({ text: backTick.replaceAll('``', '`'), isQuoted: true });
    else parts.push({ text: (plain as string).trim(), isQuoted: false });
    rest = rest.slice(whole.length);
    if (rest === '' && whole.endsWith('.')) return [{ text, isQuoted: false }];
  }
  return parts;
}

/** The name for people: `schema.table`. */
export function tableText(table: TableName): string {
  return table.schema === undefined ? table.name : `${table.schema}.${table.name}`;
}
