import type { Dialect } from './session.ts';

/** A dialect without surprises, for tests of functions that build SQL. */
export const testDialect: Dialect = {
  quote: '"',
  placeholder: (index) => `$${index}`,
  typeFor: () => 'text',
  writeModes: ['insert', 'update', 'replace', 'ignore'],
  needsConflictKey: true,
  physicalSplits: false,
};
