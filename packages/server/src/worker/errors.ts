import { defineErrors } from '@sluice/core';

export const workerErrors = defineErrors('worker', {
  lost: {
    message: ({ signal }: { signal: string }) => `The worker process ended unexpectedly (${signal}).`,
    hint: () =>
      'It may have been killed, or run out of memory. Finished splits are kept: resume the run to go on from there.',
    kind: 'environment',
    retryable: true,
  },
  invalidJob: {
    message: ({ problem, more }: { problem: string; more: number }) =>
      more === 0 ? problem : `${problem} (and ${more} more problems)`,
    hint: () => 'Validate the job to see every problem with its place.',
  },
});
