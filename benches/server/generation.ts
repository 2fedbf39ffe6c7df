/**
 * How long the scheduler takes: 10,000 deployed jobs × one day are generated, and 500 due instances are queued.
 *
 * node --conditions=development benches/server/generation.ts [sqlite|postgresql]
 */
import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { fakeClock, service, temporaryFolder } from '@sluice/testkit';
import { jobScheduleSchema } from '../../packages/server/src/contract/schedule.ts';
import { Metrics } from '../../packages/server/src/metrics/metrics.ts';
import { ensureBuiltIn } from '../../packages/server/src/resource-groups/groups.ts';
import { SchedulerLoop } from '../../packages/server/src/scheduler/loop.ts';
import { Keyring } from '../../packages/server/src/secrets/keyring.ts';
import { readSettings } from '../../packages/server/src/settings.ts';
import { openStore } from '../../packages/server/src/store/open.ts';
import type { Ground } from '../../packages/server/src/subject.ts';

const jobCount = 10_000;
const dueCount = 500;
const dialect = process.argv[2] === 'postgresql' ? 'postgresql' : 'sqlite';
const folder = temporaryFolder();
const url =
  dialect === 'sqlite'
    ? `sqlite:${join(folder, 'bench.sqlite')}`
    : (await (await service('postgresql')).newDatabase()).url;

const clock = fakeClock(Date.parse('2026-03-01T10:00:00Z'));
const silent = { debug: () => undefined, info: () => undefined, warn: console.warn, error: console.error };
const ground: Ground = {
  settings: readSettings({}, {}),
  store: await openStore(url),
  keyring: new Keyring([Buffer.alloc(32, 7)]),
  metrics: new Metrics(),
  clock,
  log: silent,
  serverId: 'bench',
};
await ensureBuiltIn(ground);
await fill();

const loop = new SchedulerLoop(ground, {});
clock.advance(Date.parse('2026-03-01T23:30:00Z') - clock.now());
await timed(`${jobCount} jobs × 1 day generated`, () => loop.tick());
await timed('nothing to do', () => loop.tick());
clock.advance(Date.parse('2026-03-02T01:00:00Z') - clock.now());
await timed(`${dueCount} due instances queued`, () => loop.tick());
console.log({ instances: await count('instances'), edges: await count('instance_parents'), runs: await count('runs') });
await loop.close();
await ground.store.close();
rmSync(folder, { recursive: true, force: true });
process.exit(0);

/** Every second job waits for the one before; the first `dueCount` are due at 01:00, the others at 05:00. */
async function fill(): Promise<void> {
  const names = Array.from({ length: jobCount }, (_, index) => ({ id: randomUUID(), name: `job-${index}`, index }));
  for (let from = 0; from < jobCount; from += 500) {
    const portion = names.slice(from, from + 500);
    await ground.store.transaction(async (transaction) => {
      await transaction
        .insertInto('jobs')
        .values(
          portion.map(({ id, name }) => ({
            id,
            project_id: 'p',
            name,
            name_key: name,
            state: 'deployed',
            script: '{}',
            parameters: '',
            facts: '{}',
            folder: '',
            description: '',
            tags: '[]',
            group_name: 'default',
            priority: 1,
            submitted_version: 1,
            deployed_version: 1,
            created_at: 1,
            changed_at: 1,
            version: 1,
          })),
        )
        .execute();
      await transaction
        .insertInto('job_versions')
        .values(
          portion.map(({ id, index }) => ({
            job_id: id,
            number: 1,
            script: '{}',
            parameters: 'day=${yyyymmdd} hour=$[hh24-1/24] table=orders',
            schedule: scheduleOf(index),
            comment: '',
            created_at: 1,
          })),
        )
        .execute();
      await transaction
        .insertInto('job_generations')
        .values(portion.map(({ id }) => ({ job_id: id, deployed_at: clock.now() })))
        .execute();
    });
  }
}

function scheduleOf(index: number): string {
  const isChild = index >= dueCount && index % 2 === 1;
  return JSON.stringify(
    jobScheduleSchema.parse({
      schedule: { cycle: { kind: 'day', time: index < dueCount ? '01:00' : '05:00' }, timeZone: 'UTC' },
      dependencies: isChild ? [{ kind: 'sameCycle', job: `job-${index - 1}` }, { kind: 'previousSelf' }] : [],
    }),
  );
}

async function timed(title: string, work: () => Promise<void>): Promise<void> {
  const begun = performance.now();
  const cpu = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(cpu);
  const seconds = (ms: number): string => `${(ms / 1_000).toFixed(2)} s`;
  const ofProcess = seconds((user + system) / 1_000);
  console.log(`${dialect}: ${title}: ${seconds(performance.now() - begun)} (${ofProcess} of this process)`);
}

async function count(table: 'instances' | 'instance_parents' | 'runs'): Promise<number> {
  const row = await ground.store.database
    .selectFrom(table)
    .select((by) => by.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow();
  return Number(row.count);
}
