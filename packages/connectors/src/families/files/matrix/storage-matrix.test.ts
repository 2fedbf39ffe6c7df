import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import type { Connector, Parameter } from '@sluice/core';
import { describeConnector, hasService, openReader, openWriter, temporaryFolder } from '@sluice/testkit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import txtfile from '../../../txtfile/index.ts';
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
  });
}

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
