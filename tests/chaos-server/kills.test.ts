/**
 * `kill -9` of servers, of their worker processes and of the PostgreSQL under them, again and again while the clock goes
 * on: nothing is lost, nothing comes twice, nothing counts as done that was not, nothing hangs.
 *
 * `CHAOS_KILLS` sets how many for each store, `CHAOS_SEED` which ones.
 */
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { hasService, service, temporaryFolder, type Server } from '@sluice/testkit';
import { afterEach, describe, expect, test } from 'vitest';
import { cycleTimes, deployFiles, deployOthers, makeTables, rowCount, Targets, type Period } from './chaos-jobs.ts';
import { House, killProcess, until, type ServerProcess } from './servers.ts';
import {
  count,
  failures,
  instancesOf,
  lookAtPostgresql,
  lookAtSqlite,
  states,
  succeededRuns,
  type Look,
} from './store-look.ts';

const kills = Number(process.env['CHAOS_KILLS'] ?? 8);
const seed = Number(process.env['CHAOS_SEED'] ?? 20_280_229);
const hours = 3_600_000;
/** The clock goes on by so much with each server that dies. */
const downMs = 6 * hours;
/** Not far before a leap day and, with many kills, the beginning of summer time. */
const startsAt = '2028-02-26T10:00:00Z';
const firstRunDate = '2028-02-27';

type Victim = 'server' | 'worker' | 'database';

interface Moment {
  readonly victim: Victim;
  readonly afterMs: number;
  /** Which of several. */
  readonly index: number;
}

/** The same in every run with this seed. */
function momentsOf(victims: readonly Victim[]): readonly Moment[] {
  let state = seed;
  const roll = (sides: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * sides);
  };
  return Array.from({ length: kills }, () => ({
    victim: victims[roll(victims.length)] as Victim,
    afterMs: roll(2_500),
    index: roll(100),
  }));
}

/** Servers of one store, and what must always hold for it. */
interface Scene {
  readonly house: House;
  readonly servers: ServerProcess[];
  readonly look: Look;
  readonly targets: Targets;
  readonly database?: Server;
}

const open: Scene[] = [];
afterEach(async () => {
  for (const { servers, database } of open.splice(0)) {
    for (const each of servers) await each.kill();
    await database?.stop();
  }
});

async function setScene(dialect: 'sqlite' | 'postgresql', serverCount: number, period: Period): Promise<Scene> {
  const dataFolder = temporaryFolder();
  const database = dialect === 'sqlite' ? undefined : await service('postgresql', { exclusive: true });
  const house = new House({ dataFolder, startsAt, ...(database === undefined ? {} : { databaseUrl: database.url }) });
  const files = join(dataFolder, 'files');
  makeTables(files);
  const first = await house.start();
  const servers = [first];
  const look = database === undefined ? lookAtSqlite(join(dataFolder, 'store.sqlite')) : lookAtPostgresql(database);
  const scene = { house, servers, look, targets: new Targets(files), ...(database === undefined ? {} : { database }) };
  open.push(scene);
  await first.makeAdministrator();
  const api = await first.signIn('Europe/Berlin');
  await deployFiles(api, period);
  await deployOthers(api, period);
  while (servers.length < serverCount) servers.push(await house.start());
  return scene;
}

/** False when there was nobody to kill. */
async function killOne({ house, servers, database }: Scene, { victim, index }: Moment): Promise<boolean> {
  const which = index % servers.length;
  const server = servers[which] as ServerProcess;
  if (victim === 'worker') {
    const { workers } = server;
    const pid = workers[index % workers.length];
    if (pid === undefined) return false;
    killProcess(pid);
  } else if (victim === 'database') {
    await database?.kill();
    await wait(index * 20);
    await database?.restart();
  } else {
    await server.kill();
    house.moveClock(downMs);
    servers[which] = await house.start();
  }
  return true;
}

/** What counts as done is done, and wholly. */
async function wrongSuccesses({ look, targets }: Scene): Promise<readonly string[]> {
  const [files, table] = [await succeededRuns(look, 'files'), await succeededRuns(look, 'table')];
  const short = [...files, ...table].filter(({ rowsWritten }) => rowsWritten !== rowCount);
  return [
    ...short.map(({ id, rowsWritten }) => `run ${id}: ${rowsWritten} rows`),
    ...targets.wrongFiles(files.map(({ cyctime }) => cyctime)),
    ...targets.wrongRows(table.map(({ cyctime }) => cyctime)),
  ];
}

async function settle({ house, look, servers }: Scene, to: string, expected: number): Promise<void> {
  house.moveClock(Math.max(0, Date.parse(to) + 30 * hours - house.now));
  try {
    await until('all instances are done', 240 + kills, async () => {
      // Pauses before another attempt pass faster.
      house.moveClock(60_000);
      const done = await count(look, "instances where state = 'success'");
      return done >= expected && done === (await count(look, 'instances'));
    });
  } catch (error) {
    const dead = servers.filter(({ isAlive }) => !isAlive).length;
    const found = JSON.stringify(await states(look));
    throw new Error(`${String(error)} ${found}, ${dead} dead servers.\n${house.logTail(40)}`, { cause: error });
  }
}

describe.each([
  { dialect: 'sqlite', serverCount: 1, victims: ['server', 'server', 'worker'] },
  { dialect: 'postgresql', serverCount: 2, victims: ['server', 'server', 'worker', 'database'] },
] as const)('$serverCount servers on $dialect', ({ dialect, serverCount, victims }) => {
  const moments = momentsOf(victims);
  const deaths = moments.filter(({ victim }) => victim === 'server').length;
  const lastDay = Date.parse(firstRunDate) + Math.ceil((deaths * downMs) / (24 * hours)) * 24 * hours;
  const period: Period = { from: firstRunDate, to: new Date(lastDay).toISOString().slice(0, 10) };

  test.skipIf(dialect === 'postgresql' && !hasService('postgresql'))(
    `outlive ${kills} kills`,
    { timeout: 300_000 + kills * 10_000 },
    async () => {
      const scene = await setScene(dialect, serverCount, period);
      const { look, targets } = scene;
      const killed = { server: 0, worker: 0, database: 0 };
      for (const moment of moments) {
        await wait(moment.afterMs);
        if (await killOne(scene, moment)) killed[moment.victim]++;
        for (const server of scene.servers) expect(server.isAlive, scene.house.logTail(20)).toBe(true);
        expect(await wrongSuccesses(scene), JSON.stringify(moment)).toEqual([]);
      }
      const times = [
        cycleTimes(period, [2, 8, 14, 20]),
        cycleTimes(period, [2, 14]),
        cycleTimes(period, [5, 11, 17, 23]),
      ] as const;
      await settle(scene, period.to, times.flat().length);
      const done = (all: readonly string[]) => all.map((time) => `${time} success`);
      expect(await instancesOf(look, 'files')).toEqual(done(times[0]));
      expect(await instancesOf(look, 'table')).toEqual(done(times[1]));
      expect(await instancesOf(look, 'latest')).toEqual(done(times[2]));
      expect(await wrongSuccesses(scene)).toEqual([]);
      expect(targets.writtenLater).toEqual([]);
      // Each attempt of an instance has exactly one run, and each run has ended.
      const [attempts] = await look('select sum(attempt) as attempts from instances');
      expect(await count(look, 'runs')).toBe(Number(attempts?.['attempts']));
      expect(await count(look, "runs where state in ('queued', 'running')")).toBe(0);
      const facts = {
        killed,
        runs: await count(look, 'runs'),
        resumed: await count(look, "runs where attempts > 1 and state = 'succeeded'"),
        repeated: await failures(look),
      };
      console.log(`${dialect}: ${JSON.stringify(facts)}`);
    },
  );
});
