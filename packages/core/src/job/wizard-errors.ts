import { defineErrors } from '../errors/define.ts';

/** Why a job cannot be shown in the wizard, and what the wizard cannot keep. */
export const wizardErrors = defineErrors('wizard', {
  columnCounts: {
    message: ({ read, written }: { read: number; written: number }) =>
      `The reader lists ${read} columns, the writer ${written}: the lines between them are not known.`,
    hint: () => 'Write both lists with the same number of columns, in the same order.',
  },
  allColumns: {
    message: () => '"*" stands for columns that are not known here.',
    hint: () => 'List the columns; the wizard maps them one by one.',
  },
  emptyColumn: {
    message: () => 'This entry of the list of columns is null.',
    hint: () => 'Write the name of a column, or "null" in quotes for the value NULL.',
  },
  noColumns: {
    message: () => 'Neither the reader nor the writer lists its columns.',
    hint: () => 'List them on one side at least; the wizard maps them one by one.',
  },
  moreSteps: {
    message: ({ name }: { name: string }) => `The wizard shows one reader and one writer; "${name}" is neither.`,
    hint: () => 'Remove the step, which no hop leads through.',
  },
  stepKey: {
    message: ({ key }: { key: string }) => `The wizard has no place for "${key}" of a step.`,
    hint: () => 'Remove the key, which has no effect, or go on with the script.',
  },
  variableConnector: {
    message: ({ name }: { name: string }) =>
      `"${name}" holds a variable: which connector it is shows only when it runs.`,
    hint: () => 'Name the connector itself.',
  },
  commentsGo: {
    message: () => 'Comments in the script are not kept when the wizard saves it.',
    hint: () => 'Move them to the description of the job, or go on with the script.',
  },
  noLines: {
    message: () => 'No column is mapped.',
    hint: () => 'Draw a line to each column of the target that gets a value.',
  },
  mixedColumns: {
    message: ({ side }: { side: 'source' | 'target' }) => `Some lines have a ${side}, others have none.`,
    hint: ({ side }) => `Give each line a ${side}, or none of them.`,
  },
});
