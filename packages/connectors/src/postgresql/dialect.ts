import type { Dialect } from '../families/relational/session.ts';
import { rowFormat } from './row-gatherer.ts';
import { typeFor } from './types.ts';

export const dialect: Dialect = {
  quote: '"',
  placeholder: (index) => `$${index}`,
  typeFor,
  rowFormat,
  writeModes: ['insert', 'update', 'replace', 'ignore'],
  needsConflictKey: true,
  physicalSplits: true,
  createLike: (table, like) => `create table ${table} (like ${like} including all)`,
  foldName: (name) => name.toLowerCase(),
  sample: (table, fraction) => ({ from: `${table} tablesample system (${Math.min(100, fraction * 100)})` }),
};
