import { defineErrors } from '@sluice/core';
import { answersWith } from '../http/errors.ts';

export const runServiceErrors = defineErrors('runs', {
  notDeployed: {
    message: ({ job }: { job: string }) => `The job "${job}" is not deployed.`,
    hint: () => 'Deploy it, or run its draft.',
  },
  valuesMissing: {
    message: ({ names }: { names: readonly string[] }) => `These variables have no value: ${names.join(', ')}.`,
    hint: () => 'Give them with the run, or in the parameters of the job.',
  },
  finished: {
    message: ({ state }: { state: string }) => `The run has already ended: ${state}.`,
  },
  notFinished: {
    message: ({ state }: { state: string }) => `The run is ${state}.`,
    hint: () => 'Wait for its end, or cancel it.',
  },
  nothingToResume: {
    message: () => 'The run cannot be resumed: it succeeded, or ended before anything was planned.',
    hint: () => 'Rerun it.',
  },
  reportGone: {
    message: () =>
      'There is no report of this run: it ended before there was anything to report, or it is not kept any more.',
    hint: () => 'The run itself says why it failed. Reports go with the folder of the run, when its time is over.',
  },
  stateGone: {
    message: () => 'The run cannot be resumed: its checkpoint is not kept any more.',
    hint: () => 'Rerun it. What it had written before is still in the target.',
  },
  inDoubt: {
    message: ({ splits }: { splits: readonly string[] }) =>
      `The run ended while ${splits.length === 1 ? 'a split was' : `${splits.length} splits were`} being committed, and the target cannot tell whether the rows are there: ${splits.slice(0, 5).join('; ')}${splits.length > 5 ? '; …' : ''}.`,
    hint: () => 'Compare the target with the source for them, then resume the run with the answer: keep or repeat.',
  },
  noDirtyRecords: {
    message: () => 'The run has no dirty records.',
  },
});

answersWith(
  409,
  runServiceErrors.notDeployed,
  runServiceErrors.finished,
  runServiceErrors.notFinished,
  runServiceErrors.nothingToResume,
  runServiceErrors.noDirtyRecords,
  runServiceErrors.stateGone,
  runServiceErrors.inDoubt,
);
answersWith(404, runServiceErrors.reportGone);
