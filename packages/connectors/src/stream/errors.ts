import { defineErrors } from '@sluice/core';

export const errors = defineErrors('stream', {
  columnSource: {
    message: ({ column }: { column: string }) => `Column ${column} needs exactly one of "value", "random" and "incr".`,
    hint: () => 'For instance {"type": "long", "value": 1} or {"type": "string", "random": "8,15"}.',
  },
  badValue: {
    message: ({ column, type }: { column: string; type: string }) => `The value of column ${column} is no ${type}.`,
    hint: ({ type }) =>
      type === 'date'
        ? 'Give a "dateFormat" that fits the value, such as yyyy-MM-dd HH:mm:ss.'
        : 'Change value or type.',
  },
  badFileName: {
    message: ({ fileName }: { fileName: string }) => `"${fileName}" is no name of a file.`,
    hint: () => 'A name has no slashes; the folder is the option "path".',
  },
  badRange: {
    message: ({ column, option, type }: { column: string; option: string; type: string }) =>
      `The option "${option}" of column ${column} is no pair of values for the type ${type}.`,
    hint: ({ option }) =>
      option === 'incr'
        ? 'Write "start,step" with whole numbers; only the type long can be incremented.'
        : 'Write "from,to" with from <= to: numbers, lengths of text, weights of false and true, or dates.',
  },
});
