import type { Selectable } from 'kysely';
import type { z } from 'zod';
import type { AlertTrigger, AlertTriggerKind, alertRuleBody } from '../contract/alert.ts';
import { httpErrors } from '../http/errors.ts';
import type { Database, DatabaseTransaction, Tables } from '../store/database.ts';
import { newId } from '../store/ids.ts';
import type { Ground } from '../subject.ts';
import type { Rule } from './alerts-for.ts';
import { alertErrors } from './errors.ts';

export type RuleRow = Selectable<Tables['alert_rules']>;
export type RuleBody = z.output<typeof alertRuleBody>;

/** What the column `definition` holds. */
export type RuleDefinition = Omit<RuleBody, 'name' | 'isEnabled' | 'scope' | 'triggers' | 'channels'> & {
  /** As it was called when the rule was saved; shown when the job is gone. */
  readonly job?: string;
};

export function definitionOf({ definition }: RuleRow): RuleDefinition {
  return JSON.parse(definition) as RuleDefinition;
}

/** Throws `HTTP_NOT_FOUND`. */
export async function findRule(database: Database, projectId: string, id: string): Promise<RuleRow> {
  const row = await database
    .selectFrom('alert_rules')
    .selectAll()
    .where('id', '=', id)
    .where('project_id', '=', projectId)
    .executeTakeFirst();
  if (row === undefined) throw httpErrors.notFound({ what: 'alert rule', name: id });
  return row;
}

/** A rule to begin with: it tells what has failed for good, as soon as there is a channel. */
export function offeredRule(channelNames: readonly string[], name = 'Failed'): RuleBody {
  return {
    name,
    isEnabled: channelNames.length > 0,
    scope: { kind: 'project' },
    triggers: [{ kind: 'exhausted' }],
    instanceKinds: ['scheduled'],
    coversManualRuns: false,
    channels: [...channelNames],
    mostPerDay: 100,
    leastIntervalMinutes: 0,
    heldBack: 'summary',
  };
}

interface Author {
  readonly projectId: string;
  readonly userId: string;
}

export async function createRule({ store, clock }: Ground, author: Author, body: RuleBody): Promise<RuleRow> {
  const now = clock.now();
  return store.transaction(async (transaction) => {
    const row = await transaction
      .insertInto('alert_rules')
      .values({
        id: newId(now),
        project_id: author.projectId,
        ...(await columnsOf(transaction, author.projectId, body)),
        version: 1,
        changed_at: now,
        changed_by: author.userId,
      })
      .onConflict((conflict) => conflict.columns(['project_id', 'name_key']).doNothing())
      .returningAll()
      .executeTakeFirst();
    if (row === undefined) throw httpErrors.exists({ what: 'alert rule', name: body.name });
    await linkChannels(transaction, row, body.channels);
    return row;
  });
}

/** Throws `HTTP_CHANGED` when somebody else changed it since `version`. */
export async function changeRule(
  { store, clock }: Ground,
  before: RuleRow,
  { body, version, userId }: { readonly body: RuleBody; readonly version: number; readonly userId: string },
): Promise<RuleRow> {
  return store.transaction(async (transaction) => {
    const other = await transaction
      .selectFrom('alert_rules')
      .select('id')
      .where('project_id', '=', before.project_id)
      .where('name_key', '=', body.name.toLowerCase())
      .where('id', '!=', before.id)
      .executeTakeFirst();
    if (other !== undefined) throw httpErrors.exists({ what: 'alert rule', name: body.name });
    const row = await transaction
      .updateTable('alert_rules')
      .set({
        ...(await columnsOf(transaction, before.project_id, body)),
        version: version + 1,
        changed_at: clock.now(),
        changed_by: userId,
      })
      .where('id', '=', before.id)
      .where('version', '=', version)
      .returningAll()
      .executeTakeFirst();
    if (row === undefined) throw httpErrors.changed({ what: 'alert rule', version: before.version });
    await linkChannels(transaction, row, body.channels);
    return row;
  });
}

async function columnsOf(transaction: DatabaseTransaction, projectId: string, body: RuleBody) {
  const { name, isEnabled, scope, triggers, channels: _, ...others } = body;
  const job = scope.kind === 'job' ? await jobOf(transaction, projectId, scope.job) : undefined;
  const definition: RuleDefinition = { ...others, ...(job === undefined ? {} : { job: job.name }) };
  return {
    name,
    name_key: name.toLowerCase(),
    is_enabled: Number(isEnabled),
    folder: scope.kind === 'folder' ? scope.folder : null,
    job_id: job?.id ?? null,
    triggers: JSON.stringify(triggers),
    definition: JSON.stringify(definition),
  };
}

async function jobOf(transaction: DatabaseTransaction, projectId: string, name: string) {
  const row = await transaction
    .selectFrom('jobs')
    .select(['id', 'name'])
    .where('project_id', '=', projectId)
    .where('name_key', '=', name.toLowerCase())
    .executeTakeFirst();
  if (row === undefined) throw alertErrors.unknownJob({ name }).at({ path: 'scope.job' });
  return row;
}

async function linkChannels(transaction: DatabaseTransaction, row: RuleRow, names: readonly string[]): Promise<void> {
  await transaction.deleteFrom('alert_rule_channels').where('rule_id', '=', row.id).execute();
  for (const key of new Set(names.map((name) => name.toLowerCase()))) {
    const channel = await transaction
      .selectFrom('alert_channels')
      .select('id')
      .where('project_id', '=', row.project_id)
      .where('name_key', '=', key)
      .executeTakeFirst();
    if (channel === undefined) throw alertErrors.unknownChannel({ name: key }).at({ path: 'channels' });
    await transaction.insertInto('alert_rule_channels').values({ rule_id: row.id, channel_id: channel.id }).execute();
  }
}

/** Enabled rules with at least one receiver. */
export async function rulesInForce(
  database: Database,
  filter: { readonly projectId: string } | { readonly triggers: readonly AlertTriggerKind[] },
): Promise<readonly (Rule & { readonly projectId: string })[]> {
  const rows = await database
    .selectFrom('alert_rules')
    .selectAll()
    .where('is_enabled', '=', 1)
    .where((by) =>
      by.exists(
        by
          .selectFrom('alert_rule_channels')
          .select('channel_id')
          .whereRef('alert_rule_channels.rule_id', '=', 'alert_rules.id'),
      ),
    )
    .$if('projectId' in filter, (query) =>
      query.where('project_id', '=', 'projectId' in filter ? filter.projectId : ''),
    )
    .orderBy('id')
    .execute();
  const rules = rows.map((row) => ({ ...ruleOf(row), projectId: row.project_id }));
  if ('projectId' in filter) return rules;
  return rules.filter(({ triggers }) => triggers.some(({ kind }) => filter.triggers.includes(kind)));
}

export function ruleOf(row: RuleRow): Rule {
  const { job: _, ...definition } = definitionOf(row);
  return {
    ...definition,
    id: row.id,
    name: row.name,
    isEnabled: row.is_enabled === 1,
    scope:
      row.job_id !== null
        ? { kind: 'job', jobId: row.job_id }
        : row.folder !== null
          ? { kind: 'folder', folder: row.folder }
          : { kind: 'project' },
    triggers: JSON.parse(row.triggers) as AlertTrigger[],
    since: row.changed_at,
  };
}
