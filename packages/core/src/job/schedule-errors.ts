import { defineErrors } from '../errors/define.ts';

/** Findings about scheduling expressions and assignments. */
export const scheduleErrors = defineErrors('schedule', {
  invalidTime: {
    message: ({ name, text }: { name: string; text: string }) => `The ${name} "${text}" is not a date and time.`,
    hint: () => 'Write yyyymmdd or yyyymmddhh24miss, for instance 20260301 or 20260301020500.',
  },
  missingTime: {
    message: () => 'Neither a cycle time nor a business date is given.',
    hint: () => 'Give one of them; the other one follows (the business date is the day before).',
  },
  notClosed: {
    message: ({ opening }: { opening: string }) => `${opening} is not closed.`,
    hint: ({ opening }) => `Add ${opening === '${' ? '}' : ']'} at its end.`,
  },
  noToken: {
    message: ({ text }: { text: string }) => `${text} names no part of a date.`,
    hint: ({ text }) =>
      text.startsWith('${')
        ? 'Use yyyy, yy, mm and dd, for instance ${yyyymmdd-1}.'
        : 'Use yyyy, mm, dd, hh24, mi and ss, for instance $[yyyymmdd-1].',
  },
  unknownToken: {
    message: ({ token }: { token: string; isBusiness: boolean }) => `"${token}" is not a part of a date.`,
    hint: ({ token, isBusiness }) => tokenHint(token, isBusiness),
  },
  badOffset: {
    message: ({ text }: { text: string }) => `"${text}" is not an offset.`,
    hint: () =>
      'An offset stands at the end: -1, +7*2, or in $[…] parts of a day such as -1/24 (an hour) or -15/24/60.',
  },
  fractionOfDay: {
    message: () => 'Parts of a day cannot be added to a business date, which has no time.',
    hint: () => 'Use $[…], which counts from the cycle time: $[hh24miss-1/24].',
  },
  noFunctions: {
    message: ({ name }: { name: string }) => `There is no ${name} in \${…}.`,
    hint: () => 'Use ${yyyymm-1} for months of the business date, or $[add_months(yyyymmdd,-1)] for the cycle time.',
  },
  badFunction: {
    message: ({ text }: { text: string }) => `"${text}" is not add_months(format, months).`,
    hint: () => 'Write for instance $[add_months(yyyymmdd,-1)]; months are a whole number or a product such as -12*1.',
  },
  unknownName: {
    message: ({ name }: { name: string; meant?: string }) => `${name} is not a built-in parameter.`,
    hint: ({ meant }) =>
      meant === undefined
        ? 'Built in are $bizdate, $cyctime, $gmtdate, $bizmonth, $jobid, $nodeid and $taskid.'
        : `Did you mean ${meant}?`,
  },
  noValue: {
    message: ({ name }: { name: string }) => `${name} has no value here.`,
    hint: () => 'It has one only in runs that a schedule has made.',
  },
  monthsByOffset: {
    message: ({ text }: { text: string }) =>
      `${text} counts whole months or years, because no smaller part is written.`,
    hint: () => 'Older manuals count days here. Write add_months(yyyymm,-1) to be clear.',
  },
  looksLikeDate: {
    message: ({ text }: { text: string }) => `"${text}" is read as an offset, not as a fixed part of the date.`,
    hint: ({ text }) =>
      `A sign before a digit begins an offset. For a fixed text assign ${'${yyyymm}'} and write the rest in the job: \${month}${text}.`,
  },
  monthAfterHour: {
    message: () => '"mm" after "hh24" is the month.',
    hint: () => 'Minutes are "mi": $[hh24:mi:ss].',
  },
  badAssignment: {
    message: ({ text }: { text: string }) => `"${text}" is not of the form name=value.`,
    hint: () =>
      'Write name=value without blanks around "=", one blank between assignments: start=$[yyyymmdd-1] end=$[yyyymmdd].',
  },
  badName: {
    message: ({ name }: { name: string }) => `"${name}" cannot be the name of a variable.`,
    hint: () => 'Use letters, digits and underscores, not beginning with a digit.',
  },
  equalsInValue: {
    message: ({ name }: { name: string }) => `The value of "${name}" holds a second "=".`,
    hint: () => 'Put a blank between two assignments. A value cannot hold "="; write that part in the job.',
  },
  assignedTwice: {
    message: ({ name }: { name: string }) => `"${name}" is assigned twice.`,
    hint: () => 'The last one counts. Remove the other.',
  },
});

function tokenHint(token: string, isBusiness: boolean): string {
  const lower = token.toLowerCase();
  if (token !== lower && /^(?:yyyy|yy|mm|dd|hh24|mi|ss)+$/.test(lower))
    return 'Parts of a date are written in small letters: yyyymmdd, hh24miss.';
  if (isBusiness && /^(?:hh|mi|ss)/.test(lower))
    return 'A business date has no time. Use $[…], which counts from the cycle time: $[hh24miss].';
  if (lower.startsWith('hh')) return 'Hours are "hh24".';
  return isBusiness ? 'Use yyyy, yy, mm and dd.' : 'Use yyyy, yy, mm, dd, hh24, mi and ss.';
}
