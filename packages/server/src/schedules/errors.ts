import { defineErrors } from '@sluice/core';
import { answersWith } from '../http/errors.ts';

export const scheduleErrors = defineErrors('schedules', {
  unknownParent: {
    message: ({ parent }: { parent: string }) => `It waits for the job "${parent}", which does not exist.`,
    hint: () => 'Correct the name or the project of the dependency, or take it out.',
  },
  /** As a warning: the deployment goes on. */
  parentNotDeployed: {
    message: ({ parent }: { parent: string }) =>
      `The job "${parent}" that it waits for has no schedule in production, so nothing waits for it yet.`,
    hint: ({ parent }) => `Deploy "${parent}" with a schedule, then deploy this job again.`,
  },
  /** As a note: the deployment goes on. */
  keepsOldTimes: {
    message: ({ count, from }: { count: number; from: string }) =>
      `Instances that are made already and have not begun keep their old times (${count} of them); the new ones count from ${from} on.`,
    hint: () => 'With immediate generation a deployment replaces the instances of its own day.',
  },
  cycle: {
    message: ({ path }: { path: readonly string[] }) => `Jobs would wait for each other: ${path.join(' waits for ')}.`,
    hint: () => 'Take one of these dependencies out, or let it wait for the previous cycle.',
  },
  valuesMissing: {
    message: ({ names }: { names: readonly string[] }) =>
      `Nobody can be asked when it runs by itself, and these variables have no value: ${names.join(', ')}.`,
    hint: () => 'Assign them in the parameters of the job, for instance day=$bizdate.',
  },
  isNeeded: {
    message: ({ name, by }: { name: string; by: string }) =>
      `The job "${name}" cannot be renamed: the deployed job "${by}" waits for it by this name.`,
    hint: ({ by }) => `Undeploy "${by}" first, and deploy it with the new name afterwards.`,
  },
  notScheduled: {
    message: ({ name }: { name: string }) => `The job "${name}" has no schedule in production.`,
    hint: () => 'Give it a schedule, submit it and deploy it.',
  },
  tooManyDays: {
    message: ({ count, most }: { count: number; most: number }) => `${count} days are asked for; ${most} are allowed.`,
    hint: () => 'Ask for a shorter time.',
    kind: 'limit',
  },
});

answersWith(
  409,
  scheduleErrors.unknownParent,
  scheduleErrors.cycle,
  scheduleErrors.valuesMissing,
  scheduleErrors.isNeeded,
  scheduleErrors.notScheduled,
);
