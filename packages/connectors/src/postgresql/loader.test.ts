import { Batch, Column, type Schema, setCell, type CellValue } from '@sluice/core';
import { describeWithService } from '@sluice/testkit';
import { expect, test } from 'vitest';
import type { Session } from '../families/relational/session.ts';
import { copyRows, loadRequest, openSession, readRows } from './test-sessions.ts';
import { driver } from './driver.ts';

describeWithService('postgresql', 'loads of PostgreSQL', (server) => {
  async function withSessions(action: (reader: Session, writer: Session) => Promise<void>): Promise<void> {
    const database = await server().newDatabase();
    const reader = await openSession(database, 'read');
    const writer = await openSession(database);
    try {
      await action(reader, writer);
    } finally {
      await reader.close();
      await writer.close();
    }
  }

  function batchOf(schema: Schema, rows: readonly (readonly CellValue[])[]): Batch {
    const batch = new Batch(
      schema,
      schema.columns.map((column) => new Column(column.type, rows.length)),
    );
    for (const [row, cells] of rows.entries()) {
      for (const [index, cell] of cells.entries()) fillCell(batch.columns[index] as Column, row, cell);
    }
    batch.rowCount = rows.length;
    return batch;
  }

  /** Texts go in unchecked, as some tests need broken ones. */
  function fillCell(column: Column, row: number, cell: CellValue): void {
    if (column.layout !== 'bytes' || typeof cell !== 'string') return setCell(column, row, cell);
    const bytes = new TextEncoder().encode(cell);
    const start = column.offsets[row] as number;
    column.reserveBytes(start + bytes.length);
    column.bytes.set(bytes, start);
    column.offsets[row + 1] = start + bytes.length;
  }

  async function load(writer: Session, table: string, rows: readonly (readonly CellValue[])[], changes = {}) {
    const request = await loadRequest(writer, table, changes);
    const loader = await writer.openLoader(request);
    const rejections = await loader.write(batchOf(request.schema, rows));
    return { rejections, rowsWritten: await loader.commit() };
  }

  test('asks for isolation when the fast way meets a bad row, and leaves nothing behind', async () => {
    await withSessions(async (reader, writer) => {
      await writer.execute('create table t (id int primary key)');
      const copy = copyRows(reader, writer, { sql: 'select unnest(array[1, 2, 2, 3])::int as id', table: 't' });
      await expect(copy).rejects.toMatchObject({ code: 'TASK_NEEDS_ISOLATION' });
      expect(await reader.query('select count(*) from t')).toEqual([['0']]);
    });
  });

  test('finds exactly the bad rows of each kind when it isolates', async () => {
    await withSessions(async (reader, writer) => {
      await writer.execute(`
        create table parent (id int primary key); insert into parent values (1);
        create table t (id int primary key, p int references parent deferrable initially deferred, n numeric not null check (n < 100), v varchar(3));
        create function refuse() returns trigger language plpgsql as $$ begin if new.id = 70 then raise exception 'not seventy'; end if; return new; end $$;
        create trigger refuse before insert on t for each row execute function refuse();`);
      const sql = `select case g when 30 then 29 else g end as id, case g when 40 then 2 else 1 end as p,
          (case g when 50 then null when 51 then 100 else 1 end)::numeric as n, (case g when 60 then 'long' else 'abc' end)::text as v
        from generate_series(1, 2500) g order by g`;
      const outcome = await copyRows(reader, writer, {
        sql,
        table: 't',
        load: { isolate: true },
        settings: { batchRows: 1_024 },
      });
      expect(outcome.rowsWritten).toBe(2_494);
      expect(outcome.refused.map(({ ordinal, column, code }) => [ordinal, column, code])).toEqual([
        [29, undefined, 'DUPLICATE_KEY'],
        [39, undefined, 'FOREIGN_KEY'],
        [49, 2, 'NULL_NOT_ALLOWED'],
        [50, undefined, 'CHECK'],
        [59, 3, 'TOO_LONG'],
        [69, undefined, 'TRIGGER'],
      ]);
      expect(outcome.refused[0]?.reason).toBe(
        'duplicate key value violates unique constraint "t_pkey": Key (id)=(29) already exists.',
      );
      expect(await reader.query('select count(*) from t')).toEqual([['2494']]);
    });
  });

  test('finds a thousand bad rows among a hundred thousand, and loses no other', { timeout: 60_000 }, async () => {
    await withSessions(async (reader, writer) => {
      await writer.execute('create table t (id int primary key)');
      const sql = 'select case when g % 100 = 0 then 1 else g end as id from generate_series(1, 100000) g';
      const outcome = await copyRows(reader, writer, {
        sql,
        table: 't',
        load: { isolate: true },
        settings: { batchRows: 4_096 },
      });
      expect(outcome.rowsWritten).toBe(99_000);
      expect(outcome.refused.length).toBe(1_000);
      expect(outcome.refused.every(({ ordinal }) => ordinal % 100 === 99)).toBe(true);
      expect(await reader.query('select count(*), sum(id) from t')).toEqual([['99000', '4950000000']]);
    });
  });

  test('isolates in a staging table, too', async () => {
    await withSessions(async (_reader, writer) => {
      await writer.execute(`create table t (id int primary key, a int[], r int4range)`);
      const rows = [
        [1, '[1,2]', '[1,2)'],
        [2, '["x"]', '[1,2)'],
        [3, '[1]', 'nonsense'],
        [4, '{"no": "list"}', null],
        [5, null, null],
      ];
      const { rejections, rowsWritten } = await load(writer, 't', rows, { isolate: true });
      expect(rejections.map(({ row, code }) => [row, code])).toEqual([
        [1, 'MALFORMED'],
        [2, 'MALFORMED'],
        [3, 'MALFORMED'],
      ]);
      expect(rowsWritten).toBe(2);
      expect(await writer.query('select id, a, r from t order by id')).toEqual([
        ['1', '{1,2}', '[1,2)'],
        ['5', null, null],
      ]);
    });
  });

  test.each([false, true])(
    'updates rows with the same key, the last one of a batch winning (isolate %s)',
    async (isolate) => {
      await withSessions(async (_reader, writer) => {
        await writer.execute(
          `create table t (id int primary key, v text, kept text default 'd'); insert into t values (1, 'old', 'k'), (9, 'nine', 'k')`,
        );
        const request = await loadRequest(writer, 't');
        const schema = { columns: request.schema.columns.slice(0, 2) };
        const loader = await writer.openLoader({ ...request, schema, mode: 'update', updateColumns: ['v'], isolate });
        expect(
          await loader.write(
            batchOf(schema, [
              [1, 'a'],
              [2, 'b'],
              [1, 'c'],
              [2, 'd'],
              [3, null],
            ]),
          ),
        ).toEqual([]);
        expect(await loader.commit()).toBe(5);
        expect(await writer.query('select * from t order by id')).toEqual([
          ['1', 'c', 'k'],
          ['2', 'd', 'd'],
          ['3', null, 'd'],
          ['9', 'nine', 'k'],
        ]);
      });
    },
  );

  test('keeps rows with NULL in the key apart', async () => {
    await withSessions(async (_reader, writer) => {
      await writer.execute('create table t (k int unique, v int)');
      await load(
        writer,
        't',
        [
          [null, 1],
          [null, 2],
          [1, 3],
          [1, 4],
        ],
        { mode: 'update', keyColumns: ['k'], updateColumns: ['v'] },
      );
      expect(await writer.query('select k, v from t order by v')).toEqual([
        [null, '1'],
        [null, '2'],
        ['1', '4'],
      ]);
    });
  });

  test('replaces rows whole', async () => {
    await withSessions(async (_reader, writer) => {
      await writer.execute(
        `create table t (id int primary key, v text, extra text default 'fresh'); insert into t values (1, 'old', 'stale')`,
      );
      const request = await loadRequest(writer, 't');
      const schema = { columns: request.schema.columns.slice(0, 2) };
      const loader = await writer.openLoader({ ...request, schema, mode: 'replace' });
      await loader.write(
        batchOf(schema, [
          [1, 'a'],
          [2, 'b'],
          [2, 'c'],
        ]),
      );
      expect(await loader.commit()).toBe(3);
      expect(await writer.query('select * from t order by id')).toEqual([
        ['1', 'a', 'fresh'],
        ['2', 'c', 'fresh'],
      ]);
    });
  });

  test('ignores rows whose key exists, and counts those it stored', async () => {
    await withSessions(async (_reader, writer) => {
      await writer.execute(`create table t (id int primary key, v text); insert into t values (1, 'old')`);
      const { rowsWritten } = await load(
        writer,
        't',
        [
          [1, 'a'],
          [2, 'b'],
          [2, 'c'],
        ],
        { mode: 'ignore', updateColumns: [] },
      );
      expect(rowsWritten).toBe(1);
      expect(await writer.query('select * from t order by id')).toEqual([
        ['1', 'old'],
        ['2', 'b'],
      ]);
    });
  });

  test('says so when the key of an update has no unique index', async () => {
    await withSessions(async (_reader, writer) => {
      await writer.execute('create table t (id int, v int)');
      const loading = load(writer, 't', [[1, 1]], { mode: 'update', keyColumns: ['id'], updateColumns: ['v'] });
      await expect(loading).rejects.toMatchObject({ code: 'POSTGRESQL_KEY_NOT_UNIQUE', kind: 'config' });
    });
  });

  test('puts the default in the place of a skipped NULL, also of serial and identity columns', async () => {
    await withSessions(async (_reader, writer) => {
      await writer.execute(
        `create table t (a serial, b int generated always as identity, c text default 'none', d text)`,
      );
      const rows = [
        [null, null, null, null],
        [7, 8, 'x', 'y'],
      ];
      await load(writer, 't', rows, { skipNullColumns: ['a', 'b', 'c', 'd'] });
      expect(await writer.query('select * from t')).toEqual([
        ['1', '1', 'none', null],
        ['7', '8', 'x', 'y'],
      ]);
    });
  });

  test('refuses zero bytes, broken uuids and values it would have to round, and stores the rest', async () => {
    await withSessions(async (_reader, writer) => {
      await writer.execute('create table t (s text, u uuid, t timestamp(3), n numeric(4,-2))');
      const u = 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11';
      const t = '2024-01-01 00:00:00.123';
      const rows = [
        ['fine', u, t, '1200'],
        ['a\0b', u, t, '1200'],
        ['x', 'a0eebc99', t, '1200'],
        ['x', u, '2024-01-01 00:00:00.123456', '1200'],
        ['x', u, t, '1250'],
        ['x', u, 'infinity', null],
        [null, `{${u.toUpperCase()}}`, '-infinity', '-1200'],
        ['x', u, '-290307-12-21 19:59:05.224193', '0'],
      ];
      const schema = (await writer.describeTable({ name: 't' })).schema;
      const batch = batchOf(
        schema,
        rows.map((row, index) => (index === 7 ? [...row.slice(0, 2), null, '0'] : row)),
      );
      const early = batch.columns[2] as Column;
      early.clearNull(7);
      early.values[14] = 5;
      early.values[15] = -0x8000_0000; // five microseconds after the earliest moment that can be counted
      const loader = await writer.openLoader(await loadRequest(writer, 't'));
      const rejections = await loader.write(batch);
      expect(rejections.map(({ row, column, code }) => [row, column, code])).toEqual([
        [1, 0, 'INVALID_TEXT'],
        [2, 1, 'MALFORMED'],
        [3, 2, 'INEXACT'],
        [4, 3, 'INEXACT'],
        [7, 2, 'OUT_OF_RANGE'],
      ]);
      expect(await loader.commit()).toBe(3);
      expect(await writer.query('select * from t')).toEqual([
        ['fine', u, '2024-01-01 00:00:00.123', '1200'],
        ['x', u, 'infinity', null],
        [null, u, '-infinity', '-1200'],
      ]);
    });
  });

  test('loads rows larger than its buffers', async () => {
    await withSessions(async (reader, writer) => {
      await writer.execute('create table t (id int, v text)');
      const sql = `select g as id, repeat(chr(64 + g), 400000 * (g % 3)) as v from generate_series(1, 9) g`;
      expect((await copyRows(reader, writer, { sql, table: 't' })).rowsWritten).toBe(9);
      const difference = `select count(*) from t join (${sql}) s using (id) where t.v is distinct from s.v`;
      expect(await writer.query(difference)).toEqual([['0']]);
    });
  });

  test('takes any characters in names', async () => {
    await withSessions(async (reader, writer) => {
      await writer.execute(
        `create schema "a.b;"; create table "a.b;"."t""; drop table x; --" ("c'1" int primary key, "c;""2" text, "$1" text)`,
      );
      const table = { schema: 'a.b;', name: 't"; drop table x; --' };
      const description = await writer.describeTable(table);
      expect(description.primaryKey).toEqual(["c'1"]);
      const loader = await writer.openLoader({
        ...(await requestOf(writer, table)),
        mode: 'update',
        keyColumns: ["c'1"],
        updateColumns: ['c;"2'],
      });
      await loader.write(batchOf(description.schema, [[1, 'x', 'y']]));
      await loader.commit();
      const sql = `select "$1", "c;""2" from "a.b;"."t""; drop table x; --" where "c'1" = $1 and '$1' <> $2`;
      expect(await readRows(reader, sql, { parameters: ['1', "o'no\\"] })).toEqual([['y', 'x']]);
    });

    async function requestOf(writer: Session, table: { schema: string; name: string }) {
      const { schema } = await writer.describeTable(table);
      return {
        table, schema, keyColumns: [], updateColumns: [], skipNullColumns: [], batchRows: 100, isolate: false,
        signal: new AbortController().signal,
      }; // prettier-ignore
    }
  });

  test('tells the fate of a commit by its token', async () => {
    await withSessions(async (_reader, writer) => {
      await writer.execute('create table t (id int)');
      const request = await loadRequest(writer, 't');
      const database = (await writer.query('select current_database()'))[0]?.[0] as string;
      const other = await openSession({ ...server(), database });
      const first = await writer.openLoader(request);
      await first.write(batchOf(request.schema, [[1]]));
      const token = (await first.commitToken?.()) as string;
      // While the transaction is under way nobody can tell.
      const asked = driver.confirmCommit?.(other, token);
      await first.commit();
      expect(await asked).toBe(true);
      const second = await writer.openLoader(request);
      await second.write(batchOf(request.schema, [[2]]));
      const lost = (await second.commitToken?.()) as string;
      await second.abort();
      expect(await driver.confirmCommit?.(other, lost)).toBe(false);
      expect(await other.query('select * from t')).toEqual([['1']]);
      await other.close();
    });
  });
});
