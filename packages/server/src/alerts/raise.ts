/** Puts alerts into the outbox: each once, within the limits of its rule. */
import type { AlertFacts, AlertLanguage } from '../contract/alert.ts';
import type { DatabaseTransaction } from '../store/database.ts';
import { newId } from '../store/ids.ts';
import type { Ground } from '../subject.ts';
import type { Alert } from './alerts-for.ts';
import { untried } from './delivery-row.ts';
import { messageOf } from './message.ts';
import { startOfDay, verdictOf, type Told, type Verdict } from './verdict.ts';

export interface Project {
  readonly id: string;
  readonly name: string;
  readonly timeZone: string;
}

/**
 * True when the alert is new and its rule still sends. The alert and everything that is to be sent are stored together,
 * or not at all.
 */
export async function raise(ground: Ground, project: Project, alert: Alert, facts: AlertFacts): Promise<boolean> {
  const { store, clock } = ground;
  return store.transaction(async (transaction) => {
    const now = clock.now();
    // Servers that count what a rule has told at the same time wait for each other here.
    let rule = transaction.selectFrom('alert_rules').select('is_enabled').where('id', '=', alert.rule.id);
    if (store.dialect === 'postgresql') rule = rule.forUpdate();
    if ((await rule.executeTakeFirst())?.is_enabled !== 1) return false;
    const verdict = verdictOf(now, alert.rule, await toldBy(transaction, alert, project, now), project.timeZone);
    const inserted = await transaction
      .insertInto('alerts')
      .values({
        id: newId(now),
        key: alert.key,
        project_id: project.id,
        rule_id: alert.rule.id,
        at: now,
        release_at: verdict.kind === 'drop' ? null : verdict.kind === 'holdBack' ? verdict.until : now,
      })
      .onConflict((conflict) => conflict.column('key').doNothing())
      .returning('id')
      .executeTakeFirst();
    if (inserted === undefined) return false;
    await insertDeliveries(transaction, { project, alert, facts, verdict, now });
    return true;
  });
}

async function toldBy(
  transaction: DatabaseTransaction,
  { rule }: Alert,
  { timeZone }: Project,
  now: number,
): Promise<Told> {
  const since = startOfDay(now, timeZone);
  // A little more than a day: the longest interval.
  const row = await transaction
    .selectFrom('alerts')
    .select((by) => [
      by.fn.max<number | null>('release_at').as('latest'),
      by.fn.sum<number | null>(by.case().when('at', '>=', since).then(by.lit(1)).else(by.lit(0)).end()).as('today'),
    ])
    .where('rule_id', '=', rule.id)
    .where('at', '>=', Math.min(since, now - 2 * 86_400_000))
    .where('release_at', 'is not', null)
    .executeTakeFirst();
  return { today: Number(row?.today ?? 0), latest: row?.latest === null ? undefined : Number(row?.latest) };
}

interface Raised {
  readonly project: Project;
  readonly alert: Alert;
  readonly facts: AlertFacts;
  readonly verdict: Verdict;
  readonly now: number;
}

async function insertDeliveries(transaction: DatabaseTransaction, raised: Raised): Promise<void> {
  const { project, alert, facts, verdict, now } = raised;
  const most = verdict.kind === 'send' && verdict.isLastOfDay ? alert.rule.mostPerDay : undefined;
  const receivers = await transaction
    .selectFrom('alert_rule_channels')
    .innerJoin('alert_channels', 'alert_channels.id', 'alert_rule_channels.channel_id')
    .select(['alert_channels.id', 'alert_channels.name', 'alert_channels.kind', 'alert_channels.language'])
    .where('alert_rule_channels.rule_id', '=', alert.rule.id)
    .orderBy('alert_channels.name_key')
    .execute();
  for (const channel of receivers) {
    const { title, text } = messageOf(facts, channel.language as AlertLanguage, most);
    await transaction
      .insertInto('alert_deliveries')
      .values({
        id: newId(now),
        project_id: project.id,
        kind: 'alert',
        rule_id: alert.rule.id,
        rule_name: alert.rule.name,
        trigger_kind: alert.trigger,
        job_name: facts.job,
        subject_id: facts.instance ?? facts.run ?? null,
        channel_id: channel.id,
        channel_name: channel.name,
        channel_kind: channel.kind,
        ...untried(now),
        ...stateOf(verdict, now),
        title,
        body: text,
        facts: JSON.stringify(facts),
      })
      .execute();
  }
}

function stateOf(verdict: Verdict, now: number) {
  if (verdict.kind === 'send') return { state: 'waiting', reason: null, next_at: now };
  if (verdict.kind === 'holdBack') return { state: 'heldBack', reason: verdict.reason, next_at: verdict.until };
  return { state: 'dropped', reason: verdict.reason, next_at: null };
}
