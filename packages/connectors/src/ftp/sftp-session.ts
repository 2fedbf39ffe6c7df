import type { SluiceError } from '@sluice/core';
import type { AuthenticationType, Client, ConnectConfig, SFTPWrapper } from 'ssh2';
import { addressOf, type FtpConnection } from './connection.ts';
import { errors } from './errors.ts';
import { hostKeyRule } from './host-keys.ts';
import { lostError, networkError, plain } from './network-errors.ts';
import { ownKeyFile, readKeyText, usesOwnKey } from './setting-files.ts';
import { keepKeyObjects } from './session-keys.ts';
import { status } from './sftp-errors.ts';
import { YoungGarbage } from './young-garbage.ts';

/** Answers of the server, as the client library hands them over. */
export type Done<T> = (error: Error | undefined | null, value: T) => void;

/** Requests over one SSH connection. None of them stays without an answer, also when the connection breaks. */
export class SftpSession {
  /** `host:port` */
  readonly host: string;
  /** To be told of the bytes of files. */
  readonly garbage = new YoungGarbage();
  readonly #client: Client;
  readonly #sftp: SFTPWrapper;
  readonly #waiting = new Set<(error: SluiceError) => void>();
  #failure: SluiceError | undefined;

  constructor(client: Client, sftp: SFTPWrapper, host: string) {
    this.#client = client;
    this.#sftp = sftp;
    this.host = host;
    // A bare "close" follows every error.
    client.on('error', (error) => this.#fail(lostError(error, host)));
    client.on('close', () => this.#fail(errors.connectionLost({ host, reason: 'the server closed it' })));
    sftp.on('error', (error: Error) => this.#fail(lostError(error, host)));
    sftp.on('close', () => this.#fail(errors.connectionLost({ host, reason: 'the server closed the channel' })));
  }

  get isClosed(): boolean {
    return this.#failure !== undefined;
  }

  /** Sends one request. Rejects with what the server said, or `FTP_CONNECTION_LOST`. */
  call<T = void>(send: (sftp: SFTPWrapper, done: Done<T>) => void): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      if (this.#failure !== undefined) return reject(this.#failure);
      this.#waiting.add(reject);
      const done: Done<T> = (error, value) => {
        this.#waiting.delete(reject);
        if (error === undefined || error === null) resolve(value);
        else reject(isAnswer(error) ? error : lostError(error, this.host));
      };
      try {
        send(this.#sftp, done);
      } catch (error) {
        // The library refuses what the server has not announced.
        this.#waiting.delete(reject);
        reject(Object.assign(new Error('not supported', { cause: error }), { code: status.unsupported }));
      }
    });
  }

  close(): void {
    this.#fail(errors.connectionLost({ host: this.host, reason: 'it was closed from here' }));
    this.#client.end();
    // A server that does not answer the farewell must not hold us.
    setTimeout(() => this.#client.destroy(), 1_000).unref();
  }

  #fail(error: SluiceError): void {
    this.#failure ??= error;
    for (const reject of this.#waiting) reject(this.#failure);
    this.#waiting.clear();
  }
}

/** Status codes of the protocol are numbers. */
function isAnswer(error: Error): boolean {
  return 'code' in error && typeof error.code === 'number';
}

/** Connects, checks the host key, logs in and starts SFTP. */
export async function openSession(connection: FtpConnection, signal: AbortSignal): Promise<SftpSession> {
  const { label } = addressOf(connection);
  const { config, refusal } = await configOf(connection);
  const { default: ssh2 } = await import('ssh2');
  const client = new ssh2.Client();
  const { password } = connection;
  // Small requests must not wait for each other's acknowledgements.
  client.on('connect', () => client.setNoDelay(true));
  client.on('keyboard-interactive', (_name, _instructions, _language, prompts, finish) =>
    finish(prompts.map(() => password ?? '')),
  );
  const stop = (): void => void client.destroy();
  signal.addEventListener('abort', stop);
  try {
    const sftp = await new Promise<SFTPWrapper>((resolve, reject) => {
      client.on('error', reject).on('close', () => reject(new Error('the server closed the connection')));
      client.on('ready', () => client.sftp((error, value) => (error ? reject(error) : resolve(value))));
      client.connect(config);
    });
    keepKeyObjects(client);
    // New keys are agreed on after much data.
    client.on('handshake', () => keepKeyObjects(client));
    return new SftpSession(client, sftp, label);
  } catch (error) {
    client.destroy();
    signal.throwIfAborted();
    throw refusal() ?? connectError(error, connection);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

async function configOf(connection: FtpConnection) {
  const { user, password, passphrase, host, socketTimeoutMs } = connection;
  if (user === undefined || user === '') throw errors.settingInvalid({ setting: 'user', reason: 'sftp needs one' });
  const privateKey = await keyOf(connection);
  const rule = await hostKeyRule(connection);
  let refused: SluiceError | undefined;
  const config: ConnectConfig = {
    host,
    port: addressOf(connection).port,
    username: user,
    readyTimeout: connection.connectTimeoutMs,
    // Three unanswered ones end the connection.
    keepaliveInterval: Math.ceil(socketTimeoutMs / 3),
    keepaliveCountMax: 3,
    tryKeyboard: password !== undefined,
    authHandler: methodsInOrder(password !== undefined, privateKey !== undefined) as never,
    algorithms: { serverHostKey: [...rule.algorithms] },
    hostVerifier: (key: Buffer) => (refused ??= rule.refusalOf(key)) === undefined,
    ...(password === undefined ? {} : { password }),
    ...(privateKey === undefined ? {} : { privateKey }),
    ...(passphrase === undefined ? {} : { passphrase }),
  };
  return { config, refusal: () => refused };
}

async function keyOf(connection: FtpConnection): Promise<string | undefined> {
  if (connection.useKey === false) return undefined;
  return readKeyText('privateKey', usesOwnKey(connection) ? ownKeyFile() : connection.privateKey);
}

/**
 * The key before the password, and each once: a second try with the same password could lock the account. Servers that
 * ask for the password by dialogue only are answered in theirs.
 */
function methodsInOrder(hasPassword: boolean, hasKey: boolean) {
  const tried = new Set<AuthenticationType>();
  return (left: readonly AuthenticationType[] | null): AuthenticationType | false => {
    if (left === null) return 'none';
    const wanted: AuthenticationType[] = hasKey ? ['publickey'] : [];
    if (hasPassword) wanted.push(left.includes('password') ? 'password' : 'keyboard-interactive');
    const next = wanted.find((method) => left.includes(method) && !tried.has(method));
    if (next === undefined) return false;
    tried.add(next);
    if (next === 'password') tried.add('keyboard-interactive');
    return next;
  };
}

function connectError(error: unknown, connection: FtpConnection): SluiceError {
  const { label: host } = addressOf(connection);
  const found = networkError(error, host);
  if (found !== undefined) return found;
  const message = error instanceof Error ? error.message : String(error);
  const level = error instanceof Error && 'level' in error ? error.level : '';
  if (/privateKey|passphrase/i.test(message)) {
    const reason = /passphrase|bad decrypt|integrity/i.test(message)
      ? 'the passphrase is missing or wrong'
      : 'it is no private key in a known form';
    return errors.settingInvalid({ setting: 'privateKey', reason });
  }
  if (level === 'client-authentication') {
    const reason = 'it accepts neither the key nor the password given';
    return errors.loginFailed({ user: connection.user ?? '', host, reason }, error);
  }
  if (level === 'client-timeout') return errors.connectTimeout({ host, afterMs: connection.connectTimeoutMs }, error);
  if (level === 'handshake' || level === 'protocol' || /subsystem|channel/i.test(message))
    return errors.protocolMismatch({ host, reason: plain(message) }, error);
  return errors.connectionRefused({ host, reason: plain(message) }, error);
}
