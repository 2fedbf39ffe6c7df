/** What an alert is: what raises it, whom a rule covers, what a message says. Console and server share it. */
import { z } from 'zod';
import { instanceKindSchema } from './instances.ts';
import { dateSchema, idSchema, instantSchema, nameSchema } from './parts.ts';

export const channelKinds = ['mail', 'webhook', 'dingtalk', 'feishu', 'wecom', 'slack'] as const;
export const channelKindSchema = z.enum(channelKinds);
export type ChannelKind = (typeof channelKinds)[number];

export const alertLanguageSchema = z.enum(['en', 'zh']).meta({ description: 'Of the messages.' });
export type AlertLanguage = z.output<typeof alertLanguageSchema>;

/** `32:30` is half past eight on the day after the run date. */
const deadlineSchema = z
  .string()
  .regex(/^(?:[0-3]\d|4[0-7]):[0-5]\d$/, 'hh:mm, from 00:00 to 47:59')
  .meta({ description: 'hh:mm of the run date, in the zone of the schedule; from 24:00 on it is the day after.' });

/** What an alert is about. Dry runs and instances made as complete raise none but for failures. */
export const alertTriggerSchema = z
  .discriminatedUnion('kind', [
    z.object({ kind: z.literal('failed') }).meta({ description: 'An attempt failed; also when a retry follows.' }),
    z.object({ kind: z.literal('exhausted') }).meta({ description: 'It failed for good: no retry follows.' }),
    z.object({ kind: z.literal('succeeded') }),
    z
      .object({ kind: z.literal('unfinished'), by: deadlineSchema })
      .meta({ description: 'It has not succeeded by then. Only scheduled instances.' }),
    z
      .object({ kind: z.literal('runsLongerThan'), minutes: z.number().int().min(1).max(10_080) })
      .meta({ description: 'Counted from the beginning of the first attempt.' }),
    z.object({ kind: z.literal('dirtyAbove'), rows: z.number().int().min(0).max(1e15) }),
    z
      .object({ kind: z.literal('rowsFewerThan'), rows: z.number().int().min(1).max(1e15) })
      .meta({ description: 'Rows written by a successful instance.' }),
    z.object({ kind: z.literal('rowsChangedBy'), percent: z.number().min(1).max(1_000_000) }).meta({
      description: 'Rows written, against the average of the last seven successful instances of the job; both ways.',
    }),
  ])
  .meta({ id: 'AlertTrigger' });
export type AlertTrigger = z.output<typeof alertTriggerSchema>;
export type AlertTriggerKind = AlertTrigger['kind'];
export const alertTriggerKinds = [
  'failed',
  'exhausted',
  'succeeded',
  'unfinished',
  'runsLongerThan',
  'dirtyAbove',
  'rowsFewerThan',
  'rowsChangedBy',
] as const satisfies readonly AlertTriggerKind[];

const minuteOfDaySchema = z.string().regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/, 'hh:mm');

export const alertScopeSchema = z
  .discriminatedUnion('kind', [
    z.object({ kind: z.literal('project') }),
    z.object({
      kind: z.literal('folder'),
      folder: z
        .string()
        .max(500)
        .regex(/^[^/\\]+(?:\/[^/\\]+)*$/, 'names with "/" between them')
        .meta({ description: 'With the folders below it.' }),
    }),
    z.object({ kind: z.literal('job'), job: nameSchema }),
  ])
  .meta({ id: 'AlertScope' });

export const alertRuleBody = z.object({
  name: z
    .string()
    .trim()
    .min(1)
    .max(80)
    .regex(/^[^\p{Cc}]*$/u, 'one line'),
  isEnabled: z.boolean().default(true),
  scope: alertScopeSchema,
  triggers: z
    .array(alertTriggerSchema)
    .min(1)
    .max(alertTriggerKinds.length)
    .refine((triggers) => new Set(triggers.map(({ kind }) => kind)).size === triggers.length, {
      message: 'The same trigger stands there twice.',
    }),
  instanceKinds: z.array(instanceKindSchema).max(3).default(['scheduled']),
  coversManualRuns: z
    .boolean()
    .default(false)
    .meta({ description: 'Also runs of deployed versions that somebody starts by hand.' }),
  channels: z.array(nameSchema).max(20).default([]).meta({ description: 'Receivers. None: nothing is sent.' }),
  mostPerDay: z
    .number()
    .int()
    .min(1)
    .max(10_000)
    .default(100)
    .meta({ description: 'Further alerts of the day, in the zone of the project, are dropped.' }),
  leastIntervalMinutes: z
    .number()
    .int()
    .min(0)
    .max(1_440)
    .default(0)
    .meta({ unit: 'minutes', description: 'Between two messages of the rule; alerts in between are held back.' }),
  quietHours: z
    .object({ from: minuteOfDaySchema, to: minuteOfDaySchema })
    .refine(({ from, to }) => from !== to, { message: '"from" and "to" are the same.', path: ['to'] })
    .optional()
    .meta({ description: 'In the zone of the project; may go over midnight. Alerts in them are held back.' }),
  heldBack: z.enum(['summary', 'drop']).default('summary').meta({
    description: '`summary`: alerts held back are sent as one message after. `drop`: they stand in the log only.',
  }),
});

export const deliveryStates = ['waiting', 'sent', 'failed', 'heldBack', 'dropped'] as const;
export const deliveryStateSchema = z.enum(deliveryStates).meta({
  description:
    'waiting: to be sent, perhaps again. heldBack: told by a summary later. dropped: not sent, see `reason`.',
});

/** What an alert means: the body of generic webhooks has the same members. */
export const alertFactsSchema = z
  .object({
    trigger: z.enum(alertTriggerKinds),
    at: instantSchema,
    project: nameSchema,
    rule: z.string(),
    job: nameSchema,
    kind: z.enum(['scheduled', 'backfill', 'test', 'manual']),
    instance: idSchema.optional().meta({ description: 'Absent for manual runs.' }),
    run: idSchema.optional(),
    businessDate: dateSchema.optional(),
    cycleTime: z.string().optional(),
    timeZone: z.string().optional(),
    state: z.string(),
    attempt: z.number().int().optional(),
    mostAttempts: z.number().int().optional(),
    deadline: instantSchema.optional().meta({ description: 'Of `unfinished`.' }),
    limit: z.number().optional().meta({ description: 'That of the trigger: minutes, rows or percent.' }),
    average: z.number().optional().meta({ description: 'Rows, of `rowsChangedBy`.' }),
    rowsRead: z.number().optional(),
    rowsWritten: z.number().optional(),
    rowsDirty: z.number().optional(),
    durationMs: z.number().optional(),
    error: z.object({ code: z.string().optional(), message: z.string(), hint: z.string().optional() }).optional(),
    link: z.string().optional().meta({ description: 'To the console, when the server knows its address.' }),
  })
  .meta({ id: 'AlertFacts' });
export type AlertFacts = z.output<typeof alertFactsSchema>;
