import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { types, type Connector, type Parameter, type Schema } from '@sluice/core';
import { batchOf, describeConnector, hasService, openReader, openWriter, temporaryFolder } from '@sluice/testkit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import txtfile from '../../../txtfile/index.ts';
import { readRows, writeRows } from '../object-store/test-rows.ts';
import { formatSubject, triedFormats } from '../test-formats.ts';
import { matrixPage, type MatrixCell } from './test-page.ts';
import { storages, type StartedStorage } from './test-places.ts';

const page = resolve(import.meta.dirname, '../../../../../../docs/reference/file-formats.md');
const servers = new Map<string, string>();
const cells: MatrixCell[] = [];
const copies = new Map<string, boolean>();

for (const { title, connector, service, start } of storages) {
  describe.skipIf(service !== undefined && !hasService(service))(title, () => {
    let storage: StartedStorage;
    beforeAll(async () => {
      storage = await start();
      servers.set(title, storage.server);
    });
    afterAll(() => storage.stop());

    for (const format of triedFormats) {
      describe(format.name, () => {
        const subject = formatSubject({ connector, newPlace: () => storage.newPlace() }, format);
        const canWrite = subject.writer !== undefined;
        cells.push({ storage: title, format: format.name, canWrite, result: describeConnector(subject) });
      });
    }

    test('binary: files come back byte for byte', async () => {
      const from = temporaryFolder();
      const to = temporaryFolder();
      writeFileSync(join(from, 'empty.bin'), '');
      writeFileSync(
        join(from, 'all.bin'),
        Uint8Array.from({ length: 256 }, (_, index) => index),
      );
      writeFileSync(
        join(from, 'large.bin'),
        Uint8Array.from({ length: 700_001 }, (_, index) => index * index * 7),
      );
      const { writer, reading } = (await storage.newPlace()).copies;
      await copy({ connector: txtfile, parameter: { path: from } }, writer);
      await copy({ connector, parameter: await reading() }, { connector: txtfile, parameter: { path: to } });
      expect(sumsOf(to)).toEqual(sumsOf(from));
      copies.set(title, connector.writer !== undefined);
    });

    test.skipIf(connector.writer === undefined)(
      'rows are written into folders of partitions and come back',
      async () => {
        const { writer, reading } = (await storage.newPlace()).copies;
        const target = { ...writer.parameter, fileName: 'rows', partitionColumns: ['dt'] };
        const rows = [
          ['1', '2026-11-20'],
          ['2', 'a/b c=100%'],
          ['3', null],
          ['4', '2026-11-20'],
        ];
        await writeRows(connector, target, [[batchOf(partitioned, [['old', '2026-11-20']])]], { runId: 'r0' });
        await writeRows(connector, target, [
          [batchOf(partitioned, rows.slice(0, 2))],
          [batchOf(partitioned, rows.slice(2))],
        ]);
        const column: Parameter[] = [{ index: 0, name: 'id' }, { name: 'dt' }];
        const found = await readRows(connector, { ...(await reading()), column, hivePartitions: true });
        expect(found.toSorted((left, right) => Number(left[0]) - Number(right[0]))).toEqual(rows);
      },
    );
  });
}

const partitioned: Schema = {
  columns: ['id', 'dt'].map((name) => ({ name, type: types.utf8, isNullable: true })),
};

test('the page of the reference says the same', () => {
  // Where a server is missing there is nothing to compare with.
  if (servers.size < storages.length) return;
  expect(cells.filter(({ result }) => !isKept(result)).map(({ storage, format }) => `${storage} ${format}`)).toEqual(
    [],
  );
  expect(copies.size).toBe(storages.length);
  const wanted = matrixPage({ servers, cells, copies });
  if (process.env['UPDATE_DOCS'] === '1') writeFileSync(page, wanted);
  const found = existsSync(page) ? readFileSync(page, 'utf8') : '';
  // Other releases of a server may be installed elsewhere.
  if (found !== '' && [...servers].some(([title, server]) => !found.includes(`- ${title}: ${server}\n`))) return;
  expect(found, 'stale: run UPDATE_DOCS=1 npm test -- storage-matrix').toBe(wanted);
});

function isKept({ checks, kept, waived }: MatrixCell['result']): boolean {
  return checks.length > 0 && kept.length === checks.length - Object.keys(waived).length;
}

interface Side {
  readonly connector: Connector;
  readonly parameter: Parameter;
}

/** Copies files as an engine would, a task per split. */
async function copy(from: Side, to: Side): Promise<void> {
  const { signal } = new AbortController();
  const reader = await openReader(from.connector, { ...from.parameter, fileFormat: 'binary' });
  const writer = await openWriter(to.connector, { ...to.parameter, fileFormat: 'binary' });
  const { wanted, shared } = await writer.prepare(await reader.describe());
  const plan = await reader.plan({ channels: 2, wanted });
  const reports = [];
  for (const [index, split] of plan.splits.entries()) {
    const task = await writer.openTask({
      taskId: `000${index}`,
      attempt: 1,
      schema: wanted,
      shared,
      isolate: false,
      signal,
    });
    const request = { schema: plan.schema, shared: plan.shared, split, batchRows: 100, batchBytes: 1 << 18, signal };
    for await (const batch of reader.read(request)) await task.write(batch);
    reports.push(await task.commit());
  }
  await writer.finish(reports);
  await Promise.all([reader.close(), writer.close()]);
}

function sumsOf(folder: string): Readonly<Record<string, string>> {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.bin'));
  const sums = names.map((name) => [basename(name), sumOf(join(folder, name))] as const);
  return Object.fromEntries(sums);
}

function sumOf(path: string): string {
  return createHash('sha256').update(readFileSync(path)).digest('hex');
}
