/** The right to do something that only one of the servers of a store may do at a time. */
import { SluiceError } from '@sluice/core';
import type { Ground } from '../subject.ts';
import type { DatabaseTransaction } from './database.ts';
import { storeErrors } from './errors.ts';

export interface LeaseOptions {
  /** What it is about; the same for all servers. */
  readonly name: string;
  /** It must be renewed within this time; after it another server takes over. */
  readonly ttlMs: number;
}

/**
 * A lease in the store. The fence grows with each new holder, so that one who lost the lease without noticing cannot
 * write any more: see `require`. The clocks of the servers may differ by less than `ttlMs`.
 */
export class Lease {
  readonly #ground: Ground;
  readonly #options: LeaseOptions;
  #fence: number | undefined;

  constructor(ground: Ground, options: LeaseOptions) {
    this.#ground = ground;
    this.#options = options;
  }

  /** True when this server holds it from now on, for `ttlMs`: renewed, or taken because it was free. */
  async hold(): Promise<boolean> {
    if (this.#fence !== undefined && (await this.#renew(this.#fence))) return true;
    this.#fence = await this.#take();
    return this.#fence !== undefined;
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
    const row = await store.database
      .updateTable('leases')
      .set((by) => ({ holder: serverId, fence: by('fence', '+', 1), expires_at: now + ttlMs }))
      .where('name', '=', name)
      .where('expires_at', '<=', now)
      .returning('fence')
      .executeTakeFirst();
    return row?.fence;
  }
}

export function isLeaseLost(error: unknown): boolean {
  return error instanceof SluiceError && error.code === storeErrors.leaseLost.code;
}
