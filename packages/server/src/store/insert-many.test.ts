import { service } from '@sluice/testkit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Store } from './database.ts';
import { insertMissing } from './insert-many.ts';
import { openStore } from './open.ts';

describe.each(['sqlite', 'postgresql'] as const)('many rows at once on %s', (dialect) => {
  let store: Store;
  beforeAll(async () => {
    store = await openStore(
      dialect === 'sqlite' ? ':memory:' : (await (await service('postgresql')).newDatabase()).url,
    );
  });
  afterAll(() => store.close());
  const insert = (rows: readonly { key: string; value: string; changed_at: number }[]) =>
    store.transaction((transaction) => insertMissing(store, transaction, { into: 'settings', rows, returning: 'key' }));

  test('are stored as they are: quotes, other scripts, large numbers, nothing', async () => {
    const values = ['it\'s "quoted" \\ {"a":[1]}', '数据 😀 \u{1}\n\t', '', '12', 'null', '1e3', 'true'];
    await insert(values.map((value, index) => ({ key: `exact-${index}`, value, changed_at: 8.64e15 - index })));
    const found = await store.database
      .selectFrom('settings')
      .select(['value', 'changed_at'])
      .where('key', 'like', 'exact-%')
      .orderBy('key')
      .execute();
    expect(found).toEqual(values.map((value, index) => ({ value, changed_at: 8_640_000_000_000_000 - index })));
  });

  test('that exist already stay as they are, and only the others are answered', async () => {
    await insert([{ key: 'known', value: 'first', changed_at: 1 }]);
    const inserted = await insert([
      { key: 'known', value: 'second', changed_at: 2 },
      { key: 'new', value: 'second', changed_at: 2 },
    ]);
    expect([...inserted]).toEqual(['new']);
    const known = store.database.selectFrom('settings').select('value').where('key', '=', 'known');
    expect(await known.execute()).toEqual([{ value: 'first' }]);
  });

  test('are any number of rows, also none', async () => {
    const rows = Array.from({ length: 4_321 }, (_, index) => ({ key: `row-${index}`, value: 'x', changed_at: 1 }));
    expect((await insert(rows)).size).toBe(4_321);
    expect((await insert(rows)).size).toBe(0);
    expect((await insert([])).size).toBe(0);
  });

  test('keep NULL as NULL', async () => {
    const row = { id: 'b', project_id: 'p', name: 'n', state: 'running', request: '{}', total: 2, created_at: 1 };
    const rows = [{ ...row, created_by: null, finished_at: null }];
    await store.transaction((transaction) => insertMissing(store, transaction, { into: 'backfills', rows }));
    expect(await store.database.selectFrom('backfills').selectAll().execute()).toEqual(rows);
  });
});
