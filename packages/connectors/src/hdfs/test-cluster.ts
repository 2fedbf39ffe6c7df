/** What tests do to a cluster past the connector, by requests of their own. */
import { request } from 'node:http';
import type { Parameter } from '@sluice/core';
import type { Server } from '@sluice/testkit';

/** The connection fields for a cluster, as its super-user. */
export function connectionOf(server: Server, more: Parameter = {}): Parameter {
  return { defaultFS: `webhdfs://${server.host}:${server.port}`, user: server.user, ...more };
}

/** The folder of a test database. */
export function folderOf(server: Server): string {
  return `/${server.database}`;
}

type Place = Pick<Server, 'host' | 'port' | 'user'>;

/**
 * One operation of WebHDFS; answers the body. Throws when it is refused. Not by `fetch`, which takes no
 * "100 Continue" that it has not asked for.
 */
export async function operate(
  server: Place,
  method: 'GET' | 'PUT' | 'POST' | 'DELETE',
  path: string,
  parameters: Readonly<Record<string, string>>,
  body?: string | Uint8Array,
): Promise<Buffer> {
  const query = new URLSearchParams({ ...parameters, 'user.name': server.user });
  const encoded = path.split('/').map(encodeURIComponent).join('/');
  const first = await send(method, `http://${server.host}:${server.port}/webhdfs/v1${encoded}?${query.toString()}`);
  const answer = first.status === 307 ? await send(method, first.location, body) : first;
  if (answer.status < 300) return answer.body;
  throw new Error(`${answer.status} ${answer.body.toString()}`);
}

interface Answer {
  readonly status: number;
  readonly location: string;
  readonly body: Buffer;
}

function send(method: string, url: string, body?: string | Uint8Array): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const headers = { 'Content-Type': 'application/octet-stream', 'X-XSRF-HEADER': 'test' };
    const outgoing = request(url, { method, headers }, (message) => {
      const chunks: Buffer[] = [];
      message.on('data', (chunk: Buffer) => chunks.push(chunk)).once('error', reject);
      message.once('end', () => {
        const { statusCode: status = 0, headers } = message;
        resolve({ status, location: headers.location ?? '', body: Buffer.concat(chunks) });
      });
    });
    outgoing.once('error', reject).end(body);
  });
}

export async function putFile(server: Place, path: string, content: string | Uint8Array): Promise<string> {
  await operate(server, 'PUT', path, { op: 'CREATE', overwrite: 'true' }, content);
  return path;
}

export async function getFile(server: Place, path: string): Promise<Buffer> {
  return operate(server, 'GET', path, { op: 'OPEN' });
}

/** Names of everything in a folder, hidden ones too; empty when there is no folder. */
export async function namesIn(server: Place, folder: string): Promise<string[]> {
  try {
    const answer = await operate(server, 'GET', folder, { op: 'LISTSTATUS' });
    const listing = JSON.parse(answer.toString()) as { FileStatuses: { FileStatus: { pathSuffix: string }[] } };
    return listing.FileStatuses.FileStatus.map((entry) => entry.pathSuffix);
  } catch (error) {
    if (String(error).includes('FileNotFoundException')) return [];
    throw error;
  }
}
