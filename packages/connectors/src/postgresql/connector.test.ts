import type { JsonValue, Schema } from '@sluice/core';
import { describeWithService, testContext, type Server } from '@sluice/testkit';
import { expect, test } from 'vitest';
import postgresql from './index.ts';
import { openSession } from './test-sessions.ts';

function parametersFor({ host, port, user, password, database }: Server, table: string): Record<string, unknown> {
  return { host, port, user, password, database, table: [table] };
}

async function openReader(parameters: Record<string, unknown>) {
  return (await postgresql.reader?.open(parameters as never, testContext())) as NonNullable<
    Awaited<ReturnType<NonNullable<typeof postgresql.reader>['open']>>
  >;
}

async function openWriter(parameters: Record<string, unknown>) {
  return (await postgresql.writer?.open(parameters as never, testContext())) as NonNullable<
    Awaited<ReturnType<NonNullable<typeof postgresql.writer>['open']>>
  >;
}

/** Runs all splits one after the other, each as one task. */
async function transfer(
  server: Server,
  from: string,
  to: string,
): Promise<{ splits: number; rows: number; schema: Schema }> {
  const reader = await openReader(parametersFor(server, from));
  const writer = await openWriter(parametersFor(server, to));
  const signal = new AbortController().signal;
  try {
    const { wanted, shared: target } = await writer.prepare(await reader.describe());
    const plan = await reader.plan({ channels: 2, wanted });
    const shared = JSON.parse(JSON.stringify(plan.shared)) as JsonValue;
    let rows = 0;
    for (const [index, split] of plan.splits.entries()) {
      const task = await writer.openTask({
        taskId: `${index}`,
        attempt: 1,
        schema: wanted,
        shared: target,
        isolate: false,
        signal,
      });
      for await (const batch of reader.read({
        schema: plan.schema,
        shared,
        split,
        batchRows: 4_096,
        batchBytes: 1_000_000,
        signal,
      }))
        await task.write(batch);
      rows += (await task.commit()).rowsWritten;
    }
    await writer.finish([]);
    return { splits: plan.splits.length, rows, schema: plan.schema };
  } finally {
    await reader.close();
    await writer.close();
  }
}

describeWithService('postgresql', 'the connector as a whole', (server) => {
  test.each([
    ['without key, by pages', ''],
    ['by its integer key', ', primary key (id)'],
    ['by a text key', ', primary key (v)'],
  ])('copies a table %s', async (_case, key) => {
    const database = await server().newDatabase();
    const session = await openSession(database);
    await session.execute(
      `create table source (id int, v text not null, n numeric(9,2)${key}); create table target (like source)`,
    );
    await session.execute(`insert into source select g, 'O''Brien ' || g, g / 7.0 from generate_series(1, 120000) g`);
    await session.execute('analyze source');
    const { splits, rows } = await transfer(database, 'source', 'target');
    expect(splits).toBeGreaterThan(1);
    expect(rows).toBe(120_000);
    expect(
      await session.query('(table source except table target) union all (table target except table source)'),
    ).toEqual([]);
    await session.close();
    const left = await openSession(database);
    // The server ends a session a moment after its client has gone.
    const count = 'select count(*) from pg_stat_activity where datname = current_database()';
    await expect.poll(() => left.query(count), { timeout: 3_000 }).toEqual([['1']]);
    await left.close();
  });

  test('understands a table URL', () => {
    const url = new URL('postgresql://me:secret@db:5433/shop/sales.orders?sslmode=require');
    expect(postgresql.urls?.toParameter(url, 'reader')).toEqual({
      jdbcUrl: 'postgresql://db:5433/shop?sslmode=require',
      username: 'me',
      password: 'secret',
      table: ['sales.orders'],
      column: ['*'],
    });
  });
});
