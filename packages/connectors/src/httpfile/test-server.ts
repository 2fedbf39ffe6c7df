/** A web server that serves files as well or as badly as a test wants. */
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

export interface ServedFile {
  readonly content: string | Uint8Array;
  /** Default: an ETag of its own. `null`: neither ETag nor Last-Modified. */
  readonly tag?: string | null;
  /** Sent as Content-Encoding; the content is encoded so already. */
  readonly encoding?: string;
  /** Default: true. */
  readonly hasRanges?: boolean;
}

export interface FileServer {
  /** `http://127.0.0.1:port` */
  readonly url: string;
  readonly files: Map<string, ServedFile>;
  /** `GET /a.csv bytes=0-0`, in the order of arrival. */
  readonly log: string[];
  readonly requests: IncomingMessage[];
}

export interface FileServerSettings {
  /** Answers instead of the files; true when it did. */
  readonly answer?: (request: IncomingMessage, response: ServerResponse) => boolean;
  /** Breaks so many answers after some bytes of the body. */
  readonly breaks?: { times: number; readonly afterBytes: number };
  readonly tls?: { readonly certificate: string; readonly key: string };
}

export async function startFileServer(
  files: Readonly<Record<string, ServedFile>>,
  settings: FileServerSettings = {},
): Promise<FileServer> {
  const known = new Map(Object.entries(files));
  const log: string[] = [];
  const requests: IncomingMessage[] = [];
  const listener: RequestListener = (request, response) => {
    const { method, url = '', headers } = request;
    log.push(`${method} ${url}${headers.range === undefined ? '' : ` ${headers.range}`}`);
    requests.push(request);
    request.resume();
    if (settings.answer?.(request, response) === true) return;
    const file = known.get(decodeURI(url.replace(/\?.*$/, '')));
    if (file === undefined) response.writeHead(404).end('nothing here');
    else give(file, { request, response, breaks: settings.breaks });
  };
  const { tls } = settings;
  const server =
    tls === undefined ? createServer(listener) : createSecureServer({ cert: tls.certificate, key: tls.key }, listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return { url: `${tls === undefined ? 'http' : 'https'}://127.0.0.1:${port}`, files: known, log, requests };
}

interface Giving {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly breaks: FileServerSettings['breaks'];
}

function give(file: ServedFile, { request, response, breaks }: Giving): void {
  const content = Buffer.from(file.content);
  const tag = file.tag === undefined ? `"${content.length}-${content[0] ?? 0}"` : file.tag;
  if (tag !== null) response.setHeader(/^(W\/)?"/.test(tag) ? 'ETag' : 'Last-Modified', tag);
  if (file.encoding !== undefined) response.setHeader('Content-Encoding', file.encoding);
  const asked = file.hasRanges === false ? undefined : /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? '');
  const condition = request.headers['if-range'];
  if (asked === undefined || asked === null || (condition !== undefined && condition !== tag)) {
    response.writeHead(200, { 'Content-Length': content.length });
    return send(response, content, breaks);
  }
  const start = Number(asked[1]);
  const end = asked[2] === '' ? content.length : Math.min(content.length, Number(asked[2]) + 1);
  if (start >= content.length)
    return void response.writeHead(416, { 'Content-Range': `bytes */${content.length}` }).end();
  const part = content.subarray(start, end);
  const range = `bytes ${start}-${end - 1}/${content.length}`;
  response.writeHead(206, { 'Content-Length': part.length, 'Content-Range': range });
  send(response, part, breaks);
}

function send(response: ServerResponse, body: Buffer, breaks: FileServerSettings['breaks']): void {
  if (breaks === undefined || breaks.times === 0 || body.length <= breaks.afterBytes) return void response.end(body);
  breaks.times--;
  response.write(body.subarray(0, breaks.afterBytes), () => response.destroy());
}
