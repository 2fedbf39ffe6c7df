/**
 * When a job becomes due, and after what: plain JSON that console, command line and server share. What it means is in
 * `scheduler/`. All times are wall clock times of the schedule's own zone.
 */
import { z } from 'zod';
import { dateSchema, nameSchema } from './parts.ts';

export const weekdays = ['MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT', 'SUN'] as const;
export type Weekday = (typeof weekdays)[number];

const minuteOfDaySchema = z
  .string()
  .regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/, 'hh:mm')
  .meta({ description: 'Wall clock time, for instance 08:30.' });
export const timeOfDaySchema = z
  .string()
  .regex(/^(?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d)?$/, 'hh:mm or hh:mm:ss')
  .meta({ description: 'Wall clock time, for instance 08:30 or 08:30:15.' });

const timeSchema = z
  .union([timeOfDaySchema, z.literal('random')])
  .default('00:00')
  .meta({
    description: '`random`: between 00:00 and 00:30, always the same for one job, so that not all start at once.',
  });

const hourSchema = z.number().int().min(0).max(23);
const sixtiethSchema = z.number().int().min(0).max(59).default(0);

const windowSchema = z
  .object({ from: hourSchema, to: hourSchema, every: z.number().int().min(1).max(23).default(1) })
  .refine(({ from, to }) => from <= to, { message: 'A window ends on the day it begins: "from" is after "to".' })
  .meta({ description: 'Both ends count: 0 to 3 every hour is 0, 1, 2 and 3.' });

const minuteCycle = z
  .object({
    kind: z.literal('minute'),
    every: z.number().int().min(1).max(1_439).meta({ unit: 'minutes', description: 'Counted from `from`.' }),
    from: minuteOfDaySchema.default('00:00'),
    to: minuteOfDaySchema.default('23:59').meta({ description: 'Still counts when a step falls on it.' }),
    second: sixtiethSchema,
  })
  .refine(({ from, to }) => from <= to, { message: 'A window ends on the day it begins: "from" is after "to".' });

const hourCycle = z.object({
  kind: z.literal('hour'),
  hours: z.union([windowSchema, listOf(hourSchema, 24)]).meta({ description: 'A window, or chosen hours.' }),
  minute: sixtiethSchema,
  second: sixtiethSchema,
});

const dayOfMonthSchema = z.union([z.number().int().min(1).max(31), z.literal('L')]);
const daysSchema = listOf(dayOfMonthSchema, 32).meta({
  description: '`L` is the last day of the month. A day that a month does not have is left out in it.',
});

/** On days that are not chosen, week, month and year cycles make a dry run, so that daily children are not blocked. */
export const cycleSchema = z
  .discriminatedUnion('kind', [
    minuteCycle,
    hourCycle,
    z.object({ kind: z.literal('day'), time: timeSchema }),
    z.object({ kind: z.literal('week'), weekdays: listOf(z.enum(weekdays), 7), time: timeSchema }),
    z.object({ kind: z.literal('month'), days: daysSchema, time: timeSchema }),
    z.object({
      kind: z.literal('year'),
      months: listOf(z.number().int().min(1).max(12), 12),
      days: daysSchema,
      time: timeSchema,
    }),
  ])
  .meta({ id: 'Cycle' });
export type Cycle = z.output<typeof cycleSchema>;
export type CycleKind = Cycle['kind'];

export const timeZoneSchema = z
  .string()
  .min(1)
  .max(64)
  .meta({ description: 'IANA name, for instance Europe/Berlin, or an offset, for instance GMT+8, kept as +08:00.' });

const scheduleFields = {
  cycle: cycleSchema,
  repeatedTimes: z
    .enum(['first', 'last'])
    .default('first')
    .meta({
      description:
        'A time that the clock shows twice when summer time ends is run once: at the first or the last showing. ' +
        'A time that the clock skips is run at the next instant there is.',
    }),
  effectiveFrom: dateSchema.optional().meta({ description: 'First run date; before it there are no instances.' }),
  effectiveTo: dateSchema.optional().meta({ description: 'Last run date.' }),
};

interface EffectiveDates {
  readonly effectiveFrom?: string | undefined;
  readonly effectiveTo?: string | undefined;
}
const areDatesInOrder = ({ effectiveFrom, effectiveTo }: EffectiveDates): boolean =>
  !effectiveFrom || !effectiveTo || effectiveFrom <= effectiveTo;
const datesOutOfOrder = { message: '"effectiveTo" is before "effectiveFrom".', path: ['effectiveTo'] };

export const scheduleSchema = z
  .object({ ...scheduleFields, timeZone: timeZoneSchema.default('UTC') })
  .refine(areDatesInOrder, datesOutOfOrder)
  .meta({ id: 'Schedule' });
export type Schedule = z.output<typeof scheduleSchema>;

/** As people send it: without a zone, that of the project counts. */
export const scheduleInputSchema = z
  .object({
    ...scheduleFields,
    timeZone: timeZoneSchema.optional().meta({ description: 'IANA name or offset; default: that of the project.' }),
  })
  .refine(areDatesInOrder, datesOutOfOrder)
  .meta({ id: 'NewSchedule' });
export type ScheduleInput = z.output<typeof scheduleInputSchema>;

export const dependencySchema = z
  .discriminatedUnion('kind', [
    z.object({ kind: z.literal('sameCycle'), job: nameSchema, project: nameSchema.optional() }),
    z.object({ kind: z.literal('previousSelf') }),
    z.object({ kind: z.literal('previousChildren') }),
    z.object({ kind: z.literal('previousOther'), job: nameSchema, project: nameSchema.optional() }),
  ])
  .meta({
    id: 'Dependency',
    description: 'What an instance waits for. Without `project`, a job of the same project.',
  });

export type Dependency = z.output<typeof dependencySchema>;

/** How the instances of a job are made and treated. */
export const instancePolicySchema = z
  .object({
    recurrence: z.enum(['normal', 'skip', 'pause']).default('normal').meta({
      description: '`skip`: succeeds at once, nothing is executed. `pause`: is made frozen, children wait.',
    }),
    generation: z.enum(['nextDay', 'immediate']).default('nextDay').meta({
      description: 'From the next day on, or for the rest of the day of the deployment too.',
    }),
    catchUp: z.enum(['all', 'latest', 'none']).default('all').meta({
      description: 'Which instances run that were missed while the server was down. The others count as complete.',
    }),
    rerun: z.enum(['always', 'onFailure', 'never']).default('always'),
    retries: z.number().int().min(0).max(10).default(3).meta({ description: '3 retries are at most 4 runs.' }),
    retryIntervalMs: z.number().int().min(0).max(86_400_000).default(180_000).meta({ unit: 'ms' }),
    timeoutMs: z.number().int().min(1_000).max(604_800_000).default(14_400_000).meta({
      unit: 'ms',
      description: 'Longest running time of one attempt; it is killed after and not retried.',
    }),
  })
  .meta({ id: 'InstancePolicy' });
export type InstancePolicy = z.output<typeof instancePolicySchema>;

/** Everything about when a job runs; it is edited, submitted and deployed with the script. */
const aroundSchedule = {
  dependencies: z.array(dependencySchema).max(200).default([]),
  policy: instancePolicySchema.default(() => instancePolicySchema.parse({})),
};
export const jobScheduleSchema = z.object({ schedule: scheduleSchema, ...aroundSchedule }).meta({ id: 'JobSchedule' });
export type JobSchedule = z.output<typeof jobScheduleSchema>;

export const jobScheduleInputSchema = z
  .object({ schedule: scheduleInputSchema, ...aroundSchedule })
  .meta({ id: 'NewJobSchedule' });
export type JobScheduleInput = z.output<typeof jobScheduleInputSchema>;

/** In the order of an instance's life. Frozen is a flag beside it. */
export const instanceStates = ['notRun', 'waitTime', 'waitResource', 'running', 'success', 'failure'] as const;
export const instanceStateSchema = z.enum(instanceStates);
export type InstanceState = (typeof instanceStates)[number];

function listOf<Item extends z.ZodType>(item: Item, most: number) {
  return z
    .array(item)
    .min(1)
    .max(most)
    .refine((values) => new Set(values).size === values.length, { message: 'The same value stands there twice.' });
}
