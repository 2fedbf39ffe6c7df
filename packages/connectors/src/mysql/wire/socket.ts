import * as net from 'node:net';
import * as tls from 'node:tls';
import type { ChunkSource } from './packet-stream.ts';
import { maxFrame } from './protocol.ts';

/** Size of one of the reused read buffers. */
const readBytes = 256 * 1024;
/** Read buffers of a socket: one being decoded, one waiting, one being filled. */
const readBuffers = 3;

/** The link was lost: closed by the server, by the network, or silent for too long. */
export class LinkLost extends Error {
  override readonly name = 'LinkLost';
  readonly isTimeout: boolean;

  constructor(message: string, options: { readonly cause?: unknown; readonly isTimeout?: boolean } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.isTimeout = options.isTimeout ?? false;
  }
}

export interface Address {
  readonly host: string;
  readonly port: number;
  /** A unix socket, used instead of host and port. */
  readonly socketPath?: string;
}

/**
 * A TCP, unix or TLS socket as a source of chunks that the consumer pulls.
 *
 * Plain sockets read into three reused buffers; when all are taken, reading pauses until the consumer is back
 * (invariant 7). TLS delivers buffers of its own, which are bounded in the same way.
 */
export class WireSocket implements ChunkSource {
  #socket: net.Socket | tls.TLSSocket;
  /** How long the server may be silent while an answer is due; 0 means forever. */
  silenceMs: number;
  readonly #queue: Uint8Array[] = [];
  /** Chunks handed to the consumer and not yet given back: 0 or 1. */
  #lent = 0;
  #lost: Error | undefined;
  #wake: (() => void) | undefined;
  #timer: NodeJS.Timeout | undefined;

  private constructor(address: Address, silenceMs: number) {
    this.silenceMs = silenceMs;
    const buffers: Uint8Array[] = [];
    let turn = -1;
    const nextBuffer = (): Uint8Array => {
      turn = (turn + 1) % readBuffers;
      return (buffers[turn] ??= Buffer.allocUnsafeSlow(readBytes));
    };
    const onread = {
      buffer: nextBuffer,
      callback: (size: number, buffer: Uint8Array): boolean => this.#receive(buffer.subarray(0, size)),
    };
    const target =
      address.socketPath === undefined ? { host: address.host, port: address.port } : { path: address.socketPath };
    const options = { ...target, onread, noDelay: true, keepAlive: true, keepAliveInitialDelay: 60_000 };
    this.#socket = net.connect(options as net.NetConnectOpts);
  }

  static async connect(
    address: Address,
    options: { readonly connectTimeoutMs: number; readonly silenceMs: number; readonly signal?: AbortSignal },
  ): Promise<WireSocket> {
    const wire = new WireSocket(address, options.silenceMs);
    await connected(wire.#socket, options);
    wire.#watch(wire.#socket);
    return wire;
  }

  get isSecure(): boolean {
    return this.#socket instanceof tls.TLSSocket;
  }

  get isLost(): boolean {
    return this.#lost !== undefined;
  }

  /** Turns the link into a TLS link; nothing may be under way. */
  async startTls(options: tls.ConnectionOptions): Promise<void> {
    const plain = this.#socket;
    plain.removeAllListeners('error');
    plain.removeAllListeners('close');
    const secure = tls.connect({ ...options, socket: plain });
    await new Promise<void>((resolve, reject) => {
      const onClose = (): void => reject(new LinkLost('the server closed the connection during the TLS handshake'));
      secure.once('secureConnect', () => {
        secure.off('close', onClose);
        secure.off('error', reject);
        resolve();
      });
      secure.once('error', reject);
      secure.once('close', onClose);
    });
    secure.on('data', (chunk: Uint8Array) => {
      if (!this.#receive(chunk)) secure.pause();
    });
    this.#socket = secure;
    this.#watch(secure);
  }

  async next(): Promise<Uint8Array> {
    this.#lent = 0;
    if (this.#queue.length === 0) {
      if (this.#lost !== undefined) throw this.#lost;
      this.#socket.resume();
      await this.#wait();
    } else if (this.#queue.length < readBuffers - 1) this.#socket.resume();
    const chunk = this.#queue.shift();
    if (chunk === undefined) throw this.#lost ?? new LinkLost('the connection was closed');
    this.#lent = 1;
    return chunk;
  }

  /** Sends one packet made of parts, cut into frames; parts must not change until the server has answered. */
  send(parts: readonly Uint8Array[], sequence = 0): number {
    const total = parts.reduce((sum, part) => sum + part.length, 0);
    this.#socket.cork();
    let next = sequence;
    let part = 0;
    let offset = 0;
    for (let left = total; ;) {
      const frame = Math.min(left, maxFrame);
      this.#write(Uint8Array.of(frame, frame >>> 8, frame >>> 16, next & 0xff));
      next++;
      for (let missing = frame; missing > 0;) {
        const bytes = parts[part] as Uint8Array;
        const size = Math.min(missing, bytes.length - offset);
        this.#write(size === bytes.length ? bytes : bytes.subarray(offset, offset + size));
        missing -= size;
        offset += size;
        if (offset === bytes.length) {
          part++;
          offset = 0;
        }
      }
      left -= frame;
      if (frame < maxFrame) break;
    }
    this.#socket.uncork();
    return next;
  }

  /** Says that nothing more will be sent, and lets go. */
  end(): void {
    this.#lost ??= new LinkLost('the connection was closed');
    this.#socket.end();
    this.#socket.unref();
  }

  destroy(): void {
    this.#fail(new LinkLost('the connection was closed'));
    this.#socket.destroy();
  }

  #write(bytes: Uint8Array): void {
    if (this.#lost === undefined && bytes.length > 0) this.#socket.write(bytes);
  }

  /** False when the socket should pause. */
  #receive(chunk: Uint8Array): boolean {
    this.#queue.push(chunk);
    this.#wakeUp();
    return this.#queue.length + this.#lent < readBuffers - 1;
  }

  #watch(socket: net.Socket): void {
    socket.on('error', (cause) => this.#fail(new LinkLost(cause.message, { cause })));
    socket.on('close', () => this.#fail(new LinkLost('the server closed the connection')));
    socket.on('end', () => this.#fail(new LinkLost('the server closed the connection')));
  }

  #fail(error: Error): void {
    this.#lost ??= error;
    this.#wakeUp();
  }

  #wakeUp(): void {
    clearTimeout(this.#timer);
    const wake = this.#wake;
    this.#wake = undefined;
    wake?.();
  }

  async #wait(): Promise<void> {
    const woken = new Promise<void>((resolve) => {
      this.#wake = resolve;
    });
    if (this.silenceMs > 0) {
      this.#timer = setTimeout(() => this.#onSilence(), this.silenceMs).unref();
    }
    await woken;
  }

  #onSilence(): void {
    if (this.#wake === undefined) return;
    this.#fail(new LinkLost(`the server was silent for ${this.silenceMs} ms`, { isTimeout: true }));
    this.#socket.destroy();
  }
}

async function connected(
  socket: net.Socket,
  options: { readonly connectTimeoutMs: number; readonly signal?: AbortSignal },
): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const fail = (error: unknown): void => {
      stop();
      socket.destroy();
      reject(error instanceof Error ? error : new Error(String(error)));
    };
    const onAbort = (): void => fail(options.signal?.reason);
    const timer =
      options.connectTimeoutMs > 0
        ? setTimeout(() => fail(new LinkLost('no answer', { isTimeout: true })), options.connectTimeoutMs)
        : undefined;
    const stop = (): void => {
      clearTimeout(timer);
      options.signal?.removeEventListener('abort', onAbort);
      socket.off('error', fail);
    };
    if (options.signal?.aborted === true) {
      fail(options.signal.reason);
      return;
    }
    options.signal?.addEventListener('abort', onAbort, { once: true });
    socket.on('error', fail);
    socket.once('connect', () => {
      stop();
      resolve();
    });
  });
}
