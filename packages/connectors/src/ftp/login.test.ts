import { execFileSync } from 'node:child_process';
import { copyFileSync, chmodSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { join } from 'node:path';
import type { Parameter } from '@sluice/core';
import { describeWithService, hasService, service, temporaryFolder } from '@sluice/testkit';
import { describe, expect, onTestFinished, test } from 'vitest';
import { bytesOf, hostKeyOf, placeOn, storageOn } from './test-servers.ts';

const { signal } = new AbortController();

/** What a connection with these values says to the first question. */
async function refusal(parameter: Parameter): Promise<unknown> {
  return storageOn(parameter)
    .stat('x')
    .then(
      () => 'no refusal',
      (error: unknown) => error,
    );
}

describeWithService('openssh', 'SFTP, OpenSSH', (server) => {
  const place = () => placeOn('openssh', server());
  const label = () => `127.0.0.1:${server().port}`;

  test('a key lets in as text, as a file, and with a passphrase', async () => {
    const { parameter, remote, local } = place();
    writeFileSync(join(local, 'a.csv'), 'a');
    const folder = temporaryFolder();
    const plain = join(server().folder, 'client_key');
    const locked = join(folder, 'locked');
    copyFileSync(plain, locked);
    chmodSync(locked, 0o600);
    execFileSync('ssh-keygen', ['-q', '-p', '-N', 'open sesame', '-f', locked]);
    const text = execFileSync('cat', [plain], { encoding: 'utf8' });
    const logins: Parameter[] = [
      { privateKey: text },
      { keyPath: plain, useKey: 'true' },
      { keyPath: locked, keyPass: 'open sesame' },
    ];
    for (const login of logins) {
      const { privateKey: _, ...rest } = parameter;
      expect((await storageOn({ ...rest, ...login }).stat(`${remote}/a.csv`))?.size).toBe(1);
    }
    for (const passphrase of ['wrong', undefined]) {
      const wrong = { ...parameter, privateKey: locked, ...(passphrase === undefined ? {} : { passphrase }) };
      expect(await refusal(wrong)).toMatchObject({
        code: 'FTP_SETTING_INVALID',
        message: 'The value of "privateKey" is not valid: the passphrase is missing or wrong.',
      });
    }
  });

  test('a key that is none is refused without being shown', async () => {
    const error = await refusal({ ...place().parameter, privateKey: 'my-secret-not-a-key' });
    expect(error).toMatchObject({ code: 'FTP_SETTING_INVALID' });
    expect(JSON.stringify(error, Object.getOwnPropertyNames(error))).not.toContain('my-secret');
  });

  test('a wrong key and a wrong password are refused once', async () => {
    const stranger = join(temporaryFolder(), 'stranger');
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', stranger]);
    const logins: Parameter[] = [{ privateKey: stranger }, { useKey: false, password: 'wrong' }];
    for (const login of logins)
      expect(await refusal({ ...place().parameter, ...login })).toMatchObject({
        code: 'FTP_LOGIN_FAILED',
        message: `The server ${label()} refused the login of "${server().user}": it accepts neither the key nor the password given.`,
        retryable: false,
      });
  });

  test('a server with another host key is refused, an unknown one with its fingerprint', async () => {
    const { hostKey: _, ...unknown } = place().parameter;
    const nobody = join(temporaryFolder(), 'known_hosts');
    writeFileSync(nobody, '');
    const other = 'SHA256:nThbg6kXUpJWGl7E1IGOCspRomTxdCARLviKw6E5SY8';
    const shown = execFileSync('ssh-keygen', ['-lf', join(server().folder, 'host_key.pub')], {
      encoding: 'utf8',
    }).split(' ')[1];
    expect(await refusal({ ...unknown, knownHosts: nobody })).toMatchObject({
      code: 'FTP_HOST_KEY_UNKNOWN',
      message: `The host key of ${label()} is not known: ssh-ed25519 ${shown}.`,
    });
    expect(await refusal({ ...unknown, hostKey: other })).toMatchObject({
      code: 'FTP_HOST_KEY_DIFFERS',
      message: `${label()} shows another host key than the known one: ssh-ed25519 ${shown}.`,
    });
    expect(await refusal({ ...unknown, hostKey: String(shown) })).toBe('no refusal');
    expect(await refusal({ ...unknown, knownHosts: `[127.0.0.1]:${server().port} ${hostKeyOf(server())}` })).toBe(
      'no refusal',
    );
    expect(await refusal({ ...unknown, trustAnyHostKey: true })).toBe('no refusal');
  });

  test('a login without a user is refused before anything is sent', async () => {
    expect(await refusal({ ...place().parameter, user: '' })).toMatchObject({
      message: 'The value of "user" is not valid: sftp needs one.',
    });
  });
});

describeWithService('rclone', 'SFTP with a password, rclone', (server) => {
  test('the right password lets in, a wrong one is refused', async () => {
    const { parameter, remote } = placeOn('rclone', server());
    expect(await storageOn(parameter).find(remote, signal)).toEqual([]);
    expect(await refusal({ ...parameter, password: 'wrong' })).toMatchObject({
      code: 'FTP_LOGIN_FAILED',
      retryable: false,
    });
  });
});

describeWithService('pyftpdlib', 'FTP with a password, pyftpdlib', (server) => {
  test('a wrong password is refused and not tried again', async () => {
    const { parameter } = placeOn('pyftpdlib', server());
    expect(await refusal({ ...parameter, password: 'wrong' })).toMatchObject({
      code: 'FTP_LOGIN_FAILED',
      message: `The server 127.0.0.1:${server().port} refused the login of "sluice": Authentication failed.`,
      retryable: false,
    });
  });

  test('a server that takes few connections is read by few', async () => {
    const small = await service('pyftpdlib', { exclusive: true, settings: { max_cons_per_ip: '2' } });
    const { parameter, remote, local } = placeOn('pyftpdlib', small);
    for (const name of ['a', 'b', 'c', 'd']) writeFileSync(join(local, name), name.repeat(1_000_000));
    const storage = storageOn(parameter);
    const files = await storage.find(remote, signal);
    const sizes = await Promise.all(
      files.map(async (file) => (await bytesOf(storage.read(file, { start: 0 }, signal))).length),
    );
    expect(sizes).toEqual([1_000_000, 1_000_000, 1_000_000, 1_000_000]);
    await storage.close();
    await small.stop();
  });
});

describe.skipIf(!hasService('openssh') || !hasService('pyftpdlib'))('the wrong protocol', () => {
  test('is told, whichever it is', async () => {
    const ssh = placeOn('openssh', await service('openssh')).parameter;
    const ftp = placeOn('pyftpdlib', await service('pyftpdlib')).parameter;
    const label = ({ port }: { readonly port: number }): string => `127.0.0.1:${port}`;
    expect(await refusal({ ...ssh, protocol: 'ftp', connectTimeoutMs: 500 })).toMatchObject({
      message: `No answer from ${label(ssh)} within 500 ms.`,
      hint: expect.stringContaining('that protocol fits the server'),
    });
    expect(await refusal({ ...ftp, protocol: 'sftp', trustAnyHostKey: true, connectTimeoutMs: 500 })).toMatchObject({
      message: `No answer from ${label(ftp)} within 500 ms.`,
    });
    expect(await refusal({ ...ftp, protocol: 'ftps' })).toMatchObject({
      message: `No TLS with ${label(ftp)}: the server says "500 Command "AUTH" not understood".`,
    });
    expect(await refusal({ ...ftp, protocol: 'ftps', ftpsMode: 'implicit' })).toMatchObject({
      message: `No TLS with ${label(ftp)}: wrong version number.`,
    });
  });
});

describe.each(['ftp', 'sftp'])('%s without a server', (protocol) => {
  const parameter = { protocol, host: '127.0.0.1', user: 'u', password: 'secret-word', trustAnyHostKey: true };

  test('an unknown host is told', async () => {
    expect(await refusal({ ...parameter, host: 'no-such-host.invalid' })).toMatchObject({
      code: 'FTP_HOST_UNKNOWN',
      retryable: false,
    });
  });

  test('a port where nobody listens is told', async () => {
    expect(await refusal({ ...parameter, port: 1 })).toMatchObject({
      code: 'FTP_CONNECTION_REFUSED',
      message: 'Cannot connect to 127.0.0.1:1: nothing listens there.',
      retryable: true,
    });
  });

  test('a server that does not answer is given up in time', async () => {
    const port = await listen(() => {});
    expect(await refusal({ ...parameter, port, connectTimeoutMs: 300 })).toMatchObject({
      code: 'FTP_CONNECT_TIMEOUT',
      message: `No answer from 127.0.0.1:${port} within 300 ms.`,
    });
  });

  test('a server that hangs up at once is told', async () => {
    const port = await listen((socket) => socket.end());
    expect(await refusal({ ...parameter, port, connectTimeoutMs: 2_000 })).toMatchObject({
      code: expect.stringMatching(/^FTP_(CONNECTION_REFUSED|PROTOCOL_MISMATCH)$/),
    });
  });

  test('cancelling ends the attempt to connect', async () => {
    const port = await listen(() => {});
    const stop = new AbortController();
    const asking = storageOn({ ...parameter, port }, { signal: stop.signal }).stat('x');
    setTimeout(() => stop.abort(new Error('cancelled')), 50);
    await expect(asking).rejects.toThrow('cancelled');
  });
});

async function listen(onConnection: (socket: Socket) => void): Promise<number> {
  const sockets: Socket[] = [];
  const server = createServer((socket) => {
    sockets.push(socket.on('error', () => {}));
    onConnection(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}
