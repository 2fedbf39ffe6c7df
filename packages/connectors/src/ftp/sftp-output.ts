import { guarded } from './guarded.ts';
import type { Output } from './link.ts';
import { isUnsupported } from './sftp-errors.ts';
import type { SftpSession } from './sftp-session.ts';

const chunkBytes = 64 * 1024;
/** Requests on their way at once: 2 MiB. */
const mostRequests = 32;
const farewellMs = 1_000;

/** A file written with many requests in flight; memory is bounded by them. */
export class SftpOutput implements Output {
  readonly #session: SftpSession;
  readonly #handle: Buffer;
  /** Makes an error of a refused write. */
  readonly #translate: (error: unknown) => Promise<Error>;
  #position: number;
  #pending = 0;
  /** Called when a request was answered, or when it is over. */
  #wake = (): void => {};
  #failure: { readonly cause: unknown } | undefined;

  constructor(
    session: SftpSession,
    handle: Buffer,
    file: { readonly startAt: number; readonly translate: (error: unknown) => Promise<Error> },
  ) {
    this.#session = session;
    this.#handle = handle;
    this.#position = file.startAt;
    this.#translate = file.translate;
  }

  /** Resolves when the bytes are copied; whether the server took them shows in a later call. */
  async write(bytes: Uint8Array): Promise<void> {
    const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
    for (let done = 0; done < buffer.length; done += chunkBytes) {
      await this.#waitFor(mostRequests - 1);
      this.#send(buffer, done, Math.min(chunkBytes, buffer.length - done));
    }
  }

  async end(): Promise<void> {
    try {
      await this.#waitFor(0);
      await this.#sync();
    } catch (error) {
      this.#close().catch(() => undefined);
      throw await this.#translate(error);
    }
    await this.#close().catch(async (error: unknown) => {
      throw await this.#translate(error);
    });
  }

  async abort(): Promise<void> {
    this.#failure ??= { cause: new Error('it was given up') };
    this.#wake();
    // A connection that does not even answer to that is dead.
    await guarded(this.#close(), farewellMs, () => this.#session.close()).catch(() => undefined);
  }

  #close(): Promise<void> {
    return this.#session.call((sftp, done) => sftp.close(this.#handle, done as never));
  }

  #send(buffer: Buffer, offset: number, length: number): void {
    const position = this.#position;
    this.#position += length;
    this.#session.garbage.add(length);
    this.#pending++;
    void this.#session
      .call((sftp, done) => sftp.write(this.#handle, buffer, offset, length, position, done as never))
      .catch((cause: unknown) => void (this.#failure ??= { cause }))
      .then(() => {
        this.#pending--;
        this.#wake();
      });
  }

  /** Until no more than so many requests are unanswered. Throws when one was refused. */
  async #waitFor(unanswered: number): Promise<void> {
    while (this.#pending > unanswered && this.#failure === undefined)
      await new Promise<void>((resolve) => (this.#wake = resolve));
    if (this.#failure !== undefined) throw await this.#translate(this.#failure.cause);
  }

  /** Where the server can: the bytes are on its disk. */
  async #sync(): Promise<void> {
    try {
      await this.#session.call((sftp, done) => sftp.ext_openssh_fsync(this.#handle, done as never));
    } catch (error) {
      if (!isUnsupported(error)) throw error;
    }
  }
}
