import { connect, type Socket } from 'node:net';
import { connect as connectSecurely } from 'node:tls';
import type { TlsSettings } from '../../../http/tls.ts';
import { httpErrors } from '../../../http/errors.ts';
import { networkError } from '../../../http/network-errors.ts';
import { AnswerTooLong, Exchange, type BodyAnswer, type BodyRequest } from './exchange.ts';

export interface BodySettings {
  /** Scheme, host and port count. */
  readonly origin: URL;
  readonly tls: TlsSettings;
  readonly connectTimeoutMs: number;
  /** A connection that is silent for so long within an answer is given up. */
  readonly silenceMs: number;
}

const headBytes = 16 * 1024;

/**
 * A connection for downloads. The bytes of a body go from the socket straight into the memory of the one who asked:
 * a stream of small buffers would cost five times the processor time, which is then missing for the decoding.
 */
export class BodyConnection {
  /** Milliseconds of the monotonic clock; set by the owner. */
  idleSince = 0;
  readonly #settings: BodySettings;
  readonly #socket: Socket;
  readonly #spare = Buffer.allocUnsafeSlow(headBytes);
  #exchange: Exchange | undefined;
  #settle: ((error?: unknown) => void) | undefined;
  #isUsed = false;
  #onRoom: (() => void) | undefined;

  constructor(settings: BodySettings) {
    this.#settings = settings;
    const onread = {
      buffer: (): Uint8Array => this.#exchange?.target ?? this.#spare,
      callback: (length: number, buffer: Uint8Array): boolean => this.#take(length, buffer),
    };
    this.#socket = open(settings, onread);
    this.#socket.setTimeout(settings.connectTimeoutMs);
    this.#socket.once(settings.origin.protocol === 'https:' ? 'secureConnect' : 'connect', () =>
      this.#socket.setTimeout(settings.silenceMs),
    );
    this.#socket.on('timeout', () => this.#socket.destroy(this.#timeoutError()));
    this.#socket.on('error', (error) => this.#fail(error));
    this.#socket.on('close', () => this.#end());
    this.#socket.resume();
  }

  get isOpen(): boolean {
    return !this.#socket.destroyed && this.#socket.writable;
  }

  /**
   * Sends a request and reads the answer. Throws errors of the network, `AnswerTooLong`, and `StaleConnection` when
   * nothing came over a connection that was used before; then it is of no more use.
   */
  async ask(request: BodyRequest, signal: AbortSignal): Promise<BodyAnswer> {
    signal.throwIfAborted();
    const exchange = new Exchange(request);
    this.#exchange = exchange;
    request.sink.onRoom = () => this.#onRoom?.();
    const abort = (): void => void this.#socket.destroy(signal.reason as Error);
    signal.addEventListener('abort', abort, { once: true });
    try {
      await new Promise<void>((resolve, reject) => {
        this.#settle = (error) => (error === undefined ? resolve() : reject(error as Error));
        this.#socket.ref();
        this.#socket.write(request.head, 'latin1');
      });
      if (!exchange.isReusable) this.#socket.destroy();
      this.#isUsed = true;
      return exchange.answer;
    } catch (error) {
      this.#socket.destroy();
      if (signal.aborted) throw signal.reason;
      if (this.#isUsed && !exchange.hasStarted) throw new StaleConnection();
      if (error instanceof AnswerTooLong) throw error;
      throw networkError(this.#settings.origin, error);
    } finally {
      signal.removeEventListener('abort', abort);
      this.#exchange = undefined;
      this.#settle = undefined;
      this.#onRoom = undefined;
      request.sink.onRoom = undefined;
      this.#socket.unref();
    }
  }

  destroy(): void {
    this.#socket.destroy();
  }

  #take(length: number, buffer: Uint8Array): boolean {
    const exchange = this.#exchange;
    if (exchange === undefined) {
      // Nothing was asked: an answer about a timeout, or worse.
      this.#socket.destroy();
      return false;
    }
    try {
      if (buffer === this.#spare) exchange.take(this.#spare.subarray(0, length));
      else exchange.advance(length);
    } catch (error) {
      this.#socket.destroy(error as Error);
      return false;
    }
    if (exchange.isBlocked) return this.#pause(exchange);
    if (exchange.isDone) this.#settle?.();
    return true;
  }

  /** Waits for room. Meanwhile the silence is ours. */
  #pause(exchange: Exchange): boolean {
    this.#socket.setTimeout(0);
    this.#onRoom = () => {
      exchange.drain();
      if (exchange.isBlocked) return;
      this.#onRoom = undefined;
      this.#socket.setTimeout(this.#settings.silenceMs);
      if (exchange.isDone) this.#settle?.();
      this.#socket.resume();
    };
    return false;
  }

  #end(): void {
    this.#exchange?.end();
    if (this.#exchange?.isDone === true) this.#settle?.();
    else this.#fail(new Error('it ended before the answer was complete'));
  }

  #fail(error: Error): void {
    this.#settle?.(error);
  }

  #timeoutError(): Error {
    const { origin, connectTimeoutMs, silenceMs } = this.#settings;
    return this.#socket.connecting
      ? httpErrors.connectTimeout({ host: origin.host, afterMs: connectTimeoutMs })
      : httpErrors.silent({ host: origin.host, afterMs: silenceMs });
  }
}

/** The server had ended a connection that was kept: ask again over another one. */
export class StaleConnection extends Error {}

function open(
  { origin, tls }: BodySettings,
  onread: { buffer: () => Uint8Array; callback: (length: number, buffer: Uint8Array) => boolean },
): Socket {
  const isSecure = origin.protocol === 'https:';
  const host = origin.hostname.replace(/^\[|\]$/g, '');
  const port = Number(origin.port || (isSecure ? 443 : 80));
  if (!isSecure) return connect({ host, port, noDelay: true, onread });
  const servername = /^[\d.]+$|:/.test(host) ? {} : { servername: host };
  // `onread` is documented for tls.connect and missing in its types.
  return connectSecurely({ host, port, ...tls, ...servername, ...({ onread } as object) });
}
