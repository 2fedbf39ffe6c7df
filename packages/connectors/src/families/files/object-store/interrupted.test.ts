/** A run that is killed at any request and taken up again ends as one that was not. */
import { expect, test } from 'vitest';
import { ObjectStorage } from './object-storage.ts';
import { MemoryClient } from './test-client.ts';

const { signal } = new AbortController();

function storageOver(
  client: MemoryClient,
  settings: { readonly joinTo?: string; readonly renames?: boolean },
): ObjectStorage {
  return new ObjectStorage({ client, signal, memoryBytes: 1 << 20, partBytes: 10, ...settings });
}

const texts = [
  'head',
  'a text of more than one part, so that it is an upload',
  'short',
  'another one that is long enough for three parts',
];

async function writeAll(storage: ObjectStorage): Promise<void> {
  for (const [index, text] of texts.entries()) {
    const file = await storage.create(`out/r_${index}`);
    await file.write(Buffer.from(text));
    await file.seal();
  }
}

/** What a writer does in the end; may be repeated. */
type Finish = (storage: ObjectStorage) => Promise<void>;

const joinAll: Finish = async (storage) => {
  const sealed = await storage.sealed('out', 'r_');
  if (sealed.length > 0) {
    if (!sealed.some(({ path }) => path === 'out/r_joined')) await storage.concatenate(sealed, 'out/r_joined');
    await storage.publish('out/r_joined', 'out/all');
  }
  await storage.discard('out', 'r_', { sealed: true });
};

const publishAll: Finish = async (storage) => {
  for (const { path } of await storage.sealed('out', 'r_')) await storage.publish(path);
  await storage.discard('out', 'r_', { sealed: true });
};

const renameAll: Finish = async (storage) => {
  for (const { path } of await storage.sealed('out', 'r_')) await storage.publish(path, path.replace('r_', 'day-'));
  await storage.discard('out', 'r_', { sealed: true });
};

const named = (prefix: string): readonly (readonly [string, string])[] =>
  texts.map((text, index) => [`out/${prefix}${index}`, text]);

test.each([
  ['joined', { joinTo: 'out/all' }, joinAll, [['out/all', texts.join('')]]],
  ['published', {}, publishAll, named('r_')],
  ['renamed', { renames: true }, renameAll, named('day-')],
] as const)('files that are %s', async (_, settings, finish, expected) => {
  const calm = new MemoryClient();
  await writeAll(storageOver(calm, settings));
  calm.breakAt = { change: Infinity, isDone: false };
  await finish(storageOver(calm, settings));
  expect(calm.changes).toBeGreaterThan(5);
  for (const isDone of [false, true]) {
    for (let change = 0; change < calm.changes; change++) {
      const client = new MemoryClient();
      await writeAll(storageOver(client, settings));
      client.breakAt = { change, isDone };
      await expect(finish(storageOver(client, settings))).rejects.toThrow('killed');
      client.breakAt = undefined;
      await finish(storageOver(client, settings));
      const found = [...client.objects].map(([key, bytes]) => [key, bytes.toString()]).sort();
      expect(found).toEqual(expected);
      // Between the start of an upload and its ticket nobody knows its name.
      expect(client.uploads.size).toBeLessThanOrEqual(1);
      expect([...client.uploads.values()].every((parts) => parts.size === 0)).toBe(true);
    }
  }
});

test('a writer that is killed at any request leaves nothing but what the next attempt removes', async () => {
  const calm = new MemoryClient();
  calm.breakAt = { change: Infinity, isDone: false };
  await writeAll(storageOver(calm, {}));
  for (let change = 0; change < calm.changes; change++) {
    const client = new MemoryClient();
    client.breakAt = { change, isDone: true };
    await expect(writeAll(storageOver(client, {}))).rejects.toThrow('killed');
    client.breakAt = undefined;
    expect([...client.objects.keys()].every((key) => key.startsWith('out/.'))).toBe(true);
    await writeAll(storageOver(client, {}));
    await publishAll(storageOver(client, {}));
    expect([...client.objects].map(([key, bytes]) => [key, bytes.toString()]).sort()).toEqual(named('r_'));
  }
});

test('not more is sent at a time than memory allows, and parts that are too many are an error', async () => {
  const client = new MemoryClient({ parts: 5 });
  const storage = new ObjectStorage({ client, signal, memoryBytes: 30, partBytes: 10 });
  const file = await storage.create('a');
  await file.write(Buffer.alloc(50));
  await file.seal();
  expect(client.mostParts).toBe(3);
  const larger = await storage.create('b');
  const writing = (async () => {
    await larger.write(Buffer.alloc(61));
    await larger.seal();
  })();
  await expect(writing).rejects.toMatchObject({ code: 'OBJECT_STORE_FILE_TOO_LARGE' });
  await larger.abort();
  expect([...client.objects.keys()]).toEqual(['.a.sluice-upload']);
});
