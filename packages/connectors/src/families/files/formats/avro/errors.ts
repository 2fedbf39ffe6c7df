import { defineErrors } from '@sluice/core';

export const avroErrors = defineErrors('avro', {
  unknownCodec: {
    message: ({ path, codec }: { path: string; codec: string }) =>
      `The blocks of "${path}" are compressed with "${codec}", which is not supported.`,
    hint: () => 'Supported: null, deflate, snappy, zstandard, bzip2. Have the file written with one of them.',
    kind: 'data',
  },
  badName: {
    message: ({ name }: { name: string }) => `Avro allows no field named "${name}".`,
    hint: () =>
      'A name has letters of a to z, digits and underscores and does not begin with a digit. Rename the column, or set fieldNames to replace.',
  },
  sameName: {
    message: ({ name }: { name: string }) => `Two columns would become the Avro field "${name}".`,
    hint: () => 'Rename one of them.',
  },
});
