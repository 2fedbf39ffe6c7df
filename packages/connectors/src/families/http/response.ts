import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { networkError } from './network-errors.ts';
import type { SilenceWatch } from './silence-watch.ts';

/** Bytes of an unwanted body that are read, so that the connection can be used again. */
const drainedBytes = 64 * 1024;

/** The head of an answer, and its body while it comes. Exactly one of `body`, `text` and `discard` has to be called. */
export class HttpResponse {
  readonly status: number;
  readonly statusText: string;
  readonly headers: IncomingHttpHeaders;
  readonly url: URL;
  readonly #message: IncomingMessage;
  readonly #signal: AbortSignal;
  readonly #watch: SilenceWatch;

  constructor(
    message: IncomingMessage,
    { url, signal, watch }: { readonly url: URL; readonly signal: AbortSignal; readonly watch: SilenceWatch },
  ) {
    this.status = message.statusCode ?? 0;
    this.statusText = message.statusMessage ?? '';
    this.headers = message.headers;
    this.url = url;
    this.#message = message;
    this.#signal = signal;
    this.#watch = watch;
  }

  /** `404 Not Found` */
  get label(): string {
    return `${this.status} ${this.statusText}`.trim();
  }

  /** A header that is given once. */
  header(name: string): string | undefined {
    const value = this.headers[name.toLowerCase()];
    return Array.isArray(value) ? value[0] : value;
  }

  /** Bytes as they were sent. Leaving the loop closes the connection. Throws when the body ends too early. */
  async *body(): AsyncGenerator<Uint8Array> {
    const chunks = this.#message[Symbol.asyncIterator]() as AsyncIterator<Uint8Array>;
    try {
      for (;;) {
        const next = await this.#watch.over(chunks.next());
        if (next.done === true) return;
        yield next.value;
      }
    } catch (error) {
      throw this.#signal.aborted ? this.#signal.reason : networkError(this.url, error);
    } finally {
      this.#watch.end();
      if (!this.#message.readableEnded) this.#message.destroy();
    }
  }

  /** The whole body as text; what lies behind `maxBytes` is left out. */
  async text(maxBytes = 1 << 20): Promise<string> {
    const chunks: Uint8Array[] = [];
    let size = 0;
    for await (const chunk of this.body()) {
      chunks.push(chunk);
      size += chunk.length;
      if (size >= maxBytes) break;
    }
    return Buffer.concat(chunks).toString('utf8', 0, Math.min(size, maxBytes));
  }

  /** Nobody wants the body. */
  discard(): void {
    this.#watch.end();
    this.#message.on('error', () => undefined);
    if (Number(this.header('content-length') ?? Infinity) <= drainedBytes) this.#message.resume();
    else this.#message.destroy();
  }
}
