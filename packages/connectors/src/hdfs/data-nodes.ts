import { SluiceError } from '@sluice/core';
import type { HttpClient } from '../families/http/client.ts';
import { httpErrors } from '../families/http/errors.ts';
import type { HttpResponse } from '../families/http/response.ts';
import type { Upload } from '../families/http/upload.ts';
import { hdfsErrors } from './errors.ts';
import { failureOf } from './remote-errors.ts';

const mostRedirects = 3;

export interface KnownHosts {
  /** `host:port` of the addresses that the user gave. */
  readonly hosts: readonly string[];
  /** Sent to them alone. */
  readonly headers: Readonly<Record<string, string>>;
  /** Sent to all others. */
  readonly others: Readonly<Record<string, string>>;
}

/** Redirects of a name node, sent again by hand: what the data node needs to know stands in the URL. */
export class DataNodes {
  readonly #http: HttpClient;
  readonly #known: KnownHosts;

  constructor(http: HttpClient, known: KnownHosts) {
    this.#http = http;
    this.#known = known;
  }

  /** Follows an answer to its content. HttpFS answers with the content itself. */
  async fetch(answer: HttpResponse, signal: AbortSignal): Promise<HttpResponse> {
    let response = answer;
    for (let count = 0; isRedirect(response); count++) {
      if (count === mostRedirects) throw hdfsErrors.badRedirect({ host: response.url.host, reason: 'in a circle' });
      const { url: nameNode } = response;
      const url = targetOf(response);
      response.discard();
      try {
        response = await this.#http.send({ method: 'GET', url, headers: this.#headersFor(url), signal });
      } catch (error) {
        throw explained(error, nameNode, url);
      }
    }
    if (response.status >= 400) throw await failureOf(response);
    return response;
  }

  /** Starts to write what the answer is about. */
  upload(answer: HttpResponse, signal: AbortSignal): FileUpload {
    const url = targetOf(answer);
    answer.discard();
    const headers = { ...this.#headersFor(url), 'Content-Type': 'application/octet-stream' };
    const upload = this.#http.upload({ method: 'PUT', url, headers, signal });
    return new FileUpload(upload, { nameNode: answer.url, dataNode: url });
  }

  #headersFor(url: URL): Readonly<Record<string, string>> {
    return this.#known.hosts.includes(url.host) ? this.#known.headers : this.#known.others;
  }
}

/** Bytes on their way to a data node. Ends in exactly one of `end` and `destroy`. */
export class FileUpload {
  readonly #upload: Upload;
  readonly #nodes: { readonly nameNode: URL; readonly dataNode: URL };

  constructor(upload: Upload, nodes: { readonly nameNode: URL; readonly dataNode: URL }) {
    this.#upload = upload;
    this.#nodes = nodes;
  }

  /** Resolves when `bytes` may be reused. Throws what the data node has against it. */
  async write(bytes: Uint8Array): Promise<void> {
    await this.#upload.write(bytes);
    if (!this.#upload.isAnswered) return;
    await this.end();
    throw hdfsErrors.badRedirect({ host: this.#nodes.dataNode.host, reason: 'it answers before the end of the file' });
  }

  /** Resolves when the file is closed, and with that kept by as many data nodes as HDFS demands. */
  async end(): Promise<void> {
    try {
      const response = await this.#upload.end();
      if (response.status >= 300) throw await failureOf(response);
      response.discard();
    } catch (error) {
      throw explained(error, this.#nodes.nameNode, this.#nodes.dataNode);
    }
  }

  destroy(): void {
    this.#upload.destroy();
  }
}

const unreachable: readonly string[] = [
  httpErrors.unreachable.code,
  httpErrors.connectTimeout.code,
  httpErrors.unknownHost.code,
];

/** A data node that cannot be reached from here is the usual trouble, so that the error says what to do about it. */
function explained(error: unknown, nameNode: URL, dataNode: URL): unknown {
  if (!(error instanceof SluiceError) || !unreachable.includes(error.code)) return error;
  if (nameNode.host === dataNode.host) return error;
  return hdfsErrors.dataNodeUnreachable({ nameNode: nameNode.host, reason: error.message }, error);
}

function isRedirect({ status }: HttpResponse): boolean {
  return status >= 300 && status < 400;
}

function targetOf(answer: HttpResponse): URL {
  const { host, protocol, href } = answer.url;
  const location = isRedirect(answer) ? answer.header('location') : undefined;
  if (location === undefined || !URL.canParse(location, href))
    throw hdfsErrors.badRedirect({ host, reason: 'it names no data node' });
  const url = new URL(location, href);
  if (protocol === 'https:' && url.protocol !== 'https:')
    throw hdfsErrors.insecureRedirect({ from: host, to: url.host });
  return url;
}
