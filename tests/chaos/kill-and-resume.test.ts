/** `kill -9` of a run at any moment: nothing acknowledged is lost, nothing is doubled, a resume does the rest. */
import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { describeWithService, service } from '@sluice/testkit';
import { expect, test } from 'vitest';
import { finishedSplits, job, runIds } from '../e2e/jobs.ts';
import { Workplace, answerOf, type Answer } from '../e2e/sluice.ts';
import { makePostgresqlSource, mariadbQuery, postgresqlQuery, sourceColumns, step } from '../servers.ts';

const rowCount = 100_000;
const timeout = 120_000;

/**
 * When to kill: so long after the start, or so long after so many more splits are finished, or between the two notes
 * of a commit where the target can tell its fate.
 */
interface Moment {
  readonly splits: number;
  readonly ms: number;
  readonly isInCommit?: boolean;
}

/** Start-up, planning, reading and committing; the last run is left alone. */
const moments: readonly Moment[] = [
  { splits: 0, ms: 250 },
  { splits: 0, ms: 500 },
  { splits: 1, ms: 0 },
  { splits: 2, ms: 7 },
  { splits: 0, ms: 700 },
  { splits: 1, ms: 23 },
  { splits: 3, ms: 2 },
  { splits: 2, ms: 41 },
  { splits: 1, ms: 13 },
];
const momentsInCommits: readonly Moment[] = Array.from({ length: 4 }, (_, index) => ({
  splits: 1 + index,
  ms: 0,
  isInCommit: true,
}));

/** Starts the run, kills it again and again, and resumes until it succeeds. Answers how many kills hit a run. */
async function runWithKills(place: Workplace, file: string, moments: readonly Moment[]): Promise<number> {
  let state = join(place.folder, 'state-0');
  let kills = 0;
  for (const [turn, moment] of [...moments, undefined].entries()) {
    const [runId] = runIds(state);
    let child = place.start([...(runId === undefined ? ['run', file] : ['resume', runId]), '--state-dir', state]);
    let answer = await endOf(child, state, moment);
    // It was killed behind its last commit.
    if (answer.stderr.includes('RUN_FINISHED')) return kills;
    if (answer.stderr.includes('RUN_NOT_RESUMABLE') || answer.stderr.includes('RUN_NOT_FOUND')) {
      // Killed before its splits were known: nothing was written, so it starts anew.
      state = join(place.folder, `state-${turn + 1}`);
      child = place.start(['run', file, '--state-dir', state]);
      answer = await endOf(child, state, moment);
    }
    if (answer.exitCode === 0) return kills;
    if (answer.exitCode !== null) throw new Error(answer.stderr);
    kills++;
  }
  throw new Error('the run that was left alone did not succeed');
}

async function endOf(
  child: ChildProcessWithoutNullStreams,
  state: string,
  moment: Moment | undefined,
): Promise<Answer> {
  const ended = answerOf(child);
  if (moment !== undefined) {
    const goal = finishedSplits(state) + moment.splits;
    while (moment.splits > 0 && child.exitCode === null && finishedSplits(state) < goal) await wait(2);
    while (moment.isInCommit === true && child.exitCode === null && !isCommitting(state)) await wait(0);
    await Promise.race([wait(moment.ms), ended]);
    child.kill('SIGKILL');
  }
  return ended;
}

/** A commit was announced whose end is not known yet. */
function isCommitting(state: string): boolean {
  const file = join(state, 'runs', runIds(state)[0] ?? '', 'tasks.ndjson');
  const lines = existsSync(file) ? readFileSync(file, 'utf8').split('\n') : [];
  const count = (event: string): number => lines.filter((line) => line.includes(`"event":"${event}"`)).length;
  return count('committing') > count('done');
}

const setting = { speed: { concurrent: 2, throttle: false } };
/** 40 splits of 2,500 rows. */
const cut = { table: 'source', column: sourceColumns, splitPk: 'id', splitFactor: 20 };

describeWithService('postgresql', 'PostgreSQL → PostgreSQL', (server) => {
  test('ends with every row exactly once, in a table without any key', { timeout }, async () => {
    await makePostgresqlSource(server(), rowCount);
    await postgresqlQuery(server(), 'create table target (id integer, name text, amount numeric)');
    const place = new Workplace();
    const writer = step('postgresql', server(), { table: 'target', column: sourceColumns });
    const file = place.write('job.json', job(step('postgresql', server(), cut), writer, setting));
    expect(await runWithKills(place, file, [...moments, ...momentsInCommits])).toBeGreaterThan(3);
    const compare = `select count(*)::int as count, count(distinct id)::int as ids,
      (select count(*)::int from (table source except table target) as lost) as lost from target`;
    expect(await postgresqlQuery(server(), compare)).toEqual([{ count: rowCount, ids: rowCount, lost: 0 }]);
  });
});

describeWithService('mariadb', 'PostgreSQL → MariaDB', (server) => {
  test('ends with every row exactly once when rows are replaced by key', { timeout }, async () => {
    const source = await (await service('postgresql')).newDatabase();
    await makePostgresqlSource(source, rowCount);
    await mariadbQuery(
      server(),
      'create table target (id integer primary key, name varchar(40), amount decimal(20,6))',
    );
    const place = new Workplace();
    const writer = step('mariadb', server(), { table: 'target', column: sourceColumns, writeMode: 'replace' });
    const file = place.write('job.json', job(step('postgresql', source, cut), writer, setting));
    expect(await runWithKills(place, file, moments)).toBeGreaterThan(3);
    const sums = 'count(*) as count, cast(sum(id) as char) as ids, cast(sum(amount) as char) as amount';
    const [row] = await mariadbQuery(server(), `select ${sums} from target`);
    const [wanted] = await postgresqlQuery(
      source,
      'select count(*)::int as count, sum(id)::text as ids, sum(amount)::text as amount from source',
    );
    expect(row).toEqual(wanted);
  });
});
