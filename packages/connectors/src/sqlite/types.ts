/** Declared column types of SQLite and the logical types of Sluice. SQLite stores anything anywhere; reading checks. */
import type { Type } from '@sluice/core';
import { types } from '@sluice/core';

/** The type that a declaration promises, by its words as SQLite itself reads them; text without a declaration. */
export function typeOfDeclared(declared: string | null): Type {
  const text = (declared ?? '').toLowerCase();
  for (const [word, type] of words) if (text.includes(word)) return typeof type === 'function' ? type(text) : type;
  return types.utf8;
}

/** The first word found decides. */
const words: readonly (readonly [string, Type | ((declared: string) => Type)])[] = [
  ['decimal_text', decimalOf],
  ['bool', types.bool],
  ['datetime', types.timestamp],
  ['timestamp', types.timestamp],
  ['date', types.date],
  ['time', types.time],
  ['json', types.json],
  ['interval', types.utf8],
  ['point', types.utf8],
  ['int', types.int64],
  ['char', types.utf8],
  ['clob', types.utf8],
  ['text', types.utf8],
  ['blob', types.binary],
  ['binary', types.binary],
  ['real', types.float64],
  ['floa', types.float64],
  ['doub', types.float64],
  ['dec', decimalOf],
  ['numeric', decimalOf],
  ['number', decimalOf],
  ['money', decimalOf],
];

function decimalOf(declared: string): Type {
  const match = /\(\s*(\d+)\s*(?:,\s*(\d+)\s*)?\)/.exec(declared);
  if (match === null) return types.anyDecimal;
  return types.decimal(Number(match[1]), Number(match[2] ?? 0));
}

/** What SQLite does with a value on its way into a column, see https://www.sqlite.org/datatype3.html#type_affinity */
export type Affinity = 'integer' | 'text' | 'none' | 'real' | 'numeric';

export function affinityOf(declared: string | undefined): Affinity {
  const text = (declared ?? '').toLowerCase();
  if (text.includes('int')) return 'integer';
  if (/char|clob|text/.test(text)) return 'text';
  if (text === '' || text.includes('blob')) return 'none';
  return /real|floa|doub/.test(text) ? 'real' : 'numeric';
}

/** Digits of a decimal that a column with numeric affinity keeps. */
const numericDigits = 15;

/** The declaration for a new column. */
export function declarationFor(type: Type): string {
  switch (type.kind) {
    case 'bool':
      return 'BOOLEAN';
    case 'int8':
    case 'int16':
    case 'int32':
    case 'int64':
      return 'INTEGER';
    case 'uint64':
      return decimalDeclaration(20, 0);
    case 'float32':
    case 'float64':
      return 'REAL';
    case 'decimal':
      return decimalDeclaration(type.precision, type.scale ?? 0);
    case 'utf8':
      return type.maxLength === undefined ? 'TEXT' : `VARCHAR(${type.maxLength})`;
    case 'binary':
      return 'BLOB';
    case 'date':
      return 'DATE';
    case 'time':
      return 'TIME';
    case 'timestamp':
      return 'DATETIME';
    case 'json':
      return 'JSON';
    case 'list':
    case 'vector':
      return 'TEXT';
  }
}

/** Decimals with more digits than a float holds are kept as text: the word makes SQLite leave them alone. */
function decimalDeclaration(precision: number | undefined, scale: number): string {
  if (precision === undefined) return 'DECIMAL_TEXT';
  return `${precision > numericDigits ? 'DECIMAL_TEXT' : 'DECIMAL'}(${precision},${scale})`;
}
