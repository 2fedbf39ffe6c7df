/** A server that answers as a test says, for what no real one can be brought to. */
import { createServer, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, onTestFinished } from 'vitest';

export interface Request {
  readonly method: string;
  /** Path and query as they were sent. */
  readonly target: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
}

export type Answering = (request: Request) => Answer | Promise<Answer>;

/** Starts it and answers its address. It ends with the test, or with the file when no test runs. */
export async function startServer(answer: Answering): Promise<string> {
  const server = createServer((incoming, outgoing) => {
    void readBody(incoming).then(async (body) => {
      const { method = '', url = '', headers } = incoming;
      const given = await answer({ method, target: url, headers, body });
      outgoing.writeHead(given.status, given.headers);
      outgoing.end(method === 'HEAD' ? undefined : (given.body ?? ''));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const end = (): void => {
    server.closeAllConnections();
    server.close();
  };
  try {
    onTestFinished(end);
  } catch {
    afterAll(end);
  }
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function readBody(incoming: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
