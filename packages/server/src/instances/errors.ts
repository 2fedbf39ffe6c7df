import { defineErrors } from '@sluice/core';
import { answersWith } from '../http/errors.ts';
import { operationErrors } from '../scheduler/errors.ts';

export const instanceErrors = defineErrors('instances', {
  changedMeanwhile: {
    message: ({ name }: { name: string }) => `The instance ${name} has changed in this moment.`,
    hint: () => 'Look at its state again, and repeat the operation if it still makes sense.',
  },
  descendantsRefused: {
    message: ({ count, first }: { count: number; first: readonly string[] }) =>
      `Nothing was rerun: ${count} of the chosen instances cannot be rerun now. ${first.join(' ')}`,
    hint: () => 'Leave these out, or wait until they have ended, and choose again.',
  },
  noDescendant: {
    message: ({ names }: { names: readonly string[] }) =>
      `Nothing was rerun: these do not wait for the instance: ${names.join(', ')}.`,
    hint: () => 'Choose among its descendants.',
  },
  descendantsMissing: {
    message: () => 'Which descendants are rerun with the instance is not told.',
    hint: () => 'Send them as "descendants", or rerun only the instance itself.',
  },
  nothingToResume: {
    message: () => 'Cannot resume it: its run ended before anything was planned, or never began.',
    hint: () => 'Rerun it.',
  },
  runEnds: {
    message: ({ run }: { run: string }) => `The run ${run} was killed and is still ending.`,
    hint: () => 'Repeat the operation in a few seconds.',
  },
  noTime: {
    message: ({ job, businessDate }: { job: string; businessDate: string }) =>
      `The schedule of the job "${job}" has no instance for ${businessDate}.`,
    hint: () => 'Choose a date within the effective dates of the schedule.',
  },
});

answersWith(
  409,
  operationErrors.notAllowed,
  instanceErrors.changedMeanwhile,
  instanceErrors.descendantsRefused,
  instanceErrors.nothingToResume,
  instanceErrors.runEnds,
);
