/** Containers in the vendor's emulator; requests with a token that are made here by hand are another hand. */
import { createHmac, randomBytes } from 'node:crypto';
import { parseOptions, type ConnectorContext, type Parameter } from '@sluice/core';
import { service, testContext, type Server } from '@sluice/testkit';
import { onTestFinished } from 'vitest';
import type { ObjectClient } from '../families/files/object-store/client.ts';
import { ObjectStorage } from '../families/files/object-store/object-storage.ts';
import { openAzure } from './client.ts';
import { azureConnection } from './fields.ts';
import { sharedKey } from './shared-key.ts';

/** The emulator's well-known key, which is published with it. */
export const emulatorKey = 'Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==';

export interface Container {
  readonly server: Server;
  readonly connection: Parameter;
  get(key: string): Promise<Buffer>;
  /** Of all blobs, hidden ones too. */
  keys(): Promise<readonly string[]>;
}

export async function newContainer(): Promise<Container> {
  const server = await service('azurite');
  const { host, port, user } = server;
  const container = `test${randomBytes(5).toString('hex')}`;
  const endpoint = `http://${host}:${port}/${user}`;
  const headers = {
    'x-ms-date': new Date().toUTCString(),
    'x-ms-version': '2021-12-02',
  };
  const request = {
    method: 'PUT',
    path: `/${user}/${container}`,
    query: { restype: 'container' },
    headers,
    bodyBytes: 0,
  };
  const authorization = sharedKey(request, { accountName: user, accountKey: emulatorKey });
  const made = await fetch(`${endpoint}/${container}?restype=container`, {
    method: 'PUT',
    headers: { ...headers, authorization },
  });
  if (made.status !== 201) throw new Error(`no container: ${made.status} ${await made.text()}`);
  const sas = containerSas(server, container, 'rl', new Date(Date.now() + 3_600_000));
  return {
    server,
    connection: { endpoint, accountName: user, accountKey: emulatorKey, container },
    get: async (key) => {
      const answer = await fetch(`${endpoint}/${container}/${key.split('/').map(encodeURIComponent).join('/')}?${sas}`);
      if (answer.status !== 200) throw new Error(`${key}: ${answer.status}`);
      return Buffer.from(await answer.arrayBuffer());
    },
    keys: async () => {
      const answer = await fetch(`${endpoint}/${container}?restype=container&comp=list&${sas}`);
      return [...(await answer.text()).matchAll(/<Name>([^<]*)<\/Name>/g)].map(([, name = '']) => name);
    },
  };
}

export async function clientFor(connection: Parameter, context: Partial<ConnectorContext> = {}): Promise<ObjectClient> {
  const { options, issues } = parseOptions(azureConnection, connection, 'connection');
  if (options === undefined) throw new Error(issues.map(({ message }) => message).join(' '));
  const client = await openAzure(options, { context: testContext(context), tries: 3 });
  onTestFinished(() => client.close());
  return client;
}

export async function storageFor(connection: Parameter, joinTo?: string): Promise<ObjectStorage> {
  const { signal } = new AbortController();
  const settings = { client: await clientFor(connection), signal, memoryBytes: 16 << 20, partBytes: 1 << 20 };
  return new ObjectStorage(joinTo === undefined ? settings : { ...settings, joinTo });
}

/** A shared access signature for a container, as its owner would make it. */
export function containerSas(server: Server, container: string, permissions: string, expiry: Date): string {
  const time = `${expiry.toISOString().slice(0, 19)}Z`;
  const version = '2020-12-06';
  const resource = `/blob/${server.user}/${container}`;
  const fields = [permissions, '', time, resource, '', '', '', version, 'c', '', '', '', '', '', '', ''];
  const signature = createHmac('sha256', Buffer.from(emulatorKey, 'base64')).update(fields.join('\n')).digest('base64');
  return new URLSearchParams({ sv: version, sr: 'c', sp: permissions, se: time, sig: signature }).toString();
}
