import { defineErrors } from './define.ts';

/** Errors by which connectors steer the engine. */
export const taskErrors = defineErrors('task', {
  needsIsolation: {
    message: ({ reason }: { reason: string }) => `The target refused a row of a bulk load: ${reason}`,
    hint: () => 'The task is run again in small pieces, so that only the refused rows are left out.',
    kind: 'data',
    retryable: true,
  },
  cancelled: {
    message: () => 'The run was cancelled.',
    kind: 'cancelled',
  },
});
