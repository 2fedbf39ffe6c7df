import { isIP } from 'node:net';
import type { ConnectionOptions } from 'node:tls';
import { SluiceError } from '@sluice/core';
import type { Client, FTPContext } from 'basic-ftp';
import { addressOf, type FtpConnection } from './connection.ts';
import { errors } from './errors.ts';
import { isUtf8, nameCodec, type NameCodec } from './ftp-names.ts';
import { Refusal, textOf, type Reply } from './ftp-replies.ts';
import { guarded } from './guarded.ts';
import { codeOf, isCertificateError, lostError, networkError, plain, tlsReason } from './network-errors.ts';
import { readKeyText } from './setting-files.ts';

const keepAliveMs = 30_000;

/** A control connection that is logged in and set to binary transfers. One command at a time. */
export class FtpControl {
  /** `host:port` */
  readonly host: string;
  readonly connection: FtpConnection;
  readonly names: NameCodec;
  /** Folder after login. */
  readonly home: string;
  readonly context: FTPContext;
  readonly #client: Client;
  readonly #features: ReadonlySet<string>;

  static async open(connection: FtpConnection, signal: AbortSignal): Promise<FtpControl> {
    const { label: host } = addressOf(connection);
    const names = await nameCodec(connection.controlEncoding);
    const secureOptions = await tlsOptions(connection);
    const { Client } = await import('basic-ftp');
    const client = new Client(connection.socketTimeoutMs);
    const stop = (): void => client.close();
    signal.addEventListener('abort', stop);
    let isLate = false;
    try {
      const login = logIn(client, connection, { names, secureOptions });
      const { features, home } = await guarded(login, connection.connectTimeoutMs, () => {
        isLate = true;
        client.close();
      });
      return new FtpControl(client, { host, connection, names, features, home });
    } catch (error) {
      client.close();
      signal.throwIfAborted();
      throw isLate
        ? errors.connectTimeout({ host, afterMs: connection.connectTimeoutMs }, error)
        : connectError(error, connection);
    } finally {
      signal.removeEventListener('abort', stop);
    }
  }

  private constructor(
    client: Client,
    facts: {
      readonly host: string;
      readonly connection: FtpConnection;
      readonly names: NameCodec;
      readonly features: ReadonlySet<string>;
      readonly home: string;
    },
  ) {
    this.#client = client;
    this.context = client.ftp;
    this.host = facts.host;
    this.connection = facts.connection;
    this.names = facts.names;
    this.#features = facts.features;
    this.home = facts.home;
  }

  get isClosed(): boolean {
    return this.#client.closed;
  }

  /** True when the server announces the command. */
  has(feature: string): boolean {
    return this.#features.has(feature);
  }

  /** Sends a command, with a path or not. Rejects with `Refusal`, or `FTP_CONNECTION_LOST`. */
  async request(command: string, path?: string): Promise<Reply> {
    try {
      return await this.#client.send(this.line(command, path));
    } catch (error) {
      throw this.translate(error);
    }
  }

  line(command: string, path?: string): string {
    return path === undefined ? command : `${command} ${this.names.toWire(path)}`;
  }

  translate(error: unknown): Error {
    return replyError(error, this.host);
  }

  close(): void {
    this.#client.close();
  }
}

interface LoginParts {
  readonly names: NameCodec;
  readonly secureOptions: ConnectionOptions;
}

async function logIn(client: Client, connection: FtpConnection, { names, secureOptions }: LoginParts) {
  const { protocol, ftpsMode, host, user, password, controlEncoding } = connection;
  const { port } = addressOf(connection);
  client.ftp.encoding = 'latin1';
  if (protocol === 'ftps' && ftpsMode === 'implicit') await client.connectImplicitTLS(host, port, secureOptions);
  else await client.connect(host, port);
  // Nothing happens on it during a transfer; routers in between must not forget it.
  client.ftp.socket.setKeepAlive(true, keepAliveMs);
  if (protocol === 'ftps' && ftpsMode === 'explicit') await client.useTLS(secureOptions);
  const isAnonymous = user === undefined || user === '';
  const secret = password ?? (isAnonymous ? 'anonymous@' : '');
  await client.login(isAnonymous ? 'anonymous' : names.toWire(user), names.toWire(secret));
  const features = new Set([...(await client.features()).keys()].map((name) => name.toUpperCase()));
  await client.send('TYPE I');
  if (isUtf8(controlEncoding)) await client.sendIgnoringError('OPTS UTF8 ON');
  if (features.has('MLST')) await client.sendIgnoringError('OPTS MLST type;size;modify;unique;');
  if (protocol === 'ftps') {
    await client.send('PBSZ 0');
    // Without it, files would travel in the clear.
    await client.send('PROT P');
  }
  const home = /"((?:[^"]|"")*)"/.exec((await client.send('PWD')).message)?.[1]?.replaceAll('""', '"') ?? '/';
  return { features, home: names.fromWire(home) };
}

async function tlsOptions({ host, ssl }: FtpConnection): Promise<ConnectionOptions> {
  const mode = ssl?.mode ?? 'verify-full';
  const pems = {
    ca: await readKeyText('ssl.ca', ssl?.ca),
    cert: await readKeyText('ssl.cert', ssl?.cert),
    key: await readKeyText('ssl.key', ssl?.key),
  };
  return {
    host,
    ...(isIP(host) === 0 ? { servername: host } : {}),
    rejectUnauthorized: mode !== 'require',
    ...Object.fromEntries(Object.entries(pems).filter(([, pem]) => pem !== undefined)),
    ...(mode === 'verify-ca' ? { checkServerIdentity: () => undefined } : {}),
  };
}

/** Replies of refusal are `Refusal`s, whatever breaks the connection is `FTP_CONNECTION_LOST`. */
function replyError(error: unknown, host: string): Error {
  if (error instanceof SluiceError || error instanceof Refusal) return error;
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (typeof code !== 'number') return lostError(error, host);
  const reply = { code, message: (error as Error).message };
  return code === 421 ? errors.connectionLost({ host, reason: textOf(reply) }, error) : new Refusal(reply);
}

function connectError(error: unknown, connection: FtpConnection): SluiceError {
  const { label: host } = addressOf(connection);
  const found = networkError(error, host);
  if (found !== undefined) return found;
  const message = error instanceof Error ? error.message : String(error);
  if (isCertificateError(error)) return errors.tls({ host, reason: tlsReason(error) }, error);
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (typeof code !== 'number') return silentServer(message, error, connection);
  const reason = textOf({ code, message });
  if (code === 421 || /too many|maximum/i.test(reason)) return errors.tooManyConnections({ host, reason }, error);
  if (code === 530 || code === 430 || code === 332)
    return errors.loginFailed({ user: connection.user ?? 'anonymous', host, reason }, error);
  if (connection.protocol === 'ftps' && [500, 502, 504, 534, 536].includes(code))
    return errors.tls({ host, reason: `the server says "${code} ${reason}"` }, error);
  return errors.serverSaid({ host, reason: `${code} ${reason}` }, error);
}

/** Neither the network nor a reply tells. */
function silentServer(message: string, error: unknown, connection: FtpConnection): SluiceError {
  const { label: host } = addressOf(connection);
  if (message.startsWith('Timeout')) return errors.connectTimeout({ host, afterMs: connection.socketTimeoutMs }, error);
  const isClosed = codeOf(error) === '' && /FIN packet|closed/i.test(message);
  const reason = isClosed ? 'it closed the connection during the login' : plain(message);
  return errors.connectionRefused({ host, reason }, error);
}
