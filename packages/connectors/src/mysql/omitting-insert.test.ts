import type { CellValue } from '@sluice/core';
import { type Server, describeWithService } from '@sluice/testkit';
import { expect, test } from 'vitest';
import { batchOf, connectRequest, connectionTo, load, loadRequest, openSession } from './test-session.ts';
import { openClient } from './connect.ts';
import { omittingInsert } from './omitting-insert.ts';

/** Rows of `(id, name)`, of which some take the id of the row before. */
function withDuplicates(count: number, duplicates: readonly number[]): CellValue[][] {
  const bad = new Set(duplicates);
  return Array.from({ length: count }, (_, row) => [bad.has(row) ? row - 1 : row, `name ${row}`]);
}

async function insertsSeen(server: Server, table: string): Promise<string> {
  const session = await openSession(server);
  const [[count] = []] = await session.query(`SELECT count(*) FROM ${table}`);
  await session.close();
  return String(count);
}

describeWithService('mariadb', 'leaving out bad rows', (server) => {
  test.each([
    ['a few', Array.from({ length: 20 }, (_, index) => 500 * index + 7)],
    ['neighbours across statements', [4_094, 4_096, 4_098, 8_190, 8_192]],
    ['more than the server lists by itself', Array.from({ length: 3_000 }, (_, index) => 2 * index + 1)],
    ['every second row', Array.from({ length: 5_000 }, (_, index) => 2 * index + 1)],
  ])('finds %s', async (_, bad) => {
    const session = await openSession(server());
    await session.execute('CREATE OR REPLACE TABLE omitted (id int primary key, name varchar(20))');
    const { rejections, committed } = await load(session, 'omitted', withDuplicates(10_000, bad));
    expect(rejections.map(({ row }) => row)).toEqual(bad);
    expect(new Set(rejections.map(({ code }) => code))).toEqual(new Set(['DUPLICATE_KEY']));
    expect(rejections[0]?.reason).toBe(`Duplicate entry '${(bad[0] as number) - 1}' for key 'PRIMARY'`);
    expect(committed).toBe(10_000 - bad.length);
    expect(await insertsSeen(server(), 'omitted')).toBe(String(committed));
    await session.close();
  });

  test('takes the first of equal keys', async () => {
    const session = await openSession(server());
    await session.execute('CREATE OR REPLACE TABLE first_wins (id int primary key, name varchar(20))');
    const rows = withDuplicates(100, [50, 51, 52]);
    for (const row of [50, 51, 52]) (rows[row] as CellValue[])[0] = 49;
    await load(session, 'first_wins', rows);
    expect(await session.query('SELECT name FROM first_wins WHERE id = 49')).toEqual([['name 49']]);
    await session.close();
  });

  test('lets no trigger act for a refused row', async () => {
    const session = await openSession(server());
    await session.execute('CREATE OR REPLACE TABLE watched (id int primary key, name varchar(20))');
    await session.execute('CREATE OR REPLACE TABLE seen (id int)');
    await session.execute(
      'CREATE TRIGGER watch BEFORE INSERT ON watched FOR EACH ROW INSERT INTO seen VALUES (NEW.id)',
    );
    const { rejections } = await load(session, 'watched', withDuplicates(1_000, [3, 700]));
    expect(rejections.map(({ row }) => row)).toEqual([3, 700]);
    expect(await insertsSeen(server(), 'seen')).toBe('998');
    await session.close();
  });

  test('is not used where triggers may be hidden, on views, and in other modes', async () => {
    const session = await openSession(server());
    const { user, password } = server();
    await session.execute('CREATE OR REPLACE TABLE plain (id int primary key, name varchar(20))');
    await session.execute('CREATE OR REPLACE VIEW plain_view AS SELECT * FROM plain');
    await session.execute("CREATE OR REPLACE USER 'no_trigger'@'127.0.0.1' IDENTIFIED BY 'a-password'");
    await session.execute(`GRANT SELECT, INSERT ON ${server().database}.* TO 'no_trigger'@'127.0.0.1'`);
    const canOmit = async (login: { user: string; password: string }, table: string, mode: 'insert' | 'update') => {
      const { client } = await openClient(connectionTo(server(), login), connectRequest());
      const way = await omittingInsert(client, await loadRequest(session, table, { mode }));
      client.quit();
      return way !== undefined;
    };
    expect(await canOmit({ user, password }, 'plain', 'insert')).toBe(true);
    expect(await canOmit({ user, password }, 'plain', 'update')).toBe(false);
    expect(await canOmit({ user, password }, 'plain_view', 'insert')).toBe(false);
    expect(await canOmit({ user: 'no_trigger', password: 'a-password' }, 'plain', 'insert')).toBe(false);
    await session.execute("DROP USER 'no_trigger'@'127.0.0.1'");
    await session.close();
  });

  test('leaves the session as it was', async () => {
    const session = await openSession(server());
    const before = await session.query('SELECT @@autocommit, @@max_error_count');
    await session.execute('CREATE OR REPLACE TABLE tidy (id int primary key, name varchar(20))');
    const request = await loadRequest(session, 'tidy');
    const loader = await session.openLoader(request);
    await loader.write(batchOf(request.schema, withDuplicates(10, [5])));
    await loader.commit();
    expect(await session.query('SELECT @@autocommit, @@max_error_count')).toEqual(before);
    await session.close();
  });
});
