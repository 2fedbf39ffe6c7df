import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/** A script 2.0 from one step to another. */
export function job(reader: object, writer: object, setting: object = {}): object {
  const step = (name: string, { stepType, ...parameter }: { stepType?: string }): object => ({
    stepType,
    name,
    category: name.toLowerCase(),
    parameter,
  });
  return {
    type: 'job',
    version: '2.0',
    steps: [step('Reader', reader), step('Writer', writer)],
    setting: { errorLimit: { record: '0' }, speed: { concurrent: 1, throttle: false }, ...setting },
    order: { hops: [{ from: 'Reader', to: 'Writer' }] },
  };
}

/** Prints `rows` rows `<number>\thello`. */
export function printJob(rows: number, value = 'hello', setting: object = {}): object {
  const column = [
    { type: 'long', value: 7 },
    { type: 'string', value },
  ];
  return job({ stepType: 'stream', sliceRecordCount: rows, column }, { stepType: 'stream', print: true }, setting);
}

/** Makes a database with three tables `orders_a…c` of `rows` rows each, and an empty one to copy them to. */
export function makeShop(folder: string, rows: number): void {
  const shop = new DatabaseSync(join(folder, 'shop.db'));
  for (const [index, letter] of ['a', 'b', 'c'].entries()) {
    shop.exec(`create table orders_${letter} (id integer primary key, name text)`);
    shop.exec(
      `with recursive n(i) as (select 1 union all select i + 1 from n where i < ${rows})
       insert into orders_${letter} select i + ${index * 1_000_000}, 'order number ' || i from n`,
    );
  }
  shop.close();
  const copy = new DatabaseSync(join(folder, 'copy.db'));
  copy.exec('create table orders (id integer primary key, name text)');
  copy.close();
}

/** Copies the three tables into one that is emptied before; `mbps` makes it slow. */
export function shopJob(mbps?: number): object {
  const speed =
    mbps === undefined ? { concurrent: 1, throttle: false } : { concurrent: 1, throttle: true, mbps: String(mbps) };
  return job(
    { stepType: 'sqlite', path: 'shop.db', table: ['orders_a', 'orders_b', 'orders_c'], column: ['id', 'name'] },
    { stepType: 'sqlite', path: 'copy.db', table: 'orders', column: ['id', 'name'], preSql: ['delete from @table'] },
    { speed },
  );
}

/** One number from a database. */
export function query(file: string, sql: string): unknown {
  const database = new DatabaseSync(file, { readOnly: true });
  try {
    return Object.values(database.prepare(sql).get() ?? {})[0];
  } finally {
    database.close();
  }
}

/** Ids of the runs in a state folder, oldest first. */
export function runIds(state: string): string[] {
  const folder = join(state, 'runs');
  return existsSync(folder) ? readdirSync(folder).sort() : [];
}

/** Splits that the newest run has finished so far. */
export function finishedSplits(state: string): number {
  const file = join(state, 'runs', runIds(state).at(-1) ?? '', 'tasks.ndjson');
  if (!existsSync(file)) return 0;
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line.includes('"event":"done"')).length;
}
