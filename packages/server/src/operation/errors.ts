import { defineErrors } from '@sluice/core';

export const operationErrors = defineErrors('operation', {
  noBackup: {
    message: ({ file, problem }: { file: string; problem: string }) => `${file} is no whole backup: ${problem}.`,
    hint: () => 'Use a file that `sluice server backup` wrote, from beginning to end.',
  },
  otherVersion: {
    message: ({ found, own }: { found: string; own: string }) =>
      `The backup is of a store at version ${found}; this Sluice has ${own}.`,
    hint: () => 'Restore it with the Sluice that made it, then start the newer one.',
  },
  notEmpty: {
    message: ({ table }: { table: string }) => `The store is not empty: there are rows in ${table}.`,
    hint: () => 'Restore into a new store, or say --replace to delete everything in this one first.',
  },
  stateMissing: {
    message: ({ folder }: { folder: string }) =>
      `The run had begun when the backup was made, and what it had written is not known: its folder is not in ${folder}.`,
    hint: () => 'Look at the target, then rerun it. Keep the folder "state" with the backup to go on with such runs.',
    kind: 'environment',
  },
  keyIsText: {
    message: () => 'The key is given as text (SLUICE_KEY), where no new one can be put in front.',
    hint: () => 'Put a new key in front by hand, restart every server, and run rotate-key --keep-key.',
  },
});
