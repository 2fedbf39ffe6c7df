/** A connection that is lost during a COMMIT, to a target that cannot tell later what became of it. */
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Server } from '@sluice/testkit';
import { describeWithService } from '@sluice/testkit';
import { expect, onTestFinished, test } from 'vitest';
import { job, makeShop, runIds } from '../e2e/jobs.ts';
import { Workplace, until } from '../e2e/sluice.ts';
import { mariadbQuery, step } from '../servers.ts';

const reader = { stepType: 'sqlite', path: 'shop.db', table: ['orders_a'], column: ['id', 'name'] };

describeWithService('mariadb', 'a COMMIT whose answer is lost', (server) => {
  const rowsIn = async (table: string): Promise<unknown> =>
    (await mariadbQuery(server(), `select count(*) as count, count(distinct id) as ids from ${table}`))[0];

  test('without a key the run says so, and a resume does what it is told', async () => {
    await mariadbQuery(server(), 'create table plain (id integer, name varchar(40))');
    const place = new Workplace();
    makeShop(place.folder, 100);
    const writer = step('mariadb', await losingCommit(server()), { table: 'plain', column: ['id', 'name'] });
    const file = place.write('job.json', job(reader, writer));
    const lost = await place.run(['run', file]);
    expect(lost).toMatchObject({ exitCode: 3, stderr: expect.stringContaining('RUN_COMMIT_IN_DOUBT') });
    const runId = runIds(place.state)[0] ?? '';
    const asked = await place.run(['resume', runId]);
    expect(asked).toMatchObject({ exitCode: 3, stderr: expect.stringContaining('RUN_COMMITS_UNTOLD') });
    expect(asked.stderr).toContain('orders_a');
    expect(await place.run(['resume', runId, '--in-doubt', 'perhaps'])).toMatchObject({ exitCode: 2 });
    const { exitCode, answer } = await place.json(['resume', runId, '--in-doubt', 'keep']);
    expect({ exitCode, state: answer.state, rows: answer.rowsWritten }).toEqual({
      exitCode: 0,
      state: 'succeeded',
      rows: 100,
    });
    expect(await rowsIn('plain')).toEqual({ count: 100, ids: 100 });
  });

  test('a resume that was told what to do and is killed need not be told again', async () => {
    await mariadbQuery(server(), 'create table told (id integer, name varchar(40))');
    const place = new Workplace();
    makeShop(place.folder, 100);
    let isDeaf = false;
    const isStored = (): boolean => readCheckpoint(place).includes('"event":"given-up"');
    const door = await losingCommit(server(), () => isDeaf && isStored());
    const writer = step('mariadb', door, { table: 'told', column: ['id', 'name'] });
    expect(await place.run(['run', place.write('job.json', job(reader, writer))])).toMatchObject({ exitCode: 3 });
    await mariadbQuery(server(), 'delete from told');
    const [runId = ''] = runIds(place.state);
    isDeaf = true;
    const killed = place.start(['resume', runId, '--in-doubt', 'repeat']);
    await until(isStored, 'the answer is stored');
    killed.kill('SIGKILL');
    await once(killed, 'close');
    isDeaf = false;
    const { exitCode, answer } = await place.json(['resume', runId]);
    expect({ exitCode, rows: answer.rowsWritten }).toEqual({ exitCode: 0, rows: 100 });
    expect(await rowsIn('told')).toEqual({ count: 100, ids: 100 });
  });

  test('with a key by which rows are replaced the split is written again', async () => {
    await mariadbQuery(server(), 'create table keyed (id integer primary key, name varchar(40))');
    const place = new Workplace();
    makeShop(place.folder, 100);
    const target = { table: 'keyed', column: ['id', 'name'], writeMode: 'replace' };
    const writer = step('mariadb', await losingCommit(server()), target);
    const { exitCode, answer } = await place.json(['run', place.write('job.json', job(reader, writer))]);
    expect({ exitCode, rows: answer.rowsWritten, retries: answer.retries }).toEqual({
      exitCode: 0,
      rows: 100,
      retries: 1,
    });
    expect(await rowsIn('keyed')).toEqual({ count: 100, ids: 100 });
  });
});

function readCheckpoint({ state }: Workplace): string {
  return readFileSync(join(state, 'runs', runIds(state)[0] ?? '', 'tasks.ndjson'), 'utf8');
}

/** A door to the server that passes everything on but the answer to the first COMMIT, and what is said while `isDeaf`. */
async function losingCommit(server: Server, isDeaf = (): boolean => false): Promise<Server> {
  let isLost = false;
  const door = createServer((client) => {
    const link = connect(server.port, server.host);
    const cut = (): void => {
      client.destroy();
      link.destroy();
    };
    for (const socket of [client, link]) socket.on('error', cut).on('close', cut);
    link.on('data', (chunk) => client.write(chunk));
    client.on('data', (chunk) => {
      if (isDeaf()) return;
      if (!isLost && chunk.includes('\u0003COMMIT')) {
        isLost = true;
        link.removeAllListeners('data').once('data', cut);
      }
      link.write(chunk);
    });
  });
  door.listen(0, '127.0.0.1');
  await once(door, 'listening');
  onTestFinished(() => void door.close());
  return { ...server, port: (door.address() as AddressInfo).port };
}
