import { createHash } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import type { Store } from '../store/database.ts';
import type { Caller } from './call.ts';
import { httpErrors } from './errors.ts';

export interface Answer {
  readonly status: number;
  readonly body: unknown;
}

interface KeyedRequest {
  readonly key: string;
  readonly caller: Caller | undefined;
  readonly request: FastifyRequest;
}

/** An unfinished first request blocks its key no longer than this: its server may have died. */
const abandonedAfterMs = 10 * 60_000;

/** Requests with an `Idempotency-Key` have their effect once; repetitions get the first answer. */
export class Idempotency {
  readonly #store: Store;
  readonly #now: () => number;

  constructor(store: Store, now: () => number) {
    this.#store = store;
    this.#now = now;
  }

  async once({ key, caller, request }: KeyedRequest, perform: () => Promise<Answer>): Promise<Answer> {
    const id = hash(caller?.userId ?? '', request.method, request.routeOptions.url ?? '', key);
    const fingerprint = hash(request.url, JSON.stringify(request.body ?? null));
    const earlier = await this.#claim(id, fingerprint);
    if (earlier !== undefined) return earlier;
    const { database } = this.#store;
    try {
      const answer = await perform();
      const reply = JSON.stringify(answer.body ?? null);
      await database
        .updateTable('idempotency_keys')
        .set({ status: answer.status, reply })
        .where('key', '=', id)
        .execute();
      return answer;
    } catch (error) {
      // A refused request had no effect: the key may be used again.
      await database.deleteFrom('idempotency_keys').where('key', '=', id).execute();
      throw error;
    }
  }

  /** Forgets keys older than a day. */
  async expire(): Promise<void> {
    const before = this.#now() - 24 * 3_600_000;
    await this.#store.database.deleteFrom('idempotency_keys').where('created_at', '<', before).execute();
  }

  /** The earlier answer; undefined when this request is the first. */
  async #claim(key: string, fingerprint: string): Promise<Answer | undefined> {
    const { database } = this.#store;
    const now = this.#now();
    await database
      .deleteFrom('idempotency_keys')
      .where('key', '=', key)
      .where('status', 'is', null)
      .where('created_at', '<', now - abandonedAfterMs)
      .execute();
    const inserted = await database
      .insertInto('idempotency_keys')
      .values({ key, fingerprint, status: null, reply: null, created_at: now })
      .onConflict((conflict) => conflict.column('key').doNothing())
      .returning('key')
      .executeTakeFirst();
    if (inserted !== undefined) return undefined;
    const found = await database.selectFrom('idempotency_keys').selectAll().where('key', '=', key).executeTakeFirst();
    if (found === undefined || found.status === null) throw httpErrors.keyInUse();
    if (found.fingerprint !== fingerprint) throw httpErrors.keyReused();
    return { status: found.status, body: JSON.parse(found.reply ?? 'null') as unknown };
  }
}

function hash(...parts: readonly string[]): string {
  return createHash('sha256').update(parts.join('\0')).digest('hex');
}
