import { readFile } from 'node:fs/promises';
import { SluiceError } from '@sluice/core';
import type { Client, ClientConfig } from 'pg';
import type { ConnectRequest } from '../families/relational/driver.ts';
import type { PostgresqlConnection } from './connection.ts';
import { errors } from './errors.ts';
import { splitHost } from '../families/relational/server-url.ts';
import { applyProperties } from './jdbc-url.ts';
import { type Address, Link } from './link.ts';
import { quoteLiteral } from './quoting.ts';
import { createReadingSocket } from './reading-socket.ts';
import { type ErrorContext, isServerError, translateConnectError } from './server-errors.ts';

type Tls = ClientConfig['ssl'];

/** Connects to the first host that answers, and prepares the session. */
export async function openLink(given: PostgresqlConnection, request: ConnectRequest): Promise<Link> {
  const connection = withProperties(given);
  const tls = await readTls(connection.ssl);
  const connectTimeoutMs = request.timeoutMs ?? connection.connectTimeoutMs;
  let failure: unknown;
  for (const address of addresses(connection)) {
    const context: ErrorContext = {
      host: `${address.host}:${address.port}`,
      user: connection.user,
      database: connection.database ?? connection.user,
      connectTimeoutMs,
    };
    try {
      const client = await connectClient(connection, address, { tls, connectTimeoutMs });
      const link = new Link(client, address, context);
      link.limitSilence(request.socketTimeoutMs ?? connection.socketTimeoutMs);
      await prepareSession(link, connection, request);
      return link;
    } catch (error) {
      failure = translateConnectError(error, context);
      // A server that answers with a refusal will not be replaced by the next host.
      if (isServerError(error) || error instanceof SluiceError || request.context.signal.aborted) break;
    }
  }
  throw failure;
}

function withProperties(connection: PostgresqlConnection): PostgresqlConnection {
  const properties = Object.entries(connection.properties ?? {}).map(([name, value]) => [name, String(value)] as const);
  return { ...connection, ...applyProperties(properties).connection };
}

function addresses(connection: PostgresqlConnection): readonly Address[] {
  const entries = connection.host.split(',').filter((entry) => entry.trim() !== '');
  return entries.map((entry) => {
    const { host, port } = splitHost(entry);
    return { host, port: port ?? connection.port };
  });
}

interface Manner {
  readonly tls: Tls | 'preferred';
  readonly connectTimeoutMs: number;
}

async function connectClient(connection: PostgresqlConnection, address: Address, manner: Manner): Promise<Client> {
  const { tls, connectTimeoutMs } = manner;
  if (tls !== 'preferred') return startClient(connection, address, { tls, connectTimeoutMs });
  const isLocal = address.host.startsWith('/');
  try {
    const preferred = isLocal ? false : { rejectUnauthorized: false };
    return await startClient(connection, address, { tls: preferred, connectTimeoutMs });
  } catch (error) {
    const isWithout = error instanceof Error && error.message === 'The server does not support SSL connections';
    if (!isWithout) throw error;
    return startClient(connection, address, { tls: false, connectTimeoutMs });
  }
}

async function startClient(
  connection: PostgresqlConnection,
  address: Address,
  manner: { readonly tls: Tls; readonly connectTimeoutMs: number },
): Promise<Client> {
  const { default: pg } = await import('pg');
  const client = new pg.Client({
    ...address,
    user: connection.user,
    // A function, so that neither the environment nor a password file of this machine steps in.
    password: () => connection.password ?? '',
    database: connection.database ?? connection.user,
    ssl: manner.tls ?? false,
    // TLS reads into buffers of its own.
    ...(manner.tls ? {} : { stream: createReadingSocket }),
    connectionTimeoutMillis: manner.connectTimeoutMs,
    keepAlive: true,
    application_name: connection.applicationName,
    ...(connection.options === undefined ? {} : { options: connection.options }),
  });
  client.on('error', () => {}); // reported by the statement that runs, or by the next one
  try {
    await client.connect();
  } catch (error) {
    client.end().catch(() => {});
    throw error;
  }
  return client;
}

async function readTls(ssl: PostgresqlConnection['ssl']): Promise<Manner['tls']> {
  const mode = ssl?.mode ?? 'prefer';
  if (mode === 'disable') return false;
  if (mode === 'prefer' && ssl?.cert === undefined) return 'preferred';
  const verifies = mode === 'verify-ca' || mode === 'verify-full';
  const pems = {
    ca: await readPem('ssl.ca', ssl?.ca),
    cert: await readPem('ssl.cert', ssl?.cert),
    key: await readPem('ssl.key', ssl?.key),
  };
  return {
    rejectUnauthorized: verifies,
    ...Object.fromEntries(Object.entries(pems).filter(([, pem]) => pem !== undefined)),
    ...(mode === 'verify-ca' ? { checkServerIdentity: () => undefined } : {}),
  };
}

async function readPem(setting: string, value: string | undefined): Promise<string | undefined> {
  if (value === undefined || value.trim() === '') return undefined;
  if (value.includes('-----BEGIN')) return value;
  try {
    return await readFile(value, 'utf8');
  } catch (error) {
    throw errors.settingInvalid({ setting, reason: `the file "${value}" cannot be read` }, error);
  }
}

/**
 * Settings on which reading and writing of texts depend, then those of the job. A reader's transactions are read-only
 * from here on.
 */
async function prepareSession(link: Link, connection: PostgresqlConnection, request: ConnectRequest): Promise<void> {
  const settings = [
    `set client_encoding = 'UTF8'`,
    `set datestyle = 'ISO'`,
    `set intervalstyle = 'iso_8601'`,
    `set extra_float_digits = 3`,
    `set bytea_output = 'hex'`,
    `set standard_conforming_strings = on`,
    `set idle_in_transaction_session_timeout = 0`,
    `set time zone ${timeZone(request.context.timeZone)}`,
  ];
  if (connection.currentSchema) settings.push(`set search_path = ${searchPath(connection.currentSchema)}`);
  try {
    await link.run(settings.join(';'));
    for (const sql of request.sessionSql) await link.run(sql);
    if (request.purpose === 'read') await link.run('set default_transaction_read_only = on');
  } catch (error) {
    await link.close();
    throw error;
  }
}

/** `GMT+8` means east of Greenwich in jobs, but west of it to PostgreSQL. */
function timeZone(zone: string): string {
  const offset = /^(?:UTC|GMT|Z)?([+-])(\d{1,2})(?::?(\d{2}))?$/i.exec(zone);
  if (offset === null) return quoteLiteral(zone);
  return `interval '${offset[1]}${offset[2]}:${offset[3] ?? '00'}' hour to minute`;
}

function searchPath(schemas: string): string {
  const names = schemas.split(',').map((name) =>
    name
      .trim()
      .replace(/^"(.*)"$/, '$1')
      .replaceAll('""', '"'),
  );
  return names.map((name) => `"${name.replaceAll('"', '""')}"`).join(', ');
}
