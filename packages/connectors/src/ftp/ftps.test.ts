import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Parameter } from '@sluice/core';
import { hasService, selfSignedCertificate, service, type Server, type ServiceName } from '@sluice/testkit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startProxy } from './test-proxy.ts';
import { bytesOf, newPlace, placeOn, storageOn } from './test-servers.ts';

const { signal } = new AbortController();
const content = Buffer.from(Array.from({ length: 1_500_000 }, (_, index) => index * 11));

/** Writes a file, reads it back and lists it. */
async function roundTrip(parameter: Parameter, remote: string, local: string): Promise<void> {
  const storage = storageOn(parameter);
  const file = await storage.create(`${remote}/a b.bin`);
  await file.write(content);
  await file.seal();
  await storage.publish(file.path);
  expect(readFileSync(join(local, 'a b.bin')).equals(content)).toBe(true);
  const [found] = await storage.find(`${remote}/*.bin`, signal);
  if (found === undefined) throw new Error('not found');
  expect((await bytesOf(storage.read(found, { start: 3 }, signal))).equals(content.subarray(3))).toBe(true);
  expect((await bytesOf(storage.read(found, { start: 7, end: 9 }, signal))).equals(content.subarray(7, 9))).toBe(true);
}

const modes = [
  { title: 'explicit TLS, vsftpd', name: 'vsftpd', settings: {}, ftpsMode: 'explicit' },
  // The server demands that data connections resume the session of the control connection.
  {
    title: 'explicit TLS with session reuse, vsftpd',
    name: 'vsftpd',
    settings: { require_ssl_reuse: 'YES' },
    ftpsMode: 'explicit',
  },
  { title: 'implicit TLS, vsftpd', name: 'vsftpd', settings: { implicit_ssl: 'YES' }, ftpsMode: 'implicit' },
  { title: 'explicit TLS, pyftpdlib', name: 'pyftpdlib', settings: {}, ftpsMode: 'explicit' },
] as const satisfies readonly { readonly name: ServiceName; readonly [key: string]: unknown }[];

describe.each(modes)('FTPS: $title', ({ name, settings, ftpsMode }) => {
  describe.skipIf(!hasService(name))('server', () => {
    let server: Server;
    beforeAll(async () => {
      server = await service(name, { exclusive: true, tls: true, settings });
    });
    afterAll(() => server.stop());

    const place = () => {
      const { parameter, remote, local } = placeOn(name, server);
      return { parameter: { ...parameter, ftpsMode } as Parameter, remote, local };
    };

    test.each(['PASV', 'PORT'])('files come and go over %s', async (connectPattern) => {
      const { parameter, remote, local } = place();
      await roundTrip({ ...parameter, connectPattern }, remote, local);
    });

    test('many files come over one control connection', async () => {
      const { parameter, remote, local } = place();
      for (let index = 0; index < 20; index++) writeFileSync(join(local, `many${index}`), `text ${index}`);
      const storage = storageOn(parameter);
      for (const file of await storage.find(`${remote}/many*`, signal))
        expect((await bytesOf(storage.read(file, { start: 0 }, signal))).toString()).toMatch(/^text \d+$/);
    });

    test('a certificate that nobody vouches for is refused', async () => {
      const { parameter } = place();
      const other = selfSignedCertificate().certificate;
      const host = `127.0.0.1:${server.port}`;
      for (const ssl of [{}, { ca: other }])
        await expect(storageOn({ ...parameter, ssl } as Parameter).stat('x')).rejects.toMatchObject({
          code: 'FTP_TLS',
          message: expect.stringContaining(`No TLS with ${host}: self-signed certificate`),
          retryable: false,
        });
    });

    test('the name in the certificate must be that of the host, unless the mode says otherwise', async () => {
      const { parameter } = place();
      const { ca } = parameter['ssl'] as { readonly ca: string };
      const { host, port } = await startProxy({ host: '127.0.0.1', port: server.port }, '127.0.0.2');
      const stat = (ssl: Record<string, string>) => storageOn({ ...parameter, host, port, ssl }).stat('');
      await expect(stat({ ca })).rejects.toMatchObject({
        code: 'FTP_TLS',
        message: expect.stringContaining("does not match certificate's altnames"),
      });
      await expect(stat({ ca, mode: 'verify-ca' })).resolves.toBeUndefined();
      await expect(stat({ mode: 'require' })).resolves.toBeUndefined();
    });

    test('a login without TLS is refused', async () => {
      const { parameter } = place();
      const plain = { ...parameter, protocol: 'ftp', connectTimeoutMs: 1_000 };
      await expect(storageOn(plain).stat('x')).rejects.toMatchObject({
        kind: expect.stringMatching(/config|environment/),
      });
    });
  });
});

describe.each(['vsftpd', 'pyftpdlib'] as const)('FTP: %s', (name) => {
  test.skipIf(!hasService(name))('the server connects back with PORT', async () => {
    const { parameter, remote, local } = await newPlace(name);
    await roundTrip({ ...parameter, connectPattern: 'PORT' }, remote, local);
  });
});
