import type { TableName } from '../families/relational/session.ts';
import { quoteIdentifier, quoteTable } from '../families/relational/identifiers.ts';

/** A text as an SQL literal; works whatever `standard_conforming_strings` says. */
export function quoteLiteral(text: string): string {
  const quoted = `'${text.replaceAll("'", "''")}'`;
  return text.includes('\\') ? ` E${quoted.replaceAll('\\', '\\\\')}` : quoted;
}

export const quoteName = (name: string): string => quoteIdentifier('"', name);
export const quoteTableName = (table: TableName): string => quoteTable('"', table);

/** Puts literals in the place of `$1`, `$2` …, as COPY takes no parameters. Quoted texts and comments stay as they are. */
export function inlineParameters(sql: string, parameters: readonly (string | null)[]): string {
  if (parameters.length === 0) return sql;
  return sql.replace(untouched, (found, _tag: string | undefined, index: string | undefined) => {
    if (index === undefined) return found;
    const value = parameters[Number(index) - 1];
    return value === null || value === undefined ? 'null' : quoteLiteral(value);
  });
}

/** Strings, quoted names, dollar quotes and comments, which win over a parameter inside them; or a parameter. */
const untouched =
  /[eE]'(?:[^'\\]|\\.|'')*'|'(?:[^']|'')*'|"(?:[^"]|"")*"|\$([A-Za-z_]\w*)?\$[\s\S]*?\$\1\$|--[^\n]*|\/\*[\s\S]*?\*\/|\$(\d+)/g;
