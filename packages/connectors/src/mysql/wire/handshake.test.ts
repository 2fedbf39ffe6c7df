import { constants, generateKeyPairSync, privateDecrypt } from 'node:crypto';
import { type AddressInfo, type Socket, createServer } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { sha2Token } from './auth.ts';
import { Client } from './client.ts';
import { AuthRefused, type Login } from './handshake.ts';
import { ServerError } from './server-error.ts';

/** The greeting of a MySQL 8.0.36 that wants caching_sha2_password and offers no TLS. */
const greeting = Buffer.from(
  '0a382e302e33360008000000' +
    '3a1e5b7c4d2f6109' +
    '00' +
    'fff7' +
    'ff' +
    '0200' +
    'ffdf' +
    '15' +
    '00'.repeat(10) +
    '6b1f3d2a5c4e7f0811223344' +
    '00' +
    Buffer.from('caching_sha2_password\0').toString('hex'),
  'hex',
);
const scramble = Buffer.from('3a1e5b7c4d2f61096b1f3d2a5c4e7f0811223344', 'hex');

const ok = Buffer.from('00000002000000', 'hex');
const denied = Buffer.from('ff1504233238303030416363657373', 'hex');

const keys = generateKeyPairSync('rsa', { modulusLength: 2048 });
const publicKey = Buffer.from(keys.publicKey.export({ type: 'spki', format: 'pem' }));

const login: Login = {
  user: 'app',
  password: 'pässword',
  host: '127.0.0.1',
  tlsMode: 'preferred',
  tls: {},
  canFetchPublicKey: true,
  isLocal: false,
};

const closers: (() => void)[] = [];
afterEach(() => closers.splice(0).forEach((close) => close()));

/** A server that plays its part of one login: `play` gets packets and sends some. */
async function serverThat(
  play: (wire: { send(payload: Uint8Array): void; next(): Promise<Buffer>; restart(): void }) => Promise<void>,
): Promise<number> {
  const server = createServer((socket: Socket) => {
    let sequence = 0;
    let received: Buffer = Buffer.alloc(0);
    let wake: () => void = () => undefined;
    socket.on('data', (chunk) => {
      received = Buffer.concat([received, chunk]);
      wake();
    });
    socket.on('error', () => undefined);
    const next = async (): Promise<Buffer> => {
      while (received.length < 4 || received.length < 4 + received.readUIntLE(0, 3))
        await new Promise<void>((resolve) => (wake = resolve));
      const packet = received.subarray(4, 4 + received.readUIntLE(0, 3));
      expect(received[3]).toBe(sequence);
      sequence = (received[3] as number) + 1;
      received = received.subarray(4 + packet.length);
      return packet;
    };
    const send = (payload: Uint8Array): void => {
      socket.write(Buffer.concat([Buffer.from([payload.length, payload.length >> 8, 0, sequence++]), payload]));
    };
    // Each command counts its packets from 0.
    const restart = (): void => void (sequence = 0);
    void play({ send, next, restart });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closers.push(() => server.close());
  return (server.address() as AddressInfo).port;
}

const connect = (port: number, overrides: Partial<Login> = {}): Promise<Client> =>
  Client.connect(
    { host: '127.0.0.1', port },
    { login: { ...login, ...overrides }, connectTimeoutMs: 2_000, silenceMs: 0 },
  );

/** The answer to the challenge in a login packet: after the fixed head and the user's name. */
function answerIn(packet: Buffer): Buffer {
  const afterUser = packet.indexOf(0, 32) + 1;
  return packet.subarray(afterUser + 1, afterUser + 1 + (packet[afterUser] as number));
}

test('caching_sha2_password: a password that the server has cached needs the token only', async () => {
  let token: Buffer = Buffer.alloc(0);
  const port = await serverThat(async ({ send, next }) => {
    send(greeting);
    token = answerIn(await next());
    send(Buffer.from([1, 3]));
    send(ok);
  });
  const client = await connect(port);
  expect(client.agreement).toMatchObject({ serverVersion: '8.0.36', isMariaDb: false, connectionId: 8, extended: 0 });
  expect(token.equals(Buffer.from(sha2Token('pässword', scramble)))).toBe(true);
  client.socket.destroy();
});

test('caching_sha2_password: without TLS the password goes encrypted with the key of the server', async () => {
  let password = '';
  const port = await serverThat(async ({ send, next }) => {
    send(greeting);
    await next();
    send(Buffer.from([1, 4]));
    expect([...(await next())]).toEqual([2]);
    send(Buffer.concat([Buffer.from([1]), publicKey]));
    const secret = privateDecrypt({ key: keys.privateKey, padding: constants.RSA_PKCS1_OAEP_PADDING }, await next());
    password = Buffer.from(secret.map((byte, index) => byte ^ (scramble[index % 20] as number))).toString('utf8');
    send(ok);
  });
  (await connect(port)).socket.destroy();
  expect(password).toBe('pässword\0');
});

test('caching_sha2_password: asking for the key can be switched off', async () => {
  const port = await serverThat(async ({ send, next }) => {
    send(greeting);
    await next();
    send(Buffer.from([1, 4]));
  });
  await expect(connect(port, { canFetchPublicKey: false })).rejects.toBeInstanceOf(AuthRefused);
});

test('caching_sha2_password: over a local socket the password goes as it is', async () => {
  let password = '';
  const port = await serverThat(async ({ send, next }) => {
    send(greeting);
    await next();
    send(Buffer.from([1, 4]));
    password = (await next()).toString('utf8');
    send(ok);
  });
  (await connect(port, { isLocal: true })).socket.destroy();
  expect(password).toBe('pässword\0');
});

test('a server may ask for another method, with another challenge', async () => {
  let token: Buffer = Buffer.alloc(0);
  const other = Buffer.from(scramble.toReversed());
  const port = await serverThat(async ({ send, next }) => {
    send(greeting);
    await next();
    send(Buffer.concat([Buffer.from('\xfecaching_sha2_password\0', 'latin1'), other, Buffer.from([0])]));
    token = await next();
    send(Buffer.from([1, 3]));
    send(ok);
  });
  (await connect(port)).socket.destroy();
  expect(token.equals(Buffer.from(sha2Token('pässword', other)))).toBe(true);
});

test('a method that is not supported is named', async () => {
  const port = await serverThat(async ({ send, next }) => {
    send(greeting);
    await next();
    send(Buffer.from('\xfeauthentication_kerberos_client\0', 'latin1'));
  });
  await expect(connect(port)).rejects.toThrow(
    'the authentication method authentication_kerberos_client is not supported',
  );
});

test('a refusal is the error of the server', async () => {
  const port = await serverThat(async ({ send, next }) => {
    send(greeting);
    await next();
    send(denied);
  });
  const failure = await connect(port).catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(ServerError);
  expect(failure).toMatchObject({ number: 1045, state: '28000', message: 'Access' });
});

test('a request for a file of this machine is answered with nothing', async () => {
  let answer: Buffer | undefined;
  const port = await serverThat(async ({ send, next, restart }) => {
    send(greeting);
    await next();
    send(ok);
    restart();
    await next();
    send(Buffer.from('\xfb/etc/passwd', 'latin1'));
    answer = await next();
    send(ok);
  });
  const client = await connect(port);
  await client.query('SELECT 1');
  expect(answer?.length).toBe(0);
  client.socket.destroy();
});
