import { defineErrors } from '@sluice/core';
import { answersWith } from '../http/errors.ts';

export const jobErrors = defineErrors('jobs', {
  hasMistakes: {
    message: ({ name, problem, more }: { name: string; problem: string; more: number }) =>
      `The job "${name}" cannot be submitted: ${problem}${more === 0 ? '' : ` (and ${more} more)`}`,
    hint: () => 'Check the job to see every problem with its place.',
  },
  sourceMissing: {
    message: ({ name }: { name: string }) => `The data source "${name}" has no production definition.`,
    hint: () => 'Add it before the job is deployed.',
  },
  isDeployed: {
    message: ({ name }: { name: string }) => `The job "${name}" is deployed.`,
    hint: () => 'Undeploy it first.',
  },
  notSubmitted: {
    message: ({ name }: { name: string }) => `No version of the job "${name}" was submitted.`,
    hint: () => 'Submit it first.',
  },
  notDeployed: { message: ({ name }: { name: string }) => `The job "${name}" is not deployed.` },
  unknownGroup: {
    message: ({ group }: { group: string }) => `There is no resource group "${group}".`,
    hint: () => 'Choose one of /api/resource-groups.',
  },
});

answersWith(409, jobErrors.isDeployed, jobErrors.notSubmitted, jobErrors.notDeployed, jobErrors.sourceMissing);
