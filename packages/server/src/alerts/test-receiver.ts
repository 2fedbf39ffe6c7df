/** A real HTTP server for tests that takes what channels post, and answers as it is told. */
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

export interface Received {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface Reply {
  readonly status: number;
  readonly body: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Receiver {
  readonly url: string;
  readonly received: Received[];
  /** The answers to the next requests, in order; then the usual one again. */
  answerNext(...replies: readonly Reply[]): void;
  /** Requests stay without an answer until it is called. */
  hold(): () => void;
  close(): Promise<void>;
}

export async function startReceiver(usual: Reply = { status: 200, body: 'ok' }): Promise<Receiver> {
  const received: Received[] = [];
  const replies: Reply[] = [];
  let released: Promise<void> = Promise.resolve();
  const server = createServer((request, response) => {
    void (async () => {
      received.push({ path: request.url ?? '', headers: request.headers, body: await text(request) });
      const { status, body, headers = {} } = replies.shift() ?? usual;
      await released;
      response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(body);
    })();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    answerNext: (...next) => void replies.push(...next),
    hold() {
      const { promise, resolve } = Promise.withResolvers<void>();
      released = promise;
      return resolve;
    },
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
