/** A run that is killed at any step of its end and taken up again ends as one that was not. */
import { readFileSync, readdirSync } from 'node:fs';
import type * as fileCalls from 'node:fs/promises';
import { join } from 'node:path';
import { types, type CommitReport, type Parameter } from '@sluice/core';
import { openWriter, temporaryFolder } from '@sluice/testkit';
import { afterEach, expect, test, vi } from 'vitest';
import connector from './index.ts';
import { batchOfTypes } from './test-files.ts';

/** Changes of files that the process still makes before it is gone, and those that it has made. */
const life = vi.hoisted(() => ({ left: Infinity, changes: 0 }));

vi.mock('node:fs/promises', async (original) => {
  const real = await original<typeof fileCalls>();
  /** A change that the kill may cut in half. */
  const change = async <T>(whole: () => Promise<T>, half?: () => Promise<unknown>): Promise<T> => {
    life.changes++;
    if (--life.left < 0) {
      if (life.left === -1) await half?.();
      throw new Error('killed');
    }
    return whole();
  };
  const breakable = (handle: fileCalls.FileHandle): fileCalls.FileHandle => {
    const write = handle.write.bind(handle) as (...given: unknown[]) => Promise<{ readonly bytesWritten: number }>;
    const truncate = handle.truncate.bind(handle);
    handle.write = ((bytes: Uint8Array, start: number, length: number, position?: number) =>
      change(
        () => write(bytes, start, length, position),
        () => write(bytes, start, length >> 1, position),
      )) as never;
    handle.truncate = (size) => change(() => truncate(size));
    return handle;
  };
  return {
    ...real,
    rename: (from: string, to: string) => change(() => real.rename(from, to)),
    rm: (path: string, options: object) => change(() => real.rm(path, options)),
    copyFile: (from: string, to: string, mode: number) =>
      change(
        () => real.copyFile(from, to, mode),
        async () => real.writeFile(to, (await real.readFile(from)).subarray(1)),
      ),
    open: async (path: string, flags: string) => {
      if (flags === 'r') return real.open(path, flags);
      return breakable(await change(() => real.open(path, flags)));
    },
  };
});

afterEach(() => (life.left = Infinity));

const parts = [[[1], [2]], [[3]], [[4], [5], [6]]];

/** Writes all tasks of a run and leaves it before its end. */
async function unfinished(parameter: Parameter): Promise<readonly CommitReport[]> {
  const writer = await openWriter(connector, parameter, { runId: 'r1' });
  const batches = parts.map((rows) => batchOfTypes([types.int32], rows));
  const { wanted, shared } = await writer.prepare(batchOfTypes([types.int32], []).schema);
  const reports: CommitReport[] = [];
  for (const [index, batch] of batches.entries()) {
    const { signal } = new AbortController();
    const taskId = `000${index}`;
    const task = await writer.openTask({ taskId, attempt: 1, schema: wanted, shared, isolate: false, signal });
    await task.write(batch);
    reports.push(await task.commit());
  }
  return reports;
}

async function finish(parameter: Parameter, reports: readonly CommitReport[]): Promise<void> {
  const writer = await openWriter(connector, parameter, { runId: 'r1' });
  const { schema } = batchOfTypes([types.int32], []);
  await writer.prepare(schema, { columns: JSON.parse(JSON.stringify(schema.columns)), date: '20261121' });
  await writer.finish(reports);
}

test.each([
  ['one file', { singleFileOutput: true, fileName: 'all.csv' }, { 'all.csv': '1\n2\n3\n4\n5\n6\n' }],
  [
    'files of their own',
    { fileName: 'all', nameTemplate: '{fileName}-{task}' },
    { 'all-0000.csv': '1\n2\n', 'all-0001.csv': '3\n', 'all-0002.csv': '4\n5\n6\n' },
  ],
])('%s: no row twice and none lost, whenever the end of the run is killed', async (_, options, expected) => {
  const calm = { path: temporaryFolder(), ...options };
  const reports = await unfinished(calm);
  life.changes = 0;
  await finish(calm, reports);
  const { changes } = life;
  expect(changes).toBeGreaterThan(2);
  for (let left = 0; left < changes; left++) {
    const folder = temporaryFolder();
    const parameter = { path: folder, ...options };
    const written = await unfinished(parameter);
    life.left = left;
    await expect(finish(parameter, written)).rejects.toThrow();
    life.left = Infinity;
    await finish(parameter, written);
    const found = readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), 'utf8')]);
    expect({ left, files: Object.fromEntries(found) }).toEqual({ left, files: expected });
  }
});
