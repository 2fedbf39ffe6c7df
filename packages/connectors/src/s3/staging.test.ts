import { createHash, randomBytes } from 'node:crypto';
import { describeWithService } from '@sluice/testkit';
import { expect, test } from 'vitest';
import type { ObjectStorage } from '../families/files/object-store/object-storage.ts';
import { startProxy } from '../families/files/object-store/test-proxy.ts';
import { newBucket, storageFor } from './test-buckets.ts';

const { signal } = new AbortController();

function digest(...pieces: readonly Uint8Array[]): string {
  const hash = createHash('sha256');
  for (const piece of pieces) hash.update(piece);
  return hash.digest('hex');
}

async function seal(storage: ObjectStorage, path: string, ...pieces: readonly (string | Uint8Array)[]): Promise<void> {
  const file = await storage.create(path);
  for (const piece of pieces) await file.write(Buffer.from(piece));
  await file.seal();
}

/** Three parts: two of 5 MiB and a rest. */
const large = randomBytes(12_000_000);

describeWithService('versitygw', 'writing objects', () => {
  test('a small object is hidden until it is published', async () => {
    const bucket = await newBucket();
    const storage = await storageFor(bucket.connection);
    await seal(storage, 'out/a.csv', '1,', '2\n');
    expect(await bucket.keys()).toEqual(['out/.a.csv.sluice-sealed']);
    expect(await storage.list('out', '')).toEqual([]);
    await storage.publish('out/a.csv');
    expect(await bucket.keys()).toEqual(['out/a.csv']);
    expect((await bucket.get('out/a.csv')).toString()).toBe('1,2\n');
  });

  test('an empty object can be written', async () => {
    const bucket = await newBucket();
    const storage = await storageFor(bucket.connection);
    await seal(storage, 'a');
    await storage.publish('a');
    expect(await storage.list('', 'a')).toMatchObject([{ path: 'a', size: 0 }]);
  });

  test('a large object is an open upload until it is published', async () => {
    const bucket = await newBucket();
    const storage = await storageFor(bucket.connection);
    const file = await storage.create('out/big');
    for (let at = 0; at < large.length; at += 700_000) await file.write(large.subarray(at, at + 700_000));
    expect(await bucket.keys()).toEqual(['out/.big.sluice-tmp']);
    await file.seal();
    expect(await bucket.keys()).toEqual(['out/.big.sluice-upload']);
    expect(await bucket.uploads()).toEqual(['out/big']);
    await storage.publish('out/big');
    expect(await bucket.keys()).toEqual(['out/big']);
    expect(await bucket.uploads()).toEqual([]);
    expect(digest(await bucket.get('out/big'))).toBe(digest(large));
  });

  test('bytes may be reused as soon as they are written', async () => {
    const bucket = await newBucket();
    const storage = await storageFor(bucket.connection);
    const file = await storage.create('a');
    const bytes = Buffer.alloc(1_000_000);
    for (let turn = 0; turn < 12; turn++) await file.write(bytes.fill(turn));
    await file.seal();
    await storage.publish('a');
    const found = await bucket.get('a');
    expect([0, 999_999, 1_000_000, 11_999_999].map((at) => found[at])).toEqual([0, 0, 1, 11]);
  });

  test('aborting leaves nothing, at any moment', async () => {
    const bucket = await newBucket();
    const storage = await storageFor(bucket.connection);
    await (await storage.create('a')).abort();
    const small = await storage.create('b');
    await small.write(Buffer.from('x'));
    await small.abort();
    const open = await storage.create('c');
    await open.write(large);
    await open.abort();
    for (const bytes of [Buffer.from('x'), large]) {
      const sealed = await storage.create('d');
      await sealed.write(bytes);
      await sealed.seal();
      await sealed.abort();
    }
    expect(await bucket.keys()).toEqual([]);
    expect(await bucket.uploads()).toEqual([]);
  });

  test('aborting works after the run was cancelled', async () => {
    const bucket = await newBucket();
    const cancel = new AbortController();
    const storage = await storageFor(bucket.connection, { signal: cancel.signal });
    const file = await storage.create('c');
    await file.write(large);
    await seal(storage, 'd', 'kept');
    cancel.abort(new Error('cancelled'));
    await file.abort();
    await storage.discard('', '', { sealed: false });
    expect(await bucket.keys()).toEqual(['.d.sluice-sealed']);
    expect(await bucket.uploads()).toEqual([]);
  });

  test('another process finds what is sealed, with its size, and publishes it', async () => {
    const bucket = await newBucket();
    const killed = await storageFor(bucket.connection);
    await seal(killed, 'out/run_1', 'small');
    await seal(killed, 'out/run_2', large);
    await seal(killed, 'out/other', 'x');
    await (await killed.create('out/run_3')).write(large);
    const storage = await storageFor(bucket.connection);
    expect(await storage.sealed('out', 'run_')).toMatchObject([
      { path: 'out/run_1', size: 5 },
      { path: 'out/run_2', size: 12_000_000 },
    ]);
    await storage.publish('out/run_2');
    expect(digest(await bucket.get('out/run_2'))).toBe(digest(large));
    await storage.discard('out', 'run_', { sealed: false });
    expect(await bucket.keys()).toEqual(['out/.other.sluice-sealed', 'out/.run_1.sluice-sealed', 'out/run_2']);
    expect(await bucket.uploads()).toEqual([]);
    await storage.discard('out', 'run_', { sealed: true });
    expect(await bucket.keys()).toEqual(['out/.other.sluice-sealed', 'out/run_2']);
  });

  test('a new start replaces what an earlier attempt left', async () => {
    const bucket = await newBucket();
    const storage = await storageFor(bucket.connection);
    await seal(storage, 'a', large);
    await seal(storage, 'a', 'second');
    expect(await bucket.keys()).toEqual(['.a.sluice-sealed']);
    expect(await bucket.uploads()).toEqual([]);
    await storage.publish('a');
    expect((await bucket.get('a')).toString()).toBe('second');
  });

  test('publishing can be repeated after it was interrupted', async () => {
    const bucket = await newBucket();
    const storage = await storageFor(bucket.connection);
    await seal(storage, 'a', large);
    const ticket = await bucket.get('.a.sluice-upload');
    await storage.publish('a');
    // As if killed after the upload was completed, before the ticket was gone.
    await bucket.put('.a.sluice-upload', ticket);
    await storage.publish('a');
    expect(await bucket.keys()).toEqual(['a']);
    await bucket.put('.a.sluice-upload', ticket);
    await storage.discard('', 'a', { sealed: true });
    expect(await bucket.keys()).toEqual(['a']);
    expect(digest(await bucket.get('a'))).toBe(digest(large));
  });

  test('a part that has disappeared is an error that names the file', async () => {
    const bucket = await newBucket();
    const storage = await storageFor(bucket.connection);
    const lost = { code: 'FILES_STAGED_LOST', message: 'The finished part for "out/a" has disappeared.' };
    await expect(storage.publish('out/a')).rejects.toMatchObject(lost);
    await seal(storage, 'out/a', large);
    const { key, id } = JSON.parse((await bucket.get('out/.a.sluice-upload')).toString()) as {
      key: string;
      id: string;
    };
    const other = await storageFor(bucket.connection);
    await bucket.abort(key, id);
    await expect(other.publish('out/a')).rejects.toMatchObject(lost);
  });

  test('parts are joined to one object in their order, within the store', async () => {
    const bucket = await newBucket();
    const storage = await storageFor(bucket.connection, { joinTo: 'out/all.csv' });
    const header = 'a,b\n';
    await seal(storage, 'out/all_0', header);
    await seal(storage, 'out/all_1', large);
    await seal(storage, 'out/all_2', 'tail');
    await seal(storage, 'out/all_3', large.subarray(0, 6_000_000));
    expect(await bucket.uploads()).toEqual([]);
    await storage.concatenate(await storage.sealed('out', 'all_'), 'out/all_joined');
    expect(await bucket.keys()).toEqual(['out/.all_joined.sluice-upload']);
    expect(await storage.sealed('out', 'all_')).toMatchObject([{ path: 'out/all_joined', size: 18_000_008 }]);
    await storage.publish('out/all_joined', 'out/all.csv');
    expect(await bucket.keys()).toEqual(['out/all.csv']);
    expect(digest(await bucket.get('out/all.csv'))).toBe(
      digest(Buffer.from(header), large, Buffer.from('tail'), large.subarray(0, 6_000_000)),
    );
  });

  test('small parts are joined too', async () => {
    const bucket = await newBucket();
    const storage = await storageFor(bucket.connection, { joinTo: 'all' });
    for (const path of ['p1', 'p2', 'p3']) await seal(storage, path, path);
    await storage.concatenate(await storage.sealed('', 'p'), 'p_joined');
    await storage.publish('p_joined', 'all');
    expect(await bucket.keys()).toEqual(['all']);
    expect((await bucket.get('all')).toString()).toBe('p1p2p3');
  });

  test('joining can be repeated after it was interrupted', async () => {
    const bucket = await newBucket();
    const storage = await storageFor(bucket.connection, { joinTo: 'all' });
    await seal(storage, 'p1', large);
    await seal(storage, 'p2', large);
    const half = await storage.create('p_joined');
    await half.write(large);
    // It has begun: nothing of it comes up again after the next one has cleared away.
    await expect.poll(() => bucket.uploads()).toContain('.p_joined.sluice-sealed');
    const again = await storageFor(bucket.connection, { joinTo: 'all' });
    await again.concatenate(await again.sealed('', 'p'), 'p_joined');
    await again.publish('p_joined', 'all');
    expect(await bucket.keys()).toEqual(['all']);
    expect(await bucket.uploads()).toEqual([]);
    expect(digest(await bucket.get('all'))).toBe(digest(large, large));
  });

  test('an upload survives connections that break', async () => {
    const bucket = await newBucket();
    const proxy = await startProxy(bucket.server);
    const connection = { ...bucket.connection, endpoint: `http://127.0.0.1:${proxy.port}` };
    const storage = await storageFor(connection, { tries: 5 });
    proxy.cutUploads(2_000_000, 3_000_000, 100_000);
    await seal(storage, 'a', large);
    await storage.publish('a');
    expect(digest(await bucket.get('a'))).toBe(digest(large));
    expect(proxy.connections).toBeGreaterThan(3);
  });

  test('an upload that cannot get through is an error that may be tried again, and leaves nothing', async () => {
    const bucket = await newBucket();
    const proxy = await startProxy(bucket.server);
    const connection = { ...bucket.connection, endpoint: `http://127.0.0.1:${proxy.port}` };
    const storage = await storageFor(connection);
    const file = await storage.create('a');
    proxy.cutUploads(...Array.from({ length: 12 }, () => 100_000));
    const writing = (async () => {
      await file.write(large);
      await file.seal();
    })();
    await expect(writing).rejects.toMatchObject({ code: 'HTTP_CONNECTION_LOST', retryable: true });
    await file.abort();
    expect(await bucket.keys()).toEqual([]);
    expect(await bucket.uploads()).toEqual([]);
  });

  test('a listing for names shows what is visible directly in a folder', async () => {
    const bucket = await newBucket();
    for (const key of ['out/a1', 'out/a2/x', 'out/b', 'out/.a3', 'a4']) await bucket.put(key, key);
    const storage = await storageFor(bucket.connection);
    const names = async (folder: string, prefix: string): Promise<readonly string[]> =>
      (await storage.list(folder, prefix)).map(({ path }) => path);
    expect(await names('out', 'a')).toEqual(['out/a1']);
    expect(await names('/out/', '')).toEqual(['out/a1', 'out/b']);
    expect(await names('/', 'a')).toEqual(['a4']);
    expect(await names('nowhere', '')).toEqual([]);
    expect((await storage.find('**', signal)).length).toBe(4);
  });
});
