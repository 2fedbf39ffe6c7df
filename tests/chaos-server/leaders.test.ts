/** Three servers on one PostgreSQL, on the clock of the machine: when the one that schedules dies or hangs, another does. */
import { join } from 'node:path';
import { describeWithService, temporaryFolder } from '@sluice/testkit';
import { afterEach, expect, test } from 'vitest';
import { cycleTimes, deployFiles, makeTables, rowCount, Targets, type Period } from './chaos-jobs.ts';
import { House, until, type ServerProcess } from './servers.ts';
import { count, lookAtPostgresql, succeededRuns, type Look } from './store-look.ts';

const period: Period = { from: '2026-01-01', to: '2026-01-08' };
const instances = 32;

describeWithService('postgresql', 'three servers', (database) => {
  const servers: ServerProcess[] = [];
  afterEach(async () => {
    for (const each of servers.splice(0)) {
      each.thaw();
      await each.kill();
    }
  });

  async function backfillOnThree(): Promise<{ readonly look: Look; readonly targets: Targets }> {
    const dataFolder = temporaryFolder();
    const store = await database().newDatabase();
    const house = new House({ dataFolder, databaseUrl: store.url });
    makeTables(join(dataFolder, 'files'));
    servers.push(...(await Promise.all([house.start(), house.start(), house.start()])));
    const made = await Promise.all(servers.map((each) => each.makeAdministrator()));
    expect(made.filter(Boolean)).toHaveLength(1);
    const api = await servers[0]!.signIn('UTC');
    await deployFiles(api, period);
    // Its business dates are those of the days before.
    const ranges = [{ from: '2025-12-31', to: '2026-01-07' }];
    await api.backfills.create({ params: { project: 'p' }, body: { ranges, jobs: ['files'], groups: 4 } });
    return { look: lookAtPostgresql(store), targets: new Targets(join(dataFolder, 'files')) };
  }

  async function leader(look: Look): Promise<ServerProcess | undefined> {
    const [lease] = await look(`select holder from leases where name = 'scheduler'`);
    const pid = Number(String(lease?.['holder']).split('.')[2]);
    return servers.find((each) => each.pid === pid);
  }

  const succeeded = (look: Look) => count(look, "runs where state = 'succeeded'");

  /** Seconds until another one schedules, and instances begin again. */
  async function secondsToReplace(look: Look, old: ServerProcess): Promise<number> {
    const begun = performance.now();
    const before = await count(look, 'runs');
    await until('another one schedules', 40, async () => (await leader(look)) !== old);
    await until('instances begin again', 40, async () => (await count(look, 'runs')) > before);
    return (performance.now() - begun) / 1_000;
  }

  async function expectAllOnce({ look, targets }: { readonly look: Look; readonly targets: Targets }): Promise<void> {
    await until('all instances are done', 120, async () => (await succeeded(look)) >= instances);
    const runs = await succeededRuns(look, 'files');
    const times = cycleTimes(period, [2, 8, 14, 20]);
    expect(runs.map(({ cyctime }) => cyctime).toSorted()).toEqual(times);
    expect(runs.filter(({ rowsWritten }) => rowsWritten !== rowCount)).toEqual([]);
    expect(targets.wrongFiles(times)).toEqual([]);
    expect(await count(look, 'runs')).toBe(instances);
  }

  test('outlive the deaths of two that scheduled, one after the other', { timeout: 240_000 }, async () => {
    const scene = await backfillOnThree();
    const { look } = scene;
    for (const goal of [3, 9]) {
      await until('some runs are done', 60, async () => (await succeeded(look)) >= goal);
      const dying = (await leader(look)) as ServerProcess;
      await dying.kill();
      const seconds = await secondsToReplace(look, dying);
      console.log(`replaced after ${seconds.toFixed(1)} s`);
      expect(seconds).toBeLessThan(30);
    }
    await expectAllOnce(scene);
  });

  test('replace one that hangs, which does nothing twice when it wakes up', { timeout: 240_000 }, async () => {
    const scene = await backfillOnThree();
    const { look } = scene;
    await until('some runs are done', 60, async () => (await succeeded(look)) >= 3);
    const hanging = (await leader(look)) as ServerProcess;
    hanging.freeze();
    const seconds = await secondsToReplace(look, hanging);
    console.log(`replaced after ${seconds.toFixed(1)} s`);
    expect(seconds).toBeLessThan(30);
    hanging.thaw();
    await expectAllOnce(scene);
  });
});
