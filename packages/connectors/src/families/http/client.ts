import { Agent as PlainAgent, request as plainRequest, type ClientRequest } from 'node:http';
import { Agent as SecureAgent, request as secureRequest } from 'node:https';
import { httpErrors } from './errors.ts';
import { networkError } from './network-errors.ts';
import { HttpResponse } from './response.ts';
import { SilenceWatch } from './silence-watch.ts';
import type { TlsSettings } from './tls.ts';
import { Upload } from './upload.ts';

/** Connections that nobody has used for a while end by themselves, before servers end them. */
const kept = { keepAlive: true, timeout: 4_000 };

export interface HttpSettings {
  readonly connectTimeoutMs: number;
  /** A connection is given up when the other side is silent for so long while it is waited for; 0 waits forever. */
  readonly socketTimeoutMs: number;
  readonly tls: TlsSettings;
}

export interface HttpRequest {
  readonly method: string;
  /** Without user and password. */
  readonly url: URL;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array;
  readonly signal: AbortSignal;
}

/**
 * Requests over connections that are kept for the next one. It follows no redirect, knows no credentials and repeats
 * nothing: whoever asks decides. Failures of the network are errors `HTTP_…`; statuses are answers.
 */
export class HttpClient {
  readonly #settings: HttpSettings;
  readonly #plain = new PlainAgent(kept);
  readonly #secure: SecureAgent;

  constructor(settings: HttpSettings) {
    this.#settings = settings;
    this.#secure = new SecureAgent({ ...kept, ...settings.tls });
  }

  /** Resolves when the head of the answer is there. */
  async send(request: HttpRequest): Promise<HttpResponse> {
    const { body } = request;
    const length = body === undefined && /^(GET|HEAD|DELETE)$/.test(request.method) ? undefined : (body?.length ?? 0);
    const { outgoing, response } = this.#start(request, length);
    outgoing.end(body);
    return this.#watch(request.url, (error) => outgoing.destroy(error)).over(response);
  }

  /** Starts a request whose body is sent piece by piece. */
  upload(request: Omit<HttpRequest, 'body'>): Upload {
    const { outgoing, response } = this.#start(request, undefined);
    return new Upload({ outgoing, response, watch: this.#watch(request.url, (error) => outgoing.destroy(error)) });
  }

  /** Ends connections that nobody uses. */
  close(): void {
    this.#plain.destroy();
    this.#secure.destroy();
  }

  #watch(url: URL, end: (error: Error) => void): SilenceWatch {
    const afterMs = this.#settings.socketTimeoutMs;
    return new SilenceWatch(afterMs, () => end(httpErrors.silent({ host: url.host, afterMs })));
  }

  #start(
    { method, url, headers, signal }: HttpRequest,
    bodyBytes: number | undefined,
  ): { readonly outgoing: ClientRequest; readonly response: Promise<HttpResponse> } {
    signal.throwIfAborted();
    const isSecure = url.protocol === 'https:';
    const outgoing = (isSecure ? secureRequest : plainRequest)(url, {
      method,
      agent: isSecure ? this.#secure : this.#plain,
      headers: { ...headers, ...(bodyBytes === undefined ? {} : { 'Content-Length': bodyBytes }) },
      signal,
    });
    this.#limitConnecting(outgoing, url);
    const response = new Promise<HttpResponse>((resolve, reject) => {
      outgoing.once('response', (message) => {
        resolve(new HttpResponse(message, { url, signal, watch: this.#watch(url, (error) => message.destroy(error)) }));
      });
      // Stays for what comes after the answer; the reader of its body is told too.
      outgoing.on('error', (error) => reject(signal.aborted ? signal.reason : networkError(url, error)));
    });
    response.catch(() => undefined);
    return { outgoing, response };
  }

  #limitConnecting(outgoing: ClientRequest, url: URL): void {
    const afterMs = this.#settings.connectTimeoutMs;
    if (afterMs === 0) return;
    const timer = setTimeout(() => outgoing.destroy(httpErrors.connectTimeout({ host: url.host, afterMs })), afterMs);
    const stop = (): void => clearTimeout(timer);
    outgoing.once('close', stop);
    outgoing.once('socket', (socket) => {
      if (!socket.connecting) stop();
      else socket.once(url.protocol === 'https:' ? 'secureConnect' : 'connect', stop);
    });
  }
}
