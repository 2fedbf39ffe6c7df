import type { Dialect } from '../families/relational/session.ts';
import { declarationFor, affinityOf } from './types.ts';

export const dialect: Dialect = {
  quote: '"',
  placeholder: () => '?',
  typeFor: declarationFor,
  writeModes: ['insert', 'update', 'replace', 'ignore'],
  needsConflictKey: true,
  physicalSplits: true,
  // random() is a signed 64-bit integer.
  sample: (table, fraction) => ({
    from: table,
    where: `abs(random() % 1000000) < ${Math.max(1, Math.ceil(fraction * 1_000_000))}`,
  }),
  // Without text affinity a text key may be stored as a number, which compares differently from its text.
  canSplitBy: (column) => column.type.kind !== 'utf8' || affinityOf(column.nativeType) === 'text',
};
