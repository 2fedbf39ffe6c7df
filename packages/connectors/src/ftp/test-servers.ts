/** Servers of all protocols for tests, with the folder that they serve as seen from this machine. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Parameter } from '@sluice/core';
import { service, type Server, type ServiceName } from '@sluice/testkit';

export { storageOn } from './test-connection.ts';

/** A server as a job names it. */
export interface Place {
  readonly parameter: Parameter & { readonly host: string; readonly port: number };
  /** Folder of the test as the server knows it, relative to the folder after login. */
  readonly remote: string;
  /** The same folder on this machine. */
  readonly local: string;
}

/** Services that speak one of the protocols. */
export const fileServers = [
  { title: 'SFTP, OpenSSH', service: 'openssh' },
  { title: 'FTP, vsftpd', service: 'vsftpd' },
  { title: 'FTP, pyftpdlib', service: 'pyftpdlib' },
] as const satisfies readonly { readonly title: string; readonly service: ServiceName }[];

/** Connection values for a server and the folder of a test on it. */
export function placeOn(name: ServiceName, server: Server): Place {
  const { host, port, folder, database } = server;
  return {
    parameter: { host, port, ...loginOn(name, server) },
    remote: database,
    local: join(folder, 'data', database),
  };
}

function loginOn(name: ServiceName, server: Server): Parameter {
  const { user, password, certificate, folder } = server;
  if (name === 'openssh')
    return { protocol: 'sftp', user, privateKey: join(folder, 'client_key'), hostKey: hostKeyOf(server) };
  if (name === 'rclone') return { protocol: 'sftp', user, password, trustAnyHostKey: true };
  if (certificate === undefined) return { protocol: 'ftp', user, password };
  return { protocol: 'ftps', user, password, ssl: { ca: certificate } };
}

/** Public key of an OpenSSH server of a test. */
export function hostKeyOf(server: Server): string {
  return readFileSync(join(server.folder, 'host_key.pub'), 'utf8').trim();
}

/** A fresh folder on a shared server. */
export async function newPlace(name: ServiceName): Promise<Place> {
  return placeOn(name, await (await service(name)).newDatabase());
}

/** All bytes of a stream. */
export async function bytesOf(chunks: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const chunk of chunks) parts.push(Buffer.from(chunk));
  return Buffer.concat(parts);
}
