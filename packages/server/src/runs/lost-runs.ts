/** Finds runs whose server is gone or silent, and puts them back into the queue. */
import type { Ground } from '../subject.ts';
import { isGone } from '../store/server-id.ts';
import type { RunRow } from './queue.ts';

interface Seen {
  readonly leaseUntil: number;
  /** On this server's own clock, which nobody can turn back. */
  readonly since: number;
}

/**
 * A lease counts as ended when its server's process has ended on this machine, or when it was not renewed for its whole
 * length while this server looked on. The time of day is not asked: a clock that jumps takes no run from anybody.
 */
export class LostRuns {
  readonly #ground: Ground;
  readonly #leaseMs: number;
  #seen: ReadonlyMap<string, Seen> = new Map();

  constructor(ground: Ground, leaseMs: number) {
    this.#ground = ground;
    this.#leaseMs = leaseMs;
  }

  /**
   * To be called every few seconds. Answers those that are in the queue again, to be resumed from their checkpoints.
   *
   * @param isAtWork of runs of this server; another one of them has ended, and its outcome could not be stored.
   */
  async requeue(isAtWork: (id: string) => boolean): Promise<readonly RunRow[]> {
    const { store, clock, serverId } = this.#ground;
    const running = await store.database
      .selectFrom('runs')
      .select(['id', 'server_id', 'lease_until'])
      .where('state', '=', 'running')
      .execute();
    const now = clock.monotonic();
    const before = this.#seen;
    const seen = new Map<string, Seen>();
    const lost: RunRow[] = [];
    for (const { id, server_id: holder, lease_until: leaseUntil } of running) {
      if (holder === null || leaseUntil === null || isAtWork(id)) continue;
      const known = before.get(id);
      const since = known?.leaseUntil === leaseUntil ? known.since : now;
      seen.set(id, { leaseUntil, since });
      if (now - since < this.#leaseMs && holder !== serverId && !isGone(holder)) continue;
      lost.push(...(await this.#putBack(id, holder, leaseUntil)));
    }
    this.#seen = seen;
    return lost;
  }

  /** Nothing when it was renewed at the last moment. */
  async #putBack(id: string, holder: string, leaseUntil: number): Promise<readonly RunRow[]> {
    return this.#ground.store.database
      .updateTable('runs')
      .set({ state: 'queued', server_id: null, lease_until: null })
      .where('id', '=', id)
      .where('state', '=', 'running')
      .where('server_id', '=', holder)
      .where('lease_until', '=', leaseUntil)
      .returningAll()
      .execute();
  }
}
