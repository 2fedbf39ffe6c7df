import { defineErrors } from '@sluice/core';
import { answersWith } from '../http/errors.ts';

export const groupErrors = defineErrors('resource-group', {
  builtIn: {
    message: ({ name }: { name: string }) => `The group "${name}" is part of the server and stays.`,
    hint: () => 'Drain it when nothing shall run on the server itself.',
  },
  inUse: {
    message: ({ name, jobs }: { name: string; jobs: number }) => `${jobs} jobs run in the group "${name}".`,
    hint: () => 'Let the jobs run in another group first.',
  },
  noWorkers: {
    message: ({ name }: { name: string }) => `No agent of the group "${name}" is connected.`,
    hint: () => 'Start an agent of this group, or choose the group default.',
    kind: 'environment',
  },
  busy: {
    message: ({ atOnce }: { atOnce: number }) =>
      `Tests, previews, plans and test runs are at work already, ${atOnce} of them, and none has ended in time.`,
    hint: () => 'Try again a little later. Whoever runs the server can raise interactiveSlots.',
    kind: 'environment',
    retryable: true,
  },
});

answersWith(409, groupErrors.builtIn, groupErrors.inUse);
answersWith(503, groupErrors.busy);
