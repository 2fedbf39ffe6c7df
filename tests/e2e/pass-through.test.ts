/** Rows that need no conversion are handed over as they are; what the target refuses is found all the same. */
import { describeWithService } from '@sluice/testkit';
import { beforeEach, expect, test } from 'vitest';
import { postgresqlQuery, step } from '../servers.ts';
import { job } from './jobs.ts';
import { Workplace } from './sluice.ts';

const handedOver = 'rows are handed over as they are';
const columns = ['id', 'name', 'price', 'seen_at'];
const definition = 'id integer, name text, price numeric(12,2), seen_at timestamp';

describeWithService('postgresql', 'rows of PostgreSQL to PostgreSQL', (server) => {
  beforeEach(async () => {
    await postgresqlQuery(
      server(),
      `drop table if exists passed, received;
       create table passed (${definition});
       insert into passed select i, case when i % 7 <> 0 then 'name ' || i end, i * 0.01, timestamp '2026-03-01' + i * interval '1 s'
         from generate_series(1, 20000) i;
       insert into passed values (0, repeat('long ', 200000), 'NaN', 'infinity')`,
    );
  });

  async function copy(target: string, setting: object = {}) {
    await postgresqlQuery(server(), target);
    const place = new Workplace();
    const reader = step('postgresql', server(), { table: 'passed', column: columns });
    const writer = step('postgresql', server(), { table: 'received', column: columns });
    const file = place.write('job.json', job(reader, writer, setting));
    const { exitCode, answer } = await place.json(['run', file]);
    const { stdout: log } = await place.run(['runs', 'show', answer.runId, '--log']);
    return { place, exitCode, report: answer, log };
  }

  const differing = `select count(*)::int as count from passed p full join received r on p.id = r.id
    where (p.name, p.price::text, p.seen_at) is distinct from (r.name, r.price::text, r.seen_at)`;

  test('arrive unchanged and are counted', async () => {
    const { exitCode, report, log } = await copy(`create table received (${definition})`);
    expect(exitCode).toBe(0);
    expect(report).toMatchObject({ rowsRead: 20_001, rowsWritten: 20_001, rowsDirty: 0 });
    expect(log).toContain(handedOver);
    expect(await postgresqlQuery(server(), differing)).toEqual([{ count: 0 }]);
  });

  test('are found one by one when the target refuses some', async () => {
    const target = 'id integer check (id <> 5), name text, price numeric(12,2), seen_at timestamp not null';
    await postgresqlQuery(server(), 'update passed set seen_at = null where id = 19999');
    const { place, exitCode, report } = await copy(`create table received (${target})`, {
      errorLimit: { record: '2' },
    });
    expect(exitCode).toBe(0);
    expect(report).toMatchObject({ rowsRead: 20_001, rowsWritten: 19_999, rowsDirty: 2 });
    const { answer } = await place.json(['dirty', 'list', report.runId]);
    expect(answer.result.records.map((record: { values: { id: number } }) => record.values.id)).toEqual([5, 19_999]);
  });

  test('are converted when a column differs', async () => {
    const { exitCode, report, log } = await copy(
      'create table received (id integer, name text, price numeric(14,2), seen_at timestamp)',
    );
    expect(exitCode).toBe(0);
    expect(report).toMatchObject({ rowsWritten: 20_001 });
    expect(log).not.toContain(handedOver);
    expect(await postgresqlQuery(server(), differing)).toEqual([{ count: 0 }]);
  });
});
