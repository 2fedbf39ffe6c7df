import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { createServer as createRawServer, type AddressInfo, type Server as RawServer } from 'node:net';
import { selfSignedCertificate } from '@sluice/testkit';
import { expect, onTestFinished, test } from 'vitest';
import { HttpClient, type HttpSettings } from './client.ts';
import { readTls } from './tls.ts';

const none = new AbortController().signal;

async function listen(server: Server | RawServer): Promise<URL> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    if ('closeAllConnections' in server) server.closeAllConnections();
    server.close();
  });
  return new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
}

async function clientOf(settings: Partial<HttpSettings> = {}): Promise<HttpClient> {
  const tls = await readTls(undefined);
  const client = new HttpClient({ connectTimeoutMs: 5_000, socketTimeoutMs: 5_000, tls, ...settings });
  onTestFinished(() => client.close());
  return client;
}

const serve = (listener: RequestListener): Promise<URL> => listen(createServer(listener));

test('a connection is used for the next request', async () => {
  const ports = new Set<number | undefined>();
  const url = await serve((request, response) => {
    ports.add(request.socket.remotePort);
    response.end('body');
  });
  const client = await clientOf();
  for (let i = 0; i < 3; i++) {
    const response = await client.send({ method: 'GET', url, signal: none });
    expect(await response.text()).toBe('body');
  }
  expect(ports.size).toBe(1);
});

test('twenty requests at a time with one signal give no warning', async () => {
  const warnings: Error[] = [];
  const note = (warning: Error): void => void warnings.push(warning);
  process.on('warning', note);
  onTestFinished(() => void process.off('warning', note));
  const url = await serve((_, response) => void setTimeout(() => response.end('x'), 50));
  const client = await clientOf();
  const { signal } = new AbortController();
  const get = async (): Promise<string> => (await client.send({ method: 'GET', url, signal })).text();
  expect(await Promise.all(Array.from({ length: 20 }, get))).toHaveLength(20);
  expect(warnings).toEqual([]);
});

test('nobody listens', async () => {
  const client = await clientOf();
  const asking = client.send({ method: 'GET', url: new URL('http://127.0.0.1:1/'), signal: none });
  await expect(asking).rejects.toMatchObject({
    code: 'HTTP_UNREACHABLE',
    message: 'Cannot connect to 127.0.0.1:1: nothing listens there.',
    retryable: true,
  });
});

test('an unknown host', async () => {
  const client = await clientOf();
  const asking = client.send({ method: 'GET', url: new URL('http://nobody.invalid/'), signal: none });
  await expect(asking).rejects.toMatchObject({
    retryable: expect.any(Boolean),
    code: expect.stringMatching(/^HTTP_UN/),
  });
});

test('a server that does not answer is given up', async () => {
  const url = await serve(() => {});
  const client = await clientOf({ socketTimeoutMs: 100 });
  const asking = client.send({ method: 'GET', url, signal: none });
  await expect(asking).rejects.toMatchObject({ code: 'HTTP_SILENT' });
});

test('a body that stops coming is given up, but a slow reader is not', async () => {
  const url = await serve((_, response) => {
    response.write('a');
    setTimeout(() => response.write('b'), 50);
  });
  const client = await clientOf({ socketTimeoutMs: 200 });
  const response = await client.send({ method: 'GET', url, signal: none });
  const seen: string[] = [];
  const reading = (async () => {
    for await (const chunk of response.body()) {
      seen.push(Buffer.from(chunk).toString());
      await new Promise((resolve) => setTimeout(resolve, 300));
    }
  })();
  await expect(reading).rejects.toMatchObject({ code: 'HTTP_SILENT' });
  expect(seen).toEqual(['a', 'b']);
});

test('a body that ends too early is a lost connection', async () => {
  const url = await serve((_, response) => {
    response.writeHead(200, { 'Content-Length': 100 });
    response.write('half', () => response.destroy());
  });
  const client = await clientOf();
  const response = await client.send({ method: 'GET', url, signal: none });
  await expect(response.text()).rejects.toMatchObject({ code: 'HTTP_CONNECTION_LOST', retryable: true });
});

test('cancelling ends a request and a body with the reason of the signal', async () => {
  const url = await serve((request, response) => void (request.url === '/body' && response.write('a')));
  const client = await clientOf();
  const stop = new AbortController();
  const asking = client.send({ method: 'GET', url, signal: stop.signal });
  const response = await client.send({ method: 'GET', url: new URL('/body', url), signal: stop.signal });
  const reading = response.text();
  stop.abort(new Error('cancelled'));
  await expect(asking).rejects.toThrow('cancelled');
  await expect(reading).rejects.toThrow('cancelled');
});

test('an answer before the end of an upload stops it', async () => {
  const url = await serve((request, response) => {
    request.once('data', () => response.writeHead(403).end('no')).resume();
  });
  const client = await clientOf();
  const upload = client.upload({ method: 'PUT', url, signal: none });
  const piece = new Uint8Array(1 << 20);
  for (let i = 0; i < 1_000 && !upload.isAnswered; i++) await upload.write(piece);
  const response = await upload.end();
  expect(response.status).toBe(403);
});

test('written bytes may be reused at once', async () => {
  const sizes = new Map<number, number>();
  const url = await serve((request, response) => {
    request.on('data', (chunk: Buffer) => {
      for (const byte of chunk) sizes.set(byte, (sizes.get(byte) ?? 0) + 1);
    });
    request.on('end', () => response.end());
  });
  const client = await clientOf();
  const upload = client.upload({ method: 'PUT', url, signal: none });
  const piece = new Uint8Array(300_000);
  for (let i = 0; i < 20; i++) {
    piece.fill(i);
    await upload.write(piece);
  }
  expect((await upload.end()).status).toBe(200);
  expect([...sizes.values()]).toEqual(Array.from({ length: 20 }, () => 300_000));
});

test('a certificate is trusted with its authority only, or without check', async () => {
  const { certificate, key } = selfSignedCertificate();
  const server = createSecureServer({ cert: certificate, key }, (_, response) => response.end('safe'));
  const url = await listen(server);
  const secure = new URL(url.href.replace('http:', 'https:'));
  const ask = async (ssl: Parameters<typeof readTls>[0]): Promise<string> => {
    const client = await clientOf({ tls: await readTls(ssl) });
    return (await client.send({ method: 'GET', url: secure, signal: none })).text();
  };
  await expect(ask(undefined)).rejects.toMatchObject({ code: 'HTTP_CERTIFICATE_REFUSED', retryable: false });
  expect(await ask({ ca: certificate })).toBe('safe');
  expect(await ask({ verify: false })).toBe('safe');
});

test('TLS with a server that speaks none, and none with one that does', async () => {
  const { certificate, key } = selfSignedCertificate();
  const plain = await serve((_, response) => response.end());
  const secure = await listen(createSecureServer({ cert: certificate, key }));
  const client = await clientOf();
  const wrongly = client.send({ method: 'GET', url: new URL(plain.href.replace('http:', 'https:')), signal: none });
  await expect(wrongly).rejects.toMatchObject({ code: 'HTTP_TLS_FAILED' });
  const bare = client.send({ method: 'GET', url: secure, signal: none });
  await expect(bare).rejects.toMatchObject({ code: 'HTTP_CONNECTION_LOST' });
});

test('an answer that is no HTTP', async () => {
  const url = await listen(createRawServer((socket) => void socket.end('220 ftp ready\r\n')));
  const client = await clientOf();
  await expect(client.send({ method: 'GET', url, signal: none })).rejects.toMatchObject({ code: 'HTTP_NOT_HTTP' });
});

test('files of certificates: missing, and no PEM', async () => {
  await expect(readTls({ ca: '/nowhere/ca.pem' })).rejects.toMatchObject({ code: 'HTTP_UNREADABLE_CERTIFICATE' });
  await expect(readTls({ key: '-----BEGIN nonsense' })).rejects.toMatchObject({ code: 'HTTP_BROKEN_CERTIFICATE' });
});
