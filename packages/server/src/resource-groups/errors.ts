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
});

answersWith(409, groupErrors.builtIn, groupErrors.inUse);
