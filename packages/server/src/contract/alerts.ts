import { z } from 'zod';
import {
  alertFactsSchema,
  alertLanguageSchema,
  alertRuleBody,
  alertTriggerKinds,
  channelKindSchema,
  deliveryStateSchema,
} from './alert.ts';
import { idSchema, instantSchema, nameSchema, pageOf, pageQuery, versionSchema } from './parts.ts';
import { defineRoutes } from './route.ts';

const optionsSchema = z.record(z.string().max(100), z.json()).meta({
  description: 'As the kind declares them. Secrets are answered as ******; sent back so, they stay as they were.',
});

const channelBody = z.object({
  name: nameSchema,
  kind: channelKindSchema,
  description: z.string().max(500).default(''),
  language: alertLanguageSchema.default('en'),
  options: optionsSchema,
});

export const alertChannelSchema = channelBody
  .extend({
    usedBy: z.array(z.string()).meta({ description: 'Names of rules that send to it.' }),
    lastDelivery: z
      .object({ state: z.enum(['sent', 'failed']), at: instantSchema, error: z.string().optional() })
      .optional(),
    changedAt: instantSchema,
    changedBy: z.string().optional(),
    version: versionSchema,
  })
  .meta({ id: 'AlertChannel' });

const testedSchema = z
  .object({
    ok: z.boolean(),
    detail: z.string().meta({ description: 'What the other side answered, or why it could not be asked.' }),
    code: z.string().optional().meta({ description: 'Of the error.' }),
    hint: z.string().optional(),
    ms: z.number(),
  })
  .meta({ id: 'AlertTest' });

export const alertRuleSchema = alertRuleBody
  .extend({ id: idSchema, changedAt: instantSchema, changedBy: z.string().optional(), version: versionSchema })
  .meta({ id: 'AlertRule' });

export const alertDeliverySchema = z
  .object({
    id: idSchema,
    kind: z.enum(['alert', 'summary']),
    rule: z.string(),
    channel: z.string(),
    channelKind: channelKindSchema,
    state: deliveryStateSchema,
    reason: z
      .enum(['quietHours', 'interval', 'limit', 'channelDeleted'])
      .optional()
      .meta({ description: 'Why it was held back or dropped.' }),
    summary: idSchema.optional().meta({ description: 'The delivery that told it with others.' }),
    createdAt: instantSchema,
    nextAt: instantSchema.optional().meta({ description: 'Not before this it is sent, or summed up.' }),
    sentAt: instantSchema.optional(),
    attempts: z.number().int(),
    lastError: z.string().optional(),
    title: z.string(),
    text: z.string(),
    facts: alertFactsSchema.optional().meta({ description: 'Absent for summaries.' }),
  })
  .meta({ id: 'AlertDelivery' });

const channels = '/api/projects/:project/alert-channels';
const rules = '/api/projects/:project/alert-rules';
const deliveries = '/api/projects/:project/alert-deliveries';

export const alertRoutes = defineRoutes({
  kinds: {
    method: 'GET',
    path: '/api/alert-channel-kinds',
    summary: 'Kinds of channels, with the fields of their forms, as connectors describe theirs.',
    access: 'signedIn',
    reply: z.object({
      items: z.array(
        z.object({
          kind: channelKindSchema,
          title: z.string(),
          summary: z.string(),
          fields: z.array(z.record(z.string(), z.json())),
        }),
      ),
    }),
  },
  channels: {
    method: 'GET',
    path: channels,
    summary: 'Channels of the project, by name.',
    access: 'alerts.view',
    reply: z.object({ items: z.array(alertChannelSchema) }),
  },
  createChannel: {
    method: 'POST',
    path: channels,
    summary: 'Create a channel.',
    access: 'alerts.edit',
    body: channelBody,
    reply: alertChannelSchema,
    status: 201,
    isIdempotent: true,
  },
  channel: {
    method: 'GET',
    path: `${channels}/:channel`,
    summary: 'A channel, without its secrets.',
    access: 'alerts.view',
    reply: alertChannelSchema,
  },
  changeChannel: {
    method: 'PUT',
    path: `${channels}/:channel`,
    summary: 'Change a channel. Secrets have to be entered again when they would go to another host.',
    access: 'alerts.edit',
    body: channelBody,
    reply: alertChannelSchema,
    isVersioned: true,
  },
  deleteChannel: {
    method: 'DELETE',
    path: `${channels}/:channel`,
    summary: 'Delete a channel. Refused with their names while rules send to it.',
    access: 'alerts.edit',
  },
  testChannel: {
    method: 'POST',
    path: `${channels}/:channel/test`,
    summary: 'Send a sample now, and tell what happened.',
    access: 'alerts.edit',
    reply: testedSchema,
  },
  testUnsaved: {
    method: 'POST',
    path: '/api/projects/:project/alert-channel-tests',
    summary: 'Send a sample with values before they are saved. Masked secrets are those of the channel `saved`.',
    access: 'alerts.edit',
    body: channelBody.omit({ name: true, description: true }).extend({ saved: nameSchema.optional() }),
    reply: testedSchema,
  },
  rules: {
    method: 'GET',
    path: rules,
    summary: 'Rules of the project, by name.',
    access: 'alerts.view',
    query: z.object({
      job: nameSchema.optional().meta({ description: 'Only those that cover this job.' }),
    }),
    reply: z.object({
      items: z.array(alertRuleSchema),
      offered: alertRuleBody.optional().meta({
        description: 'A rule to begin with, for a project that has none. Off as long as there is no channel.',
      }),
    }),
  },
  createRule: {
    method: 'POST',
    path: rules,
    summary: 'Create a rule. It counts for what happens from now on.',
    access: 'alerts.edit',
    body: alertRuleBody,
    reply: alertRuleSchema,
    status: 201,
    isIdempotent: true,
  },
  rule: {
    method: 'GET',
    path: `${rules}/:rule`,
    summary: 'A rule, by its id.',
    access: 'alerts.view',
    reply: alertRuleSchema,
  },
  changeRule: {
    method: 'PUT',
    path: `${rules}/:rule`,
    summary: 'Change a rule.',
    access: 'alerts.edit',
    body: alertRuleBody,
    reply: alertRuleSchema,
    isVersioned: true,
  },
  deleteRule: {
    method: 'DELETE',
    path: `${rules}/:rule`,
    summary: 'Delete a rule; what it has sent stays in the log.',
    access: 'alerts.edit',
  },
  deliveries: {
    method: 'GET',
    path: deliveries,
    summary: 'What was sent, or why not; the latest first.',
    access: 'alerts.view',
    query: pageQuery.extend({
      state: deliveryStateSchema.optional(),
      trigger: z.enum(alertTriggerKinds).optional(),
      rule: idSchema.optional().meta({ description: 'Id of a rule.' }),
      channel: nameSchema.optional(),
      job: nameSchema.optional(),
      instance: idSchema.optional().meta({ description: 'Id of an instance, or of a manual run.' }),
      from: instantSchema.optional(),
      to: instantSchema.optional(),
    }),
    reply: pageOf(alertDeliverySchema),
  },
  retryDelivery: {
    method: 'POST',
    path: `${deliveries}/:delivery/retry`,
    summary: 'Send a failed or dropped delivery again.',
    access: 'alerts.edit',
    reply: alertDeliverySchema,
  },
});
