/** The right to do something that only one of the servers of a store may do at a time. */
import { SluiceError } from '@sluice/core';
import type { Ground } from '../subject.ts';
import type { DatabaseTransaction, Tables } from './database.ts';
import { storeErrors } from './errors.ts';
import { isGone } from './server-id.ts';

export interface LeaseOptions {
  /** What it is about; the same for all servers. */
  readonly name: string;
  /** It must be renewed within this time; after it another server takes over. */
  readonly ttlMs: number;
}

/**
 * A lease in the store. The fence grows with each new holder, so that one who lost the lease without noticing cannot
 * write any more: see `require`. It is free when its time is over, when its holder's process has ended on this machine,
 * or when it was not renewed for `ttlMs` while this server looked on: a clock that was turned back holds up nobody.
 * The clocks of the servers may differ by less than `ttlMs`.
 */
export class Lease {
  readonly #ground: Ground;
  readonly #options: LeaseOptions;
  #fence: number | undefined;
  /** Of another holder: what it wrote last, and since when it stands there, on this server's own clock. */
  #seen: { readonly expiresAt: number; readonly fence: number; readonly since: number } | undefined;
  #renewedAt = 0;

  constructor(ground: Ground, options: LeaseOptions) {
    this.#ground = ground;
    this.#options = options;
  }

  /** True when this server holds it from now on, for at least three quarters of `ttlMs`: renewed, or taken as it was free. */
  async hold(): Promise<boolean> {
    const now = this.#ground.clock.now();
    if (this.#fence !== undefined && this.#isFresh(now)) return true;
    if (this.#fence === undefined || !(await this.#renew(this.#fence))) this.#fence = await this.#take();
    this.#renewedAt = now;
    return this.#fence !== undefined;
  }

  /** Renewed a moment ago: nobody can have taken it. */
  #isFresh(now: number): boolean {
    return now >= this.#renewedAt && now - this.#renewedAt < this.#options.ttlMs / 4;
  }

  /**
   * Throws `STORE_LEASE_LOST` unless this server still holds it. Within a transaction, whose changes then count only
   * if nobody took over before its end.
   */
  async require(transaction: DatabaseTransaction): Promise<void> {
    const { store, serverId } = this.#ground;
    const { name } = this.#options;
    let query = transaction
      .selectFrom('leases')
      .select('fence')
      .where('name', '=', name)
      .where('holder', '=', serverId)
      .where('fence', '=', this.#fence ?? -1);
    // Who wants to take over waits for the end of the transaction.
    if (store.dialect === 'postgresql') query = query.forShare();
    if ((await query.executeTakeFirst()) === undefined) throw storeErrors.leaseLost({ name });
  }

  /** Others need not wait for its end. */
  async release(): Promise<void> {
    const { store, serverId } = this.#ground;
    if (this.#fence === undefined) return;
    await store.database
      .updateTable('leases')
      .set({ expires_at: 0 })
      .where('name', '=', this.#options.name)
      .where('holder', '=', serverId)
      .where('fence', '=', this.#fence)
      .execute();
    this.#fence = undefined;
  }

  async #renew(fence: number): Promise<boolean> {
    const { store, serverId, clock } = this.#ground;
    const { numUpdatedRows } = await store.database
      .updateTable('leases')
      .set({ expires_at: clock.now() + this.#options.ttlMs })
      .where('name', '=', this.#options.name)
      .where('holder', '=', serverId)
      .where('fence', '=', fence)
      .executeTakeFirstOrThrow();
    return numUpdatedRows > 0n;
  }

  async #take(): Promise<number | undefined> {
    const { store, serverId, clock } = this.#ground;
    const now = clock.now();
    const { name, ttlMs } = this.#options;
    await store.database
      .insertInto('leases')
      .values({ name, holder: '', fence: 0, expires_at: 0 })
      .onConflict((conflict) => conflict.column('name').doNothing())
      .execute();
    const found = await store.database
      .selectFrom('leases')
      .selectAll()
      .where('name', '=', name)
      .executeTakeFirstOrThrow();
    if (!this.#isFree(found)) return undefined;
    const row = await store.database
      .updateTable('leases')
      .set({ holder: serverId, fence: found.fence + 1, expires_at: now + ttlMs })
      .where('name', '=', name)
      .where('fence', '=', found.fence)
      .where('expires_at', '=', found.expires_at)
      .returning('fence')
      .executeTakeFirst();
    return row?.fence;
  }

  #isFree({ holder, fence, expires_at: expiresAt }: Tables['leases']): boolean {
    const { clock } = this.#ground;
    if (expiresAt <= clock.now() || isGone(holder)) return true;
    const now = clock.monotonic();
    const isSame = this.#seen?.expiresAt === expiresAt && this.#seen.fence === fence;
    if (!isSame || this.#seen === undefined) this.#seen = { expiresAt, fence, since: now };
    return now - this.#seen.since >= this.#options.ttlMs;
  }
}

export function isLeaseLost(error: unknown): boolean {
  return error instanceof SluiceError && error.code === storeErrors.leaseLost.code;
}
