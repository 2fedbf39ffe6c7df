import { defineErrors } from '../errors/define.ts';

/** Findings about `${name}` and `$name` in job files. */
export const variableErrors = defineErrors('variable', {
  unknown: {
    message: ({ placeholder }: { placeholder: string }) => `No value was given for ${placeholder}.`,
    hint: ({ placeholder }) => unknownHint(placeholder),
  },
  keptAsText: {
    message: ({ placeholder }: { placeholder: string }) => `No value was given for ${placeholder}; it stays as it is.`,
    hint: ({ placeholder }) => `If it is meant as a variable, give it a value with -p ${nameIn(placeholder)}=value.`,
  },
  readsEscapes: {
    message: ({ placeholder }: { placeholder: string }) =>
      `The value of ${placeholder} holds a backslash, which is read as an escape of JSON.`,
    hint: () => 'Write two backslashes in the value for one in the job.',
  },
  badAssignment: {
    message: ({ text }: { text: string }) => `${text} is not of the form name=value.`,
    hint: () => 'Give variables as -p name=value, or -p "-Dname=value -Dother=value".',
  },
});

function nameIn(placeholder: string): string {
  return placeholder.replace(/[${}]/g, '');
}

function unknownHint(placeholder: string): string {
  const name = nameIn(placeholder);
  if (/^[\p{L}_][\p{L}\p{N}_]*$/u.test(name) && !/^(?:y{2,4}|m{2}|d{2})+$/.test(name)) {
    return `Give it a value with -p ${name}=value, or assign it in the schedule: ${name}=$[yyyymmdd-1].`;
  }
  if (name.startsWith('bdp.system.')) return 'It has a value when a business date or a cycle time is given.';
  return `Expressions belong into an assignment: write \${day} here and assign day=${placeholder}.`;
}
