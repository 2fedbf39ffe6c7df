import { types, type Batch } from '@sluice/core';
import { batchOf } from '@sluice/testkit';
import { expect, test } from 'vitest';
import { utf8 } from '../encoding.ts';
import type { RowEncoder } from '../formats/format.ts';
import { OutputFile } from '../output-file.ts';
import { FileTaskWriter } from '../task-writer.ts';
import { ObjectStorage } from './object-storage.ts';
import { MemoryClient } from './test-client.ts';

const { signal } = new AbortController();
const batch = batchOf({ columns: [{ name: 'a', type: types.int32, isNullable: false }] }, [[1], [2], [3]]);

/** A line of 20 bytes per row; its buffer is full after each. */
class LineEncoder implements RowEncoder {
  #pending = 0;

  start(): Uint8Array {
    return new Uint8Array(0);
  }

  encode(_batch: Batch, row: number): number {
    this.#pending += 20;
    return row + 1;
  }

  take(): Uint8Array {
    const bytes = Buffer.alloc(this.#pending, 'x');
    this.#pending = 0;
    return bytes;
  }

  get pendingBytes(): number {
    return this.#pending;
  }
}

function taskOver(client: MemoryClient): { readonly storage: ObjectStorage; readonly task: FileTaskWriter } {
  const storage = new ObjectStorage({ client, signal, memoryBytes: 1 << 20, partBytes: 10 });
  const task = new FileTaskWriter({
    encoder: new LineEncoder(),
    encoding: utf8,
    maxBytes: 30,
    open: async (n) => new OutputFile(await storage.create(`out/f_${n}`), utf8, undefined, `f_${n}`),
    publishedPath: (path) => path,
  });
  return { storage, task };
}

const keysOf = ({ objects }: MemoryClient): readonly string[] => [...objects.keys()].sort();

test('a full object has all its parts in the store before the next one begins, and stays invisible', async () => {
  const client = new MemoryClient();
  const { storage, task } = taskOver(client);
  for (let count = 0; count < 5; count++) await task.write(batch);
  const started = keysOf(client).filter((key) => key.endsWith('.sluice-tmp'));
  expect(started.length).toBeLessThanOrEqual(1);
  expect(keysOf(client).filter((key) => key.endsWith('.sluice-upload')).length).toBeGreaterThanOrEqual(5);
  expect(keysOf(client).every((key) => key.startsWith('out/.'))).toBe(true);
  await task.commit();
  for (const { path } of await storage.sealed('out', 'f_')) await storage.publish(path);
  expect(keysOf(client).map((key) => key.replace(/\d+$/, ''))).toEqual(Array(keysOf(client).length).fill('out/f_'));
  const sizes = [...client.objects.values()].map(({ length }) => length);
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(300);
});

test('an attempt that is given up leaves neither objects nor uploads', async () => {
  const client = new MemoryClient();
  const { task } = taskOver(client);
  for (let count = 0; count < 3; count++) await task.write(batch);
  expect(client.uploads.size).toBeGreaterThan(2);
  await task.abort();
  expect([client.uploads.size, keysOf(client)]).toEqual([0, []]);
});
