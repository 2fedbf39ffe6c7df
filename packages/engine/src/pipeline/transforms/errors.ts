import { defineErrors } from '@sluice/core';

export const transformErrors = defineErrors('transform', {
  unknown: {
    message: ({ name }: { name: string }) => `There is no transformer "${name}".`,
    hint: () => 'Known are dx_substr, dx_pad, dx_replace, dx_filter and dx_digest.',
  },
  noSuchColumn: {
    message: ({ name, index, columns }: { name: string; index: string; columns: number }) =>
      `${name}: columnIndex ${index} is outside the record, which has ${columns} columns, counted from 0.`,
  },
  wrongParas: {
    message: ({ name, expected, given }: { name: string; expected: number; given: number }) =>
      `${name} takes ${expected} paras, ${given} given.`,
  },
  notANumber: {
    message: ({ name, index, value }: { name: string; index: number; value: string }) =>
      `${name}: paras[${index}] must be a whole number from 0, not "${value}".`,
  },
  notAWord: {
    message: ({ name, index, value, words }: { name: string; index: number; value: string; words: string }) =>
      `${name}: paras[${index}] must be one of ${words}, not "${value}".`,
  },
  badPattern: {
    message: ({ pattern }: { pattern: string }) => `dx_filter: "${pattern}" is not a valid regular expression.`,
  },
});
