import { readFile } from 'node:fs/promises';
import { SluiceError } from '@sluice/core';
import type { ConnectRequest } from '../families/relational/driver.ts';
import type { MysqlConnection } from './connection.ts';
import { errors } from './errors.ts';
import { splitHost } from '../families/relational/server-url.ts';
import { applyProperties } from './jdbc-url.ts';
import { type ErrorContext, translateConnectError, translateError } from './server-errors.ts';
import { Client, type ClientOptions } from './wire/client.ts';
import type { Login } from './wire/handshake.ts';
import { ServerError } from './wire/server-error.ts';
import type { Address } from './wire/socket.ts';

/** A link that is ready for work, and how to make another one to the same server. */
export interface Connected {
  readonly client: Client;
  readonly context: ErrorContext;
  readonly maxPacketBytes: number;
  readonly canLoadLocal: boolean;
  /** A second link for `KILL`; it gives up after a short time. */
  openControl(): Promise<Client>;
}

/** How long a second link, made to cancel something, may take. */
const controlTimeoutMs = 3_000;

/** Connects to the first host that answers, and prepares the session. */
export async function openClient(given: MysqlConnection, request: ConnectRequest): Promise<Connected> {
  const connection = withProperties(given);
  const tls = await readPems(connection.ssl);
  const connectTimeoutMs = request.timeoutMs ?? connection.connectTimeoutMs;
  let failure: unknown;
  for (const address of addresses(connection)) {
    const context: ErrorContext = {
      host: address.socketPath ?? `${address.host}:${address.port}`,
      user: connection.user,
      database: connection.database,
      connectTimeoutMs,
    };
    const options: ClientOptions = {
      login: loginOf(connection, address, tls),
      connectTimeoutMs,
      silenceMs: request.socketTimeoutMs ?? connection.socketTimeoutMs,
      signal: request.context.signal,
    };
    try {
      const client = await Client.connect(address, options);
      const openControl = (): Promise<Client> =>
        Client.connect(address, {
          login: options.login,
          connectTimeoutMs: controlTimeoutMs,
          silenceMs: controlTimeoutMs,
        });
      return { client, context, ...(await prepareSession(client, request, context)), openControl };
    } catch (error) {
      failure = translateConnectError(error, context);
      // A server that answers with a refusal will not be replaced by the next host.
      if (error instanceof ServerError || error instanceof SluiceError || request.context.signal.aborted) break;
    }
  }
  throw failure;
}

function withProperties(connection: MysqlConnection): MysqlConnection {
  const properties = Object.entries(connection.properties ?? {}).map(([name, value]) => [name, String(value)] as const);
  return { ...connection, ...applyProperties(properties).connection };
}

function addresses(connection: MysqlConnection): readonly Address[] {
  if (connection.host.startsWith('/')) return [{ host: 'localhost', port: 0, socketPath: connection.host }];
  const hosts = connection.host.split(',').map((entry) => splitHost(entry));
  return hosts.map(({ host, port }) => ({ host, port: port ?? connection.port }));
}

function loginOf(connection: MysqlConnection, address: Address, tls: Login['tls']): Login {
  return {
    user: connection.user,
    password: connection.password ?? '',
    ...(connection.database === undefined || connection.database === '' ? {} : { database: connection.database }),
    host: address.host,
    tlsMode: connection.ssl?.mode ?? 'preferred',
    tls,
    canFetchPublicKey: connection.canFetchPublicKey,
    isLocal: address.socketPath !== undefined,
  };
}

async function readPems(ssl: MysqlConnection['ssl']): Promise<Login['tls']> {
  const pems: Record<string, string> = {};
  for (const name of ['ca', 'cert', 'key'] as const) {
    const value = ssl?.[name];
    if (value === undefined || value.trim() === '') continue;
    pems[name] = value.includes('-----BEGIN') ? value : await readPem(`ssl.${name}`, value);
  }
  return pems;
}

async function readPem(setting: string, path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    throw errors.settingInvalid({ setting, reason: `the file ${path} cannot be read` }, error);
  }
}

/** Modes that keep values as they are given: no truncation, no number of its own for 0 in an auto-increment column. */
const strictModes = 'STRICT_ALL_TABLES,NO_AUTO_VALUE_ON_ZERO,NO_ENGINE_SUBSTITUTION';

/** A day: how long the server waits for a peer that is busy with the other side. */
const patienceSeconds = 86_400;

async function prepareSession(
  client: Client,
  request: ConnectRequest,
  context: ErrorContext,
): Promise<{ readonly maxPacketBytes: number; readonly canLoadLocal: boolean }> {
  try {
    await client.query('SET NAMES utf8mb4');
    await client.query(`SET time_zone = '+00:00', sql_mode = CONCAT(@@sql_mode, ',${strictModes}')`);
    await setPatience(client);
    for (const sql of request.sessionSql) await client.query(sql);
    const { rows } = await client.query('SELECT @@max_allowed_packet, @@local_infile, @@time_zone');
    const [maxPacket, localInfile, timeZone] = rows[0] as readonly (string | null)[];
    if (timeZone !== '+00:00') {
      // The decoder reads a TIMESTAMP in UTC; in any other zone it would be another instant.
      request.context.log.warn('the time zone of the session stays UTC', { asked: timeZone ?? '' });
      await client.query("SET time_zone = '+00:00'");
    }
    const canLoadLocal = client.hasLocalFiles && (localInfile === '1' || localInfile === 'ON');
    return { maxPacketBytes: Number(maxPacket), canLoadLocal };
  } catch (error) {
    client.socket.destroy();
    throw translateError(error, context);
  }
}

/** Servers that only speak the protocol may not know these variables; then their own patience has to do. */
async function setPatience(client: Client): Promise<void> {
  const variables = ['net_write_timeout', 'net_read_timeout', 'wait_timeout'];
  try {
    await client.query(`SET ${variables.map((name) => `${name} = ${patienceSeconds}`).join(', ')}`);
  } catch (error) {
    if (!(error instanceof ServerError)) throw error;
  }
}
