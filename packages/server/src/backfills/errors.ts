import { defineErrors } from '@sluice/core';
import { answersWith } from '../http/errors.ts';

export const backfillServiceErrors = defineErrors('backfills', {
  unknownJob: {
    message: ({ job }: { job: string }) => `There is no job "${job}" in this project.`,
    hint: () => 'Check the name; jobs of other projects are filled from their own project.',
  },
  notChosen: {
    message: ({ job }: { job: string }) => `The job "${job}" shall be a dry run, but is not among the chosen ones.`,
    hint: () => 'Add it to "jobs" or "chosen", or take it out of "dryRun".',
  },
  noDescendant: {
    message: ({ job }: { job: string }) => `The job "${job}" does not wait for any of the jobs to begin with.`,
    hint: () => 'Name it in "jobs", or choose among the descendants that the preview shows with "descendants": "all".',
  },
  nothingToMake: {
    message: () => 'The schedules of the chosen jobs have no instance on these dates.',
    hint: () => 'Choose dates within the effective dates of the schedules.',
  },
  beingMade: {
    message: ({ name }: { name: string }) => `The instances of the backfill "${name}" are still being made.`,
    hint: () => 'Nothing of it has begun. Try again in a moment.',
  },
  nothingToStop: {
    message: ({ state }: { state: string }) => `Nothing of the backfill waits or runs: it has ${state}.`,
    hint: () => 'Its instances can be operated one by one.',
  },
});

answersWith(409, backfillServiceErrors.beingMade, backfillServiceErrors.nothingToStop);
