/** Servers between the connector and a cluster, or instead of one, for what a cluster does not do on demand. */
import { createServer, request, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import { connect, createServer as createRawServer, type AddressInfo, type Server as RawServer } from 'node:net';
import type { Server } from '@sluice/testkit';
import { onTestFinished } from 'vitest';

export interface GatewaySettings {
  /** An answer of its own for an operation; undefined forwards it. */
  readonly answer?: (operation: string, response: ServerResponse) => true | undefined;
  /** Operations that are carried out once without an answer. */
  readonly lose?: readonly string[];
  /** Breaks so many connections to data nodes after some bytes of the answer or the question. */
  readonly breaks?: { readonly times: number; readonly afterBytes: number };
}

export interface Gateway {
  /** `http://127.0.0.1:port` */
  readonly url: string;
  /** Operations in the order of arrival. */
  readonly operations: string[];
}

/** Forwards to a name node; what it sends to data nodes goes through here too. */
export async function startGateway(server: Server, settings: GatewaySettings): Promise<Gateway> {
  const operations: string[] = [];
  const lost = new Set(settings.lose);
  const cut = { left: settings.breaks?.times ?? 0, afterBytes: settings.breaks?.afterBytes ?? 0 };
  const url = await serve((incoming, response) => {
    const operation = new URL(incoming.url ?? '', 'http://x').searchParams.get('op') ?? '';
    operations.push(operation);
    if (settings.answer?.(operation, response) === true) return;
    void forward(server, incoming).then(async (answer) => {
      if (lost.delete(operation)) return void response.destroy();
      const { location } = answer.headers;
      const headers =
        location === undefined ? answer.headers : { ...answer.headers, location: await through(location, cut) };
      response.writeHead(answer.statusCode ?? 500, headers);
      answer.pipe(response);
    });
  });
  return { url, operations };
}

/** An HTTP server for the time of a test. */
export async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  onTestFinished(() => server.closeAllConnections());
  return `http://127.0.0.1:${await listen(server)}`;
}

export function listen(server: RawServer): Promise<number> {
  onTestFinished(() => void server.close());
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port)));
}

function forward({ host, port }: Server, incoming: IncomingMessage): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const options = {
      host,
      port,
      method: incoming.method,
      path: incoming.url,
      headers: { ...incoming.headers, connection: 'close' },
    };
    incoming.pipe(request(options, resolve).once('error', reject));
  });
}

/** A way to the host of the URL that breaks. */
async function through(location: string, cut: { left: number; readonly afterBytes: number }): Promise<string> {
  const url = new URL(location);
  const target = { host: url.hostname, port: Number(url.port) };
  url.port = String(
    await listen(
      createRawServer((near) => {
        const far = connect(target);
        let bytes = 0;
        const count = (chunk: Buffer): void => {
          bytes += chunk.length;
          if (bytes <= cut.afterBytes || cut.left === 0 || near.destroyed) return;
          cut.left--;
          near.resetAndDestroy();
        };
        near.on('data', count).pipe(far).on('data', count).pipe(near);
        for (const socket of [near, far]) socket.on('error', () => socket.destroy());
        near.on('close', () => far.destroy());
        far.on('close', () => near.destroy());
      }),
    ),
  );
  return url.href;
}
