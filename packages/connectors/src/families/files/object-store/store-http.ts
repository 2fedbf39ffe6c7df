import { SluiceError, type Clock } from '@sluice/core';
import { HttpClient } from '../../http/client.ts';
import type { TlsSettings } from '../../http/tls.ts';
import { objectErrors } from './errors.ts';
import { BodyPool } from './http/body-pool.ts';
import { AnswerTooLong } from './http/exchange.ts';
import type { BodySink } from './sinks.ts';
import type { Query } from './signing.ts';

/** A request to a store, before it is signed. */
export interface StoreRequest {
  readonly method: string;
  /** Of the object; empty: the bucket. */
  readonly key: string;
  readonly query: Query;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Uint8Array;
  /** `read "a.csv"`, for messages. */
  readonly action: string;
  readonly signal: AbortSignal;
}

export interface StoreAnswer {
  readonly status: number;
  readonly text: string;
  header(name: string): string | undefined;
}

export interface StoreHttpSettings {
  /** Scheme, host and port. */
  readonly origin: URL;
  readonly tls: TlsSettings;
  readonly connectTimeoutMs: number;
  readonly socketTimeoutMs: number;
  /** How often a request is made in all, when it fails for reasons that pass. */
  readonly tries: number;
  readonly clock: Clock;
  /** Encoded path and query, as they are sent. */
  readonly target: (request: StoreRequest) => string;
  /** Headers that a request is sent with, `host` and signature included. */
  readonly sign: (request: StoreRequest) => Promise<Readonly<Record<string, string>>>;
  /** The error that an answer stands for. A retryable one is tried again. */
  readonly explain: (answer: StoreAnswer, request: StoreRequest) => SluiceError;
}

export interface BodyFetch {
  readonly start: number;
  /** Exclusive. */
  readonly end: number;
  readonly sink: BodySink;
  /** Looks at the head of a success. */
  readonly check: (header: (name: string) => string | undefined) => void;
}

/** A listing of the longest keys has some MB. */
const mostTextBytes = 64 << 20;
const firstWaitMs = 200;
const longestWaitMs = 10_000;

/** Requests to a store, signed, and repeated when a failure may pass. */
export class StoreHttp {
  readonly #settings: StoreHttpSettings;
  readonly #http: HttpClient;
  readonly #bodies: BodyPool;

  constructor(settings: StoreHttpSettings) {
    this.#settings = settings;
    this.#http = new HttpClient(settings);
    this.#bodies = new BodyPool({ ...settings, silenceMs: settings.socketTimeoutMs });
  }

  /** Throws unless the status is a success or in `accepted`. */
  async ask(request: StoreRequest, accepted: readonly number[] = []): Promise<StoreAnswer> {
    for (let tried = 1; ; tried++) {
      try {
        const answer = await this.#send(request);
        if ((isSuccess(answer.status) && !isLateError(answer.text)) || accepted.includes(answer.status)) return answer;
        throw this.#settings.explain(answer, request);
      } catch (error) {
        await this.#waitOrThrow(error, tried, request.signal);
      }
    }
  }

  /** Hands a range of a body to a sink. What has arrived is never asked for again. */
  async fetch(request: StoreRequest, body: BodyFetch): Promise<void> {
    let position = body.start;
    const filled = (bytes: number): void => {
      position += bytes;
      body.sink.filled(bytes);
    };
    const sink: BodySink = { room: () => body.sink.room(), filled };
    body.sink.onRoom = () => sink.onRoom?.();
    for (let failures = 0; position < body.end;) {
      const before = position;
      try {
        await this.#fetchOnce(request, { ...body, start: position, sink });
      } catch (error) {
        failures = position > before ? 1 : failures + 1;
        await this.#waitOrThrow(error, failures, request.signal);
      }
    }
  }

  close(): void {
    this.#http.close();
    this.#bodies.close();
  }

  async #fetchOnce(request: StoreRequest, { start, end, sink, check }: BodyFetch): Promise<void> {
    const ranged = { ...request, headers: { ...request.headers, range: `bytes=${start}-${end - 1}` } };
    const headers = await this.#settings.sign(ranged);
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
    const head = `${request.method} ${this.#settings.target(request)} HTTP/1.1\r\n${lines.join('')}\r\n`;
    const asked = this.#bodies.ask({ head, sink, mostBytes: end - start }, request.signal);
    const answer = await asked.catch((error: unknown) => {
      if (!(error instanceof AnswerTooLong)) throw error;
      throw this.#refused(request, '200', 'the server does not answer to byte ranges');
    });
    const header = (name: string): string | undefined => answer.headers.get(name);
    if (!isSuccess(answer.status))
      throw this.#settings.explain({ status: answer.status, text: answer.text, header }, request);
    check(header);
  }

  #refused(request: StoreRequest, status: string, problem: string): SluiceError {
    const { action } = request;
    return objectErrors.refused({ action, root: this.#settings.origin.host, status, problem });
  }

  async #send(request: StoreRequest): Promise<StoreAnswer> {
    const { method, body, signal } = request;
    const headers = await this.#settings.sign(request);
    const url = new URL(this.#settings.target(request), this.#settings.origin);
    const response = await this.#http.send({ method, url, headers, signal, ...(body === undefined ? {} : { body }) });
    const text = await response.text(mostTextBytes);
    return { status: response.status, text, header: (name) => response.header(name) };
  }

  async #waitOrThrow(error: unknown, tried: number, signal: AbortSignal): Promise<void> {
    const { tries, clock } = this.#settings;
    if (!(error instanceof SluiceError) || !error.retryable || tried >= tries || signal.aborted) throw error;
    const longest = Math.min(longestWaitMs, firstWaitMs * 2 ** (tried - 1));
    // Many tasks that were refused together must not come back together.
    await clock.sleep(longest * (0.5 + Math.random() / 2), signal);
  }
}

function isSuccess(status: number): boolean {
  return status >= 200 && status < 300;
}

/** Copying and completing take long, so some stores send the status before they know the outcome. */
function isLateError(text: string): boolean {
  return /^\s*(?:<\?xml[^>]*>)?\s*<Error[\s>]/.test(text);
}
