import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { types, type Batch, type CellValue, type ConnectorContext, type Parameter, type Schema } from '@sluice/core';
import { batchOf, describeWithService, fakeClock, openReader, openWriter, rowsOf } from '@sluice/testkit';
import { describe, expect, test } from 'vitest';
import connector from './index.ts';
import { fileServers, placeOn } from './test-servers.ts';

const schema: Schema = {
  columns: [
    { name: 'id', type: types.int64, isNullable: false },
    { name: 'name', type: types.utf8, isNullable: true },
  ],
};

function rows(count: number, firstId = 1): CellValue[][] {
  return Array.from({ length: count }, (_, index) => [BigInt(firstId + index), `name ${firstId + index}`]);
}

async function read(
  parameter: Parameter,
  channels = 1,
  context: Partial<ConnectorContext> = {},
): Promise<CellValue[][]> {
  const reader = await openReader(connector, parameter, context);
  try {
    await reader.describe();
    const plan = await reader.plan({ channels, wanted: schema });
    const { signal } = new AbortController();
    const readSplit = async (split: (typeof plan.splits)[number]): Promise<CellValue[][]> => {
      const found: CellValue[][] = [];
      const task = { schema: plan.schema, shared: plan.shared, split, batchRows: 1000, batchBytes: 1 << 20, signal };
      for await (const batch of reader.read(task)) found.push(...rowsOf(batch));
      return found;
    };
    return (await Promise.all(plan.splits.map(readSplit))).flat();
  } finally {
    await reader.close();
  }
}

/** Writes a task per list of batches, side by side. */
async function write(parameter: Parameter, tasks: readonly (readonly Batch[])[]): Promise<void> {
  const writer = await openWriter(connector, parameter);
  try {
    const prepared = await writer.prepare(schema);
    const { signal } = new AbortController();
    const common = { attempt: 1, schema: prepared.wanted, shared: prepared.shared, isolate: false, signal };
    const reports = await Promise.all(
      tasks.map(async (batches, index) => {
        const task = await writer.openTask({ ...common, taskId: String(index).padStart(4, '0') });
        for (const batch of batches) expect(await task.write(batch)).toEqual([]);
        return task.commit();
      }),
    );
    await writer.finish(reports);
  } finally {
    await writer.close();
  }
}

describe.each(fileServers)('$title', ({ service }) => {
  describeWithService(service, 'reader and writer', (server) => {
    const fresh = async () => placeOn(service, await server().newDatabase());

    test('what several tasks wrote is read back by several channels', async () => {
      const { parameter, remote } = await fresh();
      const target = { ...parameter, path: `${remote}/out`, fileName: 'orders', header: true };
      await write(target, [
        [batchOf(schema, rows(3000))],
        [batchOf(schema, rows(3000, 3001))],
        [batchOf(schema, rows(1, 6001))],
      ]);
      const source = {
        ...parameter,
        path: [`${remote}/out/orders*.csv`],
        skipHeader: true,
        column: ['*'],
        minSplitBytes: 10_000,
      };
      const found = await read(source, 4);
      expect(found.toSorted((left, right) => Number(left[0]) - Number(right[0]))).toEqual(rows(6001));
    });

    test('compressed files come and go', async () => {
      const { parameter, remote, local } = await fresh();
      await write({ ...parameter, path: remote, fileName: 'orders', compress: 'gzip' }, [
        [batchOf(schema, rows(2000))],
      ]);
      const [name = ''] = readdirSync(local);
      expect(name).toMatch(/^orders__.*\.csv\.gz$/);
      expect(
        gunzipSync(readFileSync(join(local, name)))
          .toString()
          .split('\n', 2),
      ).toEqual(['1,name 1', '2,name 2']);
      writeFileSync(join(local, 'more.csv.gz'), gzipSync('7,seven\n8,eight\n'));
      const column = [
        { index: 0, type: 'long' },
        { index: 1, type: 'string' },
      ];
      expect(await read({ ...parameter, path: [`${remote}/more*`], column })).toEqual([
        [7n, 'seven'],
        [8n, 'eight'],
      ]);
    });

    test('tasks are joined to one file that replaces the old one', async () => {
      const { parameter, remote, local } = await fresh();
      writeFileSync(join(local, 'report.csv'), 'old', { mode: 0o666 });
      const target = {
        ...parameter,
        path: remote,
        fileName: 'report.csv',
        singleFileOutput: true,
        header: ['id', 'name'],
      };
      await write(target, [
        [batchOf(schema, rows(1))],
        [batchOf(schema, rows(1, 2))],
        [],
        [batchOf(schema, rows(1, 3))],
      ]);
      expect(readdirSync(local)).toEqual(['report.csv']);
      expect(readFileSync(join(local, 'report.csv'), 'utf8')).toBe('id,name\n1,name 1\n2,name 2\n3,name 3\n');
    });

    test('a task may write more files than there are connections', async () => {
      const { parameter, remote, local } = await fresh();
      const wide: CellValue[][] = Array.from({ length: 12 }, (_, index) => [BigInt(index), 'x'.repeat(500_000)]);
      const target = { ...parameter, path: remote, fileName: 'big', maxFileSize: 1, maxConnections: 2 };
      await write(target, [wide.map((row) => batchOf(schema, [row]))]);
      expect(readdirSync(local)).toHaveLength(4);
      const texts = readdirSync(local).map((name) => readFileSync(join(local, name), 'utf8'));
      expect(texts.join('').length).toBe(12 * 500_002 + 2 + 12);
    });

    test('an aborted run leaves the target as it was', async () => {
      const { parameter, remote, local } = await fresh();
      writeFileSync(join(local, 'orders__old.csv'), 'old');
      const writer = await openWriter(connector, { ...parameter, path: remote, fileName: 'orders' });
      const prepared = await writer.prepare(schema);
      const { signal } = new AbortController();
      const task = await writer.openTask({
        taskId: '0000',
        attempt: 1,
        schema,
        shared: prepared.shared,
        isolate: false,
        signal,
      });
      await task.write(batchOf(schema, rows(50_000)));
      await task.abort();
      await writer.cancel?.();
      await writer.close();
      expect(readdirSync(local)).toEqual(['orders__old.csv']);
    });

    test('the mark file comes last, and a reader waits for it', async () => {
      const { parameter, remote, local } = await fresh();
      const mark = `${remote}/_DONE`;
      await write({ ...parameter, path: remote, fileName: 'orders', markDoneFileName: mark }, [
        [batchOf(schema, rows(1))],
      ]);
      expect(readdirSync(local).map((name) => name.slice(0, 7))).toEqual(['_DONE', 'orders_']);
      const clock = fakeClock();
      const source = { ...parameter, path: [`${remote}/orders*`], markDoneFileName: mark, maxRetryTime: 3 };
      expect(await read(source, 1, { clock })).toHaveLength(1);
      expect(clock.slept).toBe(0);
      await expect(read({ ...source, markDoneFileName: `${remote}/never` }, 1, { clock })).rejects.toMatchObject({
        code: 'FILES_NO_MARK',
        message: `"${remote}/never" did not appear within 3 minutes, so the files may not be complete.`,
      });
      expect(clock.slept).toBe(180_000);
    });
  });
});
