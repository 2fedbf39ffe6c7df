/** The scheduler in motion: one server of a store at a time applies the pure functions of this folder to it. */
import { asSluiceError } from '@sluice/core';
import type { InstanceChanged } from '../instances/advance.ts';
import { storeErrors } from '../store/errors.ts';
import { isLeaseLost, Lease } from '../store/lease.ts';
import { Rounds } from '../rounds.ts';
import type { Ground } from '../subject.ts';
import { generateDue } from './loop-generate.ts';
import { nextDue, startDue, sweepWaiting } from './loop-start.ts';
import { watchQueue, watchRuns } from './loop-watch.ts';
import { settleRun } from './settle-run.ts';

export interface LoopNeeds {
  /** Runs were put into the queue. */
  onQueued?(): void;
  /** An instance has changed, and that is committed. Must not throw. */
  onInstanceChanged?(changed: InstanceChanged): void;
  /** Once a minute, on the server that holds the lease. */
  everyMinute?(): Promise<void>;
}

/** The longest pause between two looks: what other servers change is seen after it. Due instances wake the loop. */
const lookEveryMs = 2_000;
/** Renewed when a quarter has passed; a server that is gone is replaced after it. */
const leaseMs = 10_000;
const generateEveryMs = 60_000;
const watchQueueEveryMs = 10_000;
const sweepEveryMs = 60_000;
const neverDone = { generation: -Infinity, queue: -Infinity, sweep: -Infinity };

export class SchedulerLoop {
  readonly #ground: Ground;
  readonly #needs: LoopNeeds;
  readonly #lease: Lease;
  /** When each of the slower duties was done, by the server's clock; all of them are due after a take-over. */
  #doneAt = neverDone;
  readonly #rounds = new Rounds(() => this.#look());
  #isClosed = false;

  constructor(ground: Ground, needs: LoopNeeds) {
    this.#ground = ground;
    this.#needs = needs;
    this.#lease = new Lease(ground, { name: 'scheduler', ttlMs: leaseMs });
  }

  start(): void {
    this.wake();
  }

  /** Looks now, instead of after the pause. */
  wake(): void {
    this.#rounds.wake();
  }

  /** To be called when a run has begun or ended here: its instance need not wait for the next look. Never throws. */
  async onRunChanged(runId: string): Promise<void> {
    try {
      const changed = await settleRun(this.#ground, runId);
      if (changed === undefined) return;
      this.#tell([changed]);
      if (changed.after.state !== 'running') this.wake();
    } catch (error) {
      // The loop finds it again, on any server.
      this.#ground.log.warn('outcome of a run not applied', { run: runId, error: asSluiceError(error).message });
    }
  }

  /** Another server may take over at once. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#rounds.close();
    await this.#lease.release();
  }

  /** One look at everything that is due; nothing when another server holds the lease. Rejects when the store fails. */
  async tick(): Promise<void> {
    if (!(await this.#lease.hold())) {
      this.#doneAt = neverDone;
      return;
    }
    const beat = () => this.#beat();
    if (this.#isDue('generation', generateEveryMs)) await this.#generate();
    this.#tell(await watchRuns(this.#ground));
    if (this.#isDue('queue', watchQueueEveryMs)) this.#tell(await watchQueue(this.#ground));
    if (this.#isDue('sweep', sweepEveryMs)) await this.#sweep();
    await startDue(this.#ground, this.#lease, { onStarted: (changed) => this.#tell(changed), beat });
  }

  /** How long to wait for the next one. */
  async #look(): Promise<number> {
    try {
      await this.tick();
      const due = await nextDue(this.#ground);
      return Math.max(0, Math.min(lookEveryMs, due - this.#ground.clock.now()));
    } catch (error) {
      if (this.#isClosed) return lookEveryMs;
      const { message } = asSluiceError(error);
      if (isLeaseLost(error)) this.#ground.log.warn('scheduling goes on at another server', { error: message });
      else this.#ground.log.error('scheduling was interrupted', { error: message });
      return lookEveryMs;
    }
  }

  async #generate(): Promise<void> {
    const { clock, log } = this.#ground;
    const begun = clock.monotonic();
    const count = await generateDue(this.#ground, this.#lease, () => this.#beat());
    if (count > 0) log.info('instances made', { count, ms: Math.round(clock.monotonic() - begun) });
  }

  async #sweep(): Promise<void> {
    const count = await sweepWaiting(this.#ground, this.#lease, () => this.#beat());
    if (count > 0) this.#ground.log.warn('instances had not been told that their parents are done', { count });
    await this.#needs.everyMinute?.();
  }

  /** Between transactions of a long duty: keeps the lease, and hears that the server stops. */
  async #beat(): Promise<void> {
    if (this.#isClosed || !(await this.#lease.hold())) throw storeErrors.leaseLost({ name: 'scheduler' });
  }

  #isDue(duty: 'generation' | 'queue' | 'sweep', everyMs: number): boolean {
    const now = this.#ground.clock.now();
    const passed = now - this.#doneAt[duty];
    // A clock that was turned back does not put anything off.
    if (passed >= 0 && passed < everyMs) return false;
    this.#doneAt = { ...this.#doneAt, [duty]: now };
    return true;
  }

  #tell(changes: readonly InstanceChanged[]): void {
    if (changes.length === 0) return;
    if (changes.some(({ after }) => after.state === 'waitResource')) this.#needs.onQueued?.();
    for (const changed of changes) this.#needs.onInstanceChanged?.(changed);
  }
}
