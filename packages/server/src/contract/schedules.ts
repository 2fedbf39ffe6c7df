import { z } from 'zod';
import { dateSchema, idSchema, instantSchema, issueSchema, nameSchema } from './parts.ts';
import { defineRoutes } from './route.ts';
import { dependencySchema, instanceStateSchema, scheduleInputSchema, scheduleSchema } from './schedule.ts';

const jobReferenceSchema = z.object({
  project: nameSchema,
  job: nameSchema,
  kind: z.enum(['sameCycle', 'previousSelf', 'previousChildren', 'previousOther']),
  isScheduled: z.boolean().meta({ description: 'False: it has no deployed schedule, so nothing waits for it.' }),
});

export const scheduleRoutes = defineRoutes({
  preview: {
    method: 'POST',
    path: '/api/projects/:project/schedule-previews',
    summary: 'The next times of a schedule, with the parameters that each would get.',
    access: 'jobs.view',
    body: z.object({
      schedule: scheduleInputSchema,
      job: nameSchema.optional().meta({ description: 'Decides a random time.' }),
      parameters: z.string().max(10_000).default(''),
      after: instantSchema.optional().meta({ description: 'Default: now.' }),
      businessDate: dateSchema.optional().meta({ description: 'All times of this date, instead of the next ones.' }),
      count: z.number().int().min(1).max(100).default(5),
    }),
    reply: z.object({
      items: z.array(
        z.object({
          at: instantSchema,
          cycleTime: z.string(),
          businessDate: dateSchema,
          isDryRun: z.boolean(),
          values: z.record(z.string(), z.string()),
        }),
      ),
      issues: z.array(issueSchema),
      cron: z.string().optional().meta({ description: 'The same as six fields, where it can be said so.' }),
    }),
    isReadOnly: true,
  },
  fromCron: {
    method: 'POST',
    path: '/api/projects/:project/schedule-crons',
    summary: 'The cycle that a six-field cron expression means.',
    access: 'jobs.view',
    body: z.object({ cron: z.string().min(1).max(200) }),
    reply: z.object({ cycle: scheduleSchema.shape.cycle }),
    isReadOnly: true,
  },
  calendar: {
    method: 'GET',
    path: '/api/projects/:project/jobs/:job/calendar',
    summary: 'Days of the deployed schedule with their instances, past and to come; at most 400 days.',
    access: 'jobs.view',
    query: z.object({ from: dateSchema, to: dateSchema }),
    reply: z.object({
      firstBusinessDate: dateSchema.meta({
        description: 'Of the deployment: for dates before it no instances are made by themselves.',
      }),
      days: z.array(
        z.object({
          businessDate: dateSchema,
          planned: z.number().int().meta({ description: 'Instances of the schedule on the run date.' }),
          isDryRun: z.boolean(),
          states: z.partialRecord(instanceStateSchema, z.number().int()).meta({ description: 'Of those that exist.' }),
        }),
      ),
    }),
  },
  dependencies: {
    method: 'GET',
    path: '/api/projects/:project/jobs/:job/dependencies',
    summary: 'Which jobs it waits for and which wait for it, as deployed.',
    access: 'jobs.view',
    reply: z.object({ parents: z.array(jobReferenceSchema), children: z.array(jobReferenceSchema) }),
  },
  suggestDependencies: {
    method: 'GET',
    path: '/api/projects/:project/jobs/:job/dependency-suggestions',
    summary: 'Jobs that write the tables that this one reads.',
    access: 'jobs.view',
    reply: z.object({
      items: z.array(z.object({ dependency: dependencySchema, table: z.string(), dataSource: z.string() })),
    }),
  },
});

const rangeSchema = z.object({ from: dateSchema, to: dateSchema }).refine(({ from, to }) => from <= to, {
  message: '"to" is before "from".',
  path: ['to'],
});

const backfillObject = z.object({
  ranges: z.array(rangeSchema).min(1).max(50).meta({ description: 'Business dates, both ends included.' }),
  order: z.enum(['ascending', 'descending']).default('ascending'),
  groups: z.number().int().min(1).max(10).default(1).meta({
    description: 'Dates that run side by side; 1: a date begins when the one before has succeeded.',
  }),
  jobs: z
    .array(nameSchema)
    .min(1)
    .max(500)
    .meta({ description: 'Jobs to begin with; those between them keep the order.' }),
  descendants: z.enum(['none', 'all', 'chosen']).default('none').meta({
    description: 'Of what waits for the jobs, directly or not: nothing, everything, or what `chosen` lists.',
  }),
  chosen: z.array(nameSchema).max(500).default([]).meta({
    description: 'With `descendants: chosen`: those that run too. Others that lie between keep the order as dry runs.',
  }),
  dryRun: z.array(nameSchema).max(500).default([]).meta({ description: 'Of all these jobs: only for the order.' }),
  ignoreTimes: z.boolean().default(true).meta({ description: 'Start at once, not at the time of the cycle.' }),
});

/** A list that nobody looks at would be a surprise. */
const isChosenUsed = ({ descendants, chosen }: z.output<typeof backfillObject>): boolean =>
  descendants === 'chosen' || chosen.length === 0;
const chosenUnused = { message: 'only with `descendants: chosen`', path: ['chosen'] };

export const backfillSchema = z
  .object({
    id: idSchema,
    name: z.string(),
    state: z.enum(['running', 'succeeded', 'failed', 'stopped']).meta({
      description: 'failed: an instance failed, so later dates of its group wait until it succeeds.',
    }),
    ranges: z.array(z.object({ from: dateSchema, to: dateSchema })),
    order: z.enum(['ascending', 'descending']),
    groups: z.number().int(),
    jobs: z.array(nameSchema),
    descendants: z.enum(['none', 'all', 'chosen']),
    chosen: z.array(nameSchema),
    total: z.number().int(),
    states: z.partialRecord(instanceStateSchema, z.number().int()),
    startedBy: z.string().optional(),
    createdAt: instantSchema,
    finishedAt: instantSchema.optional(),
  })
  .meta({ id: 'Backfill' });

const backfillBase = '/api/projects/:project/backfills';

export const backfillRoutes = defineRoutes({
  preview: {
    method: 'POST',
    path: '/api/projects/:project/backfill-previews',
    summary: 'The instances that a backfill would make, in the order of its dates.',
    access: 'backfills.start',
    body: backfillObject.refine(isChosenUsed, chosenUnused),
    reply: z.object({
      total: z.number().int(),
      jobs: z.array(
        z.object({
          job: nameSchema,
          isDryRun: z.boolean(),
          why: z.enum(['named', 'descendant', 'between']).meta({
            description: 'Asked for in `jobs`; waits for one of them; or lies between and keeps the order.',
          }),
        }),
      ),
      steps: z
        .array(
          z.object({
            businessDate: dateSchema,
            group: z.number().int(),
            after: dateSchema.optional(),
            instances: z.array(z.object({ job: nameSchema, cycleTime: z.string(), isDryRun: z.boolean() })),
          }),
        )
        .meta({ description: 'With the first 200 instances; `total` counts all.' }),
    }),
    isReadOnly: true,
  },
  create: {
    method: 'POST',
    path: backfillBase,
    summary: 'Start a backfill.',
    access: 'backfills.start',
    body: backfillObject.extend({ name: z.string().min(1).max(120).optional() }).refine(isChosenUsed, chosenUnused),
    reply: backfillSchema,
    status: 201,
    isIdempotent: true,
  },
  list: {
    method: 'GET',
    path: backfillBase,
    summary: 'Backfills, the latest first.',
    access: 'instances.view',
    query: z.object({
      limit: z.coerce.number().int().min(1).max(200).default(50),
      cursor: z.string().max(512).optional(),
      job: nameSchema.optional(),
    }),
    reply: z.object({ items: z.array(backfillSchema), nextCursor: z.string().optional() }),
  },
  get: {
    method: 'GET',
    path: `${backfillBase}/:backfill`,
    summary: 'A backfill.',
    access: 'instances.view',
    reply: backfillSchema,
  },
  stop: {
    method: 'POST',
    path: `${backfillBase}/:backfill/stop`,
    summary: 'Start nothing more, and kill what runs.',
    access: 'backfills.start',
    reply: backfillSchema,
  },
});
