import { asSluiceError } from '@sluice/core';
import { runErrors } from '@sluice/engine';
import { builtInGroup, findGroup } from '../resource-groups/groups.ts';
import type { Store } from '../store/database.ts';
import { Rounds } from '../rounds.ts';
import type { Ground } from '../subject.ts';
import type { RunReport, WorkEvent, Workers, WorkSource } from '../worker/work.ts';
import { workerErrors } from '../worker/errors.ts';
import { readScript } from '../jobs/read-script.ts';
import { LostRuns } from './lost-runs.ts';
import { claim, finish, variablesOf, type Outcome, type RunRow } from './queue.ts';

export interface DispatchNeeds {
  readonly workers: Workers;
  /** Folder of runs, shared by all servers of a store. */
  readonly stateFolder: string;
  /** A data source with its secrets. */
  sourceOf(projectId: string, name: string, environment: RunRow['environment']): Promise<WorkSource>;
  /** Told when work on a run begins, and begins again. Must not reject. */
  onBegun?(run: RunRow): Promise<void>;
  /** Told when a run has ended. */
  onFinished?(run: RunRow, outcome: Outcome): Promise<void>;
}

/** Between two looks at who shall stop, while runs are at work here. */
const busyMs = 500;
/** Between two looks at the queue: who puts something into it here wakes the dispatcher. */
const restMs = 5_000;
const leaseMs = 20_000;
const renewEveryMs = 5_000;
/**
 * A server that could not renew for so long stops its runs: others take them when the lease ends, and by then its worker
 * processes must be gone.
 */
const silentMs = 12_000;
/** Less is how clocks are corrected all the time. */
const jumpFromMs = 1_000;
const progressEveryMs = 1_000;
/** A run whose process is lost so often is not tried again. */
const mostAttempts = 3;
const lostCodes: ReadonlySet<string> = new Set([workerErrors.lost.code, runErrors.inProgress.code]);
const megabyte = 1024 * 1024;

interface Active {
  readonly drain: AbortController;
  readonly kill: AbortController;
  readonly ended: Promise<void>;
  /** When the store last heard of it from here, by the monotonic clock. */
  heardAt: number;
  /** Time of day less the monotonic clock, when `claimed_at` was written. */
  offsetMs: number;
}

/** Why a run is killed that nobody asked to stop: it goes on, here or elsewhere. */
const handedOver = 'handed over';

/** Takes runs from the queue of the built-in group and works on them in worker processes. */
export class Dispatcher {
  readonly #ground: Ground;
  readonly #needs: DispatchNeeds;
  readonly #active = new Map<string, Active>();
  readonly #rounds = new Rounds(() => this.#look());
  readonly #lost: LostRuns;
  /** By the monotonic clock. */
  #renewedAt = -Infinity;
  #watchdog: NodeJS.Timeout | undefined;
  #isClosed = false;

  constructor(ground: Ground, needs: DispatchNeeds) {
    this.#ground = ground;
    this.#needs = needs;
    this.#lost = new LostRuns(ground, leaseMs);
  }

  start(): void {
    // Not a part of the rounds: these wait for a store that does not answer.
    this.#watchdog = setInterval(() => this.#stopUnheard(), 1_000);
    this.wake();
  }

  /** Looks at the queue now, instead of after the pause. */
  wake(): void {
    this.#rounds.wake();
  }

  /** Lets the runs of this server go back into the queue, for the next start or another server. */
  async close(): Promise<void> {
    this.#isClosed = true;
    clearInterval(this.#watchdog);
    await this.#rounds.close();
    const active = [...this.#active.values()];
    for (const { kill } of active) kill.abort(handedOver);
    await Promise.all(active.map(({ ended }) => ended));
  }

  #stopUnheard(): void {
    const before = this.#ground.clock.monotonic() - silentMs;
    for (const [id, { kill, heardAt }] of this.#active) {
      if (heardAt > before || kill.signal.aborted) continue;
      this.#ground.log.warn('run stopped, to go on later: the store does not answer', { run: id });
      kill.abort(handedOver);
    }
  }

  /** How long to wait for the next one. */
  async #look(): Promise<number> {
    try {
      await this.#serve();
    } catch (error) {
      this.#ground.log.error('queue not served', { error: asSluiceError(error).message });
    }
    return this.#active.size > 0 ? busyMs : restMs;
  }

  async #serve(): Promise<void> {
    const { store, clock, serverId } = this.#ground;
    await this.#watch();
    const lost = await this.#lost.requeue((id) => this.#active.has(id));
    for (const { id } of lost) this.#ground.log.warn('run of a lost server goes on here', { run: id });
    const group = await findGroup(store, builtInGroup);
    for (;;) {
      if (this.#isClosed) return;
      const request = { groupId: group.id, serverId, slots: group.slots, now: clock.now(), leaseMs };
      const run = await claim(store, request);
      if (run === undefined) return;
      this.#begin(run, group.memory_mb * megabyte);
    }
  }

  /** Keeps the leases, and hears who shall stop. */
  async #watch(): Promise<void> {
    if (this.#active.size === 0) return;
    const asked = [...this.#active];
    const own = new Map((await this.#ownRuns()).map(({ id, stop }) => [id, stop]));
    for (const [id, { drain, kill }] of asked) {
      // Another server has it: this one was thought lost.
      if (!own.has(id)) kill.abort(handedOver);
      if (own.get(id) === 'kill') kill.abort();
      if (own.get(id) === 'drain') drain.abort();
    }
  }

  /** Those of the active ones that are still of this server. A look is cheaper than a renewal, which is written. */
  async #ownRuns(): Promise<readonly { readonly id: string; readonly stop: string | null }[]> {
    const { store, clock, serverId } = this.#ground;
    const ids = [...this.#active.keys()];
    const now = clock.monotonic();
    if (now - this.#renewedAt < renewEveryMs) {
      const { database } = store;
      const runs = database.selectFrom('runs').select(['id', 'stop']).where('id', 'in', ids);
      return runs.where('server_id', '=', serverId).where('state', '=', 'running').execute();
    }
    await this.#followClock();
    const renewed = await store.database
      .updateTable('runs')
      .set({ lease_until: clock.now() + leaseMs })
      .where('id', 'in', ids)
      .where('server_id', '=', serverId)
      .where('state', '=', 'running')
      .returning(['id', 'stop'])
      .execute();
    this.#renewedAt = now;
    for (const { id } of renewed) {
      const active = this.#active.get(id);
      if (active !== undefined) active.heardAt = now;
    }
    return renewed;
  }

  /** Time limits count from the claim: when the time of day jumps, it moves along, so that work is counted and not jumps. */
  async #followClock(): Promise<void> {
    const { store, clock, serverId } = this.#ground;
    const offsetMs = clock.now() - clock.monotonic();
    for (const [id, active] of this.#active) {
      const jumpMs = Math.round(offsetMs - active.offsetMs);
      if (Math.abs(jumpMs) < jumpFromMs) continue;
      await store.database
        .updateTable('runs')
        .set((by) => ({ claimed_at: by('claimed_at', '+', jumpMs) }))
        .where('id', '=', id)
        .where('server_id', '=', serverId)
        .where('state', '=', 'running')
        .execute();
      active.offsetMs = offsetMs;
    }
  }

  #begin(run: RunRow, memoryBytes: number): void {
    const [drain, kill] = [new AbortController(), new AbortController()];
    const ended = this.#work(run, memoryBytes, drain, kill)
      .catch((error: unknown) => {
        this.#ground.log.error('outcome of a run not stored', { run: run.id, error: asSluiceError(error).message });
      })
      .finally(() => {
        this.#active.delete(run.id);
        if (!this.#isClosed) this.wake();
      });
    const { clock } = this.#ground;
    const heardAt = clock.monotonic();
    this.#active.set(run.id, { drain, kill, ended, heardAt, offsetMs: clock.now() - heardAt });
  }

  async #work(run: RunRow, memoryBytes: number, drain: AbortController, kill: AbortController): Promise<void> {
    const { store, clock, serverId } = this.#ground;
    const begun = this.#needs.onBegun?.(run);
    const outcome = await this.#perform(run, memoryBytes, drain, kill);
    await begun;
    const isInterrupted = kill.signal.reason === handedOver && outcome.state === 'cancelled';
    const { code } = (outcome.error ?? {}) as { readonly code?: string };
    const isLost = lostCodes.has(code ?? '') && run.attempts < mostAttempts;
    if (isInterrupted || isLost) await putBack(store, run.id, serverId);
    const isOurs = await finish(store, { id: run.id, serverId, now: clock.now() }, outcome);
    if (isOurs) this.#ground.metrics.runFinished(outcome);
    if (isOurs) await this.#needs.onFinished?.(run, outcome);
  }

  async #perform(run: RunRow, memoryBytes: number, drain: AbortController, kill: AbortController): Promise<Outcome> {
    const replay = run.replay === null ? undefined : (JSON.parse(run.replay) as { engineRun: string; file?: string });
    try {
      const result = await this.#needs.workers.perform(
        {
          kind: 'run',
          job: {
            name: run.job_name,
            text: run.script,
            variables: variablesOf(this.#ground, run),
            ...(run.bizdate === null ? {} : { bizdate: run.bizdate }),
            ...(run.cyctime === null ? {} : { cyctime: run.cyctime }),
            sources: await this.#sources(run),
          },
          stateFolder: this.#needs.stateFolder,
          memoryBytes,
          engineRun: run.engine_run ?? run.id,
          ...(replay === undefined
            ? {}
            : { replay: { runId: replay.engineRun, ...(replay.file === undefined ? {} : { file: replay.file }) } }),
        },
        { drain: drain.signal, kill: kill.signal, onEvent: this.#listener(run) },
      );
      if (result.ok) return outcomeOf(result.value as unknown as RunReport);
      return { state: 'failed', error: result.error };
    } catch (error) {
      if (kill.signal.aborted) return { state: 'cancelled' };
      return { state: 'failed', error: asSluiceError(error).toJSON() };
    }
  }

  async #sources(run: RunRow): Promise<readonly WorkSource[]> {
    const { facts } = await readScript(run.script, '');
    return Promise.all(facts.dataSources.map((name) => this.#needs.sourceOf(run.project_id, name, run.environment)));
  }

  #listener(run: RunRow): (event: WorkEvent) => void {
    const { database } = this.#ground.store;
    let lastAt = -Infinity;
    return (event) => {
      if (event.kind !== 'progress' || performance.now() - lastAt < progressEveryMs) return;
      lastAt = performance.now();
      const progress = JSON.stringify(event.progress);
      const query = database.updateTable('runs').set({ progress }).where('id', '=', run.id);
      // Lost progress is no loss.
      query.execute().catch((error: unknown) => this.#ground.log.warn('progress not stored', { error: String(error) }));
    };
  }
}

/** Back into the queue, to be resumed, unless somebody asked it to stop. */
async function putBack({ database }: Store, id: string, serverId: string): Promise<void> {
  await database
    .updateTable('runs')
    .set({ state: 'queued', server_id: null, lease_until: null })
    .where('id', '=', id)
    .where('server_id', '=', serverId)
    .where('stop', 'is', null)
    .execute();
}

function outcomeOf({ state, rowsRead, rowsWritten, rowsDirty, bytes, error }: RunReport): Outcome {
  return {
    state: state === 'stopped' ? 'cancelled' : state,
    rowsRead,
    rowsWritten,
    rowsDirty,
    bytes,
    ...(error === undefined ? {} : { error }),
  };
}
