import type { RuleBody, Trigger } from './queries.ts';

export type TriggerKind = Trigger['kind'];

/** A trigger with the value that it begins with. */
export const newTriggers: Readonly<Record<TriggerKind, Trigger>> = {
  failed: { kind: 'failed' },
  exhausted: { kind: 'exhausted' },
  succeeded: { kind: 'succeeded' },
  unfinished: { kind: 'unfinished', by: '08:00' },
  runsLongerThan: { kind: 'runsLongerThan', minutes: 60 },
  dirtyAbove: { kind: 'dirtyAbove', rows: 0 },
  rowsFewerThan: { kind: 'rowsFewerThan', rows: 1 },
  rowsChangedBy: { kind: 'rowsChangedBy', percent: 50 },
};

export const triggerKinds = Object.keys(newTriggers) as readonly TriggerKind[];

export const newRule: RuleBody = {
  name: '',
  isEnabled: true,
  scope: { kind: 'project' },
  triggers: [newTriggers.exhausted],
  instanceKinds: ['scheduled'],
  coversManualRuns: false,
  channels: [],
  mostPerDay: 100,
  leastIntervalMinutes: 0,
  heldBack: 'summary',
};

/** What may be sent: without what the server adds. */
export function ruleBodyOf(rule: RuleBody): RuleBody {
  const { name, isEnabled, scope, triggers, instanceKinds, coversManualRuns, channels } = rule;
  const { mostPerDay, leastIntervalMinutes, quietHours, heldBack } = rule;
  const body = { name, isEnabled, scope, triggers, instanceKinds, coversManualRuns, channels };
  const sending = { mostPerDay, leastIntervalMinutes, heldBack };
  return { ...body, ...sending, ...(quietHours === undefined ? {} : { quietHours }) };
}

/** The one number or time of a trigger, if it has one. */
export function limitOf(
  trigger: Trigger,
): { readonly name: 'by' | 'minutes' | 'rows' | 'percent'; readonly value: string } | undefined {
  if (trigger.kind === 'unfinished') return { name: 'by', value: trigger.by };
  if (trigger.kind === 'runsLongerThan') return { name: 'minutes', value: String(trigger.minutes) };
  if (trigger.kind === 'dirtyAbove' || trigger.kind === 'rowsFewerThan')
    return { name: 'rows', value: String(trigger.rows) };
  if (trigger.kind === 'rowsChangedBy') return { name: 'percent', value: String(trigger.percent) };
  return undefined;
}

export function withLimit(trigger: Trigger, text: string): Trigger {
  const limit = limitOf(trigger);
  if (limit === undefined) return trigger;
  return { ...trigger, [limit.name]: limit.name === 'by' ? text : Number(text) } as Trigger;
}
