/** Sends what is in the outbox, from one server at a time per message, and tries again for some minutes. */
import { asSluiceError } from '@sluice/core';
import type { AlertFacts } from '../contract/alert.ts';
import { newId } from '../store/ids.ts';
import type { Ground } from '../subject.ts';
import type { HostCheck } from '../worker/hosts.ts';
import { kindOf, optionsOf } from './channel-store.ts';
import { channels } from './channels/index.ts';
import { attempt } from './channels/send.ts';
import type { DeliveryRow } from './delivery-row.ts';
import { sumUp } from './sum-up.ts';

/** What is raised here wakes the outbox; retries and what was held back wait for the next look. */
const tickMs = 5_000;
const atOnce = 10;
/** Longer than an attempt can take; a server that died in it is not waited for any longer. */
const leaseMs = 60_000;
/** After the first, second and third attempt: four attempts within ten minutes. */
const pausesMs = [30_000, 120_000, 450_000] as const;
/** Who asks for more gets the next attempt then: alerts grow old. */
const longestRetryAfterMs = 3_600_000;
const minuteMs = 60_000;
const dayMs = 86_400_000;

export class Outbox {
  readonly #ground: Ground;
  readonly #permits: HostCheck;
  #timer: NodeJS.Timeout | undefined;
  #working: Promise<void> = Promise.resolve();
  #isClosed = false;

  constructor(ground: Ground, permits: HostCheck) {
    this.#ground = ground;
    this.#permits = permits;
  }

  start(): void {
    this.#timer = setInterval(() => this.wake(), tickMs);
    this.#timer.unref();
  }

  /** Looks at the outbox now. */
  wake(): void {
    if (this.#isClosed) return;
    this.#working = this.#working
      .then(() => this.#sendAll())
      .catch((error: unknown) =>
        this.#ground.log.error('outbox of alerts not served', { error: asSluiceError(error).message }),
      );
  }

  /** Resolves when everything that is due was tried once. */
  async settle(): Promise<void> {
    this.wake();
    await this.#working;
  }

  /** Lets attempts under way end. */
  async close(): Promise<void> {
    this.#isClosed = true;
    clearInterval(this.#timer);
    await this.#working;
  }

  async #sendAll(): Promise<void> {
    if (this.#isClosed) return;
    await sumUp(this.#ground);
    for (;;) {
      const claimed = await this.#claim();
      if (claimed.length === 0) return;
      await Promise.allSettled(claimed.map((row) => this.#deliverSafely(row)));
      if (this.#isClosed) return;
    }
  }

  /** The next ones, the oldest first; channels that have had enough for this minute wait, and hold up nobody else. */
  async #claim(): Promise<readonly DeliveryRow[]> {
    const full: string[] = [];
    for (;;) {
      const candidates = await this.#candidates(full);
      if (candidates.length === 0) return [];
      const claimed: DeliveryRow[] = [];
      for (const [channelId, waiting] of Map.groupBy(candidates, ({ channel_id }) => channel_id)) {
        const free = mostPerMinute(waiting) - (await this.#sentLately(channelId));
        if (free <= 0) full.push(channelId);
        const wanted = waiting.slice(0, Math.max(0, Math.min(free, atOnce - claimed.length)));
        for (const { id } of wanted) claimed.push(...(await this.#claimOne(id)));
      }
      if (claimed.length > 0) return claimed;
      if (full.length === 0) return [];
    }
  }

  async #candidates(full: readonly string[]) {
    const { store, clock } = this.#ground;
    const now = clock.now();
    return store.database
      .selectFrom('alert_deliveries')
      .select(['id', 'channel_id', 'channel_kind'])
      .where('next_at', '<=', now)
      .where('state', '=', 'waiting')
      .where((by) => by.or([by('lease_until', 'is', null), by('lease_until', '<', now)]))
      .$if(full.length > 0, (query) => query.where('channel_id', 'not in', full))
      .orderBy('next_at')
      .orderBy('id')
      .limit(5 * atOnce)
      .execute();
  }

  /** None when another server was faster. */
  async #claimOne(id: string): Promise<readonly DeliveryRow[]> {
    const { store, clock, serverId } = this.#ground;
    const now = clock.now();
    return store.database
      .updateTable('alert_deliveries')
      .set((by) => ({ server_id: serverId, lease_until: now + leaseMs, attempts: by('attempts', '+', 1) }))
      .where('id', '=', id)
      .where('state', '=', 'waiting')
      .where((by) => by.or([by('lease_until', 'is', null), by('lease_until', '<', now)]))
      .returningAll()
      .execute();
  }

  /** By all servers together: robots block who sends too fast, and alerts are lost then. */
  async #sentLately(channelId: string): Promise<number> {
    const { store, clock } = this.#ground;
    const now = clock.now();
    const row = await store.database
      .selectFrom('alert_deliveries')
      .select((by) => by.fn.countAll<number>().as('count'))
      .where('channel_id', '=', channelId)
      .where('id', '>=', newId(now - dayMs).slice(0, 10))
      .where((by) => by.or([by('sent_at', '>', now - minuteMs), by('lease_until', '>', now)]))
      .executeTakeFirstOrThrow();
    return Number(row.count);
  }

  /** A delivery that cannot even be tried, say because its key is gone, holds up no other. */
  async #deliverSafely(row: DeliveryRow): Promise<void> {
    try {
      await this.#deliver(row);
    } catch (thrown) {
      const { code, message } = asSluiceError(thrown);
      this.#ground.log.error('alert cannot be sent', { delivery: row.id, channel: row.channel_name, code });
      await this.#note(row, { state: 'failed', next_at: null, last_error: message });
    }
  }

  async #deliver(row: DeliveryRow): Promise<void> {
    const { store, clock, log } = this.#ground;
    const channel = await store.database
      .selectFrom('alert_channels')
      .select(['id', 'kind', 'options'])
      .where('id', '=', row.channel_id)
      .executeTakeFirst();
    if (channel === undefined) return this.#note(row, { state: 'dropped', reason: 'channelDeleted', next_at: null });
    const facts = row.facts === null ? {} : { facts: JSON.parse(row.facts) as AlertFacts };
    const message = { id: row.id, kind: row.kind as 'alert' | 'summary', title: row.title, text: row.body, ...facts };
    const context = { permits: this.#permits, now: clock.now() };
    const outcome = await attempt(kindOf(channel), optionsOf(this.#ground, channel), message, context);
    if (outcome.ok) return this.#note(row, { state: 'sent', sent_at: clock.now(), next_at: null, last_error: null });
    const { code, problem, isRetryable, retryAfterMs } = outcome;
    log.warn('alert not sent', { delivery: row.id, channel: row.channel_name, attempt: row.attempts, code });
    const pause = isRetryable ? pausesMs[row.attempts - 1] : undefined;
    const wait = Math.max(pause ?? 0, Math.min(retryAfterMs, longestRetryAfterMs));
    const next = pause === undefined ? { state: 'failed', next_at: null } : { next_at: clock.now() + wait };
    return this.#note(row, { ...next, last_error: problem });
  }

  /** Not when another server has taken it over: this one was thought dead. */
  async #note({ id }: DeliveryRow, change: Partial<DeliveryRow>): Promise<void> {
    const { store, serverId } = this.#ground;
    await store.database
      .updateTable('alert_deliveries')
      .set({ ...change, server_id: null, lease_until: null })
      .where('id', '=', id)
      .where('state', '=', 'waiting')
      .where('server_id', '=', serverId)
      .execute();
  }
}

function mostPerMinute(waiting: readonly { readonly channel_kind: string }[]): number {
  const [first] = waiting;
  return first === undefined ? 0 : channels[kindOf({ kind: first.channel_kind })].mostPerMinute;
}
