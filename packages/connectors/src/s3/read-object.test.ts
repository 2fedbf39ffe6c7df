import { createHash, randomBytes } from 'node:crypto';
import { describeWithService } from '@sluice/testkit';
import { expect, test } from 'vitest';
import { startProxy, type Proxy } from '../families/files/object-store/test-proxy.ts';
import type { ByteRange, StoredFile } from '../families/files/storage.ts';
import { newBucket, storageFor, type Bucket } from './test-buckets.ts';

const { signal } = new AbortController();

async function bytesOf(chunks: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const all: Buffer[] = [];
  for await (const chunk of chunks) all.push(Buffer.from(chunk));
  return Buffer.concat(all);
}

function digest(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** A bucket with one object of random bytes, reached over a proxy. */
async function overProxy(
  size: number,
): Promise<{ bucket: Bucket; body: Buffer; file: StoredFile; proxy: Proxy; read(range?: ByteRange): Promise<Buffer> }> {
  const bucket = await newBucket();
  const body = randomBytes(size);
  await bucket.put('large', body);
  const proxy = await startProxy(bucket.server);
  const connection = { ...bucket.connection, endpoint: `http://127.0.0.1:${proxy.port}` };
  const storage = await storageFor(connection, { tries: 4 });
  const [file] = (await storage.find('large', signal)) as [StoredFile];
  return { bucket, body, file, proxy, read: (range = { start: 0 }) => bytesOf(storage.read(file, range, signal)) };
}

describeWithService('versitygw', 'reading objects', () => {
  test('any range of a large object comes exactly', async () => {
    const { body, read } = await overProxy(18_000_001);
    expect(digest(await read())).toBe(digest(body));
    for (const [start, end] of [
      [0, 1],
      [7, 15_000_000],
      [17_999_990, undefined],
      [12_345, 12_345],
      [0, 99_999_999],
    ] as const) {
      const range = end === undefined ? { start } : { start, end };
      expect(digest(await read(range))).toBe(digest(body.subarray(start, end)));
    }
  });

  test('an empty object has no bytes', async () => {
    const bucket = await newBucket();
    await bucket.put('empty', '');
    const storage = await storageFor(bucket.connection);
    const [file] = (await storage.find('empty', signal)) as [StoredFile];
    expect(file.size).toBe(0);
    expect(await bytesOf(storage.read(file, { start: 0 }, signal))).toEqual(Buffer.alloc(0));
  });

  test('a connection that breaks again and again is taken up where it broke', async () => {
    const { body, proxy, read } = await overProxy(12_000_000);
    proxy.cut(300_000, 10, 2_000_000, 700_000, 100);
    expect(digest(await read())).toBe(digest(body));
    expect(proxy.connections).toBeGreaterThan(5);
  });

  test('a network that is slow per connection is asked for several ranges at a time', async () => {
    const { bucket, body, file } = await overProxy(24_000_000);
    const proxy = await startProxy(bucket.server, { bytesPerSecond: 20_000_000 });
    const storage = await storageFor({ ...bucket.connection, endpoint: `http://127.0.0.1:${proxy.port}` });
    expect(digest(await bytesOf(storage.read(file, { start: 0 }, signal)))).toBe(digest(body));
    expect(proxy.mostOpen).toBeGreaterThanOrEqual(3);
  });

  test('a connection that never gets anywhere is an error that may be tried again', async () => {
    const { proxy, read } = await overProxy(3_000_000);
    proxy.cut(...Array.from({ length: 30 }, () => 0));
    await expect(read()).rejects.toMatchObject({ code: 'HTTP_CONNECTION_LOST', retryable: true });
  });

  test('an object that was replaced since it was listed stops the reading', async () => {
    const { bucket, read } = await overProxy(2_000_000);
    await bucket.put('large', randomBytes(2_000_000));
    await expect(read()).rejects.toMatchObject({
      code: 'FILES_CHANGED',
      message: '"large" changed between planning and reading.',
    });
  });

  test('an object that has gone is an error that names it', async () => {
    const bucket = await newBucket();
    const storage = await storageFor(bucket.connection);
    const file = { path: 'gone/away.csv', size: 5, version: '"x"' };
    await expect(bytesOf(storage.read(file, { start: 0 }, signal))).rejects.toMatchObject({
      code: 'FILES_UNREADABLE',
      message: 'Cannot read "gone/away.csv": it does not exist.',
    });
  });

  test('who stops early does not download the rest', async () => {
    const { file, bucket } = await overProxy(10_000_000);
    const storage = await storageFor(bucket.connection);
    let bytes = 0;
    for await (const chunk of storage.read(file, { start: 0 }, signal)) {
      bytes += chunk.length;
      break;
    }
    expect(bytes).toBeLessThanOrEqual(1 << 20);
    expect(digest(await bytesOf(storage.read(file, { start: 0 }, signal)))).toBe(digest(await bucket.get('large')));
  });

  test('a cancelled read ends at once with the reason', async () => {
    const { file, bucket } = await overProxy(10_000_000);
    const storage = await storageFor(bucket.connection);
    const cancel = new AbortController();
    const reading = (async () => {
      for await (const chunk of storage.read(file, { start: 0 }, cancel.signal)) {
        if (chunk.length > 0) cancel.abort(new Error('cancelled by the test'));
      }
    })();
    await expect(reading).rejects.toThrow('cancelled by the test');
  });

  test('many objects are read at a time, all exactly', async () => {
    const bucket = await newBucket();
    const keys = Array.from({ length: 200 }, (_, index) => `k${index}`);
    for (const key of keys) await bucket.put(key, key.repeat(100));
    const storage = await storageFor(bucket.connection);
    const files = await storage.find('', signal);
    const texts = await Promise.all(
      files.map(async (file) => (await bytesOf(storage.read(file, { start: 0 }, signal))).toString()),
    );
    expect(texts.sort()).toEqual(keys.map((key) => key.repeat(100)).sort());
  });
});
