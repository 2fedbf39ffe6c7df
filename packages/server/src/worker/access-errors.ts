import { defineErrors } from '@sluice/core';
import { answersWith } from '../http/errors.ts';

/** What the limits of the server have against a job or a data source. */
export const accessErrors = defineErrors('access', {
  hostDenied: {
    message: ({ host }: { host: string }) => `The host "${host}" may not be reached from this server.`,
    hint: () => 'The administrator of the server decides by its settings allowedHosts and deniedHosts.',
  },
  fileDenied: {
    message: ({ path }: { path: string }) => `"${path}" is outside of the folders whose files may be used here.`,
    hint: () =>
      'Relative paths begin in the first of those folders. The administrator of the server names them in its setting fileRoots.',
  },
  secretFileDenied: {
    message: ({ path }: { path: string }) => `The file "${path}" may not be used for a secret here.`,
    hint: () => 'The administrator of the server names folders for such files in its setting secretRoots.',
  },
});

answersWith(403, accessErrors.hostDenied, accessErrors.fileDenied, accessErrors.secretFileDenied);
