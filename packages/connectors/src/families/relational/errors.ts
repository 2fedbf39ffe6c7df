import { defineErrors } from '@sluice/core';

const list = (names: readonly string[]): string => names.map((name) => `"${name}"`).join(', ');
const maybe = (suggestion: string | undefined): string =>
  suggestion === undefined ? '' : ` Did you mean "${suggestion}"?`;

/** Errors that all relational connectors share. */
export const errors = defineErrors('relational', {
  connectionIncomplete: {
    message: ({ problem }: { problem: string }) => `The connection is not complete: ${problem}.`,
    hint: () => 'Name a data source, or give the values of the connection or a jdbcUrl in the parameters of the step.',
  },
  jdbcUrlUnknown: {
    message: ({ url }: { url: string; prefixes: readonly string[] }) =>
      `The URL "${url}" does not belong to this connector.`,
    hint: ({ prefixes }) => `URLs of this connector begin with ${prefixes.join(' or ')}.`,
  },
  tableMissing: {
    message: ({ side }: { side: 'reader' | 'writer' }) => `The ${side} names no table.`,
    hint: ({ side }) => `Set "table"${side === 'reader' ? ' or "querySql"' : ''}.`,
  },
  severalTargets: {
    message: ({ tables }: { tables: readonly string[] }) =>
      `The writer names ${tables.length} tables: ${list(tables)}.`,
    hint: () => 'A job writes one table. Make one job per table, or one table of all.',
  },
  rangeInvalid: {
    message: ({ table, reason }: { table: string; reason: string }) => `The table range "${table}" ${reason}.`,
    hint: () => 'Write the smaller number first: orders_[0-99], or orders_[000-127] to keep the width.',
  },
  columnMissing: {
    message: ({ side }: { side: 'reader' | 'writer' }) => `The ${side} names no column.`,
    hint: () => 'List the columns, or write ["*"] for all of them.',
  },
  columnNotFound: {
    message: ({ table, column, suggestion }: { table: string; column: string; suggestion: string | undefined }) =>
      `Table "${table}" has no column "${column}".${maybe(suggestion)}`,
    hint: () =>
      "Check the spelling. SQL expressions and constants such as 1, 'text', null or now() are allowed in a reader.",
  },
  columnNotWritable: {
    message: ({ table, column }: { table: string; column: string }) =>
      `Column "${column}" of table "${table}" is computed by the database and cannot be written.`,
    hint: () => 'Leave it out of the columns of the writer, and its source out of the columns of the reader.',
  },
  columnTwice: {
    message: ({ table, column }: { table: string; column: string }) =>
      `Column "${column}" of table "${table}" is listed twice.`,
    hint: () => 'A target column takes one source column.',
  },
  columnCountDiffers: {
    message: ({ source, target }: { source: readonly string[]; target: readonly string[] }) =>
      `The reader delivers ${source.length} columns, the writer expects ${target.length}: ${list(source)} against ${list(target)}.`,
    hint: () => 'Columns are matched by position. Give both sides lists of the same length.',
  },
  columnNeedsValue: {
    message: ({ table, columns }: { table: string; columns: readonly string[] }) =>
      `Table "${table}" needs a value in ${list(columns)}, which the job does not write.`,
    hint: () =>
      'Add the columns to both sides (a constant will do in the reader), or give them a default in the table.',
  },
  tablesDiffer: {
    message: ({ table, first, difference }: { table: string; first: string; difference: string }) =>
      `Table "${table}" does not have the columns of "${first}": ${difference}.`,
    hint: () => 'All tables of one job must have the same columns. Cast the column in "column", or make two jobs.',
  },
  tableChanged: {
    message: ({ split }: { split: string }) =>
      `The columns of the source have changed since the run was planned (${split}).`,
    hint: () => 'The run cannot be resumed. Start it again.',
  },
  writeModeUnknown: {
    message: ({ word }: { word: string; supported: readonly string[] }) =>
      `The write mode "${word}" is not supported by this target.`,
    hint: ({ supported }) => `Use one of ${supported.join(', ')}.`,
  },
  keyMissing: {
    message: ({ table, mode }: { table: string; mode: string }) =>
      `The write mode "${mode}" needs a key, and table "${table}" has no primary key or unique index covered by the columns of the job.`,
    hint: () =>
      'Name the key columns in "uniqueIndexColumn" (they need a unique index), add the key to the columns, or use the write mode insert.',
  },
  noTrialPattern: {
    message: () => 'The target table does not exist, so that there is nothing to make the table of the test run like.',
    hint: () => 'Create it first, or give a CREATE TABLE statement in "ddl" that says @table for its name.',
  },
  notCreateTable: {
    message: () => 'The text is not one CREATE TABLE statement.',
    hint: () => 'Only tables are made this way; run other statements in the database itself.',
  },
  skipNullWithUpdate: {
    message: ({ mode }: { mode: string }) => `nullMode "skipNull" does not go together with the write mode "${mode}".`,
    hint: () => 'Use nullMode "writeNull", or the write mode insert.',
  },
});
