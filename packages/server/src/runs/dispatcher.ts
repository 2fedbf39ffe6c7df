import { asSluiceError } from '@sluice/core';
import { runErrors } from '@sluice/engine';
import { builtInGroup, findGroup } from '../resource-groups/groups.ts';
import type { Store } from '../store/database.ts';
import type { Ground } from '../subject.ts';
import type { RunReport, WorkEvent, Workers, WorkSource } from '../worker/work.ts';
import { workerErrors } from '../worker/errors.ts';
import { readScript } from '../jobs/read-script.ts';
import { claim, finish, requeueLost, variablesOf, type Outcome, type RunRow } from './queue.ts';

export interface DispatchNeeds {
  readonly workers: Workers;
  /** Folder of runs, shared by all servers of a store. */
  readonly stateFolder: string;
  /** A data source with its secrets. */
  sourceOf(projectId: string, name: string, environment: RunRow['environment']): Promise<WorkSource>;
  /** Told when a run has ended. */
  onFinished?(run: RunRow, outcome: Outcome): Promise<void>;
}

const tickMs = 500;
/** Renewed at each tick. */
const leaseMs = 20_000;
const progressEveryMs = 1_000;
/** A run whose process is lost so often is not tried again. */
const mostAttempts = 3;
const megabyte = 1024 * 1024;

interface Active {
  readonly drain: AbortController;
  readonly kill: AbortController;
  readonly ended: Promise<void>;
}

/** Takes runs from the queue of the built-in group and works on them in worker processes. */
export class Dispatcher {
  readonly #ground: Ground;
  readonly #needs: DispatchNeeds;
  readonly #active = new Map<string, Active>();
  #timer: NodeJS.Timeout | undefined;
  #ticking: Promise<void> = Promise.resolve();
  #isClosed = false;

  constructor(ground: Ground, needs: DispatchNeeds) {
    this.#ground = ground;
    this.#needs = needs;
  }

  start(): void {
    this.#timer = setInterval(() => this.wake(), tickMs);
  }

  /** Looks at the queue now, instead of at the next tick. */
  wake(): void {
    this.#ticking = this.#ticking
      .then(() => this.#tick())
      .catch((error: unknown) => {
        this.#ground.log.error('queue not served', { error: asSluiceError(error).message });
      });
  }

  /** Lets the runs of this server go back into the queue, for the next start or another server. */
  async close(): Promise<void> {
    this.#isClosed = true;
    clearInterval(this.#timer);
    await this.#ticking;
    const active = [...this.#active.values()];
    for (const { kill } of active) kill.abort();
    await Promise.all(active.map(({ ended }) => ended));
  }

  async #tick(): Promise<void> {
    if (this.#isClosed) return;
    const { store, clock, serverId } = this.#ground;
    await this.#renew();
    const lost = await requeueLost(store, clock.now());
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
  async #renew(): Promise<void> {
    if (this.#active.size === 0) return;
    const { store, clock, serverId } = this.#ground;
    const kept = await store.database
      .updateTable('runs')
      .set({ lease_until: clock.now() + leaseMs })
      .where('id', 'in', [...this.#active.keys()])
      .where('server_id', '=', serverId)
      .where('state', '=', 'running')
      .returning(['id', 'stop'])
      .execute();
    const own = new Map(kept.map(({ id, stop }) => [id, stop]));
    for (const [id, { drain, kill }] of this.#active) {
      // Another server has it: this one was thought lost.
      if (!own.has(id) || own.get(id) === 'kill') kill.abort();
      else if (own.get(id) === 'drain') drain.abort();
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
    this.#active.set(run.id, { drain, kill, ended });
  }

  async #work(run: RunRow, memoryBytes: number, drain: AbortController, kill: AbortController): Promise<void> {
    const { store, clock, serverId } = this.#ground;
    const outcome = await this.#perform(run, memoryBytes, drain, kill);
    const isInterrupted = this.#isClosed && outcome.state === 'cancelled';
    const { code } = (outcome.error ?? {}) as { readonly code?: string };
    const isLost = code === workerErrors.lost.code && run.attempts < mostAttempts;
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
          ...(run.engine_run === null ? {} : { resume: run.engine_run }),
          ...(replay === undefined
            ? {}
            : { replay: { runId: replay.engineRun, ...(replay.file === undefined ? {} : { file: replay.file }) } }),
        },
        { drain: drain.signal, kill: kill.signal, onEvent: this.#listener(run) },
      );
      if (result.ok) return outcomeOf(result.value as unknown as RunReport);
      // Killed before anything was planned: there is nothing to go on from, the run begins anew.
      if (run.engine_run !== null && result.error.code === runErrors.notFound.code)
        return await this.#perform({ ...run, engine_run: null }, memoryBytes, drain, kill);
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
    const set = (values: { engine_run: string } | { progress: string }): void => {
      const query = database.updateTable('runs').set(values).where('id', '=', run.id);
      // Lost progress is no loss; a lost engine run costs a resume from the beginning.
      query.execute().catch((error: unknown) => this.#ground.log.warn('progress not stored', { error: String(error) }));
    };
    return (event) => {
      if (event.kind === 'started') set({ engine_run: event.runId });
      if (event.kind !== 'progress' || performance.now() - lastAt < progressEveryMs) return;
      lastAt = performance.now();
      set({ progress: JSON.stringify(event.progress) });
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
