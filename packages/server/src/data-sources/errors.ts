import { defineErrors } from '@sluice/core';
import { answersWith } from '../http/errors.ts';

export const dataSourceErrors = defineErrors('data-source', {
  inUse: {
    message: ({ name, jobs }: { name: string; jobs: readonly string[] }) =>
      `The data source "${name}" is used by ${jobs.length === 1 ? 'the job' : 'the jobs'} ${jobs.slice(0, 10).join(', ')}${jobs.length > 10 ? ' and others' : ''}.`,
    hint: () => 'Let the jobs use another data source first.',
  },
  otherType: {
    message: ({ name, type }: { name: string; type: string }) =>
      `The other definition of "${name}" is of type ${type}; both definitions have the same type.`,
    hint: () => 'Use another name, or delete the other definition first.',
  },
  noConnection: {
    message: ({ type }: { type: string }) => `"${type}" needs no data source.`,
    hint: () => 'Name it in the step of a job directly.',
  },
  notDefined: {
    message: ({ name, environment }: { name: string; environment: string }) =>
      `The data source "${name}" has no definition for ${environment}.`,
    hint: () => 'Add it, or choose the other environment.',
  },
  cannotPreview: {
    message: ({ type }: { type: string }) => `Rows of "${type}" cannot be shown without a job.`,
    hint: () => 'Make a job that reads it and preview the job.',
  },
});

answersWith(409, dataSourceErrors.inUse, dataSourceErrors.otherType);
