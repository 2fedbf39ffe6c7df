import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { Prefetch } from './prefetch.ts';
import { wholeFile, type ByteRange, type Storage, type StoredFile } from './storage.ts';

const { signal } = new AbortController();

/** A storage far away: every read takes 20 ms and gives bytes of the number in the name. */
function far(parallelReads: number, fail: (file: StoredFile) => void = () => undefined) {
  const state = { underWay: 0, most: 0, reads: 0, open: 0 };
  const storage = {
    parallelReads,
    async *read(file: StoredFile, { start, end = file.size }: ByteRange, stop: AbortSignal) {
      state.reads++;
      state.most = Math.max(state.most, ++state.underWay);
      state.open++;
      try {
        await sleep(20, undefined, { signal: stop }).finally(() => state.underWay--);
        fail(file);
        yield new Uint8Array((end ?? 0) - start).fill(Number(file.path));
      } finally {
        state.open--;
      }
    },
  };
  return { state, storage: storage as unknown as Storage };
}

const files = (count: number, size: number): StoredFile[] =>
  Array.from({ length: count }, (_, i) => ({ path: String(i), size, version: '' }));

async function bytesOf(chunks: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  for await (const chunk of chunks) parts.push(chunk);
  return Buffer.concat(parts);
}

test('many small files do not wait one after the other', async () => {
  const { state, storage } = far(16);
  const list = files(160, 10);
  const prefetch = new Prefetch(storage, list, signal);
  const start = performance.now();
  for (const [i, file] of list.entries()) {
    expect(await bytesOf(prefetch.read(file, wholeFile, signal))).toEqual(Buffer.alloc(10, i));
  }
  await prefetch.close();
  // One after the other takes 3.2 s.
  expect(performance.now() - start).toBeLessThan(1200);
  expect(state).toMatchObject({ most: 16, reads: 160, open: 0 });
});

test('what waits is bounded by its bytes', async () => {
  const { state, storage } = far(100);
  const list = files(60, 1 << 20);
  const prefetch = new Prefetch(storage, list, signal);
  await bytesOf(prefetch.read(list[0] as StoredFile, wholeFile, signal));
  await sleep(60);
  expect(state.reads).toBe(16);
  await bytesOf(prefetch.read(list[1] as StoredFile, wholeFile, signal));
  await sleep(60);
  expect(state.reads).toBe(17);
  await prefetch.close();
});

test('ranges of a file that is there are served from memory, large files pass through', async () => {
  const { state, storage } = far(4);
  const list = [...files(1, 10), { path: '1', size: 5 << 20, version: '' }];
  const prefetch = new Prefetch(storage, list, signal);
  const [small, large] = list as [StoredFile, StoredFile];
  expect((await bytesOf(prefetch.read(small, { start: 2, end: 5 }, signal))).length).toBe(3);
  expect((await bytesOf(prefetch.read(small, { start: 7 }, signal))).length).toBe(3);
  expect(state.reads).toBe(1);
  expect((await bytesOf(prefetch.read(large, { start: 100, end: 300 }, signal))).length).toBe(200);
  expect(state.reads).toBe(2);
  await prefetch.close();
});

test('a failure belongs to the file that has it', async () => {
  const { storage } = far(8, (file) => {
    if (file.path === '2') throw new Error('gone');
  });
  const list = files(4, 10);
  const prefetch = new Prefetch(storage, list, signal);
  for (const file of list) {
    const bytes = bytesOf(prefetch.read(file, wholeFile, signal));
    await (file.path === '2' ? expect(bytes).rejects.toThrow('gone') : bytes);
  }
  await prefetch.close();
});

test('a file of another size than listed is noticed', async () => {
  const storage = {
    parallelReads: 2,
    async *read() {
      yield new Uint8Array(7);
    },
  } as unknown as Storage;
  for (const size of [6, 8]) {
    const list = files(1, size);
    const prefetch = new Prefetch(storage, list, signal);
    const bytes = bytesOf(prefetch.read(list[0] as StoredFile, wholeFile, signal));
    await expect(bytes).rejects.toMatchObject({ code: 'FILES_CHANGED' });
  }
});

test('close ends what is under way', async () => {
  const { state, storage } = far(8);
  const list = files(100, 10);
  const prefetch = new Prefetch(storage, list, signal);
  await bytesOf(prefetch.read(list[0] as StoredFile, wholeFile, signal));
  await prefetch.close();
  expect(state.open).toBe(0);
  expect(state.reads).toBeLessThan(20);
});
