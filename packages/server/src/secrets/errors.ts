import { defineErrors } from '@sluice/core';

export const secretErrors = defineErrors('secret', {
  badKey: {
    message: () => 'The encryption key is not valid.',
    hint: () => 'A key is 32 random bytes in base64, for instance from `openssl rand -base64 32`.',
  },
  unreadable: {
    message: ({ purpose, problem }: { purpose: string; problem: string }) =>
      `The secret of ${purpose} cannot be decrypted: ${problem}.`,
    hint: () => 'Start the server with the key file that it was stored with, or enter the secret again.',
    kind: 'environment',
  },
});
