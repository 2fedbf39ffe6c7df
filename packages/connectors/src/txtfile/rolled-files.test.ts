import { readFileSync, readdirSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { types, type Parameter } from '@sluice/core';
import { openWriter, temporaryFolder } from '@sluice/testkit';
import { expect, test } from 'vitest';
import connector from './index.ts';
import { batchOfTypes, writeFiles } from './test-files.ts';

/** A megabyte and a half of text. */
const large = batchOfTypes(
  [types.utf8],
  Array.from({ length: 150 }, () => ['x'.repeat(9_999)]),
);

async function openTask(parameter: Parameter) {
  const writer = await openWriter(connector, parameter, { runId: 'r1' });
  const { wanted, shared } = await writer.prepare(large.schema);
  const { signal } = new AbortController();
  const task = await writer.openTask({ taskId: '0000', attempt: 1, schema: wanted, shared, isolate: false, signal });
  return { writer, task };
}

function openFilesIn(folder: string): number {
  const links = readdirSync('/proc/self/fd').map((name) => {
    try {
      return readlinkSync(`/proc/self/fd/${name}`);
    } catch {
      return '';
    }
  });
  return links.filter((path) => path.startsWith(folder)).length;
}

test('a full file is sealed before the next one begins, and is visible only after the run', async () => {
  const folder = temporaryFolder();
  const { writer, task } = await openTask({ path: folder, fileName: 'out', maxFileSize: 1 });
  for (let count = 0; count < 4; count++) await task.write(large);
  const states = readdirSync(folder).map((name) => name.replace(/^\.out__r1_0000/, ''));
  expect(states.slice(0, 3)).toEqual(['.csv.sluice-sealed', '_1.csv.sluice-sealed', '_2.csv.sluice-sealed']);
  expect(states.filter((name) => name.endsWith('-tmp')).length).toBeLessThanOrEqual(1);
  const token = await task.commitToken?.();
  expect(await writer.committed?.(token ?? null)).toBe(states.every((name) => name.endsWith('-sealed')));
  const report = await task.commit();
  await writer.finish([report]);
  const text = readdirSync(folder).map((name) => readFileSync(join(folder, name), 'utf8'));
  expect(text.reduce((sum, each) => sum + each.length, 0)).toBe(4 * 150 * 10_000);
});

test.skipIf(process.platform !== 'linux')('no more than one file is open, however many are written', async () => {
  const folder = temporaryFolder();
  const { task } = await openTask({ path: folder, fileName: 'out', maxFileSize: 1, compress: 'gzip' });
  for (let count = 0; count < 10; count++) {
    await task.write(large);
    expect(openFilesIn(folder)).toBeLessThanOrEqual(1);
  }
  expect(readdirSync(folder).length).toBeGreaterThan(5);
  await task.abort();
});

test('an attempt that is given up leaves none of its files, sealed ones neither', async () => {
  const folder = temporaryFolder();
  const { task } = await openTask({ path: folder, fileName: 'out', maxFileSize: 1 });
  for (let count = 0; count < 3; count++) await task.write(large);
  expect(readdirSync(folder).length).toBeGreaterThan(2);
  await task.abort();
  expect(readdirSync(folder)).toEqual([]);
});

test('standard output takes the files of one task one after the other', async () => {
  let bytes = 0;
  const output = async (chunk: Uint8Array): Promise<void> => void (bytes += chunk.length);
  await writeFiles({ path: '-', maxFileSize: 1 }, [[large, large, large]], { output });
  expect(bytes).toBe(3 * 150 * 10_000);
});
