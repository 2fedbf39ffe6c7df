import type { Socket } from 'node:net';
import { SluiceError } from '@sluice/core';
import { errors } from './errors.ts';
import type { FtpControl } from './ftp-control.ts';
import { openData, type DataConnection } from './ftp-data.ts';
import { guarded } from './guarded.ts';
import { codeOf, isCertificateError, lostError, plain, tlsReason } from './network-errors.ts';

/** How long a server may take to confirm the end of a transfer that was given up. */
const farewellMs = 3_000;
const pieceBytes = 128 * 1024;

/** One transfer: a command, a data connection and the reply at its end. */
export class FtpTransfer {
  readonly socket: Socket;
  readonly #control: FtpControl;
  /** Settles with the last reply. */
  readonly #done: Promise<void>;

  /** @param restartAt first byte wanted of a file; servers that cannot do that answer with a refusal. */
  static async start(control: FtpControl, line: string, restartAt = 0): Promise<FtpTransfer> {
    const data = await openData(control);
    try {
      if (restartAt > 0) await control.request(`REST ${restartAt}`);
      return await begin(control, line, data);
    } catch (error) {
      data.close();
      throw error;
    }
  }

  constructor(control: FtpControl, socket: Socket, done: Promise<void>) {
    this.#control = control;
    this.socket = socket;
    this.#done = done;
    // A refusal in the middle ends the waiting for data.
    done.catch((error: Error) => socket.destroy(error));
  }

  /** Data as it comes; ends when the server closes, which alone does not mean that it was all. */
  async *chunks(): AsyncGenerator<Uint8Array> {
    const iterator = this.socket[Symbol.asyncIterator]();
    try {
      for (;;) {
        const next = await this.#wait(iterator.next());
        if (next.done === true) return;
        yield next.value as Buffer;
      }
    } catch (error) {
      throw await this.#reason(error);
    }
  }

  /** Resolves when `bytes` may be reused. */
  async send(bytes: Uint8Array): Promise<void> {
    try {
      // In pieces, each of which may take as long as the server may be silent.
      for (let at = 0; at < bytes.length; at += pieceBytes) {
        const piece = bytes.subarray(at, at + pieceBytes);
        const sent = new Promise<void>((resolve, reject) => {
          this.socket.write(piece, (error) => (error ? reject(error) : resolve()));
        });
        await this.#wait(sent);
      }
    } catch (error) {
      throw await this.#reason(error);
    }
  }

  /** Ends the sending. */
  async sendEnd(): Promise<void> {
    try {
      await this.#wait(new Promise<void>((resolve, reject) => {
        this.socket.once('error', reject).once('close', resolve).end(() => resolve());
      })); // prettier-ignore
    } catch (error) {
      throw await this.#reason(error);
    }
  }

  /** Waits for the server's word that all went well. */
  async confirmed(): Promise<void> {
    const { context, connection } = this.#control;
    context.socket.setTimeout(connection.socketTimeoutMs);
    try {
      await this.#done;
    } catch (error) {
      throw this.#control.translate(error);
    } finally {
      this.socket.destroy();
    }
  }

  /** Gives up. The connection goes on when the server is in step again; else it is closed. Never throws. */
  async cancel(): Promise<void> {
    this.socket.destroy();
    const close = (): void => this.#control.close();
    await guarded(this.#done, farewellMs, close).catch(() => undefined);
    if (this.#control.isClosed) return;
    try {
      const { code } = await guarded(this.#control.request('NOOP'), farewellMs, close);
      if (code !== 200) close();
    } catch {
      close();
    }
  }

  #wait<T>(promise: Promise<T>): Promise<T> {
    const { socketTimeoutMs } = this.#control.connection;
    return guarded(promise, socketTimeoutMs, () => {
      this.socket.destroy(Object.assign(new Error(`no data for ${socketTimeoutMs} ms`), { code: 'ESILENT' }));
    });
  }

  /** The server's own reason for a broken data connection, when it gives one. */
  async #reason(error: unknown): Promise<Error> {
    if (error instanceof SluiceError) return error;
    const { host } = this.#control;
    if (isCertificateError(error)) return errors.tls({ host, reason: tlsReason(error) }, error);
    this.socket.destroy();
    const wait = codeOf(error) === 'ESILENT' ? 1 : farewellMs;
    const late = (): void => this.#control.close();
    const refusal = await guarded(this.#done, wait, late).then(
      () => undefined,
      (reason: unknown) => this.#control.translate(reason),
    );
    return refusal instanceof SluiceError || refusal === undefined ? lostError(error, host) : refusal;
  }
}

/** Sends the command; the transfer has begun with a first reply and a data connection. */
async function begin(control: FtpControl, line: string, data: DataConnection): Promise<FtpTransfer> {
  const { context } = control;
  const started = Promise.withResolvers<void>();
  const done = context.handle(line, (reply, task) => {
    if (reply instanceof Error) {
      started.reject(reply);
      task.reject(reply);
    } else if (reply.code < 200) {
      // From here on the data connection tells whether the server is alive.
      context.socket.setTimeout(0);
      started.resolve();
    } else {
      started.resolve();
      task.resolve(undefined);
    }
  }) as Promise<void>;
  done.catch(() => undefined);
  try {
    await started.promise;
  } catch (error) {
    throw control.translate(error);
  }
  try {
    return new FtpTransfer(control, await data.socket(), done);
  } catch (error) {
    // The server waits for a connection that does not come about.
    control.close();
    throw errors.dataConnection({ host: control.host, reason: plain((error as Error).message) }, error);
  }
}
