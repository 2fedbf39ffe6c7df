import type { z } from 'zod';
import { maskSecrets, type JsonValue } from '@sluice/core';
import type { AlertLanguage } from '../contract/alert.ts';
import type { alertChannelSchema, alertRuleSchema } from '../contract/alerts.ts';
import { namesOf } from '../jobs/views.ts';
import type { Database } from '../store/database.ts';
import type { Ground } from '../subject.ts';
import { kindOf, optionsOf, usersOf, type ChannelRow } from './channel-store.ts';
import { channels } from './channels/index.ts';
import { definitionOf, ruleOf, type RuleRow } from './rule-store.ts';

export type ChannelView = z.output<typeof alertChannelSchema>;
export type RuleView = z.output<typeof alertRuleSchema>;

/** Channels as the API answers them, secrets masked. */
export async function viewChannels(ground: Ground, rows: readonly ChannelRow[]): Promise<ChannelView[]> {
  const { database } = ground.store;
  const ids = rows.map(({ id }) => id);
  const [users, people] = await Promise.all([usersOf(database, ids), namesOf(database, rows.map(changedBy))]);
  return Promise.all(
    rows.map(async (row) => {
      const lastDelivery = await lastDeliveryOf(database, row.id);
      const by = people.get(row.changed_by ?? '');
      return {
        name: row.name,
        kind: kindOf(row),
        description: row.description,
        language: row.language as AlertLanguage,
        options: maskSecrets(
          optionsOf(ground, row) as JsonValue,
          channels[kindOf(row)].fields,
        ) as ChannelView['options'],
        usedBy: [...(users.get(row.id) ?? [])],
        ...(lastDelivery === undefined ? {} : { lastDelivery }),
        changedAt: new Date(row.changed_at).toISOString(),
        ...(by === undefined ? {} : { changedBy: by }),
        version: row.version,
      };
    }),
  );
}

async function lastDeliveryOf(database: Database, channelId: string): Promise<ChannelView['lastDelivery']> {
  const row = await database
    .selectFrom('alert_deliveries')
    .select(['state', 'sent_at', 'created_at', 'last_error'])
    .where('channel_id', '=', channelId)
    .where('state', 'in', ['sent', 'failed'])
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst();
  if (row === undefined) return undefined;
  return {
    state: row.state as 'sent' | 'failed',
    at: new Date(row.sent_at ?? row.created_at).toISOString(),
    ...(row.last_error === null ? {} : { error: row.last_error }),
  };
}

export async function viewRules(database: Database, rows: readonly RuleRow[]): Promise<RuleView[]> {
  const [people, jobs, receivers] = await Promise.all([
    namesOf(database, rows.map(changedBy)),
    jobNamesOf(database, rows),
    receiversOf(database, rows),
  ]);
  return rows.map((row) => {
    const { since: _, scope, ...rule } = ruleOf(row);
    const by = people.get(row.changed_by ?? '');
    const job = jobs.get(row.job_id ?? '') ?? definitionOf(row).job ?? '';
    return {
      ...rule,
      scope: scope.kind === 'job' ? { kind: 'job' as const, job } : scope,
      channels: [...(receivers.get(row.id) ?? [])],
      changedAt: new Date(row.changed_at).toISOString(),
      ...(by === undefined ? {} : { changedBy: by }),
      version: row.version,
    };
  });
}

async function jobNamesOf(database: Database, rows: readonly RuleRow[]): Promise<ReadonlyMap<string, string>> {
  const ids = rows.flatMap(({ job_id }) => (job_id === null ? [] : [job_id]));
  if (ids.length === 0) return new Map();
  const jobs = await database.selectFrom('jobs').select(['id', 'name']).where('id', 'in', ids).execute();
  return new Map(jobs.map(({ id, name }) => [id, name]));
}

/** Names of channels by the ids of rules. */
async function receiversOf(
  database: Database,
  rows: readonly RuleRow[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  if (rows.length === 0) return new Map();
  const links = await database
    .selectFrom('alert_rule_channels')
    .innerJoin('alert_channels', 'alert_channels.id', 'alert_rule_channels.channel_id')
    .select(['alert_rule_channels.rule_id', 'alert_channels.name'])
    .where(
      'alert_rule_channels.rule_id',
      'in',
      rows.map(({ id }) => id),
    )
    .orderBy('alert_channels.name_key')
    .execute();
  const byRule = Map.groupBy(links, ({ rule_id }) => rule_id);
  return new Map([...byRule].map(([id, found]) => [id, found.map(({ name }) => name)]));
}

function changedBy({ changed_by }: { readonly changed_by: string | null }): string | null {
  return changed_by;
}
