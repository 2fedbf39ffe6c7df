import type { AlertLanguage } from '../contract/alert.ts';
import { newId } from '../store/ids.ts';
import type { Ground } from '../subject.ts';
import { untried } from './delivery-row.ts';
import { summaryOf } from './message.ts';

const mostAtOnce = 100;

/** Lets go what was held back until now: a single alert as it is, several as one summary per rule and channel. */
export async function sumUp(ground: Ground): Promise<void> {
  const { store, clock } = ground;
  const due = await store.database
    .selectFrom('alert_deliveries')
    .select(['rule_id', 'channel_id'])
    .distinct()
    .where('next_at', '<=', clock.now())
    .where('state', '=', 'heldBack')
    .limit(mostAtOnce)
    .execute();
  for (const { rule_id, channel_id } of due) await sumUpOne(ground, rule_id, channel_id);
}

async function sumUpOne({ store, clock }: Ground, ruleId: string, channelId: string): Promise<void> {
  const now = clock.now();
  const id = newId(now);
  await store.transaction(async (transaction) => {
    // Whoever changes them first makes the summary; another server finds none left.
    const held = await transaction
      .updateTable('alert_deliveries')
      .set({ summary_id: id, next_at: null })
      .where('rule_id', '=', ruleId)
      .where('channel_id', '=', channelId)
      .where('state', '=', 'heldBack')
      .where('next_at', '<=', now)
      .returning(['id', 'title', 'project_id', 'rule_name', 'channel_name', 'channel_kind'])
      .execute();
    const [first] = held;
    if (first === undefined) return;
    if (held.length === 1) {
      await transaction
        .updateTable('alert_deliveries')
        .set({ state: 'waiting', summary_id: null, next_at: now })
        .where('id', '=', first.id)
        .execute();
      return;
    }
    const channel = await transaction
      .selectFrom('alert_channels')
      .select('language')
      .where('id', '=', channelId)
      .executeTakeFirst();
    const titles = held.toSorted((one, other) => (one.id < other.id ? -1 : 1)).map(({ title }) => title);
    const language = (channel?.language ?? 'en') as AlertLanguage;
    const { title, text } = summaryOf(first.rule_name, { titles, count: titles.length }, language);
    await transaction
      .insertInto('alert_deliveries')
      .values({
        id,
        project_id: first.project_id,
        kind: 'summary',
        rule_id: ruleId,
        rule_name: first.rule_name,
        trigger_kind: null,
        job_name: null,
        subject_id: null,
        channel_id: channelId,
        channel_name: first.channel_name,
        channel_kind: first.channel_kind,
        ...untried(now),
        state: 'waiting',
        reason: null,
        next_at: now,
        title,
        body: text,
        facts: null,
      })
      .execute();
  });
}
