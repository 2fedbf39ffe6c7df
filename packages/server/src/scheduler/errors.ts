import { defineErrors } from '@sluice/core';

export const cronErrors = defineErrors('cron', {
  fieldCount: {
    message: ({ text, count }: { text: string; count: number }) => `"${text}" has ${count} fields instead of six.`,
    hint: () =>
      'Write second minute hour day month weekday, for instance `0 30 8 * * ?`. Five fields lack the second: put 0 in front.',
  },
  badField: {
    message: ({ field, text }: { field: string; text: string }) => `"${text}" is not a ${field}.`,
    hint: ({ field }) => `Use ${fieldHints[field] ?? 'numbers'}, with lists (1,2), ranges (1-5) and steps (*/5).`,
  },
  notExpressible: {
    message: ({ text, why }: { text: string; why: string }) => `"${text}" cannot be a schedule: ${why}.`,
    hint: () => 'Choose one cycle (minute, hour, day, week, month, year), or two jobs that share the work.',
  },
});

const fieldHints: Readonly<Record<string, string>> = {
  second: '0 to 59',
  minute: '0 to 59',
  hour: '0 to 23',
  'day of the month': '1 to 31 or L',
  month: '1 to 12 or JAN to DEC',
  weekday: '1 (Sunday) to 7 or SUN to SAT',
};

export const backfillErrors = defineErrors('backfill', {
  tooManyJobs: {
    message: ({ count, most }: { count: number; most: number }) =>
      `A backfill of ${count} jobs is too large; ${most} are allowed.`,
    hint: () => 'Choose fewer jobs, or start several backfills.',
    kind: 'limit',
  },
  tooManyInstances: {
    message: ({ most }: { most: number }) => `The backfill would make more than ${most} instances.`,
    hint: () => 'Choose fewer dates or jobs, or start several backfills one after the other.',
    kind: 'limit',
  },
  noDates: {
    message: () => 'No business date is chosen.',
    hint: () => 'Give at least one range whose end is not before its beginning.',
  },
  backwards: {
    message: ({ job }: { job: string }) =>
      `Job "${job}" waits for its previous cycle, so its days cannot run in descending order.`,
    hint: () => 'Choose ascending order, or leave the job out.',
  },
});

export const operationErrors = defineErrors('operation', {
  notAllowed: {
    message: ({ operation, why }: { operation: string; why: string; allowed: string }) => `Cannot ${operation}: ${why}`,
    hint: ({ allowed }) => `It is possible for instances that are ${allowed}.`,
  },
});
