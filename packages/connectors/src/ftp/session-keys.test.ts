import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describeWithService, service } from '@sluice/testkit';
import ssh2 from 'ssh2';
import { expect, test } from 'vitest';
import { keepKeyObjects } from './session-keys.ts';
import { bytesOf, placeOn, storageOn } from './test-servers.ts';

const { signal } = new AbortController();

describeWithService('openssh', 'session keys', (server) => {
  test('the client library still keeps them where they are replaced', async () => {
    const { host, port, user, folder } = server();
    const client = new ssh2.Client();
    const privateKey = readFileSync(join(folder, 'client_key'));
    await new Promise<void>((resolve, reject) => {
      client.on('ready', resolve).on('error', reject);
      client.connect({ host, port, username: user, privateKey, hostVerifier: () => true });
    });
    expect(keepKeyObjects(client)).toBe(true);
    expect(keepKeyObjects(client)).toBe(true);
    client.end();
  });

  test('new keys in the middle of a transfer go unnoticed', async () => {
    const often = await service('openssh', { exclusive: true, settings: { RekeyLimit: '1M' } });
    const { parameter, remote } = placeOn('openssh', often);
    const storage = storageOn(parameter);
    const content = Buffer.from(Array.from({ length: 5_000_000 }, (_, index) => index * 17));
    const file = await storage.create(`${remote}/big.bin`);
    await file.write(content);
    await file.seal();
    await storage.publish(file.path);
    const [found] = await storage.find(remote, signal);
    if (found === undefined) throw new Error('not found');
    expect((await bytesOf(storage.read(found, { start: 0 }, signal))).equals(content)).toBe(true);
    await storage.close();
    await often.stop();
  });
});
