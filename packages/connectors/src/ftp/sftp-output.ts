import type { Output } from './link.ts';
import { isUnsupported } from './sftp-errors.ts';
import type { SftpSession } from './sftp-session.ts';

const chunkBytes = 64 * 1024;
/** Requests on their way at once: 2 MiB. */
const mostRequests = 32;

/** A file written with many requests in flight; memory is bounded by them. */
export class SftpOutput implements Output {
  readonly #session: SftpSession;
  readonly #handle: Buffer;
  /** Makes an error of a refused write. */
  readonly #translate: (error: unknown) => Promise<Error>;
  #position: number;
  readonly #pending = new Set<Promise<void>>();
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
      while (this.#pending.size >= mostRequests) await Promise.race(this.#pending);
      await this.#check();
      this.#send(buffer, done, Math.min(chunkBytes, buffer.length - done));
    }
  }

  async end(): Promise<void> {
    await Promise.all(this.#pending);
    await this.#check();
    try {
      await this.#sync();
      await this.#session.call((sftp, done) => sftp.close(this.#handle, done as never));
    } catch (error) {
      throw await this.#translate(error);
    }
  }

  async abort(): Promise<void> {
    await Promise.all(this.#pending);
    await this.#session.call((sftp, done) => sftp.close(this.#handle, done as never)).catch(() => undefined);
  }

  #send(buffer: Buffer, offset: number, length: number): void {
    const position = this.#position;
    this.#position += length;
    const sent: Promise<void> = this.#session
      .call((sftp, done) => sftp.write(this.#handle, buffer, offset, length, position, done as never))
      .catch((cause: unknown) => void (this.#failure ??= { cause }))
      .finally(() => this.#pending.delete(sent));
    this.#pending.add(sent);
  }

  async #check(): Promise<void> {
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
