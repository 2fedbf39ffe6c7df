import type { Dialect } from '../families/relational/session.ts';
import { typeFor } from './types.ts';

export const dialect: Dialect = {
  quote: '"',
  placeholder: (index) => `$${index}`,
  typeFor,
  writeModes: ['insert', 'update', 'replace', 'ignore'],
  needsConflictKey: true,
  physicalSplits: true,
  foldName: (name) => name.toLowerCase(),
  sample: (table, fraction) => ({ from: `${table} tablesample system (${Math.min(100, fraction * 100)})` }),
};
