import type { Type } from '@sluice/core';
import type { Dialect } from '../families/relational/session.ts';
import { nativeTypeFor } from './types.ts';

export const dialect: Dialect = {
  quote: '`',
  placeholder: () => '?',
  typeFor: nativeTypeFor,
  writeModes: ['insert', 'update', 'replace', 'ignore'],
  needsConflictKey: false,
  physicalSplits: false,
  createLike: (table, like) => `create table ${table} like ${like}`,
  canBeKey: (sqlType) => !/text|blob|json/i.test(sqlType),
  keyParameter,
  sample: (table, fraction) => ({ from: table, where: `rand() < ${fraction.toFixed(9)}` }),
  // Lists sort by position but compare as text; bits have no text.
  canSplitBy: (column) => !/^(?:enum|set|bit|json)\b/i.test(column.nativeType ?? ''),
};

/** Parameters are texts; compared as such with a number they would go through a float. */
function keyParameter(placeholder: string, type: Type): string {
  switch (type.kind) {
    case 'int8':
    case 'int16':
    case 'int32':
    case 'int64':
      return `cast(${placeholder} as signed)`;
    case 'uint64':
      return `cast(${placeholder} as unsigned)`;
    case 'decimal':
      return `cast(${placeholder} as decimal(${type.precision ?? 65},${type.scale ?? 30}))`;
    case 'date':
      return `cast(${placeholder} as date)`;
    case 'timestamp':
      return `cast(${placeholder} as datetime(6))`;
    case 'time':
      return `cast(${placeholder} as time(6))`;
    default:
      return placeholder;
  }
}
