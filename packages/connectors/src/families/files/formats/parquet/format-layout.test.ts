import { describe, expect, test } from 'vitest';
import { testFile } from '../test-block-files.ts';
import { parquetFormat } from './format.ts';
import { cellsOf, copied, fixture, readParquet } from './test-read-files.ts';

const { signal } = new AbortController();

describe('blocks and columns', () => {
  test('are the row groups, each read without the others', async () => {
    const bytes = await copied('select i from range(10000) r(i)', 'row_group_size 2048');
    const file = await parquetFormat.open(testFile(bytes), signal);
    expect(file.blocks.map(({ rows }) => rows)).toEqual([2048, 2048, 2048, 2048, 1808]);
    const whole = await readParquet(bytes);
    const parts = await readParquet(bytes, { isSplit: true });
    expect(cellsOf(whole, 'i')).toEqual(Array.from({ length: 10_000 }, (_, i) => BigInt(i)));
    expect(parts.rows).toEqual(whole.rows);
  });

  test('fill batches over the ends of small row groups', async () => {
    const bytes = await copied('select i, i::varchar as t from range(10000) r(i)', 'row_group_size 2048');
    const { batchRows } = await readParquet(bytes, { batchRows: 4000 });
    expect(batchRows).toEqual([4000, 4000, 2000]);
  });

  test('that are not asked for are not read', async () => {
    const bytes = await copied(
      `select i, hash(i) as a, hash(i + 1) as b, sha256(i::varchar) as c from range(50000) r(i)`,
      'compression uncompressed',
    );
    const file = testFile(bytes);
    const found = await readParquet(file, { columns: ['a'] });
    expect(found.rows).toHaveLength(50_000);
    const read = file.reads.reduce((sum, size) => sum + size, 0);
    expect(bytes.length).toBeGreaterThan(4_000_000);
    expect(read).toBeLessThan(50_000 * 8 + 200_000);
  });

  test('of a small file are read with one request', async () => {
    const file = testFile(await copied('select i, i::varchar as t from range(5000) r(i)'));
    const found = await readParquet(file);
    expect(found.rows).toHaveLength(5000);
    expect(file.reads).toEqual([file.size]);
  });

  test('that lie side by side are read together', async () => {
    const columns = Array.from({ length: 40 }, (_, at) => `hash(i + ${at}) as c${at}`).join(', ');
    const file = testFile(await copied(`select ${columns} from range(2000) r(i)`, 'compression uncompressed'));
    const found = await readParquet(file);
    expect(found.rows).toHaveLength(2000);
    expect(file.size).toBeGreaterThan(600_000);
    expect(file.reads).toHaveLength(2);
  });

  test('may be none: rows are counted', async () => {
    const bytes = await copied('select i from range(3000) r(i)');
    const { batchRows } = await readParquet(bytes, { columns: [] });
    expect(batchRows).toEqual([1000, 1000, 1000]);
  });

  test('may be asked for twice and in any order', async () => {
    const bytes = await copied(`select i, -i as j, 'x' || i as t from range(3) r(i)`);
    const { rows } = await readParquet(bytes, { columns: ['t', 'i', 't'] });
    expect(rows).toEqual([
      ['x0', 0n, 'x0'],
      ['x1', 1n, 'x1'],
      ['x2', 2n, 'x2'],
    ]);
  });

  test('without rows give no batch', async () => {
    const found = await readParquet(await copied('select 1 as a, [1] as b where false'));
    expect(found.schema.columns.map(({ name }) => name)).toEqual(['a', 'b']);
    expect(found.batchRows).toEqual([]);
  });
});

describe('nulls', () => {
  test.each([1000, 64, 7])('lie where they were, in runs and mixed, in batches of %d', async (batchRows) => {
    const isNull = (i: number): boolean => (i * 2654435761) % 4294967296 < 2 ** 31 || (i > 2000 && i < 3500);
    const bytes = await copied(
      `select case when n then null else i end as l, case when n then null else i::int end as i,
        case when n then null else 't' || i end as t, case when n then null else i % 3 = 0 end as b,
        case when n then null else i::double end as d, case when n then null else (i % 100)::tinyint end as y,
        case when n then null else 'abc'[i % 3 + 1] end as s, case when i > 4000 then i end as late
        from (select i, (i * 2654435761) % 4294967296 < 2147483648 or (i > 2000 and i < 3500) as n from range(5000) r(i))`,
      'row_group_size 2048',
    );
    const found = await readParquet(bytes, { batchRows });
    const expected = Array.from({ length: 5000 }, (_, i) => {
      const late = i > 4000 ? BigInt(i) : null;
      if (isNull(i)) return [null, null, null, null, null, null, null, late];
      return [BigInt(i), i, `t${i}`, i % 3 === 0, i, i % 100, 'abc'[i % 3], late];
    });
    expect(found.rows).toEqual(expected);
  });
});

describe('batches', () => {
  test('stay near their size when texts become large, and lose no row', async () => {
    const length = (i: number): number => (i >= 3000 && i < 3200 ? 50_000 : i % 20);
    const bytes = await copied(
      `select i, case when i % 11 = 0 then null else repeat('x', case when i between 3000 and 3199 then 50000 else i::int % 20 end) end as t,
        [i, i + 1] as l, case when i % 3 > 0 then i::int end as n from range(6000) r(i)`,
    );
    const found = await readParquet(bytes, { batchRows: 5000, batchBytes: 200_000 });
    expect(Math.max(...found.batchBytes)).toBeLessThan(500_000);
    const expected = Array.from({ length: 6000 }, (_, i) => [
      BigInt(i),
      i % 11 === 0 ? null : 'x'.repeat(length(i)),
      `[${i},${i + 1}]`,
      i % 3 > 0 ? i : null,
    ]);
    expect(found.rows).toEqual(expected);
    expect(found.ordinals).toEqual(expected.map((_, i) => i));
  });

  test('stay near their size when few values of a dictionary stand for much text', async () => {
    const bytes = await copied(
      `select case when i < 1000 then 'short' else repeat('long', 25000) end as t, [t] as l from range(1100) r(i)`,
    );
    expect(bytes.length).toBeLessThan(600_000);
    const found = await readParquet(bytes, { batchRows: 4096, batchBytes: 1_000_000 });
    expect(Math.max(...found.batchBytes)).toBeLessThan(3_000_000);
    expect(found.rows).toHaveLength(1100);
    expect(found.rows[1000]).toEqual(['long'.repeat(25_000), `["${'long'.repeat(25_000)}"]`]);
  });

  test('hold a single value that is larger than a batch may be', async () => {
    const bytes = await copied(`select repeat('y', 3000000) as t, i from range(3) r(i)`);
    const found = await readParquet(bytes, { batchBytes: 100_000 });
    expect(found.batchRows).toEqual([1, 1, 1]);
    expect(found.rows).toEqual([0n, 1n, 2n].map((i) => ['y'.repeat(3_000_000), i]));
  });
});

describe('a reader that stops early', () => {
  test('ends when it is cancelled, with the reason', async () => {
    const cancel = new AbortController();
    const file = await parquetFormat.open(testFile(fixture('nested-pages')), cancel.signal);
    const request = { start: 0, end: 1, schema: file.schema, sources: [0, 1], batchRows: 10, batchBytes: 1000 };
    const batches = file.read({ ...request, signal: cancel.signal });
    await batches.next();
    cancel.abort(new Error('enough'));
    await expect(batches.next()).rejects.toThrow('enough');
  });

  test('waits for what it reads ahead, and passes errors of the storage on as they are', async () => {
    const bytes = await copied(
      'select hash(i) as a, hash(i + 1) as b from range(500000) r(i)',
      'compression uncompressed',
    );
    const running = new Set<number>();
    const signals: AbortSignal[] = [];
    const whole = testFile(bytes);
    const slow = {
      ...whole,
      async read(start: number, end: number, given: AbortSignal) {
        running.add(start);
        signals.push(given);
        await new Promise((resolve) => setTimeout(resolve, 5));
        running.delete(start);
        return whole.read(start, end, given);
      },
    };
    const file = await parquetFormat.open(slow, signal);
    const request = { start: 0, end: file.blocks.length, schema: file.schema, sources: [0, 1], batchRows: 1000 };
    for await (const batch of file.read({ ...request, batchBytes: 100_000, signal })) {
      if (batch.rowCount > 0) break;
    }
    expect(running.size).toBe(0);
    expect(signals.at(-1)?.aborted).toBe(true);
    const failing = { ...whole, read: async () => Promise.reject(new Error('the storage is gone')) };
    await expect(parquetFormat.open(failing, signal)).rejects.toThrow('the storage is gone');
  });
});
