import { randomBytes } from 'node:crypto';
import { parseOptions, type ConnectorContext, type Parameter } from '@sluice/core';
import { fakeClock, testContext } from '@sluice/testkit';
import { describe, expect, onTestFinished, test } from 'vitest';
import { ObjectStorage } from '../families/files/object-store/object-storage.ts';
import { openOss } from './client.ts';
import { ossPlace } from './endpoint.ts';
import { ossConnection } from './fields.ts';
import { account, goodToken, startOss } from './test-oss-server.ts';

const { signal } = new AbortController();

async function storageFor(
  connection: Parameter,
  joinTo?: string,
  context: Partial<ConnectorContext> = {},
): Promise<ObjectStorage> {
  const { options } = parseOptions(ossConnection, { ...account, ...connection }, 'connection');
  if (options === undefined) throw new Error('the connection is not valid');
  const client = await openOss(options, { context: testContext(context), tries: 3 });
  onTestFinished(() => client.close());
  const settings = { client, signal, memoryBytes: 16 << 20, partBytes: 200_000 };
  return new ObjectStorage(joinTo === undefined ? settings : { ...settings, joinTo });
}

async function read(storage: ObjectStorage, path: string): Promise<Buffer> {
  const [file] = await storage.find(path, signal);
  const chunks: Buffer[] = [];
  if (file !== undefined)
    for await (const chunk of storage.read(file, { start: 0 }, signal)) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks);
}

describe.each(['v1', 'v4'])('with signature %s', (signatureVersion) => {
  test('objects of any name are written, listed, read and removed', async () => {
    const server = await startOss();
    const storage = await storageFor({ endpoint: server.endpoint, signatureVersion });
    const paths = ['out/a b+c.csv', "out/q'(!)*~&=?.csv", 'out/ünï 中文.csv'];
    for (const path of paths) {
      const file = await storage.create(path);
      await file.write(Buffer.from(path));
      await file.seal();
      await storage.publish(path);
    }
    expect([...server.objects.keys()].sort()).toEqual([...paths].sort());
    expect((await storage.find('out/*.csv', signal)).map(({ path }) => path)).toEqual([...paths].sort());
    for (const path of paths) expect((await read(storage, path)).toString()).toBe(path);
    for (const path of paths) await storage.remove(path);
    expect(server.objects.size).toBe(0);
    expect([...server.versions]).toEqual([signatureVersion]);
  });

  test('large objects are uploaded in parts and read in ranges', async () => {
    const server = await startOss();
    const storage = await storageFor({ endpoint: server.endpoint, signatureVersion });
    const body = randomBytes(6_000_000);
    const file = await storage.create('big');
    await file.write(body);
    await file.seal();
    expect([...server.objects.keys()]).toEqual(['.big.sluice-upload']);
    await storage.publish('big');
    expect(server.uploads.size).toBe(0);
    expect((await read(storage, 'big')).equals(body)).toBe(true);
  });

  test('parts are joined within the store', async () => {
    const server = await startOss();
    const storage = await storageFor({ endpoint: server.endpoint, signatureVersion }, 'all');
    const body = randomBytes(700_000);
    for (const [index, bytes] of [Buffer.from('head'), body, body].entries()) {
      const file = await storage.create(`p${index}`);
      await file.write(bytes);
      await file.seal();
    }
    await storage.concatenate(await storage.sealed('', 'p'), 'p_joined');
    await storage.publish('p_joined', 'all');
    expect([...server.objects.keys()]).toEqual(['all']);
    expect(server.objects.get('all')?.equals(Buffer.concat([Buffer.from('head'), body, body]))).toBe(true);
  });

  test('a lent token is sent, and one that has expired is an error that says so', async () => {
    const { endpoint } = await startOss();
    const good = await storageFor({ endpoint, signatureVersion, securityToken: goodToken });
    expect(await good.find('**', signal)).toEqual([]);
    const old = await storageFor({ endpoint, signatureVersion, securityToken: 'old' });
    await expect(old.find('**', signal)).rejects.toMatchObject({
      code: 'OBJECT_STORE_EXPIRED_CREDENTIALS',
      message: 'Cannot list objects in oss://sales/: the credentials have expired.',
    });
  });

  test('wrong keys, a wrong secret and a missing bucket are told apart', async () => {
    const { endpoint } = await startOss();
    const failing = async (connection: Parameter): Promise<unknown> =>
      (await storageFor({ endpoint, signatureVersion, ...connection }))
        .prepareFolder('')
        .catch((error: unknown) => error);
    expect(await failing({ accessId: 'nobody' })).toMatchObject({
      message: 'Cannot list objects in oss://sales/: the store does not know the access key.',
    });
    expect(await failing({ accessKey: 'wrong' })).toMatchObject({
      message: 'Cannot list objects in oss://sales/: the secret does not belong to the access key.',
    });
    expect(await failing({ bucket: 'nowhere' })).toMatchObject({ code: 'OBJECT_STORE_BUCKET_NOT_FOUND' });
  });
});

test('more objects than fit on a page are found, by folder and below', async () => {
  const server = await startOss();
  for (let index = 0; index < 250; index++)
    server.objects.set(`k/${String(index).padStart(3, '0')}/a b`, Buffer.from('x'));
  const storage = await storageFor({ endpoint: server.endpoint });
  expect((await storage.find('k', signal)).length).toBe(250);
  expect((await storage.find('k/*/a*', signal)).length).toBe(250);
});

test('a clock that is wrong is told by how much', async () => {
  const { endpoint } = await startOss();
  const clock = fakeClock(Date.now() - 7_200_000);
  const storage = await storageFor({ endpoint, signatureVersion: 'v1' }, undefined, { clock });
  const error: unknown = await storage.prepareFolder('').catch((error: unknown) => error);
  expect(String(error)).toMatch(/the clock of this machine is (7199|7200|7201) s behind\.$/);
});

test('another region is told with the right endpoint, in both ways that the service says it', async () => {
  const server = await startOss();
  const wrong = await storageFor({ endpoint: server.endpoint, region: 'cn-shanghai' });
  await expect(wrong.prepareFolder('')).rejects.toMatchObject({
    code: 'OBJECT_STORE_WRONG_REGION',
    message: 'oss://sales/ is not in cn-shanghai.',
  });
  const message = 'The bucket you are attempting to access must be addressed using the specified endpoint.';
  const more = '<Endpoint>oss-cn-beijing.aliyuncs.com</Endpoint>';
  server.instead.push({
    status: 403,
    body: `<Error><Code>AccessDenied</Code><Message>${message}</Message>${more}</Error>`,
  });
  const storage = await storageFor({ endpoint: server.endpoint });
  await expect(storage.prepareFolder('')).rejects.toMatchObject({
    code: 'OBJECT_STORE_WRONG_REGION',
    hint: 'The store says that the bucket belongs to "oss-cn-beijing.aliyuncs.com": set region or endpoint to that.',
  });
});

test('an upload that arrives changed is refused by the store', async () => {
  const server = await startOss();
  server.instead.push({
    status: 400,
    body: '<Error><Code>InvalidDigest</Code><Message>The Content-MD5 is wrong.</Message></Error>',
  });
  const { options } = parseOptions(ossConnection, { ...account, endpoint: server.endpoint }, 'connection');
  if (options === undefined) throw new Error('the connection is not valid');
  const client = await openOss(options, { context: testContext(), tries: 1 });
  onTestFinished(() => client.close());
  await expect(client.put('a', Buffer.from('x'))).rejects.toMatchObject({
    message: 'Cannot write "a" in oss://sales/: 400 InvalidDigest, The Content-MD5 is wrong.',
  });
});

test.each([
  [{ region: 'cn-hangzhou' }, 'https://sales.oss-cn-hangzhou.aliyuncs.com/', 'cn-hangzhou'],
  [{ region: 'oss-cn-beijing', internal: true }, 'https://sales.oss-cn-beijing-internal.aliyuncs.com/', 'cn-beijing'],
  [
    { endpoint: 'http://oss-us-west-1-internal.aliyuncs.com' },
    'http://sales.oss-us-west-1-internal.aliyuncs.com/',
    'us-west-1',
  ],
  [{ endpoint: 'oss-cn-hangzhou.aliyuncs.com' }, 'https://sales.oss-cn-hangzhou.aliyuncs.com/', 'cn-hangzhou'],
  [{ endpoint: 'https://files.example.com', cname: true }, 'https://files.example.com/', undefined],
])('%j leads to %s', (options, origin, region) => {
  const place = ossPlace({ internal: false, cname: false, bucket: 'sales', ...options });
  expect(place.address.origin.href).toBe(origin);
  expect(place.region).toBe(region);
});

test('without endpoint and region there is no address, and version 4 needs a region', async () => {
  await expect(storageFor({ region: '' })).rejects.toMatchObject({ code: 'OBJECT_STORE_BAD_ENDPOINT' });
  const unknown = storageFor({ endpoint: 'https://oss.internal:8080', region: '', signatureVersion: 'v4' });
  await expect(unknown).rejects.toMatchObject({
    message: 'The endpoint "oss.internal:8080" is not usable: signature v4 needs the region.',
  });
});
