import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, test } from 'vitest';
import { job, query } from './jobs.ts';
import { Workplace } from './sluice.ts';

/** 1000 orders, the prices of three of them no numbers. */
async function dirtyRun(
  allowed: string,
): Promise<{ place: Workplace; runId: string; exitCode: number | null; copy: string }> {
  const place = new Workplace();
  const source = new DatabaseSync(join(place.folder, 'shop.db'));
  source.exec('create table orders (id integer primary key, price real)');
  source.exec(
    'with recursive n(i) as (select 1 union all select i + 1 from n where i < 1000) insert into orders select i, i * 0.5 from n',
  );
  source.exec("update orders set price = 'cheap' where id in (7, 77, 777)");
  source.close();
  const copy = join(place.folder, 'copy.db');
  const target = new DatabaseSync(copy);
  target.exec('create table orders (id integer primary key, price real)');
  target.close();
  const side = { stepType: 'sqlite', table: ['orders'], column: ['id', 'price'] };
  const file = place.write(
    'job.json',
    job(
      { ...side, path: 'shop.db' },
      { ...side, path: 'copy.db', preSql: ['delete from @table'] },
      { errorLimit: { record: allowed } },
    ),
  );
  const { exitCode, answer } = await place.json(['run', file]);
  return { place, runId: answer.runId, exitCode, copy };
}

test('lists the dirty records with place, column, reason and values', async () => {
  const { place, runId, exitCode } = await dirtyRun('3');
  expect(exitCode).toBe(0);
  const { answer } = await place.json(['dirty', 'list', runId]);
  expect(answer).toMatchObject({ command: 'dirty list', ok: true, summary: '3 dirty records' });
  expect(answer.result.records.map((record: { ordinal: number }) => record.ordinal)).toEqual([6, 76, 776]);
  expect(answer.result.records[0]).toMatchObject({
    column: 'price',
    stage: 'reader',
    values: { id: '7', price: 'cheap' },
  });
  expect((await place.run(['dirty', 'list', runId])).stdout).toContain('3 dirty records');
});

test('exits with 4 when there are more dirty records than allowed', async () => {
  const { place, runId, exitCode } = await dirtyRun('2');
  expect(exitCode).toBe(4);
  const { stdout } = await place.run(['runs', 'show', runId]);
  expect(stdout).toContain('RUN_TOO_MANY_DIRTY_RECORDS');
});

test('writes repaired records again, and only those: the target keeps what it has', async () => {
  const { place, runId, copy } = await dirtyRun('3');
  expect(query(copy, 'select count(*) from orders')).toBe(997);
  const exported = join(place.folder, 'dirty.ndjson');
  expect((await place.run(['dirty', 'export', runId, '-o', exported])).exitCode).toBe(0);
  place.write('repaired.ndjson', readFileSync(exported, 'utf8').replaceAll('"cheap"', '1.25'));
  const { exitCode, answer } = await place.json(['dirty', 'replay', runId, '--file', 'repaired.ndjson']);
  expect(exitCode).toBe(0);
  expect(answer).toMatchObject({ rowsRead: 3, rowsWritten: 3, rowsDirty: 0 });
  expect(query(copy, 'select count(*) from orders')).toBe(1000);
  expect(query(copy, 'select sum(price) from orders where id in (7, 77, 777)')).toBe(3.75);
});

test('a replay that failed is not resumed: it is done anew', async () => {
  const { place, runId } = await dirtyRun('2');
  const replayed = await place.run(['dirty', 'replay', runId]);
  expect(replayed).toMatchObject({ exitCode: 4, stderr: expect.not.stringContaining('sluice resume') });
  expect(await place.run(['resume', 'last'])).toMatchObject({
    exitCode: 2,
    stderr: expect.stringContaining('RUN_NOT_RESUMABLE'),
  });
});

test('exports as NDJSON on standard output', async () => {
  const { place, runId } = await dirtyRun('3');
  const { stdout } = await place.run(['dirty', 'export', runId]);
  const records = stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(records).toHaveLength(3);
});

test('says so when there is nothing to export, no such run, no such file', async () => {
  const place = new Workplace();
  expect(await place.run(['dirty', 'list', '20260101T000000-aaaaaa'])).toMatchObject({
    exitCode: 2,
    stderr: expect.stringContaining('RUN_NOT_FOUND'),
  });
  const { runId, place: other } = await dirtyRun('3');
  const answer = await other.run(['dirty', 'replay', runId, '--file', 'missing.ndjson']);
  expect(answer).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('missing.ndjson cannot be read') });
});
