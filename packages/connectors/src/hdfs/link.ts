import { userInfo } from 'node:os';
import type { ConnectorContext } from '@sluice/core';
import { HttpClient } from '../families/http/client.ts';
import type { HttpResponse } from '../families/http/response.ts';
import { readTls } from '../families/http/tls.ts';
import { addressesOf } from './addresses.ts';
import type { HdfsConnection } from './connection.ts';
import { DataNodes } from './data-nodes.ts';
import { hdfsErrors } from './errors.ts';
import { NameNodes } from './name-nodes.ts';
import { encodePath } from './paths.ts';
import { failureOf } from './remote-errors.ts';

const never = new AbortController().signal;

/** Most bytes of an answer: a listing that comes in one piece, from servers that know no pages. */
const mostAnswerBytes = 256 << 20;

/** Clusters that guard against forged requests of browsers want to see it; what it says does not matter. */
const notForged = { 'X-XSRF-HEADER': 'sluice' };

export interface Call {
  readonly method: 'GET' | 'PUT' | 'POST' | 'DELETE';
  readonly operation: string;
  readonly path: string;
  readonly parameters?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal | undefined;
  /** Default: true. */
  readonly isRepeatable?: boolean;
}

/** Requests to a cluster: to the name node that is active, with credentials. */
export class HdfsLink {
  readonly dataNodes: DataNodes;
  readonly #http: HttpClient;
  readonly #nameNodes: NameNodes;
  readonly #credentials: Readonly<Record<string, string>>;
  readonly #headers: Readonly<Record<string, string>>;

  static async open(connection: HdfsConnection, context: Pick<ConnectorContext, 'clock'>): Promise<HdfsLink> {
    if (connection.haveKerberos) throw hdfsErrors.kerberosWanted(undefined);
    const { connectTimeoutMs, socketTimeoutMs } = connection;
    const http = new HttpClient({ connectTimeoutMs, socketTimeoutMs, tls: await readTls(connection.ssl) });
    return new HdfsLink(connection, http, context);
  }

  private constructor(connection: HdfsConnection, http: HttpClient, { clock }: Pick<ConnectorContext, 'clock'>) {
    const addresses = addressesOf(connection);
    const { delegationToken = '', password = '' } = connection;
    const user = connection.user ?? ownName();
    // With a token there is no other word on who asks.
    this.#credentials = delegationToken === '' ? { 'user.name': user } : { delegation: delegationToken };
    const basic = Buffer.from(`${user}:${password}`).toString('base64');
    this.#headers = password === '' ? notForged : { ...notForged, Authorization: `Basic ${basic}` };
    this.#http = http;
    this.#nameNodes = new NameNodes(addresses, clock);
    const hosts = addresses.urls.map((url) => url.host);
    this.dataNodes = new DataNodes(http, { hosts, headers: this.#headers, others: notForged });
  }

  /** Answers of success and redirects; everything else is thrown. */
  ask(call: Call): Promise<HttpResponse> {
    const { signal = never, isRepeatable = true } = call;
    return this.#nameNodes.onActive(
      async (base) => {
        const url = this.#urlOf(base, call);
        const response = await this.#http.send({ method: call.method, url, headers: this.#headers, signal });
        if (response.status >= 400) throw await failureOf(response);
        return response;
      },
      { signal, isRepeatable },
    );
  }

  /** The answer's JSON; undefined for an empty one. */
  async json(call: Call): Promise<unknown> {
    const response = await this.ask(call);
    const text = await response.text(mostAnswerBytes);
    if (text === '') return undefined;
    try {
      return JSON.parse(text) as unknown;
    } catch (error) {
      throw hdfsErrors.notWebHdfs({ host: response.url.host, answer: 'it does not answer in JSON' }, error);
    }
  }

  close(): void {
    this.#http.close();
  }

  #urlOf(base: URL, { operation, path, parameters }: Call): URL {
    const url = new URL(base);
    url.pathname = base.pathname + encodePath(path);
    url.search = new URLSearchParams({ op: operation, ...parameters, ...this.#credentials }).toString();
    return url;
  }
}

function ownName(): string {
  try {
    return userInfo().username;
  } catch {
    return 'sluice';
  }
}
