/** Quoting and comparing names of tables and columns. */
import type { Dialect, TableName } from './session.ts';

/** A name as a quoted identifier; quotes inside are doubled, so any text is harmless. */
export function quoteIdentifier(quote: Dialect['quote'], name: string): string {
  if (quote === '[') return `[${name.replaceAll(']', ']]')}]`;
  return quote + name.replaceAll(quote, quote + quote) + quote;
}

export function quoteTable(quote: Dialect['quote'], table: TableName): string {
  const name = quoteIdentifier(quote, table.name);
  return table.schema === undefined ? name : `${quoteIdentifier(quote, table.schema)}.${name}`;
}

const closing: Readonly<Record<string, string>> = { '"': '"', '`': '`', '[': ']' };

/** The name inside quotes (`"a"`, `` `a` ``, `[a]`, doubled quotes undone); undefined when it is not one quoted name. */
export function unquote(text: string): string | undefined {
  const close = closing[text[0] ?? ''];
  if (close === undefined || text.length < 3 || !text.endsWith(close)) return undefined;
  const inner = text.slice(1, -1);
  const undoubled = inner.replaceAll(close + close, '');
  return undoubled.includes(close) ? undefined : inner.replaceAll(close + close, close);
}

/** The one of `names` that an entry means: exactly, inside its quotes, or in another case when only one fits. */
export function findName(names: readonly string[], entry: string): string | undefined {
  const trimmed = entry.trim();
  if (names.includes(trimmed)) return trimmed;
  const inner = unquote(trimmed);
  if (inner !== undefined && names.includes(inner)) return inner;
  const wanted = (inner ?? trimmed).toLowerCase();
  const matches = names.filter((name) => name.toLowerCase() === wanted);
  return matches.length === 1 ? matches[0] : undefined;
}
