import { randomBytes } from 'node:crypto';
import { describeWithService } from '@sluice/testkit';
import { expect, test } from 'vitest';
import type { ObjectStorage } from '../families/files/object-store/object-storage.ts';
import { startProxy } from '../families/files/object-store/test-proxy.ts';
import type { StoredFile } from '../families/files/storage.ts';
import { clientFor, containerSas, newContainer, storageFor } from './test-containers.ts';

const { signal } = new AbortController();
const listing = { prefix: '', byFolder: false, signal };

async function write(storage: ObjectStorage, path: string, bytes: string | Uint8Array): Promise<void> {
  const file = await storage.create(path);
  await file.write(Buffer.from(bytes));
  await file.seal();
}

async function read(storage: ObjectStorage, file: StoredFile, start = 0): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of storage.read(file, { start }, signal)) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks);
}

describeWithService('azurite', 'blobs', () => {
  test('blobs of any name are written, listed, read and removed', async () => {
    const container = await newContainer();
    const storage = await storageFor(container.connection);
    const paths = ['out/a b+c.csv', "out/q'(!)*~&=;@,$.csv", 'out/ünï 中文🚀.csv'];
    for (const path of paths) await write(storage, path, path);
    expect((await container.keys()).every((key) => key.endsWith('.sluice-sealed'))).toBe(true);
    for (const path of paths) await storage.publish(path);
    const files = await storage.find('out/*.csv', signal);
    expect(files.map(({ path }) => path)).toEqual([...paths].sort());
    for (const file of files) expect((await read(storage, file)).toString()).toBe(file.path);
    for (const path of paths) expect((await container.get(path)).toString()).toBe(path);
    for (const path of paths) await storage.remove(path);
    expect(await container.keys()).toEqual([]);
  });

  test('a large blob is blocks until it is published, also by another process', async () => {
    const container = await newContainer();
    const body = randomBytes(5_500_000);
    await write(await storageFor(container.connection), 'out/big', body);
    expect(await container.keys()).toEqual(['out/.big.sluice-upload']);
    const storage = await storageFor(container.connection);
    expect(await storage.sealed('out', 'b')).toMatchObject([{ path: 'out/big', size: 5_500_000 }]);
    await storage.publish('out/big');
    expect(await container.keys()).toEqual(['out/big']);
    expect((await container.get('out/big')).equals(body)).toBe(true);
    const [file] = (await storage.find('out/big', signal)) as [StoredFile];
    expect((await read(storage, file, 1_234_567)).equals(body.subarray(1_234_567))).toBe(true);
  });

  test('parts are joined', async () => {
    const container = await newContainer();
    const storage = await storageFor(container.connection, 'all');
    const body = randomBytes(1_500_000);
    for (const [index, bytes] of [Buffer.from('head'), body, body].entries()) await write(storage, `p${index}`, bytes);
    await storage.concatenate(await storage.sealed('', 'p'), 'p_joined');
    await storage.publish('p_joined', 'all');
    expect(await container.keys()).toEqual(['all']);
    expect((await container.get('all')).equals(Buffer.concat([Buffer.from('head'), body, body]))).toBe(true);
  });

  test('publishing twice and aborting are harmless', async () => {
    const container = await newContainer();
    const storage = await storageFor(container.connection);
    await write(storage, 'a', randomBytes(2_500_000));
    const ticket = await container.get('.a.sluice-upload');
    await storage.publish('a');
    await (await clientFor(container.connection)).put('.a.sluice-upload', ticket);
    await storage.publish('a');
    const file = await storage.create('b');
    await file.write(randomBytes(2_500_000));
    await file.abort();
    expect(await container.keys()).toEqual(['a']);
    await expect(storage.publish('b')).rejects.toMatchObject({ code: 'FILES_STAGED_LOST' });
  });

  test('pages and folders', async () => {
    const container = await newContainer();
    const client = await clientFor(container.connection);
    for (const key of ['k/1', 'k/2', 'k/3', 'k/x/1', 'k/y/2']) await client.put(key, Buffer.from(key));
    const first = await client.list({ prefix: 'k/', byFolder: true, limit: 2, signal });
    expect(first.objects.map(({ key }) => key)).toEqual(['k/1', 'k/2']);
    const second = await client.list({ prefix: 'k/', byFolder: true, after: first.next ?? '', signal });
    expect(second.objects.map(({ key }) => key)).toEqual(['k/3']);
    expect(second.folders).toEqual(['k/x/', 'k/y/']);
    expect(second.next).toBeUndefined();
  });

  test('a blob that was replaced since it was listed stops the reading', async () => {
    const { connection } = await newContainer();
    const storage = await storageFor(connection);
    const client = await clientFor(connection);
    await client.put('a', Buffer.from('one'));
    const [file] = (await storage.find('a', signal)) as [StoredFile];
    await client.put('a', Buffer.from('two'));
    await expect(read(storage, file)).rejects.toMatchObject({ code: 'FILES_CHANGED' });
  });

  test('a connection that breaks is taken up where it broke', async () => {
    const container = await newContainer();
    const proxy = await startProxy(container.server);
    const endpoint = `http://127.0.0.1:${proxy.port}/${container.server.user}`;
    const storage = await storageFor({ ...container.connection, endpoint });
    const body = randomBytes(3_000_000);
    proxy.cutUploads(500_000);
    await write(storage, 'a', body);
    await storage.publish('a');
    const [file] = (await storage.find('a', signal)) as [StoredFile];
    proxy.cut(200_000, 1_000_000);
    expect((await read(storage, file)).equals(body)).toBe(true);
  });

  test('a token opens what it allows, and an expired one is an error', async () => {
    const { connection, server } = await newContainer();
    const { endpoint, container } = connection as { endpoint: string; container: string };
    const later = new Date(Date.now() + 3_600_000);
    const all = await storageFor({
      endpoint,
      container,
      sasToken: `?${containerSas(server, container, 'racwdl', later)}`,
    });
    await write(all, 'a', 'by token');
    await all.publish('a');
    const [file] = (await all.find('a', signal)) as [StoredFile];
    expect((await read(all, file)).toString()).toBe('by token');
    const listOnly = await clientFor({ endpoint, container, sasToken: containerSas(server, container, 'l', later) });
    await expect(listOnly.put('b', Buffer.from('x'))).rejects.toMatchObject({
      code: 'OBJECT_STORE_ACCESS_DENIED',
      message: `No permission to write "b" in azureblob://${container}/.`,
    });
    const past = containerSas(server, container, 'rl', new Date(Date.now() - 60_000));
    const error: unknown = await (
      await clientFor({ endpoint, container, sasToken: past })
    )
      .list(listing)
      .catch((error: unknown) => error);
    expect(error).toMatchObject({ code: 'OBJECT_STORE_EXPIRED_CREDENTIALS' });
    expect(String(error)).not.toContain('sig=');
  });

  test('a wrong key and a missing container are errors of their own', async () => {
    const { connection } = await newContainer();
    const wrong = await clientFor({ ...connection, accountKey: Buffer.from('wrong').toString('base64') });
    await expect(wrong.list(listing)).rejects.toMatchObject({
      code: 'OBJECT_STORE_BAD_CREDENTIALS',
      message: `Cannot list objects in azureblob://${String(connection['container'])}/: the store does not accept the account key or token.`,
    });
    const missing = await clientFor({ ...connection, container: 'nowhere-at-all' });
    await expect(missing.list(listing)).rejects.toMatchObject({ code: 'OBJECT_STORE_BUCKET_NOT_FOUND' });
  });

  test('a connection string holds it all', async () => {
    const { connection } = await newContainer();
    const { endpoint, container, accountName, accountKey } = connection as Record<string, string>;
    const text = `DefaultEndpointsProtocol=http;AccountName=${accountName};AccountKey=${accountKey};BlobEndpoint=${endpoint};`;
    const client = await clientFor({ container: container ?? '', connectionString: text });
    expect(await client.list(listing)).toEqual({ objects: [], folders: [] });
  });
});
