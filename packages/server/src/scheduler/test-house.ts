/** A store with deployed jobs and a clock that is moved by hand, for tests of the scheduler in motion. */
import { fakeClock, type FakeClock } from '@sluice/testkit';
import type { z } from 'zod';
import { jobScheduleInputSchema, type JobScheduleInput } from '../contract/schedule.ts';
import type { InstanceRow } from '../instances/rows.ts';
import { createJob, changeJob, findJob } from '../jobs/jobs.ts';
import type { Scheduling } from '../jobs/scheduling.ts';
import { deployJob, submitJob, undeployJob } from '../jobs/versions.ts';
import { Metrics } from '../metrics/metrics.ts';
import { ensureBuiltIn, findGroup } from '../resource-groups/groups.ts';
import { claim, finish, type Outcome, type RunRow } from '../runs/queue.ts';
import { scheduleSubject } from '../schedules/subject.ts';
import { Keyring } from '../secrets/keyring.ts';
import { readSettings } from '../settings.ts';
import { openStore } from '../store/open.ts';
import type { Ground } from '../subject.ts';
import { SchedulerLoop, type LoopNeeds } from './loop.ts';
import { settleRun } from './settle-run.ts';

type ScheduleInput = z.input<typeof jobScheduleInputSchema>;

export interface JobInput {
  readonly parameters?: string;
  readonly schedule: ScheduleInput | null;
  readonly project?: string;
  readonly script?: string;
}

export const author = { projectId: 'project-p', userId: 'u' };
const key = Buffer.alloc(32, 7);
const silent = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

export const streamScript = JSON.stringify({
  type: 'job',
  version: '2.0',
  steps: [
    {
      stepType: 'stream',
      category: 'reader',
      name: 'Reader',
      parameter: { column: [{ type: 'string', value: 'x' }], sliceRecordCount: 10 },
    },
    { stepType: 'stream', category: 'writer', name: 'Writer', parameter: { print: false } },
  ],
  setting: { speed: { concurrent: 1, throttle: false } },
  order: { hops: [{ from: 'Reader', to: 'Writer' }] },
});

/** One server of a store. Times are moved with `at`; nothing happens without `tick`. */
export class TestHouse {
  readonly ground: Ground;
  readonly clock: FakeClock;
  readonly loop: SchedulerLoop;
  readonly #scheduling: Scheduling;

  constructor(ground: Ground, clock: FakeClock, needs: LoopNeeds = {}) {
    this.ground = ground;
    this.clock = clock;
    this.loop = new SchedulerLoop(ground, needs);
    this.#scheduling = scheduleSubject(ground, {}).scheduling;
  }

  static async open(databaseUrl: string, start: string, needs: LoopNeeds = {}): Promise<TestHouse> {
    const clock = fakeClock(Date.parse(start));
    const store = await openStore(databaseUrl);
    const settings = readSettings({}, { slots: 1_000 });
    const ground: Ground = {
      settings,
      store,
      clock,
      log: silent,
      keyring: new Keyring([key]),
      metrics: new Metrics(),
      serverId: 'server-1',
    };
    await ensureBuiltIn(ground);
    await store.database
      .insertInto('projects')
      .values([projectRow('p', 'Europe/Berlin'), projectRow('q', 'UTC')])
      .execute();
    return new TestHouse(ground, clock, needs);
  }

  /** Another server of the same store and time. */
  async second(databaseUrl: string, serverId: string): Promise<TestHouse> {
    return new TestHouse({ ...this.ground, store: await openStore(databaseUrl), serverId }, this.clock);
  }

  /** The same server with a part of its surroundings exchanged. */
  with(change: Partial<Ground>): TestHouse {
    return new TestHouse({ ...this.ground, ...change }, this.clock);
  }

  /** Moves the clock on to an instant. */
  at(instant: string): void {
    this.clock.advance(Date.parse(instant) - this.clock.now());
  }

  async tick(): Promise<void> {
    await this.loop.tick();
  }

  /** Makes or changes a job, submits and deploys it; answers its id and the warnings. */
  async deploy(name: string, { parameters = '', schedule, project = 'p', script = streamScript }: JobInput) {
    const { ground } = this;
    const { database } = ground.store;
    const by = { ...author, projectId: `project-${project}` };
    const parsed: JobScheduleInput | null = schedule === null ? null : jobScheduleInputSchema.parse(schedule);
    const known = await findJob(database, by.projectId, name).catch(() => undefined);
    if (known === undefined) await createJob(ground, by, { name, script, parameters, schedule: parsed });
    else await changeJob(ground, by, name, { script, parameters, schedule: parsed }, known.version);
    await submitJob(ground, by, name, '');
    const { row, issues } = await deployJob(ground, by.projectId, name, undefined, this.#scheduling);
    return { id: row.id, issues };
  }

  async undeploy(name: string): Promise<void> {
    await undeployJob(this.ground, 'project-p', name, this.#scheduling);
  }

  async rename(name: string, to: string): Promise<void> {
    const { version } = await findJob(this.ground.store.database, 'project-p', name);
    await changeJob(this.ground, author, name, { name: to }, version, this.#scheduling);
  }

  /** Instances of a job in order of time. */
  async instances(name: string): Promise<readonly InstanceRow[]> {
    return this.ground.store.database
      .selectFrom('instances')
      .selectAll()
      .where('job_name', '=', name)
      .orderBy('cycle_time')
      .execute();
  }

  /** `20260302000000 waitTime`, … */
  async states(name: string): Promise<readonly string[]> {
    return (await this.instances(name)).map(({ cycle_time, state }) => `${cycle_time} ${state}`);
  }

  async runs(): Promise<readonly RunRow[]> {
    return this.ground.store.database.selectFrom('runs').selectAll().orderBy('id').execute();
  }

  /** A worker takes the next run of the queue. */
  async take(): Promise<RunRow | undefined> {
    const { store, serverId, clock } = this.ground;
    const { id: groupId } = await findGroup(store, 'default');
    return claim(store, { groupId, serverId, slots: 1_000, now: clock.now(), leaseMs: 1e9 });
  }

  async end({ id }: { readonly id: string }, outcome: Outcome): Promise<void> {
    const { store, serverId, clock } = this.ground;
    await finish(store, { id, serverId, now: clock.now() }, outcome);
  }

  /** All runs of the queue, one after the other, with their instances; answers how many. */
  async work(outcome: Outcome = { state: 'succeeded' }): Promise<number> {
    for (let count = 0; ; count++) {
      const run = await this.take();
      if (run === undefined) return count;
      await this.end(run, outcome);
      await settleRun(this.ground, run.id);
    }
  }

  async history(instance: InstanceRow | undefined): Promise<readonly string[]> {
    const rows = await this.ground.store.database
      .selectFrom('instance_events')
      .select(['text', 'at', 'id'])
      .where('instance_id', '=', instance?.id ?? '')
      .orderBy('at')
      .execute();
    return rows.map(({ text }) => text);
  }

  async close(): Promise<void> {
    await this.loop.close();
    await this.ground.store.close();
  }
}

function projectRow(name: string, timeZone: string) {
  return {
    id: `project-${name}`,
    name,
    name_key: name,
    title: name,
    description: '',
    time_zone: timeZone,
    is_scheduling: 1,
    created_at: 1,
    version: 1,
  };
}
