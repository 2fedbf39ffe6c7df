import { fakeClock, hasService, service } from '@sluice/testkit';
import { describe, expect, test } from 'vitest';
import { fetchBytes } from '../families/files/object-store/client.ts';
import { ObjectStorage } from '../families/files/object-store/object-storage.ts';
import { startServer, type Answer } from '../families/files/object-store/test-server.ts';
import { clientFor, newBucket } from './test-buckets.ts';

const { signal } = new AbortController();
const listing = { prefix: '', byFolder: false, signal };
const secret = 'the-secret-nobody-may-see';

/** A connection to a server that answers everything in this way. */
async function answeredBy(...answers: readonly Answer[]) {
  let turn = 0;
  const endpoint = await startServer(() => answers[Math.min(turn++, answers.length - 1)] as Answer);
  return { endpoint, bucket: 'sales', accessKeyId: 'key', secretAccessKey: secret };
}

function errorXml(code: string, more = ''): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>Words of the store.</Message>${more}</Error>`;
}

async function collectBytes(chunks: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const all: Uint8Array[] = [];
  for await (const chunk of chunks) all.push(Buffer.from(chunk));
  return Buffer.concat(all);
}

async function listError(connection: Parameters<typeof clientFor>[0]): Promise<unknown> {
  const client = await clientFor(connection);
  return client.list(listing).then(
    () => undefined,
    (error: unknown) => error,
  );
}

describe.skipIf(!hasService('versitygw'))('what a real server refuses', () => {
  test('a secret that is not the one of the key', async () => {
    const { connection } = await newBucket();
    expect(await listError({ ...connection, secretAccessKey: secret })).toMatchObject({
      code: 'OBJECT_STORE_BAD_CREDENTIALS',
      message: `Cannot list objects in s3://${connection['bucket']}/: the secret does not belong to the access key.`,
    });
  });

  test('a key that it does not know', async () => {
    const { connection } = await newBucket();
    expect(await listError({ ...connection, accessKeyId: 'nobody' })).toMatchObject({
      code: 'OBJECT_STORE_BAD_CREDENTIALS',
      message: `Cannot list objects in s3://${connection['bucket']}/: the store does not know the access key.`,
    });
  });

  test('a bucket that is not there', async () => {
    const { connection } = await newBucket();
    expect(await listError({ ...connection, bucket: 'nowhere-at-all' })).toMatchObject({
      code: 'OBJECT_STORE_BUCKET_NOT_FOUND',
      message: `s3://nowhere-at-all/ does not exist at ${String(connection['endpoint']).slice(7)}.`,
    });
  });

  test('somebody without a permission, listing, reading and writing', async () => {
    const bucket = await newBucket();
    await bucket.put('a', 'x');
    const { endpoint = '', bucket: name = '' } = bucket.connection as Record<string, string>;
    const client = await clientFor({ endpoint, bucket: name, anonymous: true });
    const denied = (action: string) => ({
      code: 'OBJECT_STORE_ACCESS_DENIED',
      message: `No permission to ${action} in s3://${name}/.`,
    });
    await expect(client.list(listing)).rejects.toMatchObject(denied('list objects'));
    await expect(client.head('a', signal)).rejects.toMatchObject(denied('look at "a"'));
    await expect(client.put('b', Buffer.from('x'))).rejects.toMatchObject(denied('write "b"'));
    await expect(client.remove('a')).rejects.toMatchObject(denied('delete "a"'));
  });

  test('a clock that is an hour ahead', async () => {
    const { connection } = await newBucket();
    const client = await clientFor(connection, { clock: fakeClock(Date.now() + 3_600_000) });
    const error: unknown = await client.list(listing).catch((error: unknown) => error);
    expect(error).toMatchObject({ code: 'OBJECT_STORE_CLOCK_SKEW' });
    expect(String(error)).toMatch(/the clock of this machine is (3599|3600|3601) s ahead\.$/);
  });

  test('another region, with the right one in the hint', async () => {
    const server = await service('versitygw', { exclusive: true, settings: { region: 'eu-central-1' } });
    const { connection } = await newBucket(server);
    expect(await listError(connection)).toMatchObject({
      code: 'OBJECT_STORE_WRONG_REGION',
      message: `s3://${connection['bucket']}/ is not in us-east-1.`,
      hint: 'The store says that the bucket belongs to "eu-central-1": set region or endpoint to that.',
    });
    expect(await listError({ ...connection, region: 'eu-central-1' })).toBeUndefined();
    await server.stop();
  });

  test('a certificate that nobody vouches for, unless it is given', async () => {
    const server = await service('versitygw', { exclusive: true, tls: true });
    const { connection } = await newBucket(server);
    expect(await listError(connection)).toMatchObject({ code: 'HTTP_CERTIFICATE_REFUSED' });
    const client = await clientFor({ ...connection, ssl: { ca: server.certificate ?? '' } });
    await client.put('a', Buffer.from('over TLS'));
    const object = await client.head('a', signal);
    if (object === undefined) throw new Error('not there');
    const bytes = await fetchBytes(client, { object, start: 0, end: 8, signal });
    expect(bytes.toString()).toBe('over TLS');
    await server.stop();
  });
});

test('credentials that have expired', async () => {
  const connection = await answeredBy({ status: 400, body: errorXml('ExpiredToken') });
  const error = await listError({ ...connection, sessionToken: 'token' });
  expect(error).toMatchObject({
    code: 'OBJECT_STORE_EXPIRED_CREDENTIALS',
    message: 'Cannot list objects in s3://sales/: the credentials have expired.',
    retryable: false,
  });
  const client = await clientFor({ ...connection, sessionToken: 'token' });
  await expect(client.head('a', signal)).rejects.toMatchObject({ code: 'OBJECT_STORE_EXPIRED_CREDENTIALS' });
});

test('a region told by a redirect', async () => {
  const headers = { 'x-amz-bucket-region': 'ap-south-1' };
  const connection = await answeredBy({ status: 301, headers, body: errorXml('PermanentRedirect') });
  expect(await listError(connection)).toMatchObject({
    code: 'OBJECT_STORE_WRONG_REGION',
    hint: 'The store says that the bucket belongs to "ap-south-1": set region or endpoint to that.',
  });
});

test('an object in an archive', async () => {
  const client = await clientFor(await answeredBy({ status: 403, body: errorXml('InvalidObjectState') }));
  const object = { key: 'old.csv', size: 3, version: '"x"' };
  const fetching = fetchBytes(client, { object, start: 0, end: 3, signal });
  await expect(fetching).rejects.toMatchObject({
    code: 'OBJECT_STORE_ARCHIVED',
    message: 'Cannot read "old.csv" in s3://sales/: it lies in an archive class.',
  });
});

test('a store that is full', async () => {
  const client = await clientFor(await answeredBy({ status: 507, body: errorXml('XMinioStorageFull') }));
  await expect(client.put('a', Buffer.from('x'))).rejects.toMatchObject({
    code: 'FILES_DISK_FULL',
    message: 'No space left while writing "a".',
  });
});

test('a store under load is asked again, and given up after some tries', async () => {
  const empty = { status: 200, body: '<ListBucketResult></ListBucketResult>' };
  const busy = { status: 503, body: errorXml('SlowDown') };
  const clock = fakeClock();
  const patient = await clientFor(await answeredBy(busy, busy, busy, empty), { tries: 4, clock });
  expect(await patient.list(listing)).toEqual({ objects: [], folders: [] });
  expect(clock.slept).toBeGreaterThan(650);
  const client = await clientFor(await answeredBy(busy), { tries: 3, clock: fakeClock() });
  await expect(client.list(listing)).rejects.toMatchObject({
    code: 'OBJECT_STORE_UNAVAILABLE',
    message: 's3://sales/ did not manage to list objects, several times: 503 SlowDown.',
    retryable: true,
  });
});

test('an error that comes behind a good status is an error', async () => {
  const late = { status: 200, body: errorXml('InternalError') };
  const client = await clientFor(await answeredBy(late), { tries: 2, clock: fakeClock() });
  await expect(client.copy('a', 'b')).rejects.toMatchObject({ code: 'OBJECT_STORE_UNAVAILABLE' });
  await expect(client.completeUpload({ key: 'a', id: 'u' }, ['e'])).rejects.toMatchObject({ retryable: true });
});

test('something else than an object store', async () => {
  const page = { status: 200, headers: { 'content-type': 'text/html' }, body: '<html><body>Welcome</body></html>' };
  expect(await listError(await answeredBy(page))).toMatchObject({
    code: 'OBJECT_STORE_NOT_AN_OBJECT_STORE',
    hint: 'Check the endpoint: it is the address of the programming interface, not of the console in a browser.',
  });
});

test('a server that sends the whole object instead of a range', async () => {
  const client = await clientFor(await answeredBy({ status: 200, headers: { etag: '"x"' }, body: 'whole object' }));
  const object = { key: 'a', size: 12, version: '"x"' };
  const fetching = fetchBytes(client, { object, start: 6, end: 12, signal });
  await expect(fetching).rejects.toMatchObject({ code: 'OBJECT_STORE_REFUSED' });
});

test('a server that ignores versions is noticed by the version that it tells', async () => {
  const client = await clientFor(await answeredBy({ status: 206, headers: { etag: '"new"' }, body: 'abc' }));
  const object = { key: 'a', size: 3, version: '"old"' };
  const fetching = fetchBytes(client, { object, start: 0, end: 3, signal });
  await expect(fetching).rejects.toMatchObject({ code: 'FILES_CHANGED' });
  const storage = new ObjectStorage({ client, signal, memoryBytes: 1 << 20, partBytes: 1 << 20 });
  const reading = collectBytes(storage.read({ path: 'a', size: 3, version: '"old"' }, { start: 0 }, signal));
  await expect(reading).rejects.toMatchObject({ code: 'FILES_CHANGED' });
});

test('what the store says itself is told when nothing is known about it', async () => {
  expect(await listError(await answeredBy({ status: 418, body: errorXml('Teapot') }))).toMatchObject({
    code: 'OBJECT_STORE_REFUSED',
    message: 'Cannot list objects in s3://sales/: 418 Teapot, Words of the store.',
  });
});

test('nobody listens, and a host that is not known', async () => {
  const connection = { bucket: 'sales', accessKeyId: 'key', secretAccessKey: secret };
  const refused = await listError({ ...connection, endpoint: 'http://127.0.0.1:1' });
  expect(refused).toMatchObject({ code: 'HTTP_UNREACHABLE' });
  const unknown = await listError({ ...connection, endpoint: 'http://nowhere.invalid:9000' });
  expect(unknown).toMatchObject({ code: expect.stringMatching(/^HTTP_(UNKNOWN_HOST|UNREACHABLE)$/) as string });
});

test('only half of the credentials', async () => {
  await expect(clientFor({ bucket: 'sales', accessKeyId: 'key' })).rejects.toMatchObject({
    code: 'OBJECT_STORE_NO_CREDENTIALS',
    message: 'There are no credentials for s3://sales/: only one of key and secret is given.',
  });
});

test.each(['a', 'in/out', '-x-', 'späße'])('the bucket %j is refused', async (bucket) => {
  const connection = { bucket, accessKeyId: 'key', secretAccessKey: secret };
  await expect(clientFor(connection)).rejects.toMatchObject({ code: 'OBJECT_STORE_BAD_BUCKET' });
});

test.each(['ftp://host', 'http://', 'https://user:word@host', 'https://host/?x=1'])(
  'the endpoint %j is refused',
  async (endpoint) => {
    const connection = { bucket: 'sales', accessKeyId: 'key', secretAccessKey: secret, endpoint };
    const error: unknown = await clientFor(connection).catch((error: unknown) => error);
    expect(error).toMatchObject({ code: 'OBJECT_STORE_BAD_ENDPOINT' });
    expect(String(error)).not.toContain('word');
  },
);

test('no error tells the secret', async () => {
  for (const code of ['SignatureDoesNotMatch', 'AccessDenied', 'ExpiredToken', 'Unknown', 'InternalError']) {
    const more = `<AWSAccessKeyId>key</AWSAccessKeyId><StringToSign>AWS4</StringToSign>`;
    const error = await listError(await answeredBy({ status: 403, body: errorXml(code, more) }));
    expect(JSON.stringify(error)).not.toContain(secret);
  }
});
