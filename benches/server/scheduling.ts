/** How long the scheduler takes for a day of 10,000 jobs, and for 500 instances that are due at the same moment. */
import type { Clock } from '@sluice/core';
import { fakeClock } from '@sluice/testkit';
import { Metrics } from '../../packages/server/src/metrics/metrics.ts';
import { ensureBuiltIn } from '../../packages/server/src/resource-groups/groups.ts';
import { SchedulerLoop } from '../../packages/server/src/scheduler/loop.ts';
import { Keyring } from '../../packages/server/src/secrets/keyring.ts';
import { readSettings } from '../../packages/server/src/settings.ts';
import { openStore } from '../../packages/server/src/store/open.ts';
import type { Ground } from '../../packages/server/src/subject.ts';
import type { Figure } from './figures.ts';
import { completeAll, dueCount, jobCount, lastDate } from './fill.ts';
import { cpuMsOfTree } from './processes.ts';

const dayMs = 86_400_000;
/** After the night run of the schedules' zone, and the time of those that are due early. */
const nightRun = '15:30:05';
const early = '17:00';
const log = { debug: () => undefined, info: () => undefined, warn: console.warn, error: console.error };

export async function measureScheduling(store: string, databaseUrl: string, turns: number): Promise<readonly Figure[]> {
  const clock = fakeClock(Date.parse(`${lastDate}T16:00:00Z`));
  const ground = await openGround(databaseUrl, clock);
  const loop = new SchedulerLoop(ground, {});
  const moveTo = (instant: number): void => clock.advance(instant - clock.now());
  const times = { generated: newTimes(), due: newTimes(), rest: newTimes() };
  for (let turn = 1; turn <= turns; turn++) {
    await completeAll(ground.store);
    const day = Date.parse(`${lastDate}T00:00:00Z`) + turn * dayMs;
    // One who takes over does all slower duties at once; a loop that is at work already has done them.
    await loop.tick();
    moveTo(day + sinceMidnight(nightRun));
    await timed(times.generated, () => loop.tick());
    await expectCount(ground, 'instances', turn * jobCount, day);
    await timed(times.rest, () => loop.tick());
    moveTo(day + sinceMidnight(early));
    await timed(times.due, () => loop.tick());
    await expectCount(ground, 'runs', turn * dueCount, day);
  }
  await completeAll(ground.store);
  await loop.close();
  await ground.store.close();
  return [
    figure(`a day of ${jobCount} instances made`, 10, times.generated),
    figure(`${dueCount} due instances queued`, 5, times.due),
    figure('a look of the scheduler with nothing to do', 1, times.rest),
  ];

  function figure(what: string, goal: number, { seconds, cpuMs }: Times): Figure {
    const cpu = cpuMs.reduce((sum, each) => sum + each, 0) / cpuMs.length;
    return { store, what, unit: 's', goal, values: seconds, cpuMs: cpu };
  }
}

/** What the parts of a server work on, without a server. */
export async function openGround(databaseUrl: string, clock: Clock): Promise<Ground> {
  const ground = {
    settings: readSettings({}, {}),
    store: await openStore(databaseUrl),
    keyring: new Keyring([Buffer.alloc(32, 7)]),
    metrics: new Metrics(),
    clock,
    log,
    serverId: 'bench',
  };
  await ensureBuiltIn(ground);
  return ground;
}

interface Times {
  readonly seconds: number[];
  readonly cpuMs: number[];
}

function newTimes(): Times {
  return { seconds: [], cpuMs: [] };
}

async function timed({ seconds, cpuMs }: Times, work: () => Promise<void>): Promise<void> {
  const cpuBefore = cpuMsOfTree(process.pid);
  const begun = performance.now();
  await work();
  seconds.push((performance.now() - begun) / 1_000);
  cpuMs.push(cpuMsOfTree(process.pid) - cpuBefore);
}

/** A figure of work that was not done is worth nothing. */
async function expectCount({ store, clock }: Ground, table: 'instances' | 'runs', wanted: number, day: number) {
  const column = table === 'instances' ? 'made_at' : 'queued_at';
  const row = await store.database
    .selectFrom(table)
    .select((by) => by.fn.countAll<number>().as('count'))
    .where(column, '>', Date.parse(`${lastDate}T16:00:00Z`))
    .where(column, '<=', clock.now())
    // Not the runs of other parts.
    .$if(table === 'runs', (query) => query.where('instance_id', 'is not', null))
    .executeTakeFirstOrThrow();
  if (Number(row.count) !== wanted)
    throw new Error(`${row.count} ${table} instead of ${wanted} at ${new Date(day).toISOString()}`);
}

function sinceMidnight(time: string): number {
  return Date.parse(`1970-01-01T${time}Z`);
}
