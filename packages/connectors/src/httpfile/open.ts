import type { ConnectorContext } from '@sluice/core';
import type { Storage } from '../families/files/storage.ts';
import { HttpClient } from '../families/http/client.ts';
import { readTls } from '../families/http/tls.ts';
import type { HttpfileConnection } from './connection.ts';
import type { HttpfileOptions } from './fields.ts';
import { httpStorage } from './storage.ts';
import { targetsOf } from './targets.ts';

export async function httpClientOf(connection: HttpfileConnection): Promise<HttpClient> {
  return new HttpClient({
    connectTimeoutMs: connection.connectTimeoutSeconds * 1_000,
    socketTimeoutMs: connection.socketTimeoutSeconds * 1_000,
    tls: await readTls(connection.ssl),
  });
}

/** The files of the options as a storage, and their paths in it. */
export async function openHttpFiles(
  options: HttpfileOptions,
  context: ConnectorContext,
): Promise<{ readonly storage: Storage; readonly path: string[] }> {
  const targets = targetsOf(options.fileName, options);
  const http = await httpClientOf(options);
  return { storage: httpStorage({ http, targets, options, context }), path: targets.map((target) => target.label) };
}
