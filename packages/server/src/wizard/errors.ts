import { defineErrors } from '@sluice/core';
import { answersWith } from '../http/errors.ts';

export const designErrors = defineErrors('design', {
  noTables: {
    message: ({ title }: { title: string }) => `${title} has no tables that could be created.`,
    hint: () => 'Files and the like are made by the run itself.',
  },
  noColumns: {
    message: () => 'The source has no columns.',
    hint: () => 'Choose another table, or list the columns of the reader.',
  },
});

answersWith(409, designErrors.noTables);
