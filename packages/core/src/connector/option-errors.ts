import { defineErrors } from '../errors/define.ts';

/** Findings about the options of connectors. */
export const optionErrors = defineErrors('option', {
  missing: {
    message: ({ name }: { name: string; title: string; example?: string }) => `"${name}" is missing.`,
    hint: ({ name, title, example }) =>
      `It is the option "${title}".${example === undefined ? '' : ` For example "${name}": ${example}.`}`,
  },
  invalid: {
    message: ({
      name,
      expected,
      found,
    }: {
      name: string;
      expected: string;
      found: string;
      example?: string;
      meant?: string;
    }) => `"${name}" must be ${expected}, not ${found}.`,
    hint: ({ name, example, meant }) => {
      if (meant !== undefined) return `Did you mean "${meant}"?`;
      return example === undefined
        ? 'The page of the connector says what it takes.'
        : `For example "${name}": ${example}.`;
    },
  },
  refused: {
    message: ({ name, reason }: { name: string; reason: string; example?: string }) =>
      `"${name}" is not valid: ${reason}`,
    hint: ({ name, example }) =>
      example === undefined ? 'The page of the connector says what it takes.' : `For example "${name}": ${example}.`,
  },
  unknown: {
    message: ({ name }: { name: string; meant?: string }) => `"${name}" is not an option here and has no effect.`,
    hint: ({ meant }) =>
      meant === undefined ? 'Remove it, or see the page of the connector for its options.' : `Did you mean "${meant}"?`,
  },
  alias: {
    message: ({ name, alias }: { name: string; alias: string }) => `"${alias}" is read as "${name}".`,
  },
  givenTwice: {
    message: ({ name, other }: { name: string; other: string }) =>
      `"${name}" says the same as "${other}", which comes first and counts.`,
    hint: () => 'Remove one of the two.',
  },
  ignored: {
    message: ({ name }: { name: string; reason: string }) => `"${name}" has no effect.`,
    hint: ({ reason }) => reason,
  },
  notAnObject: {
    message: ({ found }: { found: string }) => `The options must be an object, not ${found}.`,
    hint: () => 'Write "parameter": { … }.',
  },
});
