import type { Selectable } from 'kysely';
import { maskedValue, parseOptions, shapeOf, SluiceError, type JsonValue, type Parameter } from '@sluice/core';
import type { AlertLanguage, ChannelKind } from '../contract/alert.ts';
import { withStoredSecrets } from '../data-sources/secrets.ts';
import { httpErrors } from '../http/errors.ts';
import type { Database, DatabaseTransaction, Tables } from '../store/database.ts';
import { newId } from '../store/ids.ts';
import type { Ground } from '../subject.ts';
import { channels } from './channels/index.ts';
import { alertErrors } from './errors.ts';

export type ChannelRow = Selectable<Tables['alert_channels']>;

export interface ChannelBody {
  readonly name: string;
  readonly kind: ChannelKind;
  readonly description: string;
  readonly language: AlertLanguage;
  /** Checked, see `checkedOptions`. */
  readonly options: Parameter;
}

/** A secret of one channel decrypts nowhere else. */
const purposeOf = (id: string): string => `alert channel ${id}`;

export function optionsOf({ keyring }: Ground, { id, options }: Pick<ChannelRow, 'id' | 'options'>): Parameter {
  return JSON.parse(keyring.decrypt(options, purposeOf(id))) as Parameter;
}

export function kindOf({ kind }: Pick<ChannelRow, 'kind'>): ChannelKind {
  return kind as ChannelKind;
}

/** Throws `HTTP_NOT_FOUND`. */
export async function findChannel(database: Database, projectId: string, name: string): Promise<ChannelRow> {
  const row = await database
    .selectFrom('alert_channels')
    .selectAll()
    .where('project_id', '=', projectId)
    .where('name_key', '=', name.toLowerCase())
    .executeTakeFirst();
  if (row === undefined) throw httpErrors.notFound({ what: 'alert channel', name });
  return row;
}

/** Options with their defaults. Throws the first thing that the kind does not accept, with its place. */
export function checkedOptions(kind: ChannelKind, sent: Parameter): Parameter {
  const { options, issues } = parseOptions(channels[kind].fields, sent, 'options');
  const first = issues.find(({ severity }) => severity !== 'note');
  if (first === undefined) return options as Parameter;
  const { code, message, hint, path } = first;
  throw new SluiceError({ code, kind: 'config', message, hint, place: path === undefined ? undefined : { path } });
}

/** Values as sent, with stored secrets in place of masks. Throws `ALERT_SECRET_NEEDED` when they would go to another host. */
export function completeOptions(ground: Ground, row: ChannelRow, sent: Parameter): Parameter {
  const stored = optionsOf(ground, row);
  const complete = withStoredSecrets(sent, stored);
  const { fields, target } = channels[kindOf(row)];
  if (hostOf(complete[target]) === hostOf(stored[target])) return complete;
  for (const [name, field] of Object.entries(fields)) {
    const { info } = shapeOf(field);
    if (info?.isSecret === true && sent[name] === maskedValue)
      throw alertErrors.secretNeeded({ title: info.title }).at({ path: `options.${name}` });
  }
  return complete;
}

function hostOf(target: JsonValue | undefined): string {
  const text = String(target ?? '');
  return URL.canParse(text) && text.includes('://') ? new URL(text).host : text.toLowerCase();
}

interface Author {
  readonly projectId: string;
  readonly userId: string;
}

export async function createChannel(
  ground: Ground,
  { projectId, userId }: Author,
  body: ChannelBody,
): Promise<ChannelRow> {
  const now = ground.clock.now();
  const id = newId(now);
  const row = await ground.store.database
    .insertInto('alert_channels')
    .values({
      id,
      project_id: projectId,
      ...columnsOf(ground, id, body),
      kind: body.kind,
      version: 1,
      changed_at: now,
      changed_by: userId,
    })
    .onConflict((conflict) => conflict.columns(['project_id', 'name_key']).doNothing())
    .returningAll()
    .executeTakeFirst();
  if (row === undefined) throw httpErrors.exists({ what: 'alert channel', name: body.name });
  return row;
}

/** Throws `HTTP_CHANGED` when somebody else changed it since `version`. */
export async function changeChannel(
  ground: Ground,
  before: ChannelRow,
  { body, version, userId }: { readonly body: ChannelBody; readonly version: number; readonly userId: string },
): Promise<ChannelRow> {
  return ground.store.transaction(async (transaction) => {
    const other = await transaction
      .selectFrom('alert_channels')
      .select('id')
      .where('project_id', '=', before.project_id)
      .where('name_key', '=', body.name.toLowerCase())
      .where('id', '!=', before.id)
      .executeTakeFirst();
    if (other !== undefined) throw httpErrors.exists({ what: 'alert channel', name: body.name });
    const row = await transaction
      .updateTable('alert_channels')
      .set({
        ...columnsOf(ground, before.id, body),
        version: version + 1,
        changed_at: ground.clock.now(),
        changed_by: userId,
      })
      .where('id', '=', before.id)
      .where('version', '=', version)
      .returningAll()
      .executeTakeFirst();
    if (row === undefined) throw httpErrors.changed({ what: 'alert channel', version: before.version });
    return row;
  });
}

function columnsOf({ keyring }: Ground, id: string, { name, description, language, options }: ChannelBody) {
  return {
    name,
    name_key: name.toLowerCase(),
    description,
    language,
    options: keyring.encrypt(JSON.stringify(options), purposeOf(id)),
  };
}

/** Throws `ALERT_CHANNEL_IN_USE`. What was not sent yet is dropped. */
export async function deleteChannel({ store }: Ground, row: ChannelRow): Promise<void> {
  await store.transaction(async (transaction) => {
    const rules = (await usersOf(transaction, [row.id])).get(row.id) ?? [];
    if (rules.length > 0) throw alertErrors.channelInUse({ name: row.name, rules });
    await transaction
      .updateTable('alert_deliveries')
      .set({ state: 'dropped', reason: 'channelDeleted', next_at: null })
      .where('channel_id', '=', row.id)
      .where('next_at', 'is not', null)
      .execute();
    await transaction.deleteFrom('alert_channels').where('id', '=', row.id).execute();
  });
}

/** Names of rules by the ids of channels that they send to. */
export async function usersOf(
  database: Database | DatabaseTransaction,
  channelIds: readonly string[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  if (channelIds.length === 0) return new Map();
  const rows = await database
    .selectFrom('alert_rule_channels')
    .innerJoin('alert_rules', 'alert_rules.id', 'alert_rule_channels.rule_id')
    .select(['alert_rule_channels.channel_id', 'alert_rules.name'])
    .where('alert_rule_channels.channel_id', 'in', channelIds)
    .orderBy('alert_rules.name_key')
    .execute();
  const byChannel = Map.groupBy(rows, ({ channel_id }) => channel_id);
  return new Map([...byChannel].map(([id, users]) => [id, users.map(({ name }) => name)]));
}
