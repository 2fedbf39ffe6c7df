import { defineErrors } from '@sluice/core';

export const storeErrors = defineErrors('store', {
  migrationFailed: {
    message: () => 'The store could not be brought up to date.',
    hint: () => 'The log has the reason. The store was left at the version before; a newer Sluice may have used it.',
    kind: 'environment',
  },
  leaseLost: {
    message: ({ name }: { name: string }) => `Another server has taken over "${name}".`,
    hint: () => 'Nothing to do: the other server goes on. If it happens often, compare the clocks of the servers.',
    kind: 'environment',
    retryable: true,
  },
});
