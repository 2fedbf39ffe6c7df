import type { z } from 'zod';
import type { AlertFacts } from '../contract/alert.ts';
import type { alertDeliverySchema, alertRoutes } from '../contract/alerts.ts';
import { httpErrors } from '../http/errors.ts';
import { decodeCursor, encodeCursor } from '../http/paging.ts';
import { present } from '../runs/views.ts';
import type { Database } from '../store/database.ts';
import type { Ground } from '../subject.ts';
import { alertErrors } from './errors.ts';
import type { DeliveryRow } from './delivery-row.ts';

export type DeliveryView = z.output<typeof alertDeliverySchema>;
type Query = z.output<typeof alertRoutes.deliveries.query>;
type Page = z.output<typeof alertRoutes.deliveries.reply>;

/** The latest first; ids grow with time. */
export async function listDeliveries(database: Database, projectId: string, query: Query): Promise<Page> {
  const { limit, cursor, state, trigger, rule, channel, job, instance, from, to } = query;
  let select = database.selectFrom('alert_deliveries').selectAll().where('project_id', '=', projectId);
  if (cursor !== undefined) select = select.where('id', '<', String(decodeCursor(cursor)[0]));
  if (state !== undefined) select = select.where('state', '=', state);
  if (trigger !== undefined) select = select.where('trigger_kind', '=', trigger);
  if (rule !== undefined) select = select.where('rule_id', '=', rule);
  if (channel !== undefined) select = select.where('channel_name', '=', channel);
  if (job !== undefined) select = select.where('job_name', '=', job);
  if (instance !== undefined) select = select.where('subject_id', '=', instance);
  if (from !== undefined) select = select.where('created_at', '>=', Date.parse(from));
  if (to !== undefined) select = select.where('created_at', '<', Date.parse(to));
  const rows = await select
    .orderBy('id', 'desc')
    .limit(limit + 1)
    .execute();
  const items = rows.slice(0, limit);
  const last = rows.length > limit ? items.at(-1) : undefined;
  return { items: items.map(viewDelivery), ...(last === undefined ? {} : { nextCursor: encodeCursor([last.id]) }) };
}

/** Puts a failed or dropped delivery back into the outbox. Throws `ALERT_NOT_RETRYABLE`. */
export async function retryDelivery({ store, clock }: Ground, projectId: string, id: string): Promise<DeliveryView> {
  return store.transaction(async (transaction) => {
    const row = await transaction
      .selectFrom('alert_deliveries')
      .selectAll()
      .where('id', '=', id)
      .where('project_id', '=', projectId)
      .executeTakeFirst();
    if (row === undefined) throw httpErrors.notFound({ what: 'alert delivery', name: id });
    const channel = await transaction
      .selectFrom('alert_channels')
      .select('id')
      .where('id', '=', row.channel_id)
      .executeTakeFirst();
    if (channel === undefined) throw alertErrors.unknownChannel({ name: row.channel_name });
    const changed = await transaction
      .updateTable('alert_deliveries')
      .set({ state: 'waiting', reason: null, attempts: 0, next_at: clock.now(), last_error: null })
      .where('id', '=', id)
      .where('state', 'in', ['failed', 'dropped'])
      .returningAll()
      .executeTakeFirst();
    if (changed === undefined) throw alertErrors.notRetryable({ state: row.state });
    return viewDelivery(changed);
  });
}

function viewDelivery(row: DeliveryRow): DeliveryView {
  const instant = (at: number | null): string | null => (at === null ? null : new Date(at).toISOString());
  return {
    id: row.id,
    kind: row.kind as DeliveryView['kind'],
    rule: row.rule_name,
    channel: row.channel_name,
    channelKind: row.channel_kind as DeliveryView['channelKind'],
    state: row.state as DeliveryView['state'],
    createdAt: new Date(row.created_at).toISOString(),
    attempts: row.attempts,
    title: row.title,
    text: row.body,
    ...present({
      reason: row.reason as DeliveryView['reason'] | null,
      summary: row.summary_id,
      nextAt: instant(row.next_at),
      sentAt: instant(row.sent_at),
      lastError: row.last_error,
      facts: row.facts === null ? null : (JSON.parse(row.facts) as AlertFacts),
    }),
  };
}
