import { z } from 'zod';
import { dateSchema, idSchema, instantSchema, nameSchema, pageOf, pageQuery, problemSchema } from './parts.ts';
import { defineRoutes } from './route.ts';
import { instanceStateSchema, instanceStates } from './schedule.ts';

export const instanceKinds = ['scheduled', 'backfill', 'test'] as const;
export const instanceKindSchema = z.enum(instanceKinds);
export type InstanceKind = (typeof instanceKinds)[number];

/** What people may do with an instance; which of them are allowed now, the instance itself says. */
export const instanceOperations = [
  'kill',
  'rerun',
  'rerunDescendants',
  'resume',
  'setSuccess',
  'freeze',
  'unfreeze',
  'removeDependencies',
] as const;
export const instanceOperationSchema = z.enum(instanceOperations);
export type InstanceOperation = (typeof instanceOperations)[number];

const cycleTimeSchema = z
  .string()
  .regex(/^\d{14}$/)
  .meta({ description: 'Planned time on the wall clock of the schedule, yyyymmddhh24miss.' });

export const instanceSchema = z
  .object({
    id: idSchema,
    job: nameSchema,
    kind: instanceKindSchema,
    cycleTime: cycleTimeSchema,
    plannedAt: instantSchema,
    businessDate: dateSchema,
    timeZone: z.string().meta({ description: 'Of its schedule.' }),
    cycle: z.string().meta({ description: 'minute, hour, day, week, month or year.' }),
    isDryRun: z.boolean().meta({ description: 'Succeeds at its time without a run.' }),
    isExpired: z.boolean().meta({ description: 'Made as complete, because its time had passed.' }),
    state: instanceStateSchema,
    isFrozen: z.boolean(),
    attempt: z.number().int().meta({ description: 'Attempts begun; 0 before the first one.' }),
    mostAttempts: z.number().int(),
    retryAt: instantSchema.optional(),
    priority: z.number().int(),
    group: nameSchema,
    owner: z.string().optional(),
    run: idSchema.optional().meta({ description: 'The latest run.' }),
    backfill: idSchema.optional(),
    startedAt: instantSchema.optional().meta({ description: 'Of the first attempt.' }),
    finishedAt: instantSchema.optional(),
    rowsRead: z.number().optional(),
    rowsWritten: z.number().optional(),
    rowsDirty: z.number().optional(),
    error: z.string().optional().meta({ description: 'One line of the last failure.' }),
  })
  .meta({ id: 'Instance' });

const waitingReasonSchema = z
  .object({
    code: z.enum([
      'parent',
      'parentFailed',
      'parentFrozen',
      'parentMissing',
      'earlierDay',
      'time',
      'slot',
      'sameCycle',
      'frozen',
      'project',
    ]),
    text: z.string(),
    values: z
      .record(z.string(), z.union([z.string(), z.number()]))
      .optional()
      .meta({ description: 'What `text` is made of, to say it in another language by `code` and `variant`.' }),
    until: instantSchema.optional(),
    parent: idSchema.optional().meta({ description: 'Instance that it waits for.' }),
  })
  .meta({ id: 'WaitingReason' });

export const instanceDetailSchema = instanceSchema
  .extend({
    parameters: z.record(z.string(), z.string()).meta({ description: 'Fixed when it was made. Secrets are masked.' }),
    waiting: z.array(waitingReasonSchema).meta({ description: 'Why it has not begun, the most important first.' }),
    operations: z.array(
      z.object({
        operation: instanceOperationSchema,
        isAllowed: z.boolean(),
        refusal: z.string().optional().meta({ description: 'Why not, and what to do instead.' }),
      }),
    ),
    runs: z.array(idSchema).meta({ description: 'All runs, the latest first.' }),
    history: z
      .array(z.object({ at: instantSchema, by: z.string().optional(), text: z.string() }))
      .meta({ description: 'What happened to it, the latest first.' }),
  })
  .meta({ id: 'InstanceDetail' });

const graphSchema = z
  .object({
    nodes: z.array(
      instanceSchema.extend({
        level: z.number().int().meta({ description: '0: the chosen one; negative: its ancestors.' }),
        hiddenParents: z.number().int().meta({ description: 'Parents that are not in this answer.' }),
        hiddenChildren: z.number().int(),
      }),
    ),
    edges: z.array(
      z.object({
        parent: idSchema,
        child: idSchema,
        isCrossCycle: z.boolean().meta({ description: 'Waits for another cycle; drawn dashed.' }),
      }),
    ),
    isCut: z.boolean().meta({ description: 'More instances than the limit of 500 belong here.' }),
  })
  .meta({ id: 'InstanceGraph' });

const countSchema = z.number().int();

const statisticsSchema = z
  .object({
    businessDate: dateSchema,
    states: z.record(instanceStateSchema, countSchema),
    frozen: countSchema,
    total: countSchema,
    finishCurve: z
      .array(
        z.object({
          hour: z.number().int().meta({ description: '0 to 24: instances finished before this hour of the run date.' }),
          today: countSchema.optional().meta({ description: 'Absent: this hour has not come yet.' }),
          yesterday: countSchema,
          average: z.number().meta({ description: 'Of the fourteen business dates before.' }),
        }),
      )
      .meta({ description: 'In the zone of the project.' }),
    slowest: z.array(
      z.object({ job: nameSchema, instance: idSchema, seconds: z.number(), averageSeconds: z.number() }),
    ),
    failing: z.array(
      z.object({ job: nameSchema, failures: countSchema, last: idSchema, error: z.string().optional() }),
    ),
    byType: z.array(
      z.object({
        reader: z.string(),
        writer: z.string(),
        count: countSchema,
        rowsWritten: z.number().optional().meta({ description: 'Absent: none of them has ended.' }),
      }),
    ),
  })
  .meta({ id: 'Statistics' });

const base = '/api/projects/:project/instances';
const one = `${base}/:instance` as const;

/** Lists in a query are separated by commas. */
function commaList<Item extends string>(items: readonly Item[]) {
  return z
    .string()
    .max(200)
    .transform((text, context): readonly Item[] => {
      const found = text.split(',');
      for (const each of found)
        if (!(items as readonly string[]).includes(each))
          context.addIssue({ code: 'custom', message: `"${each}" is none of ${items.join(', ')}` });
      return found as Item[];
    })
    .meta({ description: `Of ${items.join(', ')}; several by commas.` });
}

export const instanceRoutes = defineRoutes({
  list: {
    method: 'GET',
    path: base,
    summary: 'Instances, the latest cycle time first.',
    access: 'instances.view',
    query: pageQuery.extend({
      job: nameSchema.optional(),
      search: z.string().max(80).optional().meta({ description: 'In the names of jobs.' }),
      state: commaList(instanceStates).optional(),
      kind: commaList(instanceKinds).optional(),
      owner: nameSchema.optional(),
      group: nameSchema.optional(),
      backfill: idSchema.optional(),
      businessDateFrom: dateSchema.optional(),
      businessDateTo: dateSchema.optional(),
      isFrozen: z.stringbool().optional(),
      isDryRun: z.stringbool().optional(),
      withTotal: z.stringbool().optional().meta({ description: 'Count them too, up to 10,000 and where it is cheap.' }),
    }),
    reply: pageOf(instanceSchema).extend({
      isTotalCut: z.boolean().optional().meta({ description: 'True: there are more than `total`.' }),
    }),
  },
  get: {
    method: 'GET',
    path: one,
    summary: 'An instance: why it waits, what may be done with it, what happened.',
    access: 'instances.view',
    reply: instanceDetailSchema,
  },
  graph: {
    method: 'GET',
    path: `${one}/graph`,
    summary: 'The instances around one, some levels up and down.',
    access: 'instances.view',
    query: z.object({
      up: z.coerce.number().int().min(0).max(20).default(1),
      down: z.coerce.number().int().min(0).max(20).default(1),
    }),
    reply: graphSchema,
  },
  descendants: {
    method: 'GET',
    path: `${one}/descendants`,
    summary: 'Everything that waits for it, to choose what is rerun with it. At most 2,000, in order.',
    access: 'instances.view',
    reply: z.object({ items: z.array(instanceSchema), isCut: z.boolean() }),
  },
  operate: {
    method: 'POST',
    path: `${one}/operations`,
    summary: 'Kill, rerun, resume, set to success, freeze, unfreeze, remove dependencies.',
    access: 'instances.control',
    body: z.object({
      operation: instanceOperationSchema,
      descendants: z
        .array(idSchema)
        .max(2_000)
        .optional()
        .meta({ description: 'Of rerunDescendants: which of them, beside the instance itself.' }),
    }),
    reply: instanceDetailSchema,
  },
  operateMany: {
    method: 'POST',
    path: '/api/projects/:project/instance-operations',
    summary: 'The same for many instances; each has its own outcome.',
    access: 'instances.control',
    body: z.object({
      operation: z.enum(['kill', 'rerun', 'setSuccess', 'freeze', 'unfreeze']),
      instances: z.array(idSchema).min(1).max(500),
    }),
    reply: z.object({
      items: z.array(z.object({ instance: idSchema, ok: z.boolean(), problem: problemSchema.partial().optional() })),
    }),
  },
  statistics: {
    method: 'GET',
    path: '/api/projects/:project/statistics',
    summary: 'What the dashboard shows for a business date.',
    access: 'instances.view',
    query: z.object({
      businessDate: dateSchema.optional().meta({ description: 'Default: yesterday in the project’s zone.' }),
    }),
    reply: statisticsSchema,
  },
  test: {
    method: 'POST',
    path: '/api/projects/:project/jobs/:job/test-instances',
    summary: 'Make a test instance of the deployed version for a business date, and run it now.',
    access: 'backfills.start',
    body: z.object({ businessDate: dateSchema }),
    reply: instanceSchema,
    status: 201,
    isIdempotent: true,
  },
});
