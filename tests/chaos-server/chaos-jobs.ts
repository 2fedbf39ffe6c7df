/** Jobs that move the same rows again and again, into a place of their own for each cycle time, and what must be there. */
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { job } from '../e2e/jobs.ts';
import { deploy, type Api } from './servers.ts';

export const rowCount = 600;

/** About half a second, in several splits, so that a kill finds some of them done. */
const slow = { concurrent: 1, throttle: false, record: 1_200 };
const reader = { stepType: 'sqlite', path: 'source.db', table: ['source'], splitPk: 'id', splitFactor: 6 };
const policy = { catchUp: 'all', retries: 10, retryIntervalMs: 60_000 };

export interface Period {
  /** Run dates, both included. */
  readonly from: string;
  readonly to: string;
}

export function makeTables(folder: string): void {
  const source = new DatabaseSync(join(folder, 'source.db'));
  source.exec(`create table source (id integer primary key, name text);
    with recursive n(i) as (select 1 union all select i + 1 from n where i < ${rowCount})
    insert into source select i, 'row ' || i from n`);
  source.close();
  const copy = new DatabaseSync(join(folder, 'copy.db'));
  // Without a key: what is written twice is there twice.
  copy.exec('create table copy (id integer, cyc text)');
  copy.close();
}

const setting = { speed: slow, executeMode: null };
const at = ({ from, to }: Period, hours: unknown) => ({
  effectiveFrom: from,
  effectiveTo: to,
  cycle: { kind: 'hour', hours },
});

/** `files`, four times a day: into a file of each cycle time. */
export async function deployFiles(api: Api, period: Period): Promise<void> {
  const writer = { stepType: 'txtfile', path: 'out', fileName: 'files-${cyc}', singleFileOutput: true };
  const script = job({ ...reader, column: ['id'] }, writer, setting);
  await deploy(api, 'files', script, { schedule: at(period, [2, 8, 14, 20]), policy });
}

/** `table`, after two of them: into a table without a key. `latest`: the last one of those that were missed. */
export async function deployOthers(api: Api, period: Period): Promise<void> {
  const preSql = ["delete from copy where cyc = '${cyc}'"];
  const writer = { stepType: 'sqlite', path: 'copy.db', table: 'copy', column: ['id', 'cyc'], preSql };
  await deploy(api, 'table', job({ ...reader, column: ['id', "'${cyc}'"] }, writer, setting), {
    schedule: at(period, [2, 14]),
    dependencies: [{ kind: 'sameCycle', job: 'files' }],
    policy,
  });
  const column = [{ type: 'string', value: 'x' }];
  const quick = job({ stepType: 'stream', sliceRecordCount: 5, column }, { stepType: 'stream', print: false });
  await deploy(api, 'latest', quick, {
    schedule: at(period, [5, 11, 17, 23]),
    policy: { ...policy, catchUp: 'latest' },
  });
}

/** What is wrong with the rows of these cycle times. Looked at once: files are removed, to see whether they come again. */
export class Targets {
  readonly #folder: string;
  readonly #seen = new Set<string>();

  constructor(folder: string) {
    this.#folder = folder;
  }

  wrongFiles(cycleTimes: readonly string[]): readonly string[] {
    return cycleTimes.filter((time) => !this.#seen.has(time)).flatMap((time) => this.#lookAtFile(time));
  }

  /** Files that somebody wrote after their run had succeeded. */
  get writtenLater(): readonly string[] {
    return [...this.#seen].filter((time) => existsSync(this.#file(time)));
  }

  wrongRows(cycleTimes: readonly string[]): readonly string[] {
    const copy = new DatabaseSync(join(this.#folder, 'copy.db'), { readOnly: true, timeout: 10_000 });
    const statement = copy.prepare('select count(*) as rows, count(distinct id) as ids from copy where cyc = ?');
    const counts = cycleTimes.map((time) => ({ time, ...(statement.get(time) as { rows: number; ids: number }) }));
    copy.close();
    return counts
      .filter(({ rows, ids }) => rows !== rowCount || ids !== rowCount)
      .map(({ time, rows, ids }) => `table of ${time}: ${rows} rows, ${ids} different ones`);
  }

  #lookAtFile(time: string): readonly string[] {
    this.#seen.add(time);
    const file = this.#file(time);
    if (!existsSync(file)) return [`file of ${time}: none`];
    const ids = readFileSync(file, 'utf8').trimEnd().split('\n');
    rmSync(file);
    const distinct = new Set(ids).size;
    return ids.length === rowCount && distinct === rowCount
      ? []
      : [`file of ${time}: ${ids.length} rows, ${distinct} different ones`];
  }

  #file(time: string): string {
    return join(this.#folder, 'out', `files-${time}`);
  }
}

/** `20280227020000`, … for some hours of each day of a period. */
export function cycleTimes({ from, to }: Period, hours: readonly number[]): readonly string[] {
  const times: string[] = [];
  for (let day = Date.parse(from); day <= Date.parse(to); day += 86_400_000) {
    const date = new Date(day).toISOString().slice(0, 10).replaceAll('-', '');
    times.push(...hours.map((hour) => `${date}${String(hour).padStart(2, '0')}0000`));
  }
  return times;
}
