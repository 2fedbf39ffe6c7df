import { defineErrors } from '@sluice/core';

/** What sound ORC files may contain and this reader does not read, and what cannot be written. Damage is `FILES_CORRUPT`. */
export const orcErrors = defineErrors('orc', {
  transactional: {
    message: ({ path }: { path: string }) =>
      `"${path}" belongs to a transactional Hive table: its rows are changes (operation, originalTransaction, …, row).`,
    hint: () =>
      'A single file does not tell which rows are valid. Read the table through Hive, or write it to a plain table first.',
    kind: 'data',
  },
  unsupported: {
    message: ({ path, found }: { path: string; found: string }) =>
      `"${path}" uses what is not supported here: ${found}.`,
    hint: () =>
      'Write the file again with zlib, snappy, lz4 or zstd, without encryption, in version 0.12 of the format.',
    kind: 'data',
  },
  unknownZone: {
    message: ({ path, column, found }: { path: string; column: string; found: string }) =>
      `The timestamps in column "${column}" of "${path}" depend on the time zone of their writer, ${found}.`,
    hint: () => 'Write the file again with a newer version of Hive, Spark or ORC, or leave the column out.',
    kind: 'data',
  },
});
