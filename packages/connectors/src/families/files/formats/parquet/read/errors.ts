import { defineErrors } from '@sluice/core';

/** What a sound Parquet file may contain and this reader does not read. Damaged files are `FILES_CORRUPT`. */
export const parquetErrors = defineErrors('parquet', {
  encrypted: {
    message: ({ path, part }: { path: string; part: string }) => `"${path}" is encrypted (${part}).`,
    hint: () => 'Encrypted Parquet files are not supported: decrypt the file, or leave the encrypted columns out.',
    kind: 'data',
  },
  unsupported: {
    message: ({ path, place, found }: { path: string; place: string; found: string }) =>
      `"${path}" uses what is not supported here: ${found} (${place}).`,
    hint: () => 'Write the file again with a usual codec and encoding, or leave the column out.',
    kind: 'data',
  },
});
