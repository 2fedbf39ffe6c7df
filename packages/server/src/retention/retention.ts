import { join } from 'node:path';
import { asSluiceError } from '@sluice/core';
import type { Retention } from '../contract/settings.ts';
import { Idempotency } from '../http/idempotency.ts';
import { readRetention } from '../settings/installation.ts';
import { Lease } from '../store/lease.ts';
import type { Ground, Subject } from '../subject.ts';
import {
  batchRows,
  deleteAudit,
  deleteBackfills,
  deleteDeliveries,
  deleteInstances,
  deleteRuns,
  runsEndedBetween,
} from './rows.ts';
import { removeDirtyRecords, removeLog, removeOrphans, removeReplays, removeRunFolder } from './run-files.ts';

const everyMs = 3_600_000;
/** Renewed before each batch. */
const leaseMs = 10 * 60_000;
const dayMs = 24 * 3_600_000;

/** Removes what is kept no longer, every hour, on one server at a time. */
export function retentionSubject(ground: Ground): Subject {
  const cleaner = new Cleaner(ground);
  let timer: NodeJS.Timeout | undefined;
  return {
    routes: [],
    async start() {
      timer = setInterval(() => void cleaner.clean(), everyMs).unref();
    },
    async stop() {
      clearInterval(timer);
      await cleaner.stop();
    },
  };
}

export class Cleaner {
  readonly #ground: Ground;
  readonly #stateFolder: string;
  readonly #lease: Lease;
  #isStopped = false;
  #cleaning: Promise<void> = Promise.resolve();

  constructor(ground: Ground) {
    this.#ground = ground;
    this.#stateFolder = join(ground.settings.dataFolder, 'state');
    this.#lease = new Lease(ground, { name: 'retention', ttlMs: leaseMs });
  }

  /** Never rejects; what fails is logged and tried again in an hour. */
  clean(): Promise<void> {
    this.#cleaning = this.#cleaning.then(() => this.#cleanAll()).catch((error: unknown) => this.#failed('all', error));
    return this.#cleaning;
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    await this.#cleaning;
  }

  async #cleanAll(): Promise<void> {
    const { store, clock } = this.#ground;
    if (this.#isStopped || !(await this.#lease.hold())) return;
    const retention = await readRetention(store.database);
    const parts: Readonly<Record<string, () => Promise<unknown>>> = {
      logs: () => this.#removeFiles('logs', retention, removeLog),
      dirtyRecords: () => this.#removeFiles('dirtyRecords', retention, removeDirtyRecords),
      runs: () => this.#removeRuns(retention),
      instances: () => this.#repeat(() => deleteInstances(store.database, this.#before(retention.instances))),
      backfills: () => this.#repeat(() => deleteBackfills(store.database, this.#before(retention.instances))),
      deliveries: () => this.#repeat(() => deleteDeliveries(store.database, this.#before(retention.deliveries))),
      audit: () => this.#repeat(() => deleteAudit(store.database, this.#before(retention.audit))),
      idempotencyKeys: () => new Idempotency(store, () => clock.now()).expire(),
    };
    for (const [name, work] of Object.entries(parts)) await work().catch((error: unknown) => this.#failed(name, error));
    await this.#lease.release();
  }

  #before(days: number): number {
    return this.#ground.clock.now() - days * dayMs;
  }

  /** Batch by batch, as long as this server is the one that cleans. */
  async #repeat(work: () => Promise<number>): Promise<void> {
    while (!this.#isStopped && (await this.#lease.hold())) if ((await work()) === 0) return;
  }

  async #removeRuns({ runs, dirtyRecords }: Retention): Promise<void> {
    const { database } = this.#ground.store;
    await this.#repeat(async () => {
      const deleted = await deleteRuns(database, this.#before(runs), this.#before(Math.max(runs, dirtyRecords)));
      for (const { engineRun } of deleted) if (engineRun !== null) await removeRunFolder(this.#stateFolder, engineRun);
      return deleted.length;
    });
    const longest = this.#before(Math.max(runs, dirtyRecords));
    const rows = await database.selectFrom('runs').select('engine_run').where('engine_run', 'is not', null).execute();
    const known = new Set(rows.map(({ engine_run }) => engine_run));
    await removeOrphans(this.#stateFolder, longest, (id) => known.has(id));
    await removeReplays(this.#stateFolder, longest);
  }

  /** Of runs that ended since the last time, up to the one whose time is over. */
  async #removeFiles(
    what: 'logs' | 'dirtyRecords',
    retention: Retention,
    remove: (stateFolder: string, engineRun: string) => Promise<void>,
  ): Promise<void> {
    const { database } = this.#ground.store;
    const key = `retention.${what}`;
    const row = await database.selectFrom('settings').select('value').where('key', '=', key).executeTakeFirst();
    let mark = row === undefined ? -1 : Number(row.value);
    await this.#repeat(async () => {
      const ended = await runsEndedBetween(database, mark, this.#before(retention[what]));
      for (const { engineRun } of ended) if (engineRun !== null) await remove(this.#stateFolder, engineRun);
      const last = ended.at(-1)?.endedAt ?? mark;
      // Others may have ended in the same millisecond as the last one of a full batch.
      mark = ended.length === batchRows && last - 1 > mark ? last - 1 : last;
      if (ended.length > 0) await this.#setMark(key, mark);
      return ended.length;
    });
  }

  async #setMark(key: string, mark: number): Promise<void> {
    const values = { value: String(mark), changed_at: this.#ground.clock.now() };
    await this.#ground.store.database
      .insertInto('settings')
      .values({ key, ...values })
      .onConflict((conflict) => conflict.column('key').doUpdateSet(values))
      .execute();
  }

  #failed(part: string, error: unknown): void {
    this.#ground.log.warn('old things not removed', { part, reason: asSluiceError(error).message });
  }
}
